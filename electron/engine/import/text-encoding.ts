// How a text's bytes are to be read, by its first ones.

/** UTF-16 by its mark or, without one, by its zeros; everything else is taken for UTF-8. */
export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (hasZerosAt(head, 1)) return 'utf-16le';
  return hasZerosAt(head, 0) ? 'utf-16be' : 'utf-8';
}

/** Windows' tools write UTF-16 without its mark, too: in output, nearly every second byte is zero then. */
function hasZerosAt(head: Uint8Array, from: 0 | 1): boolean {
  const length = Math.min(head.length, 512) & ~1;
  if (length < 8) return false;
  let zeros = 0;
  for (let i = 0; i < length; i++) {
    if (head[i] !== 0) continue;
    if (i % 2 !== from) return false;
    zeros++;
  }
  return zeros >= length * 0.4;
}
