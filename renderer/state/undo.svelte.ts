// What the user did in this case and can take back: notes and pins. A deed knows how to be undone and done again; they
// run one after the other, however fast the keys come.

export interface Deed {
  /** What was done, in the user's language. */
  readonly title: string;
  readonly apply: () => Promise<void>;
  readonly revert: () => Promise<void>;
}

/** Further back than this nobody undoes. */
const most = 200;

export class Undo {
  #done = $state.raw<readonly Deed[]>([]);
  #undone = $state.raw<readonly Deed[]>([]);
  #last: Promise<unknown> = Promise.resolve();

  /** What the next undo takes back; null when there is nothing. */
  readonly next: Deed | null = $derived(this.#done.at(-1) ?? null);
  readonly nextAgain: Deed | null = $derived(this.#undone.at(-1) ?? null);

  /** Does it and remembers it; rejects, and remembers nothing, where it fails. */
  run(deed: Deed): Promise<void> {
    return this.#queue(async () => {
      await deed.apply();
      this.#done = [...this.#done, deed].slice(-most);
      this.#undone = [];
    });
  }

  /** Takes the last deed back and returns it; a deed that cannot be taken back is forgotten. */
  undo(): Promise<Deed | null> {
    return this.#queue(async () => {
      const deed = this.#done.at(-1);
      if (deed === undefined) return null;
      this.#done = this.#done.slice(0, -1);
      await deed.revert();
      this.#undone = [...this.#undone, deed];
      return deed;
    });
  }

  redo(): Promise<Deed | null> {
    return this.#queue(async () => {
      const deed = this.#undone.at(-1);
      if (deed === undefined) return null;
      this.#undone = this.#undone.slice(0, -1);
      await deed.apply();
      this.#done = [...this.#done, deed];
      return deed;
    });
  }

  /** Another case is open: what was done in the last one stays as it is. */
  clear(): void {
    this.#done = [];
    this.#undone = [];
  }

  #queue<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

export const undo = new Undo();
