// Flows on their way into the case, a block at a time: needs no database, so any thread can do it.
import type { FlowFact } from '../../../shared/facts.ts';
import { FlowBlock, FlowBlockBuilder } from './columns/flow-block.ts';
import { digestOf } from './columns/flow-digest.ts';
import type { EncodedFlows } from './import-writer.ts';

/** Flows in a block: so many that decompressing them takes longer than making decompressors, few enough to be read for one row. */
export const flowsPerBlock = 16_384;

/** Takes the flows of one source, in reading order. */
export class FlowEncoder {
  readonly #perBlock: number;
  #block: FlowBlockBuilder | null = null;
  #firstPlace = 0;

  constructor(perBlock = flowsPerBlock) {
    this.#perBlock = perBlock;
  }

  /** The block that this flow fills, or null. Lines are counted from 1 in the source's file. */
  add(flow: FlowFact, firstLine: number, lastLine: number): EncodedFlows | null {
    this.#block ??= new FlowBlockBuilder();
    this.#block.add(flow, firstLine, lastLine);
    return this.#block.flows === this.#perBlock ? this.end() : null;
  }

  /** What is left, as a block; null when nothing is. */
  end(): EncodedFlows | null {
    const block = this.#block;
    if (block === null) return null;
    this.#block = null;
    const firstPlace = this.#firstPlace;
    this.#firstPlace += block.flows;
    const { flows: count, firstLine, lastLine } = block;
    const data = block.encode();
    const digest = digestOf(new FlowBlock(data));
    return { firstPlace, count, firstLine, lastLine, bridges: [...block.bridges], data, digest };
  }
}
