// What is known of the dump in view beside its rows: packets of its tables and what these are for, fields of its
// matches, and how many flows are marked. Marks are searched for a moment at a time, after the rows are there.
import type { Client, Response } from '../../../shared/api.ts';
import type { Language } from '../../../shared/explain/phrase.ts';
import { tableRole } from '../../ui/table-role.ts';
import type { TableId } from '../../../shared/openflow/table-id.ts';

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

  #named = $state.raw<Response<'flows.tables'>['tables']>([]);
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

  /** The name of a table and what it is for, as far as that is known. */
  roleOf(table: TableId, words: Language): string | null {
    const found = this.#named.find((each) => each.table === table);
    return found === undefined ? null : tableRole(found, words);
  }

  /** Looks for what the tables of a bridge are for; returns what ends that. */
  studyRoles(snapshot: number, bridge: string): () => void {
    let current = true;
    this.#named = [];
    this.#client
      .call('flows.tables', { snapshot, bridge })
      .then(({ tables }) => {
        if (current) this.#named = tables;
      })
      .catch((error: unknown) => current && this.#onError(error));
    return () => (current = false);
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
