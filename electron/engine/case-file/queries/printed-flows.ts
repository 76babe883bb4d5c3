// The flows of a dump as they were printed, each at its place in arrays of numbers and in one array of bytes: what two
// dumps are held side by side with, flow by flow, before anything is made of a flow.
import type { FlowBlock } from '../columns/flow-block.ts';
import { numberAt, type NumberColumn } from '../columns/number-column.ts';
import type { FlowDump } from './flow-dump.ts';

/** What may be compared beside table, priority, match and actions, but for the cookie. */
const attributeColumns = ['idleTimeout', 'hardTimeout', 'importance'] as const;

export class PrintedFlows {
  readonly count: number;
  readonly table: Uint16Array;
  readonly priority: Uint32Array;
  /** Where the texts of each flow are in `text`; flows may share one. */
  readonly matchAt: Uint32Array;
  readonly matchEnd: Uint32Array;
  readonly actionsAt: Uint32Array;
  readonly actionsEnd: Uint32Array;
  /** For whoever keeps flows by a hash of theirs; zeros at first. */
  readonly hash: Uint32Array;
  readonly text: Uint8Array;
  readonly view: DataView;
  readonly #isPlain: Uint8Array;
  /** Of the flows that have any attributes. */
  readonly #attributes = new Map<number, string>();
  #textEnd = 0;

  constructor(dump: FlowDump) {
    const { count } = dump;
    this.count = count;
    this.table = new Uint16Array(count);
    this.priority = new Uint32Array(count);
    this.matchAt = new Uint32Array(count);
    this.matchEnd = new Uint32Array(count);
    this.actionsAt = new Uint32Array(count);
    this.actionsEnd = new Uint32Array(count);
    this.hash = new Uint32Array(count);
    this.#isPlain = new Uint8Array(count);
    let bytes = 0;
    for (const part of dump.parts) {
      const { block } = dump.rowsOf(part);
      bytes += block.texts('match').textBytes + block.texts('actions').textBytes;
    }
    this.text = new Uint8Array(bytes);
    this.view = new DataView(this.text.buffer);
    for (const part of dump.parts) {
      const { block, rows } = dump.rowsOf(part);
      this.#add(block, rows, part.first, part.count);
    }
  }

  /** False for a flow whose table has no number or whose texts are not all ASCII. */
  isPlain(flow: number): boolean {
    return this.#isPlain[flow] === 1;
  }

  /** Timeouts, importance and flags in one text; null where there are none. */
  attributesOf(flow: number): string | null {
    return this.#attributes.size === 0 ? null : (this.#attributes.get(flow) ?? null);
  }

  hashBytes(from: number, to: number): number {
    return hashText(this.view, from, to);
  }

  #add(block: FlowBlock, rows: Uint32Array | null, first: number, count: number): void {
    const tables = block.numbers('table');
    const priorities = block.numbers('priority').values;
    const match = block.texts('match');
    const actions = block.texts('actions');
    const matches = match.ascii;
    const lists = actions.ascii;
    if (matches === null || lists === null) return;
    const matchBase = this.#append(matches.bytes);
    const actionsBase = this.#append(lists.bytes);
    const matchStarts = matches.starts;
    const actionsStarts = lists.starts;
    for (let i = 0; i < count; i++) {
      const row = rows === null ? i : (rows[i] ?? 0);
      const flow = first + i;
      const table = numberAt(tables, row);
      if (table === null) continue;
      this.#isPlain[flow] = 1;
      this.table[flow] = table;
      this.priority[flow] = priorities[row] ?? 0;
      const ownMatch = match.which(row);
      this.matchAt[flow] = matchBase + (matchStarts[ownMatch] ?? 0);
      this.matchEnd[flow] = matchBase + (matchStarts[ownMatch + 1] ?? 0);
      const ownActions = actions.which(row);
      this.actionsAt[flow] = actionsBase + (actionsStarts[ownActions] ?? 0);
      this.actionsEnd[flow] = actionsBase + (actionsStarts[ownActions + 1] ?? 0);
    }
    this.#addAttributes(block, rows, first, count);
  }

  #addAttributes(block: FlowBlock, rows: Uint32Array | null, first: number, count: number): void {
    const numbers = attributeColumns.map((name) => block.numbers(name));
    const flags = block.texts('flags');
    const none =
      flags.distinct === 1 &&
      flags.text(0) === null &&
      numbers.every((column) => isEmpty(column, block.flows));
    if (none) return;
    for (let i = 0; i < count; i++) {
      const row = rows === null ? i : (rows[i] ?? 0);
      const own = [...numbers.map((column) => numberAt(column, row)), flags.at(row)];
      if (own.some((value) => value !== null)) this.#attributes.set(first + i, own.join(' '));
    }
  }

  #append(bytes: Uint8Array): number {
    const at = this.#textEnd;
    this.text.set(bytes, at);
    this.#textEnd += bytes.length;
    return at;
  }
}

function isEmpty({ nulls }: NumberColumn, flows: number): boolean {
  if (nulls === null) return false;
  for (let row = 0; row < flows; row++) if ((((nulls[row >> 3] ?? 0) >> (row & 7)) & 1) === 0) return false;
  return true;
}

/** Four bytes at a time: this is asked of every flow. */
export function areSameBytes(
  a: DataView,
  aFrom: number,
  aTo: number,
  b: DataView,
  bFrom: number,
  bTo: number,
): boolean {
  const length = aTo - aFrom;
  if (length !== bTo - bFrom) return false;
  let i = 0;
  for (; i + 4 <= length; i += 4) {
    if (a.getUint32(aFrom + i, true) !== b.getUint32(bFrom + i, true)) return false;
  }
  for (; i < length; i++) if (a.getUint8(aFrom + i) !== b.getUint8(bFrom + i)) return false;
  return true;
}

/** Tells most texts apart; what it does not, their bytes must. */
export function hashText(view: DataView, from: number, to: number): number {
  let hash = to - from;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    hash = Math.imul(hash ^ view.getUint32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < to; at++) hash = Math.imul(hash ^ view.getUint8(at), 0x01000193);
  return hash;
}

/** Never 0. */
export function keyHash(table: number, priority: number, match: number): number {
  const hash = Math.imul(match ^ (priority << 8) ^ table, 0x9e3779b1);
  return (hash ^ (hash >>> 15)) >>> 0 || 1;
}
