// The flows of one table in columns, as a comparison reads them: numbers in typed arrays, matches and
// actions as bytes one after the other. Hundreds of thousands of flows as objects would cost more time
// and memory than comparing them.
import type { FlowFact } from '../facts.ts';
import { TableIndex, type TableId } from '../openflow/table-id.ts';
import { flowFlags } from '../openflow/flow-line.ts';

/** What a flow has beside table, priority, match and actions. */
export interface FlowAttributes {
  readonly cookie: bigint;
  readonly idleTimeout: number;
  readonly hardTimeout: number;
  readonly importance: number;
  /** A bit for each of `flowFlags`. */
  readonly flags: number;
}

export type FlowColumn = Uint8Array | Uint16Array | Uint32Array;

const firstCapacity = 1024;

export class FlowColumns {
  count = 0;
  /** Match and actions of each flow, as printed, in UTF-8. */
  text = new Uint8Array(64 * firstCapacity);
  textEnd = 0;
  /** A table's number in `tables`. */
  table = new Uint16Array(firstCapacity);
  priority = new Uint32Array(firstCapacity);
  /** Where the match begins in `text`; it ends where the actions begin. */
  matchAt = new Uint32Array(firstCapacity);
  actionsAt = new Uint32Array(firstCapacity);
  actionsEnd = new Uint32Array(firstCapacity);
  /** Of the bytes of the match: `hashBytes`. */
  hash = new Uint32Array(firstCapacity);
  /** The flow's line in its file, or whatever else tells the caller which one it is. */
  line = new Uint32Array(firstCapacity);
  cookieHigh = new Uint32Array(firstCapacity);
  cookieLow = new Uint32Array(firstCapacity);
  idleTimeout = new Uint16Array(firstCapacity);
  hardTimeout = new Uint16Array(firstCapacity);
  importance = new Uint16Array(firstCapacity);
  flags = new Uint8Array(firstCapacity);
  /** Flows that are compared share theirs. */
  readonly tables: TableIndex;
  readonly #encoder = new TextEncoder();
  readonly #decoder = new TextDecoder();

  constructor(tables = new TableIndex()) {
    this.tables = tables;
  }

  /** How many flows there is room for. */
  get capacity(): number {
    return this.table.length;
  }

  /** Makes room for more flows, whose texts have `bytes` bytes together. Columns may be other arrays afterwards. */
  reserve(flows: number, bytes: number): void {
    const rows = this.count + flows;
    if (rows > this.capacity) this.#growColumns(Math.max(2 * this.capacity, rows));
    const needed = this.textEnd + bytes;
    if (needed <= this.text.length) return;
    // Places in the text are 32-bit numbers.
    if (needed > 0xffff_ffff) throw new RangeError('more than 4 GiB of matches and actions');
    this.text = grown(this.text, Math.min(Math.max(2 * this.text.length, needed), 0xffff_ffff));
  }

  /** Puts a flow in. What its dump does not print counts as not set. */
  add(flow: FlowFact, line: number): void {
    this.reserve(1, 3 * (flow.match.length + flow.actions.length));
    const at = this.count++;
    this.table[at] = this.tables.number(flow.table);
    this.priority[at] = flow.priority;
    this.matchAt[at] = this.textEnd;
    this.append(flow.match);
    this.actionsAt[at] = this.textEnd;
    this.append(flow.actions);
    this.actionsEnd[at] = this.textEnd;
    this.hash[at] = hashBytes(this.text, this.matchAt[at] ?? 0, this.actionsAt[at] ?? 0);
    this.line[at] = line;
    this.#setCookie(at, flow.cookie);
    this.idleTimeout[at] = flow.idleTimeout ?? 0;
    this.hardTimeout[at] = flow.hardTimeout ?? 0;
    this.importance[at] = flow.importance ?? 0;
    this.flags[at] = flow.flags.length === 0 ? 0 : flagBits(flow.flags);
  }

  /** Leaves only the flows that `keeps` is true for, by their index so far. */
  keep(keeps: (flow: number) => boolean): void {
    let kept = 0;
    while (kept < this.count && keeps(kept)) kept++;
    if (kept === this.count) return;
    for (let flow = kept + 1; flow < this.count; flow++) {
      if (!keeps(flow)) continue;
      for (const column of this.#columns()) column[kept] = column[flow] ?? 0;
      kept++;
    }
    // What is behind the last flow is written over, but for what is left out when it is zero.
    for (const column of this.#columns()) column.fill(0, kept, this.count);
    this.count = kept;
  }

  /** Puts a text behind all others; returns where it begins. */
  append(text: string): number {
    this.reserve(0, 3 * text.length);
    const at = this.textEnd;
    const bytes = this.text;
    // For texts of this length a loop is faster than to call the encoder, which other characters need.
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 0x7f) {
        this.textEnd += this.#encoder.encodeInto(text, bytes.subarray(at)).written;
        return at;
      }
      bytes[at + i] = code;
    }
    this.textEnd += text.length;
    return at;
  }

  /** True when some text has a word, which is ASCII, in it. */
  includes(word: string): boolean {
    const bytes = this.#encoder.encode(word);
    const [first = 0] = bytes;
    const { text, textEnd } = this;
    for (let at = text.indexOf(first); at >= 0 && at < textEnd; at = text.indexOf(first, at + 1)) {
      if (bytes.every((byte, i) => text[at + i] === byte)) return true;
    }
    return false;
  }

  slice(from: number, to: number): string {
    return this.#decoder.decode(this.text.subarray(from, to));
  }

  tableOf(at: number): TableId {
    return this.tables.table(this.table[at] ?? 0);
  }

  match(at: number): string {
    return this.slice(this.matchAt[at] ?? 0, this.actionsAt[at] ?? 0);
  }

  actions(at: number): string {
    return this.slice(this.actionsAt[at] ?? 0, this.actionsEnd[at] ?? 0);
  }

  attributes(at: number): FlowAttributes {
    return {
      cookie: (BigInt(this.cookieHigh[at] ?? 0) << 32n) | BigInt(this.cookieLow[at] ?? 0),
      idleTimeout: this.idleTimeout[at] ?? 0,
      hardTimeout: this.hardTimeout[at] ?? 0,
      importance: this.importance[at] ?? 0,
      flags: this.flags[at] ?? 0,
    };
  }

  #columns(): readonly FlowColumn[] {
    return [
      this.table,
      this.priority,
      this.matchAt,
      this.actionsAt,
      this.actionsEnd,
      this.hash,
      this.line,
      this.cookieHigh,
      this.cookieLow,
      this.idleTimeout,
      this.hardTimeout,
      this.importance,
      this.flags,
    ];
  }

  /** `0x57d1c641f3148cd3` in two halves; add-flow takes decimal numbers, too. What is no number counts as 0. */
  #setCookie(at: number, cookie: string | null): void {
    if (cookie === null) return;
    const number = /^\d+$/.test(cookie) ? `0x${BigInt(cookie).toString(16)}` : cookie;
    if (!/^0x[0-9a-f]{1,16}$/i.test(number)) return;
    const middle = Math.max(2, number.length - 8);
    this.cookieHigh[at] = middle > 2 ? Number.parseInt(number.slice(2, middle), 16) : 0;
    this.cookieLow[at] = Number.parseInt(number.slice(middle), 16);
  }

  #growColumns(size: number): void {
    this.table = grown(this.table, size);
    this.priority = grown(this.priority, size);
    this.matchAt = grown(this.matchAt, size);
    this.actionsAt = grown(this.actionsAt, size);
    this.actionsEnd = grown(this.actionsEnd, size);
    this.hash = grown(this.hash, size);
    this.line = grown(this.line, size);
    this.cookieHigh = grown(this.cookieHigh, size);
    this.cookieLow = grown(this.cookieLow, size);
    this.idleTimeout = grown(this.idleTimeout, size);
    this.hardTimeout = grown(this.hardTimeout, size);
    this.importance = grown(this.importance, size);
    this.flags = grown(this.flags, size);
  }
}

export const hashSeed = 0x811c9dc5;
export const hashFactor = 0x01000193;

/** FNV-1a, of 32 bits. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = hashSeed;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), hashFactor);
  return hash >>> 0;
}

/** True when a flow has something in a column other than zero. */
export function isSet(column: FlowColumn, count: number): boolean {
  for (let at = 0; at < count; at++) if (column[at] !== 0) return true;
  return false;
}

function flagBits(flags: readonly string[]): number {
  return flowFlags.reduce((bits, flag, bit) => (flags.includes(flag) ? bits | (1 << bit) : bits), 0);
}

/** The flags of a flow by name. */
export function flagNames(bits: number): readonly string[] {
  return flowFlags.filter((_, bit) => (bits & (1 << bit)) !== 0);
}

function grown<A extends FlowColumn>(array: A, size: number): A {
  const larger = new (array.constructor as new (size: number) => A)(size);
  larger.set(array);
  return larger;
}
