// Windows of one dump of flows. Filtering reads the dump once and remembers which flows matched;
// sorting has the database order ids; scrolling then only fetches the rows of the window. Both are
// kept for the dump in view, so a new sort does not filter again, nor a new filter sort or read.
import type { Database } from 'better-sqlite3';
import type { FlowColumn, FlowRow } from '../../../../shared/api.ts';
import type { FlowFact } from '../../../../shared/facts.ts';
import { flowIdRange } from '../flow-ids.ts';
import type { FlowTableRow } from '../flow-rows.ts';
import { flowOf, shownFields } from '../flow-rows.ts';

/** Which flows of a source are meant: those of `bridge` and those that do not say their bridge. */
export interface DumpPlace {
  readonly sourceId: number;
  readonly bridge: string;
  readonly host: string;
  readonly path: string;
}

export interface FlowOrder {
  readonly sort: FlowColumn;
  readonly descending: boolean;
}

/** A flow filter that was understood; `text` is what it was made from. */
export interface FlowTest {
  readonly text: string;
  test(flow: FlowFact): boolean;
}

const sortColumns: Readonly<Record<FlowColumn, string>> = {
  line: 'id',
  table: 'table_id',
  priority: 'priority',
  match: 'match',
  actions: 'actions',
  // Cookies are 64-bit hexadecimal text: without leading zeros, the longer is the larger.
  cookie: 'length(cookie), cookie',
  nPackets: 'n_packets',
  nBytes: 'n_bytes',
  duration: 'duration',
};

const ofDump = 'id BETWEEN ? AND ? AND (bridge IS NULL OR bridge = ?)';

/** Flows of a dump that are kept in memory, some 400 bytes each: reading them anew takes 2 µs each. */
const mostInMemory = 300_000;

interface NumberedFlow {
  readonly id: number;
  readonly flow: FlowFact;
}

export class FlowWindows {
  readonly #db: Database;
  #latest: { readonly key: string; readonly flows: readonly NumberedFlow[] } | null = null;
  #order: { readonly key: string; readonly ids: Float64Array } | null = null;
  #matched: { readonly key: string; readonly ids: ReadonlySet<number> } | null = null;
  #shown: { readonly key: string; readonly ids: Float64Array } | null = null;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Rows `offset` to `offset + limit` of the dump, filtered and sorted; flows that are equal in the sort stay in reading order. */
  window(
    dump: DumpPlace,
    filter: FlowTest | null,
    order: FlowOrder,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly matched: number; readonly rows: FlowRow[] } {
    const sorted = this.#sortedIds(dump, order);
    const shown = filter === null ? sorted : this.#filteredIds(dump, filter, order, sorted);
    const wanted = shown.subarray(offset, offset + limit);
    return { total: sorted.length, matched: shown.length, rows: this.#rows(dump, wanted) };
  }

  /** Every flow of the dump, in reading order. The latest dump stays in memory, unless it is a giant. */
  *all(dump: DumpPlace): Generator<NumberedFlow> {
    const key = JSON.stringify([dump.sourceId, dump.bridge]);
    if (this.#latest?.key === key) {
      yield* this.#latest.flows;
      return;
    }
    const statement = this.#db.prepare<[number, number, string], FlowTableRow>(
      `SELECT * FROM flow WHERE ${ofDump} ORDER BY id`,
    );
    const flows: NumberedFlow[] = [];
    for (const row of statement.iterate(...flowIdRange(dump.sourceId), dump.bridge)) {
      const numbered = { id: row.id, flow: flowOf(row) };
      if (flows.length <= mostInMemory) flows.push(numbered);
      yield numbered;
    }
    if (flows.length <= mostInMemory) this.#latest = { key, flows };
  }

  #sortedIds(dump: DumpPlace, { sort, descending }: FlowOrder): Float64Array {
    const key = JSON.stringify([dump.sourceId, dump.bridge, sort, descending]);
    if (this.#order?.key === key) return this.#order.ids;
    const direction = descending ? 'DESC' : 'ASC';
    const columns = sortColumns[sort]
      .split(', ')
      .map((column) => (column === 'id' ? `id ${direction}` : `${column} ${direction} NULLS LAST`))
      .concat('id');
    const ids = this.#db
      .prepare<[number, number, string], number>(
        `SELECT id FROM flow WHERE ${ofDump} ORDER BY ${columns.join(', ')}`,
      )
      .pluck()
      .all(...flowIdRange(dump.sourceId), dump.bridge);
    this.#order = { key, ids: Float64Array.from(ids) };
    return this.#order.ids;
  }

  #filteredIds(dump: DumpPlace, filter: FlowTest, order: FlowOrder, sorted: Float64Array): Float64Array {
    const key = JSON.stringify([dump.sourceId, dump.bridge, filter.text, order.sort, order.descending]);
    if (this.#shown?.key === key) return this.#shown.ids;
    const matched = this.#matchedIds(dump, filter);
    this.#shown = { key, ids: sorted.filter((id) => matched.has(id)) };
    return this.#shown.ids;
  }

  #matchedIds(dump: DumpPlace, filter: FlowTest): ReadonlySet<number> {
    const key = JSON.stringify([dump.sourceId, dump.bridge, filter.text]);
    if (this.#matched?.key === key) return this.#matched.ids;
    const ids = new Set<number>();
    for (const { id, flow } of this.all(dump)) if (filter.test(flow)) ids.add(id);
    this.#matched = { key, ids };
    return ids;
  }

  #rows(dump: DumpPlace, ids: Float64Array): FlowRow[] {
    const statement = this.#db.prepare<[number], FlowTableRow>('SELECT * FROM flow WHERE id = ?');
    const rows: FlowRow[] = [];
    for (const id of ids) {
      const row = statement.get(id);
      if (row !== undefined) rows.push(flowRow(dump, row));
    }
    return rows;
  }
}

function flowRow(dump: DumpPlace, row: FlowTableRow): FlowRow {
  return {
    id: row.id,
    ...shownFields(row),
    evidence: {
      host: dump.host,
      source: dump.path,
      sourceId: dump.sourceId,
      firstLine: row.first_line,
      lastLine: row.last_line,
    },
  };
}
