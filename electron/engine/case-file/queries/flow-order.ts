// The order of a dump's flows by a column. Numbers are sorted byte by byte (radix), which keeps equal
// ones in reading order and takes a tenth of the time of a comparing sort; texts by comparing the
// different ones, then as numbers.
import type { FlowSort } from '../../../../shared/api.ts';
import { compareFieldValues, fieldOrderKey, printedValue } from '../../../../shared/flows/field-order.ts';
import { compareTables, TableIndex } from '../../../../shared/openflow/table-id.ts';
import type { FlowBlock } from '../columns/flow-block.ts';
import { isNull } from '../columns/number-column.ts';

/** Some rows of a block: those at `rows`, or all of them. */
export interface BlockRows {
  readonly block: FlowBlock;
  readonly rows: Uint32Array | null;
}

/**
 * The places, 0 to `count - 1`, of the rows of all blocks, one block after the other, by a column. Rows
 * without a value come last either way.
 */
export function flowOrder(
  blocks: readonly (() => BlockRows)[],
  count: number,
  column: FlowSort,
  descending: boolean,
): Uint32Array {
  if (column === 'line') {
    const order = Uint32Array.from({ length: count }, (_, place) => place);
    return descending ? order.reverse() : order;
  }
  return sortByKeys(keysOf(blocks, count, column), descending);
}

function keysOf(
  blocks: readonly (() => BlockRows)[],
  count: number,
  column: Exclude<FlowSort, 'line'>,
): Float64Array {
  switch (column) {
    case 'match':
    case 'actions':
    case 'cookie':
      return textKeys(blocks, count, column);
    case 'table':
      return tableKeys(blocks, count);
    case 'priority':
    case 'nPackets':
    case 'nBytes':
    case 'duration':
    case 'idleAge':
      return numberKeys(blocks, count, column);
    default:
      return fieldKeys(blocks, count, column.slice('field:'.length));
  }
}

/** The rank of each row's value of a field among the different ones; NaN where the match does not have it. */
function fieldKeys(blocks: readonly (() => BlockRows)[], count: number, name: string): Float64Array {
  const numbers = new Map<string, number>();
  const keys = new Float64Array(count);
  let at = 0;
  for (const rowsOf of blocks) {
    const rows = rowsOf();
    const column = rows.block.texts('match');
    const numberOf = new Float64Array(column.distinct);
    for (let which = 0; which < column.distinct; which++) {
      const value = printedValue(column.text(which) ?? '', name);
      const number = value === null ? NaN : (numbers.get(value) ?? numbers.size);
      if (value !== null && number === numbers.size) numbers.set(value, number);
      numberOf[which] = number;
    }
    eachRow(rows, (row) => {
      keys[at++] = numberOf[column.which(row)] ?? NaN;
    });
  }
  const ranks = new Float64Array(numbers.size);
  const sorted = [...numbers.keys()].map((value) => ({ value, key: fieldOrderKey(name, value) }));
  sorted.sort((a, b) => compareFieldValues(a.key, b.key));
  for (const [rank, { value }] of sorted.entries()) ranks[numbers.get(value) ?? 0] = rank;
  return keys.map((number) => (Number.isNaN(number) ? NaN : (ranks[number] ?? NaN)));
}

function eachRow({ block, rows }: BlockRows, take: (row: number) => void): void {
  if (rows !== null) for (const row of rows) take(row);
  else for (let row = 0; row < block.flows; row++) take(row);
}

/** NaN where there is no number. */
function numberKeys(
  blocks: readonly (() => BlockRows)[],
  count: number,
  name: 'priority' | 'nPackets' | 'nBytes' | 'duration' | 'idleAge',
): Float64Array {
  const keys = new Float64Array(count);
  let at = 0;
  for (const rowsOf of blocks) {
    const rows = rowsOf();
    const column = rows.block.numbers(name);
    eachRow(rows, (row) => {
      keys[at++] = isNull(column, row) ? NaN : (column.values[row] ?? NaN);
    });
  }
  return keys;
}

/** The number of each row's table; behind all numbers the rank of its name. */
function tableKeys(blocks: readonly (() => BlockRows)[], count: number): Float64Array {
  const keys = new Float64Array(count);
  const index = new TableIndex();
  let at = 0;
  for (const rowsOf of blocks) {
    const rows = rowsOf();
    eachRow(rows, (row) => {
      keys[at++] = index.number(rows.block.table(row));
    });
  }
  if (index.names.length === 0) return keys;
  const ranks = new Map(index.names.toSorted(compareTables).map((name, rank) => [index.number(name), rank]));
  return keys.map((key) => {
    const rank = ranks.get(key);
    return rank === undefined ? key : index.number(index.names[0] ?? 0) + rank;
  });
}

/** The rank of each row's text among the different texts; NaN where there is none. */
function textKeys(
  blocks: readonly (() => BlockRows)[],
  count: number,
  name: 'match' | 'actions' | 'cookie',
): Float64Array {
  const numbers = new Map<string, number>();
  const keys = new Float64Array(count);
  let at = 0;
  for (const rowsOf of blocks) {
    const rows = rowsOf();
    const column = rows.block.texts(name);
    const numberOf = new Float64Array(column.distinct);
    for (let which = 0; which < column.distinct; which++) {
      const text = column.text(which);
      const number = text === null ? NaN : (numbers.get(text) ?? numbers.size);
      if (text !== null && number === numbers.size) numbers.set(text, number);
      numberOf[which] = number;
    }
    eachRow(rows, (row) => {
      keys[at++] = numberOf[column.which(row)] ?? NaN;
    });
  }
  const sorted = [...numbers.keys()];
  // Cookies are 64-bit hexadecimal text: without leading zeros, the longer is the larger.
  if (name === 'cookie') sorted.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  else sorted.sort();
  const ranks = new Float64Array(sorted.length);
  for (const [rank, text] of sorted.entries()) ranks[numbers.get(text) ?? 0] = rank;
  return keys.map((number) => (Number.isNaN(number) ? NaN : (ranks[number] ?? NaN)));
}

/** Places by their keys, equal ones in their order, NaN last. */
function sortByKeys(keys: Float64Array, descending: boolean): Uint32Array {
  const bytes = new Uint8Array(keys.length * 8);
  const words = new Uint32Array(bytes.buffer);
  const source = new Uint32Array(keys.buffer, keys.byteOffset, keys.length * 2);
  let places = new Uint32Array(keys.length);
  let known = 0;
  for (let place = 0; place < keys.length; place++) {
    const key = keys[place] ?? NaN;
    if (Number.isNaN(key)) continue;
    places[known++] = place;
    // As unsigned numbers, the bits of doubles are in order once the negative ones are turned over.
    const flip = key < 0 ? 0xffffffff : 0;
    const turn = descending ? 0xffffffff : 0;
    words[place * 2] = (source[place * 2] ?? 0) ^ flip ^ turn;
    words[place * 2 + 1] = (source[place * 2 + 1] ?? 0) ^ (key < 0 ? flip : 0x80000000) ^ turn;
  }
  places = places.subarray(0, known);
  let next = new Uint32Array(known);
  for (let plane = 0; plane < 8; plane++) {
    const starts = new Uint32Array(257);
    for (const place of places) {
      const after = (bytes[place * 8 + plane] ?? 0) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    // A byte that all have in common orders nothing.
    if (starts.includes(known)) continue;
    for (let byte = 1; byte <= 256; byte++) starts[byte] = (starts[byte] ?? 0) + (starts[byte - 1] ?? 0);
    for (const place of places) {
      const byte = bytes[place * 8 + plane] ?? 0;
      const at = starts[byte] ?? 0;
      next[at] = place;
      starts[byte] = at + 1;
    }
    [places, next] = [next, places];
  }
  const order = new Uint32Array(keys.length);
  order.set(places);
  let at = known;
  for (let place = 0; place < keys.length; place++) if (Number.isNaN(keys[place])) order[at++] = place;
  return order;
}
