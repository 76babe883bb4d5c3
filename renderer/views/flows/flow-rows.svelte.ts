// The rows of a query as the engine finds them: the first as soon as they are there, then the count until
// it is whole. Another query ends the one before; its answers are dropped.
import type { Client, FlowRow, FlowSort } from '../../../shared/api.ts';
import { WindowedRows } from '../../ui/windowed-rows.svelte.ts';

export interface FlowQuery {
  readonly source: number;
  readonly bridge: string;
  readonly filter: string;
  readonly sort: FlowSort;
  readonly descending: boolean;
}

export interface FlowAnswer {
  readonly query: FlowQuery;
  readonly total: number;
  /** While not `complete`, those found so far. */
  readonly matched: number;
  readonly complete: boolean;
  /** Rows that can be shown: in any order but the dump's there are none before all are found. */
  readonly rows: number;
}

const pageSize = 200;

/** After so many milliseconds without a row the old ones go, because they are not what was asked for. */
const patience = 300;

export class FlowRows {
  /** What is shown; the query before it stays until the first rows of the next are here. */
  answer = $state.raw<FlowAnswer | null>(null);
  readonly rows: WindowedRows<FlowRow>;

  readonly #client: Client;
  readonly #onError: (error: unknown) => void;
  #turn = 0;

  constructor(client: Client, onError: (error: unknown) => void) {
    this.#client = client;
    this.#onError = onError;
    this.rows = new WindowedRows((offset, limit) => this.#page(offset, limit), onError, pageSize);
  }

  /** Shows another query; `onshow` is called when its first rows take the place of the old ones. Returns what ends it. */
  ask(query: FlowQuery, onshow: () => void): () => void {
    const turn = ++this.#turn;
    void this.#ask(query, turn, onshow);
    return () => {
      if (turn === this.#turn) this.#turn++;
    };
  }

  async #ask(query: FlowQuery, turn: number, onshow: () => void): Promise<void> {
    const began = performance.now();
    let shown = false;
    let firstPage = 0;
    try {
      for (;;) {
        // Once the first page is full, only the count is asked for.
        const limit = firstPage < pageSize ? pageSize : 1;
        const answer = await this.#client.call('flows.window', { ...query, offset: 0, limit });
        if (turn !== this.#turn || answer.error !== null) return;
        const { total, matched, complete, rows } = answer;
        if (!shown && rows.length === 0 && !complete && performance.now() - began < patience) continue;
        const inOrder = complete || (query.sort === 'line' && !query.descending);
        this.answer = { query, total, matched, complete, rows: inOrder ? matched : 0 };
        if (!shown) this.rows.reset();
        if (limit > 1 && (rows.length > firstPage || !shown)) {
          firstPage = rows.length;
          this.rows.put(0, rows);
        }
        if (!shown) onshow();
        shown = true;
        if (complete) return;
      }
    } catch (error) {
      if (turn === this.#turn) this.#onError(error);
    }
  }

  /** A whole page, if there are so many rows: while a filter is looked through, its answers may be short. */
  async #page(offset: number, limit: number): Promise<{ readonly rows: readonly FlowRow[] }> {
    for (;;) {
      const query = this.answer?.query;
      if (query === undefined) return { rows: [] };
      const { rows, complete } = await this.#client.call('flows.window', { ...query, offset, limit });
      if (complete || rows.length === limit || query !== this.answer?.query) return { rows };
    }
  }
}
