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
