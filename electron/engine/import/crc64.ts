// CRC-64 as xz has it (ECMA-182, reflected: xz file format, 6), eight bytes at a time.

/** The reflected polynomial 0xC96C5795D7870F42, as halves. */
const polynomialLow = 0xd7870f42 | 0;
const polynomialHigh = 0xc96c5795 | 0;

/** What a byte adds that is followed by n others of the same eight: low and high halves at 256 n + byte. */
const low = new Int32Array(8 * 256);
const high = new Int32Array(8 * 256);

for (let byte = 0; byte < 256; byte++) {
  let [a, b] = [byte, 0];
  for (let bit = 0; bit < 8; bit++) {
    const isOdd = (a & 1) !== 0;
    a = (a >>> 1) | (b << 31);
    b >>>= 1;
    if (isOdd) {
      a ^= polynomialLow;
      b ^= polynomialHigh;
    }
  }
  low[byte] = a;
  high[byte] = b;
}
for (let at = 256; at < low.length; at++) {
  const [a, b] = [low[at - 256] ?? 0, high[at - 256] ?? 0];
  low[at] = ((a >>> 8) | (b << 24)) ^ (low[a & 255] ?? 0);
  high[at] = (b >>> 8) ^ (high[a & 255] ?? 0);
}

/** Bytes are taken as words where that is how this machine keeps them. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export class Crc64 {
  #low = -1;
  #high = -1;

  update(bytes: Uint8Array): void {
    const start = isLittleEndian ? Math.min(-bytes.byteOffset & 3, bytes.length) : bytes.length;
    this.#bytes(bytes.subarray(0, start));
    const pairs = (bytes.length - start) >> 3;
    this.#words(new Int32Array(bytes.buffer, pairs === 0 ? 0 : bytes.byteOffset + start, pairs * 2));
    this.#bytes(bytes.subarray(start + pairs * 8));
  }

  #bytes(bytes: Uint8Array): void {
    let [a, b] = [this.#low, this.#high];
    for (const byte of bytes) {
      const i = (a ^ byte) & 255;
      a = ((a >>> 8) | (b << 24)) ^ (low[i] ?? 0);
      b = (b >>> 8) ^ (high[i] ?? 0);
    }
    [this.#low, this.#high] = [a, b];
  }

  #words(words: Int32Array): void {
    let [a, b] = [this.#low, this.#high];
    for (let at = 0; at < words.length; at += 2) {
      a ^= words[at] ?? 0;
      b ^= words[at + 1] ?? 0;
      const i = 1792 + (a & 255);
      const j = 1536 + ((a >>> 8) & 255);
      const k = 1280 + ((a >>> 16) & 255);
      const l = 1024 + (a >>> 24);
      const m = 768 + (b & 255);
      const n = 512 + ((b >>> 8) & 255);
      const o = 256 + ((b >>> 16) & 255);
      const p = b >>> 24;
      a =
        (low[i] ?? 0) ^
        (low[j] ?? 0) ^
        (low[k] ?? 0) ^
        (low[l] ?? 0) ^
        (low[m] ?? 0) ^
        (low[n] ?? 0) ^
        (low[o] ?? 0) ^
        (low[p] ?? 0);
      b =
        (high[i] ?? 0) ^
        (high[j] ?? 0) ^
        (high[k] ?? 0) ^
        (high[l] ?? 0) ^
        (high[m] ?? 0) ^
        (high[n] ?? 0) ^
        (high[o] ?? 0) ^
        (high[p] ?? 0);
    }
    [this.#low, this.#high] = [a, b];
  }

  /** The sum's eight bytes, the lowest first. */
  digest(): Buffer {
    const sum = Buffer.alloc(8);
    sum.writeInt32LE(~this.#low, 0);
    sum.writeInt32LE(~this.#high, 4);
    return sum;
  }
}
