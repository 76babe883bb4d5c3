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

/** Marks of the runs that were seen, a byte each while a signature is made; one place, as none stops in the middle. */
const marks = new Uint8Array(2 ** mostBits);

/**
 * The signature of a chunk's bytes (UTF-8): 4 KiB for 128 KiB of them. Empty when the chunk is small. Every
 * byte that is kept goes through here, so four are taken at a time, and marked as bytes: a bit is dearer.
 */
export function textSignature(text: Uint8Array): Uint8Array {
  const { length } = text;
  if (length < smallest) return new Uint8Array(0);
  let bits = fewestBits;
  while (2 ** bits * 5 < length && bits < mostBits) bits++;
  const seen = marks.subarray(0, 2 ** bits).fill(0);
  const shift = 32 - bits;
  const bytes = new DataView(text.buffer, text.byteOffset, length);
  let four = 0;
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    const next = lowerCase(bytes.getInt32(at));
    seen[runHash(four >>> 24, (four << 8) | (next >>> 24)) >>> shift] = 1;
    seen[runHash((four >>> 16) & 255, (four << 16) | (next >>> 16)) >>> shift] = 1;
    seen[runHash((four >>> 8) & 255, (four << 24) | (next >>> 8)) >>> shift] = 1;
    seen[runHash(four & 255, next) >>> shift] = 1;
    four = next;
  }
  for (; at < length; at++) {
    const before = four >>> 24;
    four = (four << 8) | (folded[bytes.getUint8(at)] ?? 0);
    seen[runHash(before, four) >>> shift] = 1;
  }
  return asBits(seen);
}

/** Four bytes with ASCII's capitals in lower case: 32 is added where a byte is from 0x41 to 0x5a. */
function lowerCase(four: number): number {
  const low = four & 0x7f7f7f7f;
  return four | ((~four & 0x80808080 & ((low + 0x3f3f3f3f) ^ (low + 0x25252525))) >>> 2);
}

/** A bit for each mark, the lowest first. */
function asBits(seen: Uint8Array): Uint8Array {
  const words = new DataView(seen.buffer, seen.byteOffset, seen.length);
  const bits = new Uint8Array(seen.length >> 3);
  for (let i = 0; i < bits.length; i++) {
    bits[i] = fourBits(words.getInt32(8 * i, true)) | (fourBits(words.getInt32(8 * i + 4, true)) << 4);
  }
  return bits;
}

function fourBits(word: number): number {
  return (word | (word >>> 7) | (word >>> 14) | (word >>> 21)) & 15;
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
  return Math.imul(four ^ Math.imul(first, 0x9e3779b1), 0x85ebca6b) >>> 0;
}
