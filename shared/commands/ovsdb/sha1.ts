// SHA-1 (RFC 3174) of a text's UTF-8 bytes, which is what an OVSDB file keeps beside each of its records. Only to
// tell a damaged record: that SHA-1 can be forged does not matter here.

/** 40 hexadecimal digits. */
export function sha1(bytes: Uint8Array): string {
  const length = bytes.length;
  const blocks = Math.floor((length + 8) / 64) + 1;
  const last = new Uint8Array(128);
  const from = Math.floor(length / 64) * 64;
  last.set(bytes.subarray(from));
  last[length - from] = 0x80;
  const tail = (blocks - from / 64) * 64;
  const view = new DataView(last.buffer);
  view.setUint32(tail - 8, Math.floor(length / 0x20000000));
  view.setUint32(tail - 4, (length << 3) >>> 0);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const words = new Int32Array(80);
  const whole = new DataView(bytes.buffer, bytes.byteOffset, length);
  for (let at = 0; at < from; at += 64) mix(state, words, whole, at);
  for (let at = 0; at < tail; at += 64) mix(state, words, view, at);
  return [...state].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function mix(state: Int32Array, words: Int32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + i * 4);
  for (let i = 16; i < 80; i++)
    words[i] = rotate(word(words, i - 3) ^ word(words, i - 8) ^ word(words, i - 14) ^ word(words, i - 16), 1);
  let a = word(state, 0);
  let b = word(state, 1);
  let c = word(state, 2);
  let d = word(state, 3);
  let e = word(state, 4);
  for (let i = 0; i < 80; i++) {
    const f =
      i < 20
        ? ((b & c) | (~b & d)) + 0x5a827999
        : i < 40
          ? (b ^ c ^ d) + 0x6ed9eba1
          : i < 60
            ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
            : (b ^ c ^ d) + 0xca62c1d6;
    const next = (rotate(a, 5) + f + e + word(words, i)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  state[0] = word(state, 0) + a;
  state[1] = word(state, 1) + b;
  state[2] = word(state, 2) + c;
  state[3] = word(state, 3) + d;
  state[4] = word(state, 4) + e;
}

function word(words: Int32Array, at: number): number {
  return words[at] ?? 0;
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
