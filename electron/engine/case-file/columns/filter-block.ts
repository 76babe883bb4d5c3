// Which rows of a block pass a filter: column by column, the cheap ones first, each different text once
// and only where a row is still in question.
import type {
  FlowCondition,
  NumberCondition,
  TextColumnName,
  TextCondition,
} from '../../../../shared/filter/flow-condition.ts';
import type { FlowBlock } from './flow-block.ts';
import { flagsOf } from './flow-block.ts';
import { isNull } from './number-column.ts';
import type { TextColumn } from './text-column.ts';

/** One byte a row, 1 while it passes. Those that do not pass become 0; the result says whether any is left. */
export function keepRows(block: FlowBlock, condition: FlowCondition, rows: Uint8Array): boolean {
  switch (condition.kind) {
    case 'number':
      return keepNumbers(block, condition, rows);
    case 'text':
      return keepTexts(block, condition, rows);
    case 'all':
      for (const part of cheapestFirst(condition.parts)) if (!keepRows(block, part, rows)) return false;
      return rows.includes(1);
    case 'any':
      return keepAny(block, condition.parts, rows);
    case 'not': {
      const out = rows.slice();
      keepRows(block, condition.part, out);
      return removeRows(rows, out);
    }
  }
}

function keepAny(block: FlowBlock, parts: readonly FlowCondition[], rows: Uint8Array): boolean {
  // What no part has let through yet.
  const rest = rows.slice();
  for (const part of cheapestFirst(parts)) {
    const found = rest.slice();
    if (keepRows(block, part, found) && !removeRows(rest, found)) return rows.includes(1);
  }
  return removeRows(rows, rest);
}

/** Takes the rows of `out` away; says whether any is left. */
function removeRows(rows: Uint8Array, out: Uint8Array): boolean {
  let left = false;
  for (let row = 0; row < rows.length; row++) {
    if (out[row] === 1) rows[row] = 0;
    else if (rows[row] === 1) left = true;
  }
  return left;
}

function keepNumbers(block: FlowBlock, { column: name, test }: NumberCondition, rows: Uint8Array): boolean {
  const column = block.numbers(name);
  let left = false;
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] === 0) continue;
    if (test(isNull(column, row) ? null : (column.values[row] ?? null))) left = true;
    else rows[row] = 0;
  }
  return left;
}

const unknown = 0;
const passes = 1;
const fails = 2;

function keepTexts(block: FlowBlock, condition: TextCondition, rows: Uint8Array): boolean {
  const column = block.texts(condition.column);
  const verdicts = verdictsByPieces(column, condition.pieces);
  if (verdicts === null) {
    rows.fill(0);
    return false;
  }
  let left = false;
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] === 0) continue;
    const which = column.which(row);
    let verdict = verdicts[which] ?? unknown;
    if (verdict === unknown) {
      verdict = condition.test(textAt(column, condition.column, which)) ? passes : fails;
      verdicts[which] = verdict;
    }
    if (verdict === passes) left = true;
    else rows[row] = 0;
  }
  return left;
}

/** One of a column's different texts as conditions get it: flags joined by spaces. */
export function textAt(column: TextColumn, name: TextColumnName, which: number): string | null {
  const text = column.text(which);
  return text !== null && name === 'flags' ? flagsOf(text).join(' ') : text;
}

/** For each different text, whether it is known to fail; null when all do. */
function verdictsByPieces(column: TextColumn, pieces: TextCondition['pieces']): Uint8Array | null {
  if (pieces === null) return new Uint8Array(column.distinct);
  const verdicts = new Uint8Array(column.distinct).fill(fails);
  let any = false;
  for (const together of pieces) {
    if (!together.every((piece) => column.mayContain(piece))) continue;
    // The longest is in the fewest texts.
    const [first = ''] = together.toSorted((a, b) => b.length - a.length);
    any = column.eachWith(first, (which) => (verdicts[which] = unknown)) || any;
  }
  return any ? verdicts : null;
}

/** Numbers before texts, and texts that few rows can have before those that any may have. */
function cheapestFirst(parts: readonly FlowCondition[]): readonly FlowCondition[] {
  return parts.toSorted((a, b) => cost(a) - cost(b));
}

function cost(condition: FlowCondition): number {
  switch (condition.kind) {
    case 'number':
      return 0;
    case 'text': {
      const long = condition.column === 'match' || condition.column === 'actions';
      return (long ? 2 : 1) + (condition.pieces === null ? 1 : 0);
    }
    case 'not':
      return cost(condition.part);
    default:
      return Math.max(0, ...condition.parts.map(cost));
  }
}
