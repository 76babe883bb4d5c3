// A pseudo-random function of a secret key: SipHash-2-4 (Aumasson, Bernstein: "SipHash: a fast short-input PRF", 2012).
// It says at each place of an address or id which way a stand-in turns, so that whoever has not the key cannot turn back.

/** Of 128 bits: 32 hexadecimal digits. */
export type RedactionKey = string;

interface Word {
  hi: number;
  lo: number;
}

function add(a: Word, b: Word): void {
  const lo = (a.lo >>> 0) + (b.lo >>> 0);
  a.hi = (a.hi + b.hi + (lo > 0xffffffff ? 1 : 0)) | 0;
  a.lo = lo | 0;
}

function xor(a: Word, b: Word): void {
  a.hi ^= b.hi;
  a.lo ^= b.lo;
}

function rotate(a: Word, by: number): void {
  const { hi, lo } = a;
  if (by === 32) {
    a.hi = lo;
    a.lo = hi;
    return;
  }
  a.hi = (hi << by) | (lo >>> (32 - by));
  a.lo = (lo << by) | (hi >>> (32 - by));
}

function round(v0: Word, v1: Word, v2: Word, v3: Word): void {
  add(v0, v1);
  rotate(v1, 13);
  xor(v1, v0);
  rotate(v0, 32);
  add(v2, v3);
  rotate(v3, 16);
  xor(v3, v2);
  add(v0, v3);
  rotate(v3, 21);
  xor(v3, v0);
  add(v2, v1);
  rotate(v1, 17);
  xor(v1, v2);
  rotate(v2, 32);
}

function wordAt(bytes: Uint8Array, at: number): Word {
  const byte = (i: number): number => bytes[at + i] ?? 0;
  return {
    lo: byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24),
    hi: byte(4) | (byte(5) << 8) | (byte(6) << 16) | (byte(7) << 24),
  };
}

/** SipHash-2-4 of `data` under a key of 16 bytes: the upper and the lower half of its 64 bits, unsigned. */
export function sipHash(key: Uint8Array, data: Uint8Array): readonly [high: number, low: number] {
  const [k0, k1] = [wordAt(key, 0), wordAt(key, 8)];
  const v0 = { hi: 0x736f6d65 ^ k0.hi, lo: 0x70736575 ^ k0.lo };
  const v1 = { hi: 0x646f7261 ^ k1.hi, lo: 0x6e646f6d ^ k1.lo };
  const v2 = { hi: 0x6c796765 ^ k0.hi, lo: 0x6e657261 ^ k0.lo };
  const v3 = { hi: 0x74656462 ^ k1.hi, lo: 0x79746573 ^ k1.lo };
  const whole = data.length - (data.length % 8);
  for (let at = 0; at <= whole; at += 8) {
    const word = wordAt(data, at);
    if (at === whole) word.hi = (word.hi & 0x00ffffff) | (data.length << 24);
    xor(v3, word);
    round(v0, v1, v2, v3);
    round(v0, v1, v2, v3);
    xor(v0, word);
  }
  v2.lo ^= 0xff;
  for (let i = 0; i < 4; i++) round(v0, v1, v2, v3);
  return [(v0.hi ^ v1.hi ^ v2.hi ^ v3.hi) >>> 0, (v0.lo ^ v1.lo ^ v2.lo ^ v3.lo) >>> 0];
}

/** A key's function of texts; throws where the key is no key. */
export class KeyedHash {
  readonly #key: Uint8Array;
  readonly #utf8 = new TextEncoder();

  constructor(key: RedactionKey) {
    if (!/^[0-9a-f]{32}$/.test(key)) throw new Error('a redaction key has 32 hexadecimal digits');
    this.#key = Uint8Array.from(key.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  }

  /** 32 bits. `what` keeps the uses of one key apart. */
  bits(what: string, text: string): number {
    return sipHash(this.#key, this.#utf8.encode(`${what}\n${text}`))[1];
  }

  /** Another key that this one gives: the same each time. */
  derived(number: number): RedactionKey {
    const half = (what: string): string =>
      sipHash(this.#key, this.#utf8.encode(`${what}\n${number}`))
        .map((word) => word.toString(16).padStart(8, '0'))
        .join('');
    return half('first half') + half('second half');
  }
}
