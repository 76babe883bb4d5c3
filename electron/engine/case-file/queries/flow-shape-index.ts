// Which shape every match and every action list of a dump has. Each different text of a block is read
// once; what is kept is a number for each, so a million flows take a few megabytes.
import type { Shape } from '../../../../shared/flows/flow-shapes.ts';
import { shapeOfActions, shapeOfMatch, shapeText } from '../../../../shared/flows/flow-shapes.ts';
import type { FlowDump } from './flow-dump.ts';

export type ShapedColumn = 'match' | 'actions';

export class FlowShapeIndex {
  readonly #dump: FlowDump;
  readonly #numbers = new Map<string, number>();
  readonly #shapes: Shape[] = [];
  /** By column and part: the number of the shape of each different text. */
  readonly #ofTexts: Record<ShapedColumn, Uint32Array[]> = { match: [], actions: [] };

  constructor(dump: FlowDump) {
    this.#dump = dump;
  }

  /** Is there no more to read of this column? */
  complete(column: ShapedColumn): boolean {
    return this.#ofTexts[column].length === this.#dump.parts.length;
  }

  /** How many flows lie in the parts that were read of a column. */
  done(column: ShapedColumn): number {
    return this.#dump.parts[this.#ofTexts[column].length]?.first ?? this.#dump.count;
  }

  /** Reads on until it is that late (as `performance.now` counts) or all is read, a part at least. */
  goOn(column: ShapedColumn, until: number): void {
    while (!this.complete(column)) {
      this.ofTexts(column, this.#ofTexts[column].length);
      if (performance.now() >= until) return;
    }
  }

  /** The number of the shape of each different text of a part, and of all parts before it that were not read yet. */
  ofTexts(column: ShapedColumn, part: number): Uint32Array {
    const read = this.#ofTexts[column];
    while (read.length <= part) read.push(this.#read(column, read.length));
    return read[part] ?? new Uint32Array(0);
  }

  shape(number: number): Shape {
    const shape = this.#shapes[number];
    if (shape === undefined) throw new Error(`there is no shape ${number}`);
    return shape;
  }

  #read(column: ShapedColumn, index: number): Uint32Array {
    const part = this.#dump.parts[index];
    if (part === undefined) throw new Error(`there is no part ${index} of the dump`);
    const texts = this.#dump.rowsOf(part).block.texts(column);
    const shapeOf = column === 'match' ? shapeOfMatch : shapeOfActions;
    return Uint32Array.from({ length: texts.distinct }, (_, which) => {
      const { shape } = shapeOf(texts.text(which) ?? '');
      const text = `${column} ${shapeText(shape)}`;
      const known = this.#numbers.get(text);
      if (known !== undefined) return known;
      this.#numbers.set(text, this.#shapes.length);
      return this.#shapes.push(shape) - 1;
    });
  }
}
