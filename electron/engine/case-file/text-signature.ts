// A chunk's signature: a Bloom filter of all the runs of five bytes in its lines, letters in lower case.
// A text can only be in the chunk when all of its own runs are in the signature; most chunks are ruled
// out that way without being decompressed. Five, because three or four hexadecimal digits of an address
// are in nearly every chunk of a dump.

/** Bytes in a run; shorter texts cannot be ruled out. */
const runLength = 5;

/** Chunks smaller than this have no signature: reading them is as quick. */
const smallest = 4096;

const largest = 64 * 1024;

/** For each byte, its lower case as the search sees it: ASCII letters only. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** The signature of a chunk's bytes (UTF-8): one bit for four of them. Empty when the chunk is small. */
export function textSignature(bytes: Uint8Array): Uint8Array {
  if (bytes.length < smallest) return new Uint8Array(0);
  let size = 256;
  while (size * 32 < bytes.length && size < largest) size *= 2;
  const signature = new Uint8Array(size);
  const mask = size * 8 - 1;
  for (let at = 0; at + runLength <= bytes.length; at++) {
    const bit = hashAt(bytes, at) & mask;
    signature[bit >> 3] = (signature[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return signature;
}

/** The runs of a text, to be looked for in many signatures; runs that hold more than ASCII are left out. */
export function textRuns(text: string): Uint32Array {
  const bytes = Buffer.from(text);
  const runs = new Set<number>();
  for (let at = 0; at + runLength <= bytes.length; at++) {
    if (bytes.subarray(at, at + runLength).every((byte) => byte < 128)) runs.add(hashAt(bytes, at));
  }
  return Uint32Array.from(runs);
}

/** False when a text with these runs cannot be in the chunk. */
export function mayContain(signature: Uint8Array, runs: Uint32Array): boolean {
  if (signature.length === 0) return true;
  const mask = signature.length * 8 - 1;
  for (const run of runs) {
    const bit = run & mask;
    if ((((signature[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 0) return false;
  }
  return true;
}

/** A number of 32 bits, its low ones as good as its high ones. */
function hashAt(bytes: Uint8Array, at: number): number {
  let hash = 0;
  for (let i = 0; i < runLength; i++) hash = Math.imul(hash ^ (folded[bytes[at + i] ?? 0] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
