// A filter on its way through a dump, block by block in reading order, so that the first flows that pass
// are there before the last block was looked at. Not asking any more is all it takes to end it.
import type { FlowCondition } from '../../../../shared/filter/flow-condition.ts';
import { keepRows } from '../columns/filter-block.ts';
import type { FlowDump } from './flow-dump.ts';

export class FlowScan {
  readonly #dump: FlowDump;
  readonly #condition: FlowCondition;
  readonly #places: Uint32Array;
  #found = 0;
  #nextPart = 0;

  constructor(dump: FlowDump, condition: FlowCondition) {
    this.#dump = dump;
    this.#condition = condition;
    this.#places = new Uint32Array(dump.count);
  }

  get complete(): boolean {
    return this.#nextPart === this.#dump.parts.length;
  }

  /** Places among the dump's flows of those found so far, in reading order. */
  get places(): Uint32Array {
    return this.#places.subarray(0, this.#found);
  }

  /** Looks on until so many were found, it is that late (as `performance.now` counts), or all is looked through. */
  goOn(wanted: number, until: number): void {
    while (!this.complete && this.#found < wanted) {
      this.#look(this.#nextPart++);
      if (performance.now() >= until) return;
    }
  }

  #look(index: number): void {
    const part = this.#dump.parts[index];
    if (part === undefined) return;
    const { block, rows } = this.#dump.rowsOf(part);
    const kept = new Uint8Array(block.flows);
    if (rows === null) kept.fill(1);
    else for (const row of rows) kept[row] = 1;
    if (!keepRows(block, this.#condition, kept)) return;
    if (rows === null) {
      for (let row = 0; row < kept.length; row++)
        if (kept[row] === 1) this.#places[this.#found++] = part.first + row;
    } else {
      for (const [i, row] of rows.entries())
        if (kept[row] === 1) this.#places[this.#found++] = part.first + i;
    }
  }
}
