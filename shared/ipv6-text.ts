// IPv6 addresses as they are printed.

/**
 * Eight groups of hexadecimal digits without leading zeros: the longest run of zero groups, of two at least, the first of
 * equal ones, becomes `::` (RFC 5952, 4.2).
 */
export function compressedGroups(groups: readonly string[]): string {
  let best = { at: 0, length: 1 };
  for (let at = 0; at < groups.length; at++) {
    let length = 0;
    while (groups[at + length] === '0') length++;
    if (length > best.length) best = { at, length };
  }
  if (best.length < 2) return groups.join(':');
  const [before, after] = [groups.slice(0, best.at), groups.slice(best.at + best.length)];
  return `${before.join(':')}::${after.join(':')}`;
}
