// What the comparison of two hosts has asked: its numbers, and the rules that a query shows. The old rows stay until the
// first of the new ones are here; a late answer is dropped.
import type { Client, Request, Response } from '../../../../shared/api.ts';
import { WindowedRows } from '../../../ui/windowed-rows.svelte.ts';
import type { RuleRow } from './between-place.ts';

export type HostPair = Request<'between.summary'>;
export type RuleQuery = Omit<Request<'between.window'>, 'offset' | 'limit'>;

const pageSize = 100;

export class BetweenData {
  summary = $state.raw<(Response<'between.summary'> & { readonly asked: string }) | null>(null);
  answered = $state.raw<{
    readonly query: RuleQuery;
    readonly total: number;
    readonly matched: number;
  } | null>(null);
  marks = $state.raw<Response<'between.ruler'>['marks']>([]);
  readonly rows: WindowedRows<RuleRow>;
  readonly parts = 400;
  readonly #client: Client;
  readonly #onError: (error: unknown) => void;

  constructor(client: Client, onError: (error: unknown) => void) {
    this.#client = client;
    this.#onError = onError;
    this.rows = new WindowedRows<RuleRow>(
      (offset, limit) =>
        this.answered === null
          ? Promise.resolve({ rows: [] })
          : client.call('between.window', { ...this.answered.query, offset, limit }),
      onError,
      pageSize,
    );
  }

  summarise(pair: HostPair): () => void {
    let current = true;
    const asked = JSON.stringify(pair);
    this.#client
      .call('between.summary', pair)
      .then((answer) => {
        if (current) this.summary = { ...answer, asked };
      })
      .catch((error: unknown) => current && this.#onError(error));
    return () => (current = false);
  }

  /** `landed` is called when the first rules are here. */
  ask(query: RuleQuery, landed: () => void): () => void {
    let current = true;
    this.#client
      .call('between.window', { ...query, offset: 0, limit: pageSize })
      .then(async (answer) => {
        if (!current) return;
        this.answered = { query, total: answer.total, matched: answer.matched };
        this.rows.reset();
        this.rows.put(0, answer.rows);
        landed();
        const { marks } = await this.#client.call('between.ruler', { ...query, parts: this.parts });
        if (current) this.marks = marks;
      })
      .catch((error: unknown) => current && this.#onError(error));
    return () => (current = false);
  }
}
