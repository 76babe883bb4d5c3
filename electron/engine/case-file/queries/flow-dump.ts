// The flows of one bridge in one source, across their blocks: a flow is known by its place, 0 to `count - 1`.
import type { FlowRow } from '../../../../shared/api.ts';
import type { FlowFact } from '../../../../shared/facts.ts';
import { FlowCursor } from '../columns/flow-cursor.ts';
import type { BlockPlace, FlowBlocks } from '../flow-blocks.ts';
import { rowsOfBridge } from '../flow-blocks.ts';
import type { BlockRows } from './flow-order.ts';

/** Which flows of a source are meant: those of `bridge` and those that do not say their bridge. */
export interface DumpPlace {
  readonly sourceId: number;
  readonly bridge: string;
  readonly host: string;
  readonly path: string;
}

/** Some flows of a dump: their block, which of its rows, and the place of the first among the dump's. */
export interface DumpPart {
  readonly place: BlockPlace;
  readonly rows: Uint32Array | null;
  readonly count: number;
  readonly first: number;
}

export class FlowDump {
  readonly parts: readonly DumpPart[];
  readonly count: number;
  readonly #blocks: FlowBlocks;

  constructor(blocks: FlowBlocks, { sourceId, bridge }: Pick<DumpPlace, 'sourceId' | 'bridge'>) {
    this.#blocks = blocks;
    const parts: DumpPart[] = [];
    let count = 0;
    for (const place of blocks.ofSource(sourceId)) {
      const wanted = rowsOfBridge(blocks.at(place), bridge);
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

  rowsOf({ place, rows }: DumpPart): BlockRows {
    return { block: this.#blocks.at(place), rows };
  }

  /** The flow at a place, as the interface gets it. */
  row({ host, path, sourceId }: DumpPlace, at: number): FlowRow {
    const part = partOf(this.parts, at);
    const { block, rows } = this.rowsOf(part);
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
