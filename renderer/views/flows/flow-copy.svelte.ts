// Copies flows as text, and says for a moment what was copied.
import type { Client, FlowTextFormat } from '../../../shared/api.ts';
import { copyText } from '../../state/clipboard.ts';
import { t } from '../../state/locale.svelte.ts';
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
    const fields = columns.map(({ id }) => (id === 'share' ? 'nPackets' : id));
    const flows = ids === null ? null : [...ids];
    try {
      const answer = await this.#client.call('flows.text', { ...query, flows, format, fields });
      await copyText(answer.text);
      const { flows: count, leftOut } = answer;
      this.said = t(leftOut > 0 ? 'flows.copiedSome' : 'flows.copied', { count, leftOut });
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
