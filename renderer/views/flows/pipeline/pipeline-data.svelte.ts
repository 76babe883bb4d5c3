// A pipeline as the engine sums it: how far it is, then the graph, and what its tables are for.
import type { Client, Response } from '../../../../shared/api.ts';
import type { Language } from '../../../../shared/explain/phrase.ts';
import type { PipelineNode } from '../../../../shared/pipeline/pipeline.ts';
import { tableRole } from '../../../ui/table-role.ts';

export interface PipelineQuery {
  readonly snapshot: number;
  readonly source: number;
  readonly bridge: string;
  readonly peers: boolean;
}

export type PipelineAnswer = Response<'flows.pipeline'>;

export class PipelineData {
  /** The graph; the one before it stays until the next is whole. */
  answer = $state.raw<{ readonly query: PipelineQuery; readonly pipeline: PipelineAnswer } | null>(null);
  /** While a graph is summed: flows read so far, and of how many. */
  progress = $state.raw<{ readonly done: number; readonly total: number } | null>(null);
  /** By bridge. */
  #tables = $state.raw<Readonly<Record<string, Response<'flows.tables'>['tables']>>>({});

  readonly #client: Client;
  readonly #onError: (error: unknown) => void;
  #turn = 0;

  constructor(client: Client, onError: (error: unknown) => void) {
    this.#client = client;
    this.#onError = onError;
  }

  /** Sums another pipeline; returns what ends that. */
  ask(query: PipelineQuery): () => void {
    const turn = ++this.#turn;
    void this.#ask(query, turn);
    return () => {
      if (turn === this.#turn) this.#turn++;
    };
  }

  /** The name of a table and what it is for, as far as that is known. */
  roleOf({ kind, bridge, table }: PipelineNode, words: Language): string | null {
    if (kind !== 'table') return null;
    const found = this.#tables[bridge]?.find((each) => each.table === table);
    return found === undefined ? null : tableRole(found, words);
  }

  async #ask(query: PipelineQuery, turn: number): Promise<void> {
    try {
      for (;;) {
        const pipeline = await this.#client.call('flows.pipeline', query);
        if (turn !== this.#turn) return;
        const total = pipeline.dumps.reduce((sum, { flows }) => sum + flows, 0);
        this.progress = pipeline.complete ? null : { done: pipeline.done, total };
        if (!pipeline.complete) continue;
        this.answer = { query, pipeline };
        await this.#askRoles(query, pipeline, turn);
        return;
      }
    } catch (error) {
      if (turn !== this.#turn) return;
      this.progress = null;
      this.#onError(error);
    }
  }

  async #askRoles({ snapshot }: PipelineQuery, { dumps }: PipelineAnswer, turn: number): Promise<void> {
    const answers = await Promise.all(
      dumps.map(async ({ bridge }) => {
        const { tables } = await this.#client.call('flows.tables', { snapshot, bridge });
        return [bridge, tables] as const;
      }),
    );
    if (turn === this.#turn) this.#tables = Object.fromEntries(answers);
  }
}
