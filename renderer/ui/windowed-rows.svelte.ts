// Rows of a table that is never loaded whole: pages around what is in sight, the latest kept.
// A page asked for before `reset` never lands in the table that follows it.

export interface RowPage<T> {
  readonly rows: readonly T[];
}

export class WindowedRows<T> {
  #load: (offset: number, limit: number) => Promise<RowPage<T>>;
  #onError: (error: unknown) => void;
  #pageSize: number;
  #keep: number;
  #pages = new Map<number, readonly T[]>();
  #asked = new Set<number>();
  #generation = 0;
  /** Grows with every page that arrives: what draws rows reads it through `row`. */
  #version = $state(0);

  /** `load` gives the rows from `offset`; `keep` pages stay in memory. */
  constructor(
    load: (offset: number, limit: number) => Promise<RowPage<T>>,
    onError: (error: unknown) => void,
    pageSize = 200,
    keep = 40,
  ) {
    this.#load = load;
    this.#onError = onError;
    this.#pageSize = pageSize;
    this.#keep = keep;
  }

  /** The row, or undefined while it is on its way. */
  row(index: number): T | undefined {
    void this.#version;
    const page = Math.floor(index / this.#pageSize);
    return this.#pages.get(page)?.[index - page * this.#pageSize];
  }

  /** Loads what is missing of `[first, last)`, and a page on either side. */
  want(first: number, last: number, count: number): void {
    const lastPage = Math.max(0, Math.ceil(count / this.#pageSize) - 1);
    const from = Math.max(0, Math.floor(first / this.#pageSize) - 1);
    const to = Math.min(lastPage, Math.floor(Math.max(first, last - 1) / this.#pageSize) + 1);
    for (let page = from; page <= to; page++) void this.#fetch(page);
  }

  /** Forgets everything: another table, filter or order. */
  reset(): void {
    this.#generation++;
    this.#pages.clear();
    this.#asked.clear();
    this.#version++;
  }

  /** Puts a page that came with another answer where `row` finds it. `offset` is a page's beginning. */
  put(offset: number, rows: readonly T[]): void {
    this.#store(Math.floor(offset / this.#pageSize), rows);
  }

  async #fetch(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    const generation = this.#generation;
    try {
      const { rows } = await this.#load(page * this.#pageSize, this.#pageSize);
      if (generation === this.#generation) this.#store(page, rows);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#asked.delete(page);
      this.#onError(error);
    }
  }

  #store(page: number, rows: readonly T[]): void {
    this.#asked.add(page);
    this.#pages.set(page, rows);
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= this.#keep) break;
      this.#pages.delete(old);
      this.#asked.delete(old);
    }
    this.#version++;
  }
}
