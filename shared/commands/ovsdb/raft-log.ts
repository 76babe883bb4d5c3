// The log of a clustered database's file (ovsdb/raft-private.c): its header with the snapshot that the log begins
// after, then entries, votes, and what is committed. An entry that a new leader wrote over is given once, as it
// stands in the end.
import type { RaftStatusFact } from '../../facts.ts';
import type { Sink } from '../command.ts';
import { isObject } from './database-file-schema.ts';

type Json = Readonly<Record<string, unknown>>;
type Apply = (schema: unknown, transaction: unknown, line: number) => void;

export class RaftLog {
  readonly #apply: Apply;
  readonly #gap: () => void;
  #header: { json: Json; line: number } | null = null;
  #term: number | null = null;
  #vote: string | null = null;
  #leader: string | null = null;
  /** The last line that told term, vote or leader. */
  #told = 0;
  #applied = 0;
  /** The index that the next entry has. */
  #next: number | null = null;
  /** Entries that are not yet known to be committed, by index. */
  readonly #waiting = new Map<number, { data: readonly unknown[]; line: number }>();

  /** `gap` is called where an entry of the log is missing, before the ones after it are applied. */
  constructor(apply: Apply, gap: () => void) {
    this.#apply = apply;
    this.#gap = gap;
  }

  /** Has the log's header come? */
  get isOpen(): boolean {
    return this.#header !== null;
  }

  /** False when the record is none of a clustered database. */
  take(json: Json, line: number): boolean {
    const index = json['index'];
    const commit = json['commit_index'];
    if (typeof json['server_id'] === 'string') this.#takeHeader(json, line);
    else if (typeof commit === 'number') this.#commit(commit);
    else if (typeof index === 'number' && typeof json['term'] === 'number')
      this.#takeEntry(json, index, line);
    else if (typeof json['term'] !== 'number' && typeof json['note'] !== 'string') return false;
    if (typeof json['term'] === 'number') this.#term = json['term'];
    if (['term', 'vote', 'leader'].some((key) => key in json)) this.#told = line;
    if (typeof json['vote'] === 'string') this.#vote = json['vote'];
    if (typeof json['leader'] === 'string') this.#leader = json['leader'];
    return true;
  }

  /** What was not said to be committed may be: the last lines of a log that was copied often say nothing of it. */
  end(sink: Sink): void {
    this.#commit(Infinity);
    if (this.#header === null) return;
    const { json, line } = this.#header;
    sink.fact('raft-status', this.#status(json), line, Math.max(line, this.#told));
  }

  #takeHeader(json: Json, line: number): void {
    this.#header = { json, line };
    const [previous, term] = [json['prev_index'], json['prev_term']];
    if (typeof previous === 'number') this.#applied = previous;
    if (typeof term === 'number') this.#term = term;
    this.#next = this.#applied + 1;
    const [schema, transaction] = Array.isArray(json['prev_data']) ? (json['prev_data'] as unknown[]) : [];
    this.#apply(schema, transaction, line);
  }

  #takeEntry(json: Json, index: number, line: number): void {
    if (this.#next !== null && index > this.#next) {
      this.#commit(index - 1);
      this.#gap();
    }
    this.#next = index + 1;
    // A new leader's entry takes the place of all that came after its index.
    for (const later of this.#waiting.keys()) if (later >= index) this.#waiting.delete(later);
    const data = json['data'];
    if (Array.isArray(data)) this.#waiting.set(index, { data: data as unknown[], line });
  }

  #commit(upTo: number): void {
    const indexes = [...this.#waiting.keys()].filter((index) => index <= upTo).sort((a, b) => a - b);
    for (const index of indexes) {
      const entry = this.#waiting.get(index);
      this.#waiting.delete(index);
      if (entry === undefined || index <= this.#applied) continue;
      this.#applied = index;
      this.#apply(entry.data[0], entry.data[1], entry.line);
    }
  }

  #status(json: Json): RaftStatusFact {
    const text = (key: string): string | null => {
      const value = json[key];
      return typeof value === 'string' ? value : null;
    };
    const self = text('server_id');
    const servers = isObject(json['prev_servers']) ? Object.entries(json['prev_servers']) : [];
    return {
      database: text('name') ?? '',
      clusterId: text('cluster_id'),
      serverId: self,
      address: text('local_address'),
      status: null,
      role: null,
      term: this.#term,
      leader: this.#leader,
      vote: this.#vote,
      electionTimer: null,
      log: null,
      notCommitted: null,
      notApplied: null,
      connections: [],
      disconnections: null,
      servers: servers.map(([id, address]) => ({
        id,
        address: typeof address === 'string' ? address : null,
        self: id === self,
        details: {},
      })),
      details: {},
    };
  }
}
