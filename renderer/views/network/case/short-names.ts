// Hosts of a cloud are called alike: where a name has no room, what tells it from the others has.

/** By id, the names without what all of them begin with: `…13` of compute13. Whole where nothing is gained. */
export function shortNames(
  hosts: readonly { readonly id: string; readonly host: string }[],
): ReadonlyMap<string, string> {
  const names = hosts.map(({ host }) => host);
  const [first = ''] = names;
  let common = first.length;
  for (const name of names) while (!name.startsWith(first.slice(0, common))) common--;
  // A number is not cut in two: compute10 and compute11 differ by 10 and 11.
  while (common > 0 && /\d/.test(first[common - 1] ?? '')) common--;
  const worth = hosts.length > 1 && common > 2;
  return new Map(hosts.map(({ id, host }) => [id, worth ? `…${host.slice(common)}` : host]));
}
