// A permutation of numbers of n bits that keeps prefixes: two numbers that agree in their first k bits have stand-ins
// that agree in exactly their first k bits (the idea of Crypto-PAn: Xu, Fan, Ammar, Moon, 2002). At each bit a keyed
// function of the bits before it says whether it is turned over.

/** Bits from the left as a text of 0 and 1. */
export type Bits = string;

export class PrefixBits {
  readonly #length: number;
  readonly #turns: (before: Bits) => boolean;
  readonly #known = new Map<Bits, Bits>();

  /** `turns` is asked at each place with the bits of the original before it. */
  constructor(length: number, turns: (before: Bits) => boolean) {
    this.#length = length;
    this.#turns = turns;
  }

  standIn(original: Bits): Bits {
    if (original.length !== this.#length) throw new Error(`${original} has not ${this.#length} bits`);
    const known = this.#known.get(original);
    if (known !== undefined) return known;
    let made = '';
    for (let at = 0; at < original.length; at++) {
      const turned = this.#turns(original.slice(0, at));
      made += (original[at] === '1') === turned ? '0' : '1';
    }
    this.#known.set(original, made);
    return made;
  }
}

/** May the bit behind `before` be turned without a number leaving, or entering, what begins with `fixed`? */
export function leads(before: Bits, fixed: Bits): boolean {
  return before.length < fixed.length && fixed.startsWith(before);
}
