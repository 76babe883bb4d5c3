// Repeatable chance for generated flows: the same seed gives the same flows on every machine.
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 32 random bits (splitmix32). */
  bits(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  /** From `from` to `to`, both included. */
  number(from: number, to: number): number {
    return from + (this.bits() % (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.bits() < probability * 0x1_0000_0000;
  }

  of<T>(list: readonly T[]): T {
    return list[this.bits() % list.length]!;
  }

  /** As many random bits; often few are set, or none, or all. */
  bigint(width: number): bigint {
    const ones = (1n << BigInt(width)) - 1n;
    switch (this.number(0, 9)) {
      case 0:
        return 0n;
      case 1:
        return ones;
      case 2:
        return 1n << BigInt(this.number(0, width - 1));
      case 3:
        return BigInt(this.number(0, 255)) & ones;
    }
    let value = 0n;
    for (let have = 0; have < width; have += 32) value = (value << 32n) | BigInt(this.bits());
    return value & ones;
  }

  /** In another order. */
  shuffled<T>(list: readonly T[]): T[] {
    const left = [...list];
    const out: T[] = [];
    while (left.length > 0) out.push(...left.splice(this.bits() % left.length, 1));
    return out;
  }

  /** Some of a list, in its order. */
  some<T>(list: readonly T[], most: number): T[] {
    const count = Math.min(list.length, this.number(0, most));
    const chosen = new Set(this.shuffled(list).slice(0, count));
    return list.filter((item) => chosen.has(item));
  }
}
