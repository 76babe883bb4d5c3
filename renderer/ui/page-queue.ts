// Which page of a long table is loaded next: what is in sight now, not what was scrolled past. Few loads
// run at once, so that the newest wish never waits behind a queue of old ones.

export class PageQueue {
  #load: (page: number) => Promise<boolean>;
  #most: number;
  #running = 0;
  #wanted: readonly number[] = [];
  /** Loaded, or on their way. */
  #asked = new Set<number>();
  #generation = 0;

  /** `load` says whether the page came; one that did not is asked for again when it is next wanted. */
  constructor(load: (page: number) => Promise<boolean>, most = 2) {
    this.#load = load;
    this.#most = most;
  }

  /** What is wanted now, most urgent first; what was wanted before is forgotten unless it is under way. */
  want(pages: readonly number[]): void {
    this.#wanted = pages;
    this.#next();
  }

  /** The page came another way. */
  has(page: number): void {
    this.#asked.add(page);
  }

  /** The page is no longer kept. */
  drop(page: number): void {
    this.#asked.delete(page);
  }

  /** Another table: nothing is wanted, nothing is there. */
  clear(): void {
    this.#generation++;
    this.#wanted = [];
    this.#asked.clear();
  }

  #next(): void {
    while (this.#running < this.#most) {
      const page = this.#wanted.find((each) => !this.#asked.has(each));
      if (page === undefined) return;
      this.#asked.add(page);
      this.#running++;
      void this.#run(page);
    }
  }

  async #run(page: number): Promise<void> {
    const generation = this.#generation;
    const came = await this.#load(page);
    this.#running--;
    if (!came && generation === this.#generation) {
      this.#asked.delete(page);
      // Asking again at once would fail again at once.
      this.#wanted = this.#wanted.filter((each) => each !== page);
    }
    this.#next();
  }
}
