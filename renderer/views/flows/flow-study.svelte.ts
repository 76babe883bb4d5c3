// What is known of the dump in view beside its rows: packets of its tables, fields of its matches, and how many
// flows are marked. Marks are searched for a moment at a time, after the rows are there.
import type { Client, Response } from '../../../shared/api.ts';

export interface DumpKey {
  readonly source: number;
  readonly bridge: string;
}

type Marks = Response<'flows.marks'>;

export class FlowStudy {
  tallies = $state.raw<Response<'flows.tallies'>['tables']>([]);
  /** Null until they were asked for and are known. */
  fields = $state.raw<Response<'flows.fields'>['fields'] | null>(null);
  marks = $state.raw<Marks | null>(null);

  readonly #client: Client;
  readonly #onError: (error: unknown) => void;
  #dump: DumpKey | null = null;
  #turn = 0;
  #asksFields = false;

  constructor(client: Client, onError: (error: unknown) => void) {
    this.#client = client;
    this.#onError = onError;
  }

  /** Another dump; `onmarks` is called when all marks are known and there are some. */
  study(dump: DumpKey, onmarks: () => void): () => void {
    const turn = ++this.#turn;
    this.#dump = dump;
    this.tallies = [];
    this.fields = null;
    this.marks = null;
    this.#asksFields = false;
    void this.#run(dump, turn, onmarks);
    return () => {
      if (turn === this.#turn) this.#turn++;
    };
  }

  /** Looks for the fields, once a dump. */
  async askFields(): Promise<void> {
    const [dump, turn] = [this.#dump, this.#turn];
    if (dump === null || this.fields !== null || this.#asksFields) return;
    this.#asksFields = true;
    try {
      for (;;) {
        const { complete, fields } = await this.#client.call('flows.fields', dump);
        if (turn !== this.#turn) return;
        if (!complete) continue;
        this.fields = fields;
        return;
      }
    } catch (error) {
      if (turn === this.#turn) this.#onError(error);
    }
  }

  async #run(dump: DumpKey, turn: number, onmarks: () => void): Promise<void> {
    try {
      const { tables } = await this.#client.call('flows.tallies', dump);
      if (turn !== this.#turn) return;
      this.tallies = tables;
      for (;;) {
        const marks = await this.#client.call('flows.marks', dump);
        if (turn !== this.#turn) return;
        this.marks = marks;
        if (!marks.complete) continue;
        if (marks.duplicates + marks.overlaps > 0) onmarks();
        return;
      }
    } catch (error) {
      if (turn === this.#turn) this.#onError(error);
    }
  }
}
