// Windows of one dump of flows. Filtering reads the columns it needs once and remembers which flows
// matched; sorting orders places; scrolling then only makes the rows of the window. Both are kept for
// the dump in view, so a new sort does not filter again, nor a new filter sort.
import type { Database } from 'better-sqlite3';
import type { FlowColumn, FlowRow } from '../../../../shared/api.ts';
import type { FlowFact } from '../../../../shared/facts.ts';
import type { FlowPiece } from '../../../../shared/filter/flow-filter.ts';
import { FlowCursor } from '../columns/flow-cursor.ts';
import type { BlockPlace } from '../flow-blocks.ts';
import { flowBlocks, rowsOfBridge } from '../flow-blocks.ts';
import type { BlockRows } from './flow-order.ts';
import { flowOrder } from './flow-order.ts';

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
  /** False when no flow can pass of which, together, `has` denies the pieces. Without it, all are tried. */
  possible?(has: (piece: FlowPiece, text: string) => boolean): boolean;
}

/** Some flows of a dump: their block, which of its rows, and the place of the first among the dump's. */
interface DumpPart {
  readonly place: BlockPlace;
  readonly rows: Uint32Array | null;
  readonly count: number;
  readonly first: number;
}

interface Dump {
  readonly key: string;
  readonly parts: readonly DumpPart[];
  readonly count: number;
}

export class FlowWindows {
  readonly #blocks;
  #dump: Dump | null = null;
  #order: { readonly key: string; readonly places: Uint32Array } | null = null;
  #matched: { readonly key: string; readonly bits: Uint8Array } | null = null;
  #shown: { readonly key: string; readonly places: Uint32Array } | null = null;

  constructor(db: Database) {
    this.#blocks = flowBlocks(db);
  }

  /** Rows `offset` to `offset + limit` of the dump, filtered and sorted; flows that are equal in the sort stay in reading order. */
  window(
    place: DumpPlace,
    filter: FlowTest | null,
    order: FlowOrder,
    offset: number,
    limit: number,
  ): { readonly total: number; readonly matched: number; readonly rows: FlowRow[] } {
    const dump = this.#dumpAt(place);
    const sorted = this.#sorted(dump, order);
    const shown = filter === null ? sorted : this.#filtered(dump, filter, order, sorted);
    const rows = Array.from(shown.subarray(offset, offset + limit), (at) => this.#row(dump, place, at));
    return { total: dump.count, matched: shown.length, rows };
  }

  /** Every flow of the dump, in reading order; one object that becomes the next flow: to be looked at, not kept. */
  *all(place: DumpPlace): Generator<FlowFact> {
    for (const part of this.#dumpAt(place).parts) {
      const { block, rows } = this.#rowsOf(part);
      const flow = new FlowCursor(block);
      for (let i = 0; i < part.count; i++) {
        flow.row = rows === null ? i : (rows[i] ?? 0);
        yield flow;
      }
    }
  }

  #dumpAt({ sourceId, bridge }: DumpPlace): Dump {
    const key = JSON.stringify([sourceId, bridge]);
    if (this.#dump?.key === key) return this.#dump;
    const parts: DumpPart[] = [];
    let count = 0;
    for (const place of this.#blocks.ofSource(sourceId)) {
      const wanted = rowsOfBridge(this.#blocks.at(place), bridge);
      const rows =
        wanted === null
          ? null
          : Uint32Array.from({ length: place.flows }, (_, row) => row).filter((row) => wanted(row));
      const part = { place, rows, count: rows?.length ?? place.flows, first: count };
      if (part.count > 0) parts.push(part);
      count += part.count;
    }
    this.#dump = { key, parts, count };
    return this.#dump;
  }

  #rowsOf({ place, rows }: DumpPart): BlockRows {
    return { block: this.#blocks.at(place), rows };
  }

  #sorted(dump: Dump, { sort, descending }: FlowOrder): Uint32Array {
    const key = JSON.stringify([dump.key, sort, descending]);
    if (this.#order?.key === key) return this.#order.places;
    const blocks = dump.parts.map((part) => () => this.#rowsOf(part));
    this.#order = { key, places: flowOrder(blocks, dump.count, sort, descending) };
    return this.#order.places;
  }

  #filtered(dump: Dump, filter: FlowTest, order: FlowOrder, sorted: Uint32Array): Uint32Array {
    const key = JSON.stringify([dump.key, filter.text, order.sort, order.descending]);
    if (this.#shown?.key === key) return this.#shown.places;
    const matched = this.#matchedBits(dump, filter);
    this.#shown = { key, places: sorted.filter((place) => matched[place] === 1) };
    return this.#shown.places;
  }

  /** One byte for each flow of the dump: 1 where it passes. */
  #matchedBits(dump: Dump, filter: FlowTest): Uint8Array {
    const key = JSON.stringify([dump.key, filter.text]);
    if (this.#matched?.key === key) return this.#matched.bits;
    const bits = new Uint8Array(dump.count);
    for (const part of dump.parts) {
      const { block, rows } = this.#rowsOf(part);
      if (filter.possible?.((piece, text) => block.texts(piece).mayContain(text)) === false) continue;
      const flow = new FlowCursor(block);
      for (let i = 0; i < part.count; i++) {
        flow.row = rows === null ? i : (rows[i] ?? 0);
        if (filter.test(flow)) bits[part.first + i] = 1;
      }
    }
    this.#matched = { key, bits };
    return bits;
  }

  #row(dump: Dump, { host, path, sourceId }: DumpPlace, at: number): FlowRow {
    const part = partOf(dump.parts, at);
    const { block, rows } = this.#rowsOf(part);
    const row = rows === null ? at - part.first : (rows[at - part.first] ?? 0);
    const flow = new FlowCursor(block);
    flow.row = row;
    const { table, priority, match, actions, cookie, nPackets, nBytes, duration } = flow;
    const { idleTimeout, hardTimeout, idleAge, hardAge } = flow;
    return {
      id: part.place.id + row,
      ...{ table, priority, match, actions, cookie, nPackets, nBytes, duration },
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
}

/** The part that holds the flow at this place of the dump. */
function partOf(parts: readonly DumpPart[], at: number): DumpPart {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((parts[middle]?.first ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  const part = parts[low];
  if (part === undefined) throw new Error(`no flow at ${at}`);
  return part;
}
