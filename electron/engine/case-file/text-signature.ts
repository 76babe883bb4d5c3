// A chunk's signature: a Bloom filter of all the runs of five bytes in its lines, letters in lower case.
// A text can only be in the chunk when all of its own runs are in the signature; most chunks are ruled
// out that way without being decompressed. Five, because three or four hexadecimal digits of an address
// are in nearly every chunk of a dump.

/** Bytes in a run; shorter texts cannot be ruled out. */
const runLength = 5;

/** Chunks smaller than this have no signature: reading them is as quick. */
const smallest = 4096;

/** Bits in the smallest and the largest signature, as powers of two. */
const fewestBits = 11;
const mostBits = 19;

/** For each byte, its lower case as the search sees it: ASCII letters only. */
const folded = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** What a run's first byte, in lower case, adds to its number. */
const firstFactor = Int32Array.from({ length: 256 }, (_, byte) => Math.imul(byte, 0x9e3779b1));

/** The signature of a chunk's bytes (UTF-8): 4 KiB for 128 KiB of them. Empty when the chunk is small. */
export function textSignature(text: Uint8Array): Uint8Array {
  // Always of one class and by index: this loop sees every byte that is kept, and over a Buffer's iterator it
  // takes five times as long.
  const bytes = new Uint8Array(text.buffer, text.byteOffset, text.length);
  if (bytes.length < smallest) return new Uint8Array(0);
  let bits = fewestBits;
  while (2 ** bits * 5 < bytes.length && bits < mostBits) bits++;
  const signature = new Uint8Array(2 ** (bits - 3));
  const shift = 32 - bits;
  let four = 0;
  const { length } = bytes;
  for (let at = 0; at < length; at++) {
    const before = four >>> 24;
    four = (four << 8) | (folded[bytes[at] ?? 0] ?? 0);
    const bit = runHash(before, four) >>> shift;
    signature[bit >> 3] = (signature[bit >> 3] ?? 0) | (1 << (bit & 7));
  }
  return signature;
}

/** The runs of a text, to be looked for in many signatures; runs that hold more than ASCII are left out. */
export function textRuns(text: string): Uint32Array {
  const runs = new Set<number>();
  // Other letters have their own rules of case, which the signature does not know.
  for (const part of text.split(/[^\0-\x7f]+/)) {
    let four = 0;
    for (let at = 0; at < part.length; at++) {
      const before = four >>> 24;
      four = (four << 8) | (folded[part.charCodeAt(at)] ?? 0);
      if (at >= runLength - 1) runs.add(runHash(before, four));
    }
  }
  return Uint32Array.from(runs);
}

/** False when a text with these runs cannot be in the chunk. */
export function mayContain(signature: Uint8Array, runs: Uint32Array): boolean {
  if (signature.length === 0) return true;
  const shift = Math.clz32(signature.length * 8) + 1;
  for (const run of runs) {
    const bit = run >>> shift;
    if ((((signature[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 0) return false;
  }
  return true;
}

/** A number of 32 bits for a run of one byte and four, of which the high ones are the best mixed. */
function runHash(first: number, four: number): number {
  return Math.imul(four ^ (firstFactor[first] ?? 0), 0x85ebca6b) >>> 0;
}
