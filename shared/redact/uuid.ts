// UUIDs and what stands for them, digit by digit with what comes before it as the key, so that what is named after the
// beginning of one (tap48e06cd2-60, neutron-openvswi-i48e06cd2-6) has the beginning of its stand-in.
import type { KeyedHash } from './keyed-hash.ts';

const digits = '0123456789abcdef';
/** The digits that say which kind of UUID it is (RFC 9562, 4): they stay. */
const version = 12;
const variant = 16;

export class UuidPermutation {
  readonly #hash: KeyedHash;
  readonly #known = new Map<string, string>();
  readonly #orders = new Map<string, string>();

  constructor(hash: KeyedHash) {
    this.#hash = hash;
  }

  /** Of a UUID or its beginning, in digits without dashes, of any case, which is kept. Zeros only stay zeros. */
  standIn(given: string): string {
    if (/^0+$/.test(given) || /^f+$/i.test(given)) return given;
    const original = given.toLowerCase();
    let made = this.#known.get(original);
    if (made === undefined) {
      made = '';
      for (const [at, digit] of [...original].entries()) {
        if (at === version || at === variant) made += digit;
        else made += this.#order(original.slice(0, at))[digits.indexOf(digit)] ?? digit;
      }
      this.#known.set(original, made);
    }
    return given === original ? made : /[a-f]/.test(given) ? made : made.toUpperCase();
  }

  /** The sixteen digits in the order that the digits before them give. */
  #order(before: string): string {
    const known = this.#orders.get(before);
    if (known !== undefined) return known;
    const left = [...digits];
    for (let i = left.length - 1; i > 0; i--) {
      const other = this.#hash.bits(`uuid ${i}`, before) % (i + 1);
      [left[i], left[other]] = [left[other] ?? '', left[i] ?? ''];
    }
    const order = left.join('');
    this.#orders.set(before, order);
    return order;
  }
}
