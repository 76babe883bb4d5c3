// Rows of a table that is never loaded whole: pages around what is in sight, the latest kept.
// A page asked for before `reset` never lands in the table that follows it.
import { PageQueue } from './page-queue.ts';

export interface RowPage<T> {
  readonly rows: readonly T[];
}

export class WindowedRows<T> {
  #load: (offset: number, limit: number) => Promise<RowPage<T>>;
  #onError: (error: unknown) => void;
  #pageSize: number;
  #keep: number;
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- what is drawn follows #version, once a page
  #pages = new Map<number, readonly T[]>();
  #queue = new PageQueue((page) => this.#fetch(page));
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

  /** Loads what is missing of `[first, last)`, then a page on either side. */
  want(first: number, last: number, count: number): void {
    const end = Math.max(0, Math.ceil(count / this.#pageSize) - 1);
    const from = Math.min(end, Math.floor(first / this.#pageSize));
    const to = Math.min(end, Math.floor(Math.max(first, last - 1) / this.#pageSize));
    const inSight = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const beside = [to + 1, from - 1].filter((page) => page >= 0 && page <= end);
    this.#queue.want([...inSight, ...beside]);
  }

  /** Forgets everything: another table, filter or order. */
  reset(): void {
    this.#generation++;
    this.#pages.clear();
    this.#queue.clear();
    this.#version++;
  }

  /** Puts a page that came with another answer where `row` finds it. `offset` is a page's beginning. */
  put(offset: number, rows: readonly T[]): void {
    const page = Math.floor(offset / this.#pageSize);
    this.#queue.has(page);
    this.#store(page, rows);
  }

  async #fetch(page: number): Promise<boolean> {
    const generation = this.#generation;
    try {
      const { rows } = await this.#load(page * this.#pageSize, this.#pageSize);
      if (generation === this.#generation) this.#store(page, rows);
      return true;
    } catch (error) {
      if (generation === this.#generation) this.#onError(error);
      return false;
    }
  }

  #store(page: number, rows: readonly T[]): void {
    this.#pages.set(page, rows);
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= this.#keep) break;
      this.#pages.delete(old);
      this.#queue.drop(old);
    }
    this.#version++;
  }
}
