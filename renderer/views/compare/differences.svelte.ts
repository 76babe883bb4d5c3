// What a comparison has asked: its numbers, and what differs, as far as a query shows it: changes of two snapshots, or rules
// of two hosts. The old rows stay until the first of the new ones are here; a late answer is dropped.
import type { Client, Request, Response } from '../../../shared/api.ts';
import type { ChangeTextFormat } from '../../../shared/compare/change-texts.ts';
import { WindowedRows } from '../../ui/windowed-rows.svelte.ts';

/** What is asked for and answered. */
export interface Sort {
  /** What is compared. */
  readonly pair: object;
  /** The pair, and what of it is shown. */
  readonly query: object;
  readonly row: unknown;
  /** By what a row is found again. */
  readonly name: object;
  readonly summary: object;
}
interface SortOf<F extends 'compare' | 'between'> extends Sort {
  readonly pair: Request<`${F}.summary`>;
  readonly query: Omit<Request<`${F}.window`>, 'offset' | 'limit'>;
  readonly row: Response<`${F}.window`>['rows'][number];
  readonly name: NonNullable<Request<`${F}.text`>['named']>[number];
  readonly summary: Response<`${F}.summary`>;
}
export type Changes = SortOf<'compare'>;
export type Rules = SortOf<'between'>;

export interface Mark {
  readonly part: number;
  readonly types: readonly string[];
}
interface Window {
  readonly offset: number;
  readonly limit: number;
}
interface Answered<S extends Sort> {
  readonly query: S['query'];
  /** What a query without kinds, classes and filter has, and what this one has. */
  readonly total: number;
  readonly matched: number;
}
/** The engine's methods of one sort. */
export interface Asking<S extends Sort> {
  summary(pair: S['pair']): Promise<S['summary']>;
  window(
    request: S['query'] & Window,
  ): Promise<{ readonly total: number; readonly matched: number; readonly rows: readonly S['row'][] }>;
  place(request: S['query'] & S['name']): Promise<{ readonly place: number | null }>;
  ruler(request: S['query'] & { readonly parts: number }): Promise<{ readonly marks: readonly Mark[] }>;
  text(
    request: S['query'] & { readonly named: S['name'][] | null; readonly format: ChangeTextFormat },
  ): Promise<Response<'compare.text'>>;
}

export const changesOf = (client: Client): Asking<Changes> => ({
  summary: (pair) => client.call('compare.summary', pair),
  window: (request) => client.call('compare.window', request),
  place: (request) => client.call('compare.place', request),
  ruler: (request) => client.call('compare.ruler', request),
  text: (request) => client.call('compare.text', request),
});

export const rulesOf = (client: Client): Asking<Rules> => ({
  summary: (pair) => client.call('between.summary', pair),
  window: (request) => client.call('between.window', request),
  place: (request) => client.call('between.place', request),
  ruler: (request) => client.call('between.ruler', request),
  text: (request) => client.call('between.text', request),
});

const pageSize = 100;

export class Differences<S extends Sort> {
  summary = $state.raw<(S['summary'] & { readonly asked: string }) | null>(null);
  answered = $state.raw<Answered<S> | null>(null);
  marks = $state.raw<readonly Mark[]>([]);
  readonly rows: WindowedRows<S['row']>;
  /** How many parts the ruler has. */
  readonly parts = 400;
  readonly #asking: Asking<S>;
  readonly #onError: (error: unknown) => void;

  constructor(asking: Asking<S>, onError: (error: unknown) => void) {
    this.#asking = asking;
    this.#onError = onError;
    this.rows = new WindowedRows<S['row']>(
      (offset, limit) =>
        this.answered === null
          ? Promise.resolve({ rows: [] })
          : asking.window({ ...this.answered.query, offset, limit }),
      onError,
      pageSize,
    );
  }

  /** Asks for the summary; the function it returns makes a late answer be dropped. */
  summarise(pair: S['pair']): () => void {
    let current = true;
    const asked = JSON.stringify(pair);
    this.#asking
      .summary(pair)
      .then((answer) => {
        if (current) this.summary = { ...answer, asked };
      })
      .catch((error: unknown) => current && this.#onError(error));
    return () => (current = false);
  }

  /** The summary, if it is that of `pair`. */
  summaryOf(pair: S['pair'] | null): S['summary'] | null {
    return this.summary !== null && this.summary.asked === JSON.stringify(pair) ? this.summary : null;
  }

  /** Asks for the rows of a query; `landed` is called when the first are here. */
  ask(query: S['query'], landed: () => void): () => void {
    let current = true;
    this.#asking
      .window({ ...query, offset: 0, limit: pageSize })
      .then(async (answer) => {
        if (!current) return;
        // A filter that cannot be read shows nothing; what is wrong with it is said at its field.
        this.answered = { query, total: answer.total, matched: answer.matched };
        this.rows.reset();
        this.rows.put(0, answer.rows);
        landed();
        const { marks } = await this.#asking.ruler({ ...query, parts: this.parts });
        if (current) this.marks = marks;
      })
      .catch((error: unknown) => current && this.#onError(error));
    return () => (current = false);
  }

  /** A row far away is still on its way: then it is asked for by itself. */
  async rowAt({ query }: Answered<S>, index: number): Promise<S['row'] | undefined> {
    const known = this.rows.row(index);
    return known ?? (await this.#asking.window({ ...query, offset: index, limit: 1 })).rows[0];
  }

  /** Where a row is among those that are shown; null when it is not there. */
  async placeOf({ query }: Answered<S>, name: S['name']): Promise<number | null> {
    return (await this.#asking.place({ ...query, ...name })).place;
  }

  /** Rows `first` to `end`, in sight or not. */
  async rowsBetween({ query }: Answered<S>, first: number, end: number): Promise<readonly S['row'][]> {
    const rows: S['row'][] = [];
    while (first + rows.length < end) {
      const offset = first + rows.length;
      const page = await this.#asking.window({ ...query, offset, limit: Math.min(2000, end - offset) });
      if (page.rows.length === 0) break;
      rows.push(...page.rows);
    }
    return rows;
  }

  /** Rows as text to copy: those named, or all that are shown. */
  textOf({ query }: Answered<S>, names: readonly S['name'][] | null, format: ChangeTextFormat) {
    return this.#asking.text({ ...query, named: names === null ? null : [...names], format });
  }
}
