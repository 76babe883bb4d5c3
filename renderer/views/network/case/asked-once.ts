// What was asked for already. Not reactive: nothing is drawn from it.
export class AskedOnce {
  readonly #asked = new Set<string>();

  /** True the first time something is asked for. */
  first(what: string): boolean {
    if (this.#asked.has(what)) return false;
    this.#asked.add(what);
    return true;
  }

  forget(): void {
    this.#asked.clear();
  }
}

/** Answers by what was asked, while they are worth keeping. */
export class KeptAnswers<T> {
  readonly #answers = new Map<string, Promise<T>>();

  of(what: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(what) ?? ask();
    this.#answers.set(what, known);
    return known;
  }

  forget(): void {
    this.#answers.clear();
  }
}
