// The flows of a dump in groups: those with the same table, cookie, shape of match or shape of actions,
// or several of these. Two numbers a flow are kept, which group it is in and its place among the groups'
// members; what varies inside a group is worked out for the groups in sight only.
import type { FlowGroupColumn, FlowGroupKey, FlowGroupRow } from '../../../../shared/api.ts';
import { TableIndex } from '../../../../shared/openflow/table-id.ts';
import type { FlowDump } from './flow-dump.ts';
import { GroupContents } from './flow-group-contents.ts';
import type { FlowShapeIndex, ShapedColumn } from './flow-shape-index.ts';

/** What all flows of a group have in common is kept as its number; this stands for "not all the same". */
const varies = -1;

const sharedColumns = ['table', 'priority', 'cookie', 'match', 'actions'] as const;
type SharedColumn = (typeof sharedColumns)[number];

export class FlowGroups {
  readonly #dump: FlowDump;
  readonly #shapes: FlowShapeIndex;
  readonly #by: readonly FlowGroupKey[];
  /** One byte a flow, 1 for those that are grouped; null: all are. */
  readonly #chosen: Uint8Array | null;
  readonly #groupOf: Int32Array;
  readonly #levels: Map<number, number>[] = [];
  readonly #cookies = new Map<string | null, number>();
  readonly #cookieTexts: (string | null)[] = [];
  readonly #tables = new TableIndex();
  #nextPart = 0;

  readonly #flows: number[] = [];
  readonly #packets: (number | null)[] = [];
  readonly #bytes: (number | null)[] = [];
  readonly #neverHit: number[] = [];
  readonly #first: number[] = [];
  readonly #shared: Readonly<Record<SharedColumn, number[]>> = {
    ...{ table: [], priority: [], cookie: [], match: [], actions: [] },
  };
  #members: { readonly places: Uint32Array; readonly starts: Uint32Array } | null = null;
  #order: { readonly key: string; readonly groups: Uint32Array } | null = null;
  /** What is in the groups that were in sight. */
  readonly #contents = new Map<number, GroupContents>();

  constructor(
    dump: FlowDump,
    shapes: FlowShapeIndex,
    by: readonly FlowGroupKey[],
    chosen: Uint32Array | null,
  ) {
    this.#dump = dump;
    this.#shapes = shapes;
    this.#by = by;
    this.#groupOf = new Int32Array(dump.count).fill(-1);
    this.#chosen = chosen === null ? null : new Uint8Array(dump.count);
    for (const place of chosen ?? []) if (this.#chosen !== null) this.#chosen[place] = 1;
  }

  get complete(): boolean {
    return this.#nextPart === this.#dump.parts.length;
  }

  /** Flows looked at so far. */
  get done(): number {
    return this.#dump.parts[this.#nextPart]?.first ?? this.#dump.count;
  }

  /** How many groups there are. */
  get count(): number {
    return this.#flows.length;
  }

  /** How many flows are in them. */
  get flows(): number {
    return this.#flows.reduce((sum, flows) => sum + flows, 0);
  }

  /** Goes on until it is that late (as `performance.now` counts) or every flow is in its group. */
  goOn(until: number): void {
    while (!this.complete) {
      this.#add(this.#nextPart++);
      if (performance.now() >= until) return;
    }
  }

  /**
   * Groups `offset` to `offset + limit` by a column, once all flows are in theirs; null when it got too
   * late before what varies in them was known: asking again goes on.
   */
  window(
    sort: FlowGroupColumn,
    descending: boolean,
    offset: number,
    limit: number,
    until: number,
  ): FlowGroupRow[] | null {
    const rows: FlowGroupRow[] = [];
    for (const group of this.#sorted(sort, descending).subarray(offset, offset + limit)) {
      const contents = this.#contentsOf(group);
      if (!contents.goOn(until)) return null;
      rows.push({
        ...{ group, flows: this.#flows[group] ?? 0, neverHit: this.#neverHit[group] ?? 0 },
        ...{ nPackets: this.#packets[group] ?? null, nBytes: this.#bytes[group] ?? null },
        ...contents.row(),
      });
    }
    return rows;
  }

  /** The places of a group's flows in the dump, in reading order; none for a group that is not there. */
  members(group: number): Uint32Array {
    const { places, starts } = (this.#members ??= this.#collect());
    return places.subarray(starts[group] ?? 0, starts[group + 1] ?? 0);
  }

  /** The number of the group that the flow at a place is in, once all are in theirs; null where it is in none. */
  groupAt(place: number): number | null {
    const group = this.#groupOf[place] ?? -1;
    return group < 0 ? null : group;
  }

  #add(index: number): void {
    const part = this.#dump.parts[index];
    if (part === undefined) return;
    const { block, rows } = this.#dump.rowsOf(part);
    const priorities = block.numbers('priority').values;
    const [matches, actions, cookies] = [block.texts('match'), block.texts('actions'), block.texts('cookie')];
    const matchShapes = this.#shapes.ofTexts('match', index);
    const actionShapes = this.#shapes.ofTexts('actions', index);
    const cookieNumbers = Uint32Array.from({ length: cookies.distinct }, (_, which) =>
      this.#cookieNumber(cookies.text(which)),
    );
    const values: Record<SharedColumn, number> = { table: 0, priority: 0, cookie: 0, match: 0, actions: 0 };
    for (let i = 0; i < part.count; i++) {
      const place = part.first + i;
      if (this.#chosen !== null && this.#chosen[place] !== 1) continue;
      const row = rows === null ? i : (rows[i] ?? 0);
      values.table = this.#tables.number(block.table(row));
      values.priority = priorities[row] ?? 0;
      values.cookie = cookieNumbers[cookies.which(row)] ?? 0;
      values.match = matchShapes[matches.which(row)] ?? 0;
      values.actions = actionShapes[actions.which(row)] ?? 0;
      const group = this.#groupWith(values, place);
      this.#groupOf[place] = group;
      const packets = block.number('nPackets', row);
      this.#flows[group] = (this.#flows[group] ?? 0) + 1;
      this.#packets[group] = sum(this.#packets[group] ?? null, packets);
      this.#bytes[group] = sum(this.#bytes[group] ?? null, block.number('nBytes', row));
      if (packets === 0) this.#neverHit[group] = (this.#neverHit[group] ?? 0) + 1;
      for (const column of sharedColumns) {
        if (this.#shared[column][group] !== values[column]) this.#shared[column][group] = varies;
      }
    }
  }

  /** The number of the group with these values, numbered as they come; a new one begins with `place`. */
  #groupWith(values: Readonly<Record<SharedColumn, number>>, place: number): number {
    let group = 0;
    for (const [level, key] of this.#by.entries()) {
      const known = (this.#levels[level] ??= new Map<number, number>());
      // Neither part is over 26 bits: a source has at most 2^26 flows (flow-ids.ts).
      const pair = group * 2 ** 26 + values[key];
      let next = known.get(pair);
      if (next === undefined) known.set(pair, (next = known.size));
      group = next;
    }
    if (group === this.#flows.length) {
      this.#flows.push(0);
      this.#packets.push(null);
      this.#bytes.push(null);
      this.#neverHit.push(0);
      this.#first.push(place);
      for (const column of sharedColumns) this.#shared[column].push(values[column]);
    }
    return group;
  }

  #cookieNumber(cookie: string | null): number {
    const known = this.#cookies.get(cookie);
    if (known !== undefined) return known;
    this.#cookies.set(cookie, this.#cookieTexts.length);
    return this.#cookieTexts.push(cookie) - 1;
  }

  #collect(): { readonly places: Uint32Array; readonly starts: Uint32Array } {
    const starts = new Uint32Array(this.count + 1);
    for (const [group, flows] of this.#flows.entries()) starts[group + 1] = (starts[group] ?? 0) + flows;
    const next = starts.slice();
    const places = new Uint32Array(starts[this.count] ?? 0);
    for (const [place, group] of this.#groupOf.entries()) {
      if (group < 0) continue;
      const at = next[group] ?? 0;
      places[at] = place;
      next[group] = at + 1;
    }
    return { places, starts };
  }

  #sorted(sort: FlowGroupColumn, descending: boolean): Uint32Array {
    const key = `${sort} ${descending}`;
    if (this.#order?.key === key) return this.#order.groups;
    const keyOf = (group: number): number | null => {
      switch (sort) {
        case 'line':
          return this.#first[group] ?? 0;
        case 'flows':
          return this.#flows[group] ?? 0;
        case 'nPackets':
          return this.#packets[group] ?? null;
        case 'nBytes':
          return this.#bytes[group] ?? null;
        case 'table':
        case 'priority':
          // The only value, or else that of the first flow.
          return this.#firstNumber(group, sort);
      }
    };
    const keys = Array.from({ length: this.count }, (_, group) => keyOf(group));
    const groups = Uint32Array.from(keys, (_, group) => group).sort((a, b) => {
      const [left = null, right = null] = [keys[a], keys[b]];
      if (left === right) return (this.#first[a] ?? 0) - (this.#first[b] ?? 0);
      if (left === null || right === null) return left === null ? 1 : -1;
      return descending ? right - left : left - right;
    });
    this.#order = { key, groups };
    return groups;
  }

  #firstNumber(group: number, column: 'table' | 'priority'): number {
    const shared = this.#shared[column][group] ?? varies;
    if (shared !== varies) return shared;
    const first = this.#dump.flow(this.#first[group] ?? 0);
    return column === 'table' ? this.#tables.number(first.table) : first.priority;
  }

  #contentsOf(group: number): GroupContents {
    const known = this.#contents.get(group);
    if (known !== undefined) return known;
    const shape = (column: ShapedColumn): number | null => {
      const number = this.#shared[column][group] ?? varies;
      return number === varies ? null : number;
    };
    const shapes = { match: shape('match'), actions: shape('actions') };
    const contents = new GroupContents(this.#dump, this.#shapes, this.members(group), shapes);
    this.#contents.set(group, contents);
    return contents;
  }
}

/** A counter that a dump leaves out adds nothing; where all leave it out, so does their sum. */
function sum(a: number | null, b: number | null): number | null {
  return b === null ? a : (a ?? 0) + b;
}
