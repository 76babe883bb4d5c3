// The flows of one bridge in one source, across their blocks: a flow is known by its place, 0 to `count - 1`.
import type { FlowRow } from '../../../../shared/api.ts';
import { CookieCounts, middle, type FlowAges } from '../../../../shared/compare/flow-ages.ts';
import type { FlowFact, StoredFact } from '../../../../shared/facts.ts';
import type { TableRun } from '../../../../shared/flows/table-numbers.ts';
import type { TableId, TableNumbers } from '../../../../shared/openflow/table-id.ts';
import type { FlowBlock } from '../columns/flow-block.ts';
import { FlowCursor } from '../columns/flow-cursor.ts';
import { cookiesOf, oldestOf } from '../columns/flow-digest.ts';
import { numberAt } from '../columns/number-column.ts';
import type { BlockPlace, FlowBlocks } from '../flow-blocks.ts';
import { rowsOfBridge } from '../flow-blocks.ts';
import type { BlockRows } from './flow-order.ts';
import { FlowPrints } from './flow-prints.ts';

/** Which flows of a source are meant: those of `bridge` and those that do not say their bridge. */
export interface DumpPlace {
  readonly sourceId: number;
  readonly bridge: string;
  readonly host: string;
  readonly path: string;
  /** Numbers of the bridge's tables, for a dump with names. */
  readonly tables: TableNumbers;
}

/** Some flows of a dump: their block, which of its rows, and the place of the first among the dump's. */
export interface DumpPart {
  readonly place: BlockPlace;
  readonly rows: Uint32Array | null;
  readonly count: number;
  readonly first: number;
}

export class FlowDump {
  readonly sourceId: number;
  readonly parts: readonly DumpPart[];
  readonly count: number;
  readonly #blocks: FlowBlocks;
  readonly #tables: TableNumbers;
  readonly #names: ReadonlyMap<TableId, string>;

  constructor(
    blocks: FlowBlocks,
    { sourceId, bridge, tables }: Pick<DumpPlace, 'sourceId' | 'bridge' | 'tables'>,
  ) {
    this.sourceId = sourceId;
    this.#blocks = blocks;
    this.#tables = tables;
    this.#names = new Map([...tables].map(([name, table]) => [table, name]));
    const parts: DumpPart[] = [];
    let count = 0;
    const isWhole = blocks.isAllOf(sourceId, bridge);
    for (const place of blocks.ofSource(sourceId)) {
      const wanted = isWhole ? null : rowsOfBridge(blocks.at(place), bridge);
      const rows =
        wanted === null
          ? null
          : Uint32Array.from({ length: place.flows }, (_, row) => row).filter((row) => wanted(row));
      const part = { place, rows, count: rows?.length ?? place.flows, first: count };
      if (part.count > 0) parts.push(part);
      count += part.count;
    }
    this.parts = parts;
    this.count = count;
  }

  /** Every flow in reading order; one object that becomes the next flow: to be looked at, not kept. */
  *all(): Generator<FlowFact> {
    for (const part of this.parts) {
      const { block, rows } = this.rowsOf(part);
      const flow = new FlowCursor(block);
      for (let i = 0; i < part.count; i++) {
        flow.row = rows === null ? i : (rows[i] ?? 0);
        yield flow;
      }
    }
  }

  /** Whether its first or last part has a table by its name alone: a long dump is not read for this. */
  hasTableNames(): boolean {
    return [this.parts.at(0), this.parts.at(-1)].some(
      (part) => part !== undefined && this.rowsOf(part).block.hasTableNames(),
    );
  }

  /** The tables in reading order, and how many flows of each stand together. */
  tableRuns(): readonly TableRun[] {
    const runs: { readonly table: TableId; flows: number }[] = [];
    for (const part of this.parts) {
      const { block, rows } = this.rowsOf(part);
      for (let i = 0; i < part.count; i++) {
        const table = block.table(rows === null ? i : (rows[i] ?? 0));
        const last = runs.at(-1);
        if (last?.table === table) last.flows++;
        else runs.push({ table, flows: 1 });
      }
    }
    return runs;
  }

  /** The flows whose actions have a text in them. */
  withActions(text: string): FlowFact[] {
    const found: FlowFact[] = [];
    for (const part of this.parts) {
      const { block, rows } = this.rowsOf(part);
      const actions = block.texts('actions');
      if (!actions.contains(text)) continue;
      const flowAt = block.reader();
      for (let i = 0; i < part.count; i++) {
        const row = rows === null ? i : (rows[i] ?? 0);
        if (actions.at(row)?.includes(text) === true) found.push(flowAt(row));
      }
    }
    return found;
  }

  /** How old the flows are, and whose. */
  ages(): FlowAges {
    let oldest: number | null = null;
    let hasFewCookies = true;
    const cookies = new CookieCounts();
    for (const part of this.parts) {
      const own = this.#agesOf(part);
      if (own.oldest !== null && (oldest === null || own.oldest > oldest)) oldest = own.oldest;
      if (own.cookies === null) hasFewCookies = false;
      else for (const [cookie, flows] of own.cookies) cookies.add(cookie, flows);
    }
    return {
      flows: this.count,
      oldest,
      median: () =>
        middle(
          this.parts.flatMap((part) => {
            const { block, rows } = this.rowsOf(part);
            return durationsOf(block, rows, part.count);
          }),
        ),
      cookies: hasFewCookies ? cookies.list : null,
    };
  }

  /** How old the flows of a part are: a block of this bridge alone is not read for it. */
  #agesOf(part: DumpPart): Pick<FlowAges, 'oldest' | 'cookies'> {
    if (part.rows === null) return this.#blocks.agesOf(part.place);
    const { block, rows } = this.rowsOf(part);
    return { oldest: oldestOf(block, rows), cookies: cookiesOf(block, rows) };
  }

  /** What tells flows of two dumps apart. */
  prints(): FlowPrints {
    const prints = new FlowPrints(this.count);
    for (const { place, rows, first } of this.parts) prints.add(this.#blocks.printsOf(place), rows, first);
    return prints;
  }

  rowsOf({ place, rows }: DumpPart): BlockRows {
    return { block: this.#blocks.at(place).withTables(this.#tables), rows };
  }

  /** Where the flow at a place is stored: the part by its index, and the row of its block. */
  find(at: number): { readonly index: number; readonly block: FlowBlock; readonly row: number } {
    const index = partOf(this.parts, at);
    const part = this.#part(index);
    const { block, rows } = this.rowsOf(part);
    return { index, block, row: rows === null ? at - part.first : (rows[at - part.first] ?? 0) };
  }

  /** The flow at a place; to be looked at, not to be kept. */
  flow(at: number): FlowCursor {
    const { block, row } = this.find(at);
    const flow = new FlowCursor(block);
    flow.row = row;
    return flow;
  }

  /** The flow at a place, to be kept. */
  fact(at: number): FlowFact {
    const { block, row } = this.find(at);
    return block.single(row).data;
  }

  /** The flow at a place with where it is in the case. */
  stored(at: number): StoredFact<'flow'> {
    const { index, block, row } = this.find(at);
    const id = this.#part(index).place.id + row;
    return { id, kind: 'flow', sourceId: this.sourceId, ...block.single(row) };
  }

  /** The place of the flow with this id; null when it is not of this dump. */
  placeOf(flowId: number): number | null {
    for (const { place, rows, first } of this.parts) {
      const row = flowId - place.id;
      if (row < 0 || row >= place.flows) continue;
      const at = rows === null ? row : rows.indexOf(row);
      return at < 0 ? null : first + at;
    }
    return null;
  }

  /** The id of the flow at a place. */
  idAt(at: number): number {
    const { index, row } = this.find(at);
    return this.#part(index).place.id + row;
  }

  /** The flow at a place, as the interface gets it. */
  row({ host, path, sourceId }: DumpPlace, at: number): FlowRow {
    const { block, row } = this.find(at);
    const flow = this.flow(at);
    const { table, priority, match, actions, cookie, nPackets, nBytes, duration } = flow;
    const { idleTimeout, hardTimeout, idleAge, hardAge } = flow;
    return {
      id: this.idAt(at),
      ...{
        table,
        tableName: this.#names.get(table) ?? null,
        priority,
        match,
        actions,
        cookie,
        nPackets,
        nBytes,
        duration,
      },
      ...{ idleTimeout, hardTimeout, idleAge, hardAge },
      evidence: {
        host,
        source: path,
        sourceId,
        firstLine: block.firstLine(row),
        lastLine: block.lastLine(row),
      },
    };
  }

  #part(index: number): DumpPart {
    const part = this.parts[index];
    if (part === undefined) throw new Error(`there is no part ${index} of the dump`);
    return part;
  }
}

/** Seconds, of those flows that tell. */
function durationsOf(block: FlowBlock, rows: Uint32Array | null, count: number): readonly number[] {
  const column = block.numbers('duration');
  const durations: number[] = [];
  for (let i = 0; i < count; i++) {
    const duration = numberAt(column, rows === null ? i : (rows[i] ?? 0));
    if (duration !== null) durations.push(duration);
  }
  return durations;
}

/** The index of the part that holds the flow at this place of the dump. */
function partOf(parts: readonly DumpPart[], at: number): number {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle]?.first ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
