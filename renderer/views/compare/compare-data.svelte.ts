// What the Compare view has asked: the summary of a pair, and the changes that a query shows of it. The old rows stay
// until the first of the new ones are here; a late answer is dropped.
import type { Client, Request, Response } from '../../../shared/api.ts';
import type { Change } from '../../../shared/compare/change.ts';
import { WindowedRows } from '../../ui/windowed-rows.svelte.ts';

export type CompareQuery = Omit<Request<'compare.window'>, 'offset' | 'limit'>;
export type PairRequest = Request<'compare.summary'>;

const pageSize = 100;

export class CompareData {
  summary = $state.raw<(Response<'compare.summary'> & { readonly asked: string }) | null>(null);
  answered = $state.raw<{
    readonly query: CompareQuery;
    readonly total: number;
    readonly matched: number;
  } | null>(null);
  marks = $state.raw<Response<'compare.ruler'>['marks']>([]);
  readonly rows: WindowedRows<Change>;
  /** How many parts the ruler has. */
  readonly parts = 400;
  readonly #client: Client;
  readonly #onError: (error: unknown) => void;

  constructor(client: Client, onError: (error: unknown) => void) {
    this.#client = client;
    this.#onError = onError;
    this.rows = new WindowedRows<Change>(
      (offset, limit) =>
        this.answered === null
          ? Promise.resolve({ rows: [] })
          : client.call('compare.window', { ...this.answered.query, offset, limit }),
      onError,
      pageSize,
    );
  }

  /** Asks for the summary; the function it returns makes a late answer be dropped. */
  summarise(pair: PairRequest): () => void {
    let current = true;
    const asked = JSON.stringify(pair);
    this.#client
      .call('compare.summary', pair)
      .then((answer) => {
        if (current) this.summary = { ...answer, asked };
      })
      .catch((error: unknown) => current && this.#onError(error));
    return () => (current = false);
  }

  /** Asks for the changes of a query; `landed` is called when the first are here. */
  ask(query: CompareQuery, landed: () => void): () => void {
    let current = true;
    this.#client
      .call('compare.window', { ...query, offset: 0, limit: pageSize })
      .then(async (answer) => {
        if (!current) return;
        // A filter that cannot be read shows nothing; what is wrong with it is said at its field.
        this.answered = { query, total: answer.total, matched: answer.matched };
        this.rows.reset();
        this.rows.put(0, answer.rows);
        landed();
        const { marks } = await this.#client.call('compare.ruler', { ...query, parts: this.parts });
        if (current) this.marks = marks;
      })
      .catch((error: unknown) => current && this.#onError(error));
    return () => (current = false);
  }
}
