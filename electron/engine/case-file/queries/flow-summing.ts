// The flows of a dump on their way into the sums of its pipeline, block by block, so that other queries
// have their turn in between.
import { FlowSums } from '../../../../shared/pipeline/flow-sums.ts';
import { FlowCursor } from '../columns/flow-cursor.ts';
import type { DumpPlace, FlowDump } from './flow-dump.ts';

export class FlowSumming {
  readonly sums: FlowSums;
  readonly #dump: FlowDump;
  #nextPart = 0;

  constructor(dump: FlowDump, { bridge, tables }: Pick<DumpPlace, 'bridge' | 'tables'>) {
    this.#dump = dump;
    this.sums = new FlowSums(bridge, tables);
  }

  get complete(): boolean {
    return this.#nextPart === this.#dump.parts.length;
  }

  /** Flows of the dump, and how many of them are summed. */
  get total(): number {
    return this.#dump.count;
  }
  get done(): number {
    return this.#dump.parts[this.#nextPart]?.first ?? this.#dump.count;
  }

  /** Sums on until it is that late, as `performance.now` counts. */
  goOn(until: number): void {
    while (!this.complete) {
      this.#add(this.#nextPart++);
      if (performance.now() >= until) return;
    }
  }

  #add(index: number): void {
    const part = this.#dump.parts[index];
    if (part === undefined) return;
    const { block, rows } = this.#dump.rowsOf(part);
    const flow = new FlowCursor(block);
    for (let i = 0; i < part.count; i++) {
      flow.row = rows === null ? i : (rows[i] ?? 0);
      this.sums.add(flow);
    }
  }
}
