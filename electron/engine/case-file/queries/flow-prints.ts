// The prints of the flows of a dump (columns/flow-digest.ts), each at its place in arrays of numbers. They are bits: with a sign
// they are numbers that need no room of their own.
import { printSize } from '../columns/flow-digest.ts';

export class FlowPrints {
  readonly count: number;
  /** Of table, priority and match; 0 where the flow itself must be looked at. */
  readonly key: Int32Array;
  /** Of all that is compared, in two halves. */
  readonly low: Int32Array;
  readonly high: Int32Array;

  constructor(count: number) {
    this.count = count;
    this.key = new Int32Array(count);
    this.low = new Int32Array(count);
    this.high = new Int32Array(count);
  }

  /** Puts the prints of a block, or of some of its rows, to the places from `first` on. */
  add(prints: Uint8Array, rows: Uint32Array | null, first: number): void {
    const flows = prints.length / printSize;
    for (const [i, column] of [this.key, this.low, this.high].entries()) {
      const from = prints.subarray(4 * flows * i, 4 * flows * (i + 1));
      if (rows === null) {
        new Uint8Array(column.buffer, 4 * first, from.length).set(from);
        continue;
      }
      // Bytes of the database may begin anywhere, and a Buffer's `slice` is no copy.
      const all = new Int32Array(new Uint8Array(from).buffer);
      for (const [place, row] of rows.entries()) column[first + place] = all[row] ?? 0;
    }
  }
}
