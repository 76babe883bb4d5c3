// Copies flows as text, and says for a moment what was copied.
import type { Client, FlowTextFormat, Request } from '../../../shared/api.ts';
import type { Delimited } from '../../../shared/delimited-row.ts';
import { copyText } from '../../state/clipboard.ts';
import { t } from '../../state/locale.svelte.ts';
import { saveTable } from '../../ui/give-table.ts';
import type { Column } from './flow-columns.ts';
import type { FlowQuery } from './flow-rows.svelte.ts';

const saidFor = 6000;

export class FlowCopy {
  /** What was copied last; null after a moment. */
  said = $state<string | null>(null);
  readonly #client: Client;
  readonly #onError: (error: unknown) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Client, onError: (error: unknown) => void) {
    this.#client = client;
    this.#onError = onError;
  }

  /** The flows of these ids, or with `ids` null all that the query shows. */
  async copy(
    query: FlowQuery,
    ids: readonly number[] | null,
    format: FlowTextFormat,
    columns: readonly Column[],
  ): Promise<void> {
    const fields = fieldsOf(columns);
    const flows = ids === null ? null : [...ids];
    await this.#give('copied', { ...query, flows, format, fields }, copyText);
  }

  /** All that the query shows, into a file called so. */
  async save(query: FlowQuery, format: Delimited, columns: readonly Column[], name: string): Promise<void> {
    const request = { ...query, flows: null, format, fields: fieldsOf(columns) };
    await this.#give('saved', request, (text) => saveTable(name, format, text));
  }

  async #give(
    done: 'copied' | 'saved',
    request: Request<'flows.text'>,
    give: (text: string) => Promise<void> | void,
  ): Promise<void> {
    try {
      const { text, flows: count, leftOut } = await this.#client.call('flows.text', request);
      await give(text);
      const some = leftOut > 0;
      this.said =
        done === 'copied'
          ? t(some ? 'flows.copiedSome' : 'flows.copied', { count, leftOut })
          : t(some ? 'flows.savedSome' : 'flows.saved', { count, leftOut });
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => (this.said = null), saidFor);
    } catch (error) {
      this.#onError(error);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function fieldsOf(columns: readonly Column[]): string[] {
  return columns.map(({ id }) => (id === 'share' ? 'nPackets' : id));
}
