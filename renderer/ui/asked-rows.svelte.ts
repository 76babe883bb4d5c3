// A list that is asked for as it is, with what its answer says beside the rows: the first page tells how many there are, the
// others come when they are in sight. A late answer is dropped.
import { WindowedRows, type RowPage } from './windowed-rows.svelte.ts';

const pageSize = 200;
/** Rows of one answer where all are asked for: as many as the engine gives. */
const mostOfPage = 2000;

export class AskedRows<T, A extends RowPage<T>> {
  /** Null before the first answer. */
  answer = $state.raw<A | null>(null);
  readonly rows: WindowedRows<T>;
  readonly #load: (offset: number, limit: number) => Promise<A>;
  readonly #onError: (error: unknown) => void;

  constructor(load: (offset: number, limit: number) => Promise<A>, onError: (error: unknown) => void) {
    this.#load = load;
    this.#onError = onError;
    this.rows = new WindowedRows<T>(load, onError, pageSize);
  }

  /** All rows there are now, in sight or not. */
  async all(): Promise<readonly T[]> {
    const rows: T[] = [];
    for (;;) {
      const page = await this.#load(rows.length, mostOfPage);
      rows.push(...page.rows);
      if (page.rows.length < mostOfPage) return rows;
    }
  }

  /** Asks anew; the function it returns makes a late answer be dropped. */
  ask(): () => void {
    let current = true;
    this.#load(0, pageSize)
      .then((answer) => {
        if (!current) return;
        this.rows.reset();
        this.rows.put(0, answer.rows);
        this.answer = answer;
      })
      .catch((error: unknown) => current && this.#onError(error));
    return () => (current = false);
  }
}
