// A block of flows as bytes, column by column, so that a sort or a filter reads only what it needs.
//
//   byte 0: version, 3
//   uint32: flows
//   uint32 for each column, in the order of `columns`: its bytes
//   uint32 for each group of columns, in the order of `groups`: its bytes when packed
//   the groups, each packed (packed-bytes.ts) with its columns one behind the other
//
// A decompressor costs more to make than most columns take to decompress, so columns share one, but for those texts that
// are longer than all the rest.
import type { FlowFact } from '../../../../shared/facts.ts';
import type { TableId, TableNumbers } from '../../../../shared/openflow/table-id.ts';
import type { NumberColumn } from './number-column.ts';
import { decodeNumbers, encodeNumbers, numberAt, numberIn } from './number-column.ts';
import { packBytes, unpackBytes } from './packed-bytes.ts';
import { encodeTexts, TextColumn } from './text-column.ts';

const version = 3;

const numberColumns = [
  'table',
  'priority',
  'nPackets',
  'nBytes',
  'duration',
  'idleTimeout',
  'hardTimeout',
  'idleAge',
  'hardAge',
  'importance',
  'firstLine',
  /** Lines after the first. */
  'moreLines',
] as const;
/** `tableName` is set where `table` is not: the dump has names, and this flow's table has one. */
const textColumns = ['match', 'actions', 'cookie', 'bridge', 'flags', 'tableName'] as const;

type NumberName = (typeof numberColumns)[number];
type TextName = (typeof textColumns)[number];
type ColumnName = NumberName | TextName;
const columns: readonly ColumnName[] = [...numberColumns, ...textColumns];
const groups: readonly (readonly ColumnName[])[] = [
  columns.filter((name) => name !== 'match' && name !== 'actions'),
  ['match'],
  ['actions'],
];

const sizesAt = 5;
const groupSizesAt = sizesAt + 4 * columns.length;
const headSize = groupSizesAt + 4 * groups.length;

export class FlowBlockBuilder {
  readonly #numbers: Readonly<Record<NumberName, (number | null)[]>> = {
    ...{ table: [], priority: [], nPackets: [], nBytes: [], duration: [], idleTimeout: [], hardTimeout: [] },
    ...{ idleAge: [], hardAge: [], importance: [], firstLine: [], moreLines: [] },
  };
  readonly #texts: Readonly<Record<TextName, (string | null)[]>> = {
    ...{ match: [], actions: [], cookie: [], bridge: [], flags: [], tableName: [] },
  };
  readonly bridges = new Map<string | null, number>();
  flows = 0;
  firstLine = Infinity;
  lastLine = 0;

  add(flow: FlowFact, firstLine: number, lastLine: number): void {
    this.flows++;
    this.firstLine = Math.min(this.firstLine, firstLine);
    this.lastLine = Math.max(this.lastLine, lastLine);
    this.bridges.set(flow.bridge, (this.bridges.get(flow.bridge) ?? 0) + 1);
    const numbers = this.#numbers;
    numbers.table.push(typeof flow.table === 'number' ? flow.table : null);
    numbers.priority.push(flow.priority);
    numbers.nPackets.push(flow.nPackets);
    numbers.nBytes.push(flow.nBytes);
    numbers.duration.push(flow.duration);
    numbers.idleTimeout.push(flow.idleTimeout);
    numbers.hardTimeout.push(flow.hardTimeout);
    numbers.idleAge.push(flow.idleAge);
    numbers.hardAge.push(flow.hardAge);
    numbers.importance.push(flow.importance);
    numbers.firstLine.push(firstLine);
    numbers.moreLines.push(lastLine - firstLine);
    const texts = this.#texts;
    texts.match.push(flow.match);
    texts.actions.push(flow.actions);
    texts.cookie.push(flow.cookie);
    texts.bridge.push(flow.bridge);
    // An empty list of flags is not the same as a list of an empty word.
    texts.flags.push(flow.flags.length === 0 ? null : JSON.stringify(flow.flags));
    texts.tableName.push(typeof flow.table === 'number' ? null : flow.table);
  }

  encode(): Uint8Array {
    const parts: Readonly<Record<string, Uint8Array>> = Object.fromEntries([
      ...numberColumns.map((name) => [name, encodeNumbers(this.#numbers[name])]),
      ...textColumns.map((name) => [name, encodeTexts(this.#texts[name])]),
    ]);
    const sizes = columns.map((name) => parts[name]?.length ?? 0);
    const packed = groups.map((names) =>
      packBytes(Buffer.concat(names.flatMap((name) => parts[name] ?? []))),
    );
    return joinGroups(this.flows, sizes, packed);
  }
}

/** The bytes of a block, of its columns' sizes and its packed groups. */
export function joinGroups(
  flows: number,
  sizes: readonly number[],
  packed: readonly Uint8Array[],
): Uint8Array {
  const bytes = new Uint8Array(packed.reduce((sum, part) => sum + part.length, headSize));
  const view = new DataView(bytes.buffer);
  bytes[0] = version;
  view.setUint32(1, flows, true);
  for (const [i, size] of sizes.entries()) view.setUint32(sizesAt + 4 * i, size, true);
  let at = headSize;
  for (const [i, part] of packed.entries()) {
    view.setUint32(groupSizesAt + 4 * i, part.length, true);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A block in memory; a column is decoded when it is first asked for. */
export class FlowBlock {
  readonly flows: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** The columns that share a decompressor, once one of them was asked for. */
  #shared: Uint8Array | null = null;
  readonly #numbers = new Map<NumberName, NumberColumn>();
  readonly #texts = new Map<TextName, TextColumn>();
  /** The same with other numbers, as it was asked for last. */
  #resolved: { readonly numbers: TableNumbers; readonly block: FlowBlock } | null = null;

  /** Throws on bytes that `FlowBlockBuilder` did not make. */
  constructor(bytes: Uint8Array) {
    if (bytes[0] !== version) throw new Error(`a block of flows of version ${bytes[0]}`);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < headSize || this.#groupStart(groups.length) !== bytes.length) {
      throw new Error('a block of flows that is not whole');
    }
    this.flows = this.#view.getUint32(1, true);
  }

  numbers(name: NumberName): NumberColumn {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const column = decodeNumbers(this.#column(name), this.flows);
    this.#numbers.set(name, column);
    return column;
  }

  texts(name: TextName): TextColumn {
    const known = this.#texts.get(name);
    if (known !== undefined) return known;
    const column = new TextColumn(this.#column(name), this.flows);
    this.#texts.set(name, column);
    return column;
  }

  number(name: NumberName, row: number): number | null {
    return numberAt(this.numbers(name), row);
  }

  /** The same of one row, without making a column of all where it can be had so. */
  #numberIn(name: NumberName, row: number): number | null {
    const known = this.#numbers.get(name);
    const value = known === undefined ? numberIn(this.#column(name), this.flows, row) : undefined;
    return value === undefined ? this.number(name, row) : value;
  }

  /** The table of a row: its name where there is no number. */
  table(row: number): TableId {
    return this.number('table', row) ?? this.texts('tableName').at(row) ?? 0;
  }

  /** Some row has a table by its name alone. */
  hasTableNames(): boolean {
    const names = this.texts('tableName');
    return names.distinct > 1 || names.text(0) !== null;
  }

  /** The block with the numbers of those tables that only have a name in it and are known; itself without any. */
  withTables(numbers: TableNumbers): FlowBlock {
    if (numbers.size === 0) return this;
    if (this.#resolved?.numbers === numbers) return this.#resolved.block;
    const names = this.texts('tableName');
    const isNamed = Array.from({ length: names.distinct }, (_, which) => names.text(which)).some(
      (name) => name !== null && numbers.has(name),
    );
    const block = isNamed ? new FlowBlock(this.#bytes) : this;
    if (isNamed) block.#giveNumbers(numbers);
    this.#resolved = { numbers, block };
    return block;
  }

  #giveNumbers(numbers: TableNumbers): void {
    const tables = Array.from({ length: this.flows }, (_, row): TableId => {
      const table = this.table(row);
      return typeof table === 'number' ? table : (numbers.get(table) ?? table);
    });
    const known = encodeNumbers(tables.map((table) => (typeof table === 'number' ? table : null)));
    this.#numbers.set('table', decodeNumbers(known, this.flows));
    const names = encodeTexts(tables.map((table) => (typeof table === 'number' ? null : table)));
    this.#texts.set('tableName', new TextColumn(names, this.flows));
  }

  firstLine(row: number): number {
    return this.number('firstLine', row) ?? 0;
  }

  lastLine(row: number): number {
    return this.firstLine(row) + (this.number('moreLines', row) ?? 0);
  }

  flags(row: number): readonly string[] {
    return flagsOf(this.texts('flags').at(row));
  }

  /** One flow and its lines: for a few of a block, as `reader` is for many. */
  single(row: number): { readonly data: FlowFact; readonly firstLine: number; readonly lastLine: number } {
    const number = (name: NumberName): number | null => this.#numberIn(name, row);
    const text = (name: TextName): string | null => this.texts(name).at(row);
    const firstLine = number('firstLine') ?? 0;
    return {
      data: {
        bridge: text('bridge'),
        table: number('table') ?? text('tableName') ?? 0,
        priority: number('priority') ?? 0,
        match: text('match') ?? '',
        actions: text('actions') ?? '',
        cookie: text('cookie'),
        nPackets: number('nPackets'),
        nBytes: number('nBytes'),
        duration: number('duration'),
        idleTimeout: number('idleTimeout'),
        hardTimeout: number('hardTimeout'),
        idleAge: number('idleAge'),
        hardAge: number('hardAge'),
        importance: number('importance'),
        flags: flagsOf(text('flags')),
      },
      firstLine,
      lastLine: firstLine + (number('moreLines') ?? 0),
    };
  }

  /** Gives the flow of a row; the columns are looked up once for all rows. */
  reader(): (row: number) => FlowFact {
    const [table, tableName, priority] = [
      this.numbers('table'),
      this.texts('tableName'),
      this.numbers('priority'),
    ];
    const [nPackets, nBytes, duration] = [
      this.numbers('nPackets'),
      this.numbers('nBytes'),
      this.numbers('duration'),
    ];
    const [idleTimeout, hardTimeout] = [this.numbers('idleTimeout'), this.numbers('hardTimeout')];
    const [idleAge, hardAge] = [this.numbers('idleAge'), this.numbers('hardAge')];
    const importance = this.numbers('importance');
    const [match, actions] = [this.texts('match'), this.texts('actions')];
    const [cookie, bridge, flags] = [this.texts('cookie'), this.texts('bridge'), this.texts('flags')];
    return (row) => ({
      bridge: bridge.at(row),
      table: numberAt(table, row) ?? tableName.at(row) ?? 0,
      priority: numberAt(priority, row) ?? 0,
      match: match.at(row) ?? '',
      actions: actions.at(row) ?? '',
      cookie: cookie.at(row),
      nPackets: numberAt(nPackets, row),
      nBytes: numberAt(nBytes, row),
      duration: numberAt(duration, row),
      idleTimeout: numberAt(idleTimeout, row),
      hardTimeout: numberAt(hardTimeout, row),
      idleAge: numberAt(idleAge, row),
      hardAge: numberAt(hardAge, row),
      importance: numberAt(importance, row),
      flags: flagsOf(flags.at(row)),
    });
  }

  /** Bytes in memory, about: what came and what was decoded so far. */
  get bytes(): number {
    let sum = this.#bytes.length + (this.#shared?.length ?? 0);
    for (const { values, nulls } of this.#numbers.values()) sum += values.byteLength + (nulls?.length ?? 0);
    for (const column of this.#texts.values()) sum += column.bytes;
    const resolved = this.#resolved?.block ?? this;
    return resolved === this ? sum : sum + resolved.bytes - this.#bytes.length;
  }

  #column(name: ColumnName): Uint8Array {
    const index = groups.findIndex((names) => names.includes(name));
    const names = groups[index] ?? [];
    const all = index === 0 ? (this.#shared ??= this.#unpack(index)) : this.#unpack(index);
    let at = 0;
    for (const before of names.slice(0, names.indexOf(name))) at += this.#size(before);
    return all.subarray(at, at + this.#size(name));
  }

  #unpack(index: number): Uint8Array {
    const from = this.#groupStart(index);
    return unpackBytes(this.#bytes.subarray(from, this.#groupStart(index + 1)));
  }

  /** Where a group begins; of one more than there are, where the last ends. */
  #groupStart(index: number): number {
    let at = headSize;
    for (let i = 0; i < index; i++) at += this.#view.getUint32(groupSizesAt + 4 * i, true);
    return at;
  }

  #size(name: ColumnName): number {
    return this.#view.getUint32(sizesAt + 4 * columns.indexOf(name), true);
  }
}

/** The flags of a stored text: the builder wrote a list; null when it was empty. */
export function flagsOf(text: string | null): readonly string[] {
  return text === null ? [] : (JSON.parse(text) as string[]);
}
