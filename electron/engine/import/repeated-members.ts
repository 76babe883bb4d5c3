// Members that an archive holds more than once under one name, as `tar -r` makes them. Unpacking leaves the last
// one, and so does an import: read twice, each flow and rule in them would count twice.

/** Beyond so many names all members are read. */
const mostNames = 100_000;

/** Counts members while the bundle goes by for the first time. Of each name only a number is kept. */
export class RepeatedMembers {
  readonly #seen = new Set<number>();
  readonly #further = new Map<string, number>();

  count(path: string): void {
    const number = numberOf(path);
    if (!this.#seen.has(number)) this.#seen.add(number);
    else if (this.#further.size < mostNames) this.#further.set(path, (this.#further.get(path) ?? 0) + 1);
  }

  /** How many members come before the last one of their name, by name. */
  get earlier(): ReadonlyMap<string, number> {
    return this.#further;
  }
}

/** 52 bits of a name: among a million names two have the same about once in ten thousand bundles. */
function numberOf(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) ^ (high >>> 13);
  }
  return (high >>> 12) * 2 ** 32 + (low >>> 0);
}
