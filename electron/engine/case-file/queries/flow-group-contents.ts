// What a group of flows has in common and what varies in it: which tables, priorities, cookies and
// shapes, and of the one shape of its matches or actions, which values. Worked out step by step, because
// a group may hold a million flows.
import type { FlowGroupRow, ShapeRow } from '../../../../shared/api.ts';
import type { Shape } from '../../../../shared/flows/flow-shapes.ts';
import { shapeOfActions, shapeOfMatch, valuesIn } from '../../../../shared/flows/flow-shapes.ts';
import type { TableId } from '../../../../shared/openflow/table-id.ts';
import type { FlowDump } from './flow-dump.ts';
import type { FlowShapeIndex, ShapedColumn } from './flow-shape-index.ts';

/** Different values counted of one field; what has more says "at least". */
const mostValues = 100_000;
/** Flows after which the clock is looked at. */
const step = 2048;

const columns = ['match', 'actions'] as const;

export class GroupContents {
  readonly #dump: FlowDump;
  readonly #shapes: FlowShapeIndex;
  readonly #members: Uint32Array;
  /** The one shape of all members, null where they have several. */
  readonly #only: Readonly<Record<ShapedColumn, number | null>>;
  #next = 0;
  readonly #tables = new Set<TableId>();
  readonly #priorities = new Set<number>();
  readonly #cookies = new Set<string | null>();
  readonly #seenShapes: Readonly<Record<ShapedColumn, Set<number>>>;
  readonly #values: Readonly<Record<ShapedColumn, readonly Set<string>[]>>;
  /** Of the part that is read: which of its different texts were. */
  #part = -1;
  #seenTexts: Readonly<Record<ShapedColumn, Uint8Array>> = {
    match: new Uint8Array(0),
    actions: new Uint8Array(0),
  };

  constructor(
    dump: FlowDump,
    shapes: FlowShapeIndex,
    members: Uint32Array,
    only: Readonly<Record<ShapedColumn, number | null>>,
  ) {
    this.#dump = dump;
    this.#shapes = shapes;
    this.#members = members;
    this.#only = only;
    const sets = (column: ShapedColumn): Set<string>[] => {
      const shape = only[column];
      return shape === null ? [] : shapes.shape(shape).names.map(() => new Set<string>());
    };
    this.#values = { match: sets('match'), actions: sets('actions') };
    this.#seenShapes = { match: new Set(), actions: new Set() };
  }

  /** Reads on until it is that late (as `performance.now` counts); true when all members were read. */
  goOn(until: number): boolean {
    while (this.#next < this.#members.length) {
      const end = Math.min(this.#members.length, this.#next + step);
      while (this.#next < end) this.#read(this.#members[this.#next++] ?? 0);
      if (this.#next < this.#members.length && performance.now() >= until) return false;
    }
    return true;
  }

  row(): Omit<FlowGroupRow, 'group' | 'flows' | 'nPackets' | 'nBytes' | 'neverHit'> {
    return {
      tables: this.#tables.size,
      table: only(this.#tables),
      priorities: this.#priorities.size,
      priority: only(this.#priorities),
      cookies: this.#cookies.size,
      cookie: only(this.#cookies),
      matchShapes: this.#seenShapes.match.size,
      match: this.#shapeRow('match'),
      actionShapes: this.#seenShapes.actions.size,
      actions: this.#shapeRow('actions'),
    };
  }

  #read(place: number): void {
    const { index, block, row } = this.#dump.find(place);
    this.#tables.add(block.table(row));
    this.#priorities.add(block.number('priority', row) ?? 0);
    this.#cookies.add(block.texts('cookie').at(row));
    if (index !== this.#part) {
      this.#part = index;
      this.#seenTexts = {
        match: new Uint8Array(block.texts('match').distinct),
        actions: new Uint8Array(block.texts('actions').distinct),
      };
    }
    for (const column of columns) {
      const texts = block.texts(column);
      const which = texts.which(row);
      if (this.#seenTexts[column][which] === 1) continue;
      this.#seenTexts[column][which] = 1;
      const shape = this.#shapes.ofTexts(column, index)[which] ?? 0;
      this.#seenShapes[column].add(shape);
      if (this.#only[column] !== null) this.#addValues(column, this.#shapes.shape(shape), texts.text(which));
    }
  }

  #addValues(column: ShapedColumn, shape: Shape, text: string | null): void {
    const sets = this.#values[column];
    if (sets.length === 0) return;
    const shapeOf = column === 'match' ? shapeOfMatch : shapeOfActions;
    const values = valuesIn(shape, text ?? '') ?? shapeOf(text ?? '').values;
    for (const [i, set] of sets.entries()) if (set.size < mostValues) set.add(values[i] ?? '');
  }

  #shapeRow(column: ShapedColumn): ShapeRow | null {
    const number = this.#only[column];
    if (number === null) return null;
    const { pieces, names } = this.#shapes.shape(number);
    const holes = names.map((name, i) => {
      const values = this.#values[column][i] ?? new Set<string>();
      return { name, value: only(values), different: values.size, more: values.size === mostValues };
    });
    return { pieces: [...pieces], holes };
  }
}

/** The one member of a set; null when there are several or none. */
function only<T>(set: ReadonlySet<T>): T | null {
  const [first] = set;
  return set.size === 1 && first !== undefined ? first : null;
}
