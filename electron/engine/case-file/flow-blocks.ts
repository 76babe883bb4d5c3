// The flows of a case by blocks: where each block is, and the blocks themselves, of which the latest stay
// in memory as far as they were decoded.
import type { Database, Statement } from 'better-sqlite3';
import type { FlowAges } from '../../../shared/compare/flow-ages.ts';
import type { StoredFact } from '../../../shared/facts.ts';
import { noTableNumbers } from '../../../shared/openflow/table-id.ts';
import { FlowBlock } from './columns/flow-block.ts';
import { flowIdRange, isFlowId, sourceOfFlow } from './flow-ids.ts';

/** What blocks may take in memory together: the flows of about two million lines of a dump. */
const mostInMemory = 256 * 1024 * 1024;

/** Where a block is: its flows have the ids from `id` on. */
export interface BlockPlace {
  readonly id: number;
  readonly flows: number;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** A flow in its block. */
export interface FlowPlace {
  readonly block: FlowBlock;
  readonly row: number;
}

/** One for each connection: what a block holds never changes, so it stays good whatever is imported. */
const ofConnection = new WeakMap<Database, FlowBlocks>();

export function flowBlocks(db: Database): FlowBlocks {
  const known = ofConnection.get(db) ?? new FlowBlocks(db);
  ofConnection.set(db, known);
  return known;
}

export class FlowBlocks {
  readonly #ofSource: Statement<[number, number], BlockPlace>;
  readonly #before: Statement<[number], BlockPlace>;
  readonly #data: Statement<[number], Buffer>;
  readonly #others: Statement<[number, string], number>;
  readonly #ages: Statement<[number], { readonly oldest: number | null; readonly cookies: string | null }>;
  readonly #prints: Statement<[number], Buffer>;
  readonly #kept = new Map<number, { readonly block: FlowBlock; bytes: number }>();
  #bytes = 0;

  constructor(db: Database) {
    const place = 'id, flows, first_line AS firstLine, last_line AS lastLine';
    this.#ofSource = db.prepare(`SELECT ${place} FROM flow_block WHERE id BETWEEN ? AND ? ORDER BY id`);
    this.#before = db.prepare(`SELECT ${place} FROM flow_block WHERE id <= ? ORDER BY id DESC LIMIT 1`);
    this.#data = db.prepare<[number], Buffer>('SELECT data FROM flow_block WHERE id = ?').pluck();
    this.#others = db
      .prepare<[number, string], number>('SELECT 1 FROM flow_bridge WHERE source_id = ? AND bridge <> ?')
      .pluck();
    this.#ages = db.prepare('SELECT oldest, cookies FROM flow_digest WHERE id = ?');
    this.#prints = db.prepare<[number], Buffer>('SELECT prints FROM flow_digest WHERE id = ?').pluck();
  }

  /** Has a source no flows but those of `bridge` and of no named bridge? */
  isAllOf(sourceId: number, bridge: string): boolean {
    return this.#others.get(sourceId, bridge) === undefined;
  }

  /** How old the flows of a block are and whose (columns/flow-digest.ts), without reading it. */
  agesOf({ id }: BlockPlace): Pick<FlowAges, 'oldest' | 'cookies'> {
    const { oldest, cookies } = this.#ages.get(id) ?? { oldest: null, cookies: null };
    return {
      oldest,
      // Written by `digestOf` from such a map.
      cookies: cookies === null ? null : new Map(JSON.parse(cookies) as [string, number][]),
    };
  }

  /** The prints of a block's flows (columns/flow-digest.ts), without reading it. */
  printsOf({ id }: BlockPlace): Uint8Array {
    const prints = this.#prints.get(id);
    if (prints === undefined) throw new Error(`there are no prints of block ${id}`);
    return prints;
  }

  /** The blocks of a source in reading order. */
  ofSource(sourceId: number): readonly BlockPlace[] {
    return this.#ofSource.all(...flowIdRange(sourceId));
  }

  /** The block at a place that `ofSource` gave. */
  at({ id }: BlockPlace): FlowBlock {
    const known = this.#kept.get(id);
    const kept = known ?? { block: new FlowBlock(this.#read(id)), bytes: 0 };
    // The latest is last; its size has changed when columns were decoded since.
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    const { bytes } = kept.block;
    this.#bytes += bytes - kept.bytes;
    kept.bytes = bytes;
    for (const [old, { bytes: gone }] of this.#kept) {
      if (this.#bytes <= mostInMemory || old === id) break;
      this.#kept.delete(old);
      this.#bytes -= gone;
    }
    return kept.block;
  }

  /** Where the flow with this id is; null when there is none. */
  find(id: number): FlowPlace | null {
    if (!isFlowId(id)) return null;
    const place = this.#before.get(id);
    if (place === undefined || id >= place.id + place.flows) return null;
    return { block: this.at(place), row: id - place.id };
  }

  /**
   * The flows of one source, of `bridge` or of no named bridge; all of them when `bridge` is null. `tables`: numbers
   * of tables that have their names in the dump.
   */
  flows(sourceId: number, bridge: string | null, tables = noTableNumbers): StoredFact<'flow'>[] {
    const flows: StoredFact<'flow'>[] = [];
    for (const place of this.ofSource(sourceId)) {
      const block = this.at(place).withTables(tables);
      const flowAt = block.reader();
      const wanted = rowsOfBridge(block, bridge);
      for (let row = 0; row < block.flows; row++) {
        if (wanted !== null && !wanted(row)) continue;
        flows.push({
          id: place.id + row,
          kind: 'flow',
          data: flowAt(row),
          sourceId,
          firstLine: block.firstLine(row),
          lastLine: block.lastLine(row),
        });
      }
    }
    return flows;
  }

  #read(id: number): Buffer {
    const data = this.#data.get(id);
    if (data === undefined) throw new Error(`there is no block ${id} of source ${sourceOfFlow(id)}`);
    return data;
  }
}

/** Which rows are of the bridge, or of no named one; null when all are, or when `bridge` is null. */
export function rowsOfBridge(block: FlowBlock, bridge: string | null): ((row: number) => boolean) | null {
  if (bridge === null) return null;
  const column = block.texts('bridge');
  const wanted = Array.from({ length: column.distinct }, (_, which) => {
    const text = column.text(which);
    return text === null || text === bridge;
  });
  if (wanted.every(Boolean)) return null;
  return (row) => wanted[column.which(row)] ?? false;
}
