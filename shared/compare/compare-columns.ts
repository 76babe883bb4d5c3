// Two flow tables in columns. Flows are the same flow when table, priority and canonical match are equal,
// and equal when canonical actions and the attributes asked for are, too. What is equal byte by byte and
// what is spelled canonically anyway, which is nearly all of two dumps by one tool, is never made a string.
import { CanonicalSpelling } from '../openflow/canonical-spelling.ts';
import { Canonicalizer, type CanonicalOptions } from '../openflow/canonical.ts';
import { compareTables, type TableId } from '../openflow/table-id.ts';
import { formatActions } from '../openflow/format-actions.ts';
import { parseActions } from '../openflow/parse-tree.ts';
import { hashBytes, type FlowColumns } from '../flows/flow-columns.ts';

/** What two flows of one key can differ in, as Open vSwitch names it. */
export const flowValueFields = [
  'actions',
  'cookie',
  'idle_timeout',
  'hard_timeout',
  'importance',
  'flags',
] as const;
export type FlowValueField = (typeof flowValueFields)[number];

/** What is compared beside the actions. */
export interface ComparedAttributes {
  /** The flow's, and that which learn() gives to the flows that it adds. */
  readonly cookie: boolean;
  /** Idle and hard. */
  readonly timeouts: boolean;
  readonly importance: boolean;
  readonly flags: boolean;
  /** False: instructions that one side cannot say are left out of the actions. */
  readonly meters: boolean;
  readonly actionSet: boolean;
}

interface ComparedSide {
  readonly columns: FlowColumns;
  readonly canonicalizer: Canonicalizer;
}

/** Flows by their index in the columns of their side; null: not there. Both are there when the flow changed. */
export interface ColumnDifference {
  readonly from: number | null;
  readonly to: number | null;
  readonly table: TableId;
  readonly priority: number;
  /** In canonical spelling. */
  readonly match: string;
  /** What differs; empty unless the flow changed. */
  readonly fields: readonly FlowValueField[];
}

/** A flow that its own side has twice. */
export interface DuplicateFlow {
  readonly first: number;
  readonly again: number;
  /** True when it says the same once more, which is set aside; else both are compared. */
  readonly isSame: boolean;
}

export interface ColumnComparison {
  /** By table, then priority from the highest, then match; what is gone before what is new. */
  readonly differences: readonly ColumnDifference[];
  /** Flows of `from` that `to` has as well, duplicates not counted. */
  readonly equal: number;
  readonly duplicates: { readonly from: readonly DuplicateFlow[]; readonly to: readonly DuplicateFlow[] };
}

/** `names`: numbers of ports and tables by name, where they are known. Both columns number their tables alike. */
export function compareColumns(
  fromColumns: FlowColumns,
  toColumns: FlowColumns,
  compared: ComparedAttributes,
  names: Pick<CanonicalOptions, 'ports' | 'tables'> = {},
  /** Called with the flows of each pair that is equal. */
  met?: (from: number, to: number) => void,
): ColumnComparison {
  if (fromColumns.tables !== toColumns.tables) throw new Error('flows whose tables are numbered differently');
  const canonicalizer = new Canonicalizer({ ...names, ignoreCookies: !compared.cookie });
  const from: ComparedSide = { columns: fromColumns, canonicalizer };
  const to: ComparedSide = { columns: toColumns, canonicalizer };
  const keys = new KeyTable(new FlowKeys(from), new FlowKeys(to));
  const left = from.columns.count;
  const right = to.columns.count;
  const values = new FlowValues(from, to, compared);
  const groups = new Map<number, Group>();
  // The flow of `to` that has the key of a flow of `from`, and whether it is equal.
  const partner = new Int32Array(left).fill(-1);
  const isEqual = new Uint8Array(left);
  for (let i = 0; i < left; i++) {
    const known = keys.put(i);
    if (known >= 0) groupOf(groups, known).from.push(i);
  }
  const added: number[] = [];
  let guess = 0;
  for (let i = 0; i < right; i++) {
    // Both are usually dumped in one order.
    let known = guess < left && partner[guess] === -1 && keys.isSameText(guess, i) ? guess : -1;
    if (known < 0) known = keys.put(left + i);
    if (known >= left) groupOf(groups, known).to.push(i);
    else if (known < 0) added.push(i);
    else {
      guess = known + 1;
      if (partner[known] === -1) {
        partner[known] = i;
        if (values.areEqual(known, i)) isEqual[known] = 1;
      } else groupOf(groups, known).to.push(i);
    }
  }
  const differences: ColumnDifference[] = [];
  const differ = (from: number | null, to: number | null): void => {
    const fields = from === null || to === null ? [] : values.differing(from, to);
    differences.push({ from, to, ...keys.key(from ?? left + (to ?? 0)), fields });
  };
  const duplicates: { from: DuplicateFlow[]; to: DuplicateFlow[] } = { from: [], to: [] };
  let equal = 0;
  for (let i = 0; i < left; i++) {
    if (keys.isAgain(i)) continue;
    const other = partner[i] ?? -1;
    const group = groups.size === 0 ? undefined : groups.get(i);
    if (group !== undefined) {
      equal += compareGroup([i, ...group.from], other < 0 ? [] : [other, ...group.to]);
    } else if (isEqual[i] === 1) {
      equal++;
      met?.(i, other);
    } else differ(i, other < 0 ? null : other);
  }
  for (const i of added) {
    const group = groups.get(left + i);
    if (group === undefined) differ(null, i);
    else compareGroup([], [i, ...group.to]);
  }
  differences.sort(
    (a, b) =>
      compareTables(a.table, b.table) ||
      b.priority - a.priority ||
      compareText(a.match, b.match) ||
      Number(a.from === null) - Number(b.from === null),
  );
  return { differences, equal, duplicates };

  /** Flows of one key, of which a side has more than one: equal ones meet, the rest is paired in order. */
  function compareGroup(before: readonly number[], after: readonly number[]): number {
    const gone = distinct(before, (i) => values.text(from, i), duplicates.from);
    const come = distinct(after, (i) => values.text(to, i), duplicates.to);
    const both = [...gone.keys()].filter((value) => come.has(value));
    for (const value of both) {
      const [a, b] = [gone.get(value), come.get(value)];
      if (a !== undefined && b !== undefined) met?.(a, b);
      gone.delete(value);
      come.delete(value);
    }
    const [removed, fresh] = [[...gone.values()], [...come.values()]];
    for (let i = 0; i < Math.max(removed.length, fresh.length); i++) {
      differ(removed[i] ?? null, fresh[i] ?? null);
    }
    return both.length;
  }
}

interface Group {
  /** All but the first of the key. */
  readonly from: number[];
  readonly to: number[];
}

function groupOf(groups: Map<number, Group>, first: number): Group {
  const known = groups.get(first);
  if (known !== undefined) return known;
  const group: Group = { from: [], to: [] };
  groups.set(first, group);
  return group;
}

/** The flows by what they say; of equal ones the first. */
function distinct(
  flows: readonly number[],
  valueOf: (flow: number) => string,
  duplicates: DuplicateFlow[],
): Map<string, number> {
  const byValue = new Map<string, number>();
  const [first] = flows;
  for (const flow of flows) {
    const value = valueOf(flow);
    const same = byValue.get(value);
    if (same === undefined) byValue.set(value, flow);
    if (flow !== first && first !== undefined) {
      duplicates.push({ first: same ?? first, again: flow, isSame: same !== undefined });
    }
  }
  return byValue;
}

/**
 * Where the canonical match of each flow is: its own bytes where it is spelled so, else bytes that are put
 * behind all others. Found out when a flow is first asked for.
 */
class FlowKeys {
  readonly columns: FlowColumns;
  readonly #canonicalizer: Canonicalizer;
  readonly #spelling = new CanonicalSpelling();
  readonly at: Uint32Array;
  readonly end: Uint32Array;
  readonly hash: Uint32Array;

  constructor({ columns, canonicalizer }: ComparedSide) {
    this.columns = columns;
    this.#canonicalizer = canonicalizer;
    this.at = columns.matchAt.slice(0, columns.count);
    this.end = columns.actionsAt.slice(0, columns.count);
    this.hash = columns.hash.slice(0, columns.count);
  }

  /** A hash of the key, once it is settled. */
  slot(flow: number): number {
    const { priority, table } = this.columns;
    const mixed = Math.imul(
      (this.hash[flow] ?? 0) ^ ((priority[flow] ?? 0) << 8) ^ (table[flow] ?? 0),
      0x9e3779b1,
    );
    return mixed ^ (mixed >>> 15);
  }

  settle(flow: number): void {
    const { columns } = this;
    const at = this.at[flow] ?? 0;
    const end = this.end[flow] ?? 0;
    if (this.#spelling.has(columns.text, at, end)) return;
    const printed = columns.slice(at, end);
    const canonical = this.#canonicalizer.match(printed);
    if (canonical === printed) return;
    this.at[flow] = columns.append(canonical);
    this.end[flow] = columns.textEnd;
    this.hash[flow] = hashBytes(columns.text, this.at[flow], columns.textEnd);
  }
}

/** A power of two that leaves half of the slots free. */
function slotsFor(flows: number): number {
  return 2 ** Math.ceil(Math.log2(2 * flows + 2));
}

/** The flows of both sides by key; those of `to` are numbered behind those of `from`. */
class KeyTable {
  readonly #from: FlowKeys;
  readonly #to: FlowKeys;
  readonly #left: number;
  #slots: Int32Array;
  #filled = 0;
  readonly #again: Uint8Array;

  constructor(from: FlowKeys, to: FlowKeys) {
    this.#from = from;
    this.#to = to;
    this.#left = from.columns.count;
    this.#slots = new Int32Array(slotsFor(this.#left));
    this.#again = new Uint8Array(this.#left);
  }

  /** True for a flow of `from` whose key was there before. */
  isAgain(flow: number): boolean {
    return this.#again[flow] === 1;
  }

  key(flow: number): { readonly table: TableId; readonly priority: number; readonly match: string } {
    const side = flow < this.#left ? this.#from : this.#to;
    const own = flow < this.#left ? flow : flow - this.#left;
    // A flow that met its like by its bytes alone was not settled.
    side.settle(own);
    const { columns } = side;
    return {
      table: columns.tableOf(own),
      priority: columns.priority[own] ?? 0,
      match: columns.slice(side.at[own] ?? 0, side.end[own] ?? 0),
    };
  }

  /** Puts a flow in; returns the first of its key, or -1 when it is that. */
  put(flow: number): number {
    const side = flow < this.#left ? this.#from : this.#to;
    const own = flow < this.#left ? flow : flow - this.#left;
    side.settle(own);
    if (2 * this.#filled >= this.#slots.length) this.#grow();
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = side.slot(own) & mask; ; slot = (slot + 1) & mask) {
      const known = (slots[slot] ?? 0) - 1;
      if (known < 0) {
        slots[slot] = flow + 1;
        this.#filled++;
        return -1;
      }
      const isFrom = known < this.#left;
      if (isSameKey(side, own, isFrom ? this.#from : this.#to, isFrom ? known : known - this.#left)) {
        if (flow < this.#left) this.#again[flow] = 1;
        return known;
      }
    }
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (const entry of this.#slots) {
      if (entry === 0) continue;
      const flow = entry - 1;
      let slot = (flow < this.#left ? this.#from.slot(flow) : this.#to.slot(flow - this.#left)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    this.#slots = slots;
  }

  /** True when `from` is the first of its key and table, priority and the printed match are equal. */
  isSameText(from: number, to: number): boolean {
    const a = this.#from.columns;
    const b = this.#to.columns;
    return (
      this.#again[from] === 0 &&
      a.hash[from] === b.hash[to] &&
      a.table[from] === b.table[to] &&
      a.priority[from] === b.priority[to] &&
      areSameBytes(
        a.text,
        a.matchAt[from] ?? 0,
        a.actionsAt[from] ?? 0,
        b.text,
        b.matchAt[to] ?? 0,
        b.actionsAt[to] ?? 0,
      )
    );
  }
}

function isSameKey(a: FlowKeys, i: number, b: FlowKeys, j: number): boolean {
  return (
    a.hash[i] === b.hash[j] &&
    a.columns.table[i] === b.columns.table[j] &&
    a.columns.priority[i] === b.columns.priority[j] &&
    areSameBytes(a.columns.text, a.at[i] ?? 0, a.end[i] ?? 0, b.columns.text, b.at[j] ?? 0, b.end[j] ?? 0)
  );
}

function areSameBytes(
  a: Uint8Array,
  aFrom: number,
  aTo: number,
  b: Uint8Array,
  bFrom: number,
  bTo: number,
): boolean {
  const length = aTo - aFrom;
  if (length !== bTo - bFrom) return false;
  for (let i = 0; i < length; i++) if (a[aFrom + i] !== b[bFrom + i]) return false;
  return true;
}

/** What flows of one key are compared by. */
class FlowValues {
  readonly #from: ComparedSide;
  readonly #to: ComparedSide;
  readonly #compared: ComparedAttributes;

  constructor(from: ComparedSide, to: ComparedSide, compared: ComparedAttributes) {
    this.#from = from;
    this.#to = to;
    this.#compared = compared;
  }

  areEqual(from: number, to: number): boolean {
    return this.#attributesAreEqual(from, to) && this.#actionsAreEqual(from, to);
  }

  differing(from: number, to: number): readonly FlowValueField[] {
    const [a, b] = [this.#from.columns.attributes(from), this.#to.columns.attributes(to)];
    const { cookie, timeouts, importance, flags } = this.#compared;
    const fields: FlowValueField[] = [];
    if (!this.#actionsAreEqual(from, to)) fields.push('actions');
    if (cookie && a.cookie !== b.cookie) fields.push('cookie');
    if (timeouts && a.idleTimeout !== b.idleTimeout) fields.push('idle_timeout');
    if (timeouts && a.hardTimeout !== b.hardTimeout) fields.push('hard_timeout');
    if (importance && a.importance !== b.importance) fields.push('importance');
    if (flags && a.flags !== b.flags) fields.push('flags');
    return fields;
  }

  /** All that is compared, as one text. */
  text(side: ComparedSide, flow: number): string {
    const attributes = side.columns.attributes(flow);
    const { cookie, timeouts, importance, flags } = this.#compared;
    return [
      cookie ? attributes.cookie : '',
      timeouts ? attributes.idleTimeout : '',
      timeouts ? attributes.hardTimeout : '',
      importance ? attributes.importance : '',
      flags ? attributes.flags : '',
      this.#actions(side, flow),
    ].join(' ');
  }

  #attributesAreEqual(from: number, to: number): boolean {
    const a = this.#from.columns;
    const b = this.#to.columns;
    const { cookie, timeouts, importance, flags } = this.#compared;
    return !(
      (cookie && (a.cookieLow[from] !== b.cookieLow[to] || a.cookieHigh[from] !== b.cookieHigh[to])) ||
      (timeouts &&
        (a.idleTimeout[from] !== b.idleTimeout[to] || a.hardTimeout[from] !== b.hardTimeout[to])) ||
      (importance && a.importance[from] !== b.importance[to]) ||
      (flags && a.flags[from] !== b.flags[to])
    );
  }

  #actionsAreEqual(from: number, to: number): boolean {
    const a = this.#from.columns;
    const b = this.#to.columns;
    return (
      areSameBytes(
        a.text,
        a.actionsAt[from] ?? 0,
        a.actionsEnd[from] ?? 0,
        b.text,
        b.actionsAt[to] ?? 0,
        b.actionsEnd[to] ?? 0,
      ) || this.#actions(this.#from, from) === this.#actions(this.#to, to)
    );
  }

  #actions({ columns, canonicalizer }: ComparedSide, flow: number): string {
    const actions = canonicalizer.actions(columns.actions(flow), columns.match(flow));
    return withoutInstructions(actions, this.#compared);
  }
}

/** Without what OpenFlow 1.0 (and, of meters, 1.1 and 1.2) leaves out of a dump. */
function withoutInstructions(actions: string, { meters, actionSet }: ComparedAttributes): string {
  const hasMeter = !meters && actions.includes('meter:');
  const hasActionSet =
    !actionSet && (actions.includes('write_actions(') || actions.includes('clear_actions'));
  if (!hasMeter && !hasActionSet) return actions;
  const list = parseActions(actions);
  const left = list.actions.filter(
    ({ kind }) =>
      !(hasMeter && kind === 'meter') &&
      !(hasActionSet && (kind === 'write_actions' || kind === 'clear_actions')),
  );
  return formatActions({ ...list, actions: left });
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
