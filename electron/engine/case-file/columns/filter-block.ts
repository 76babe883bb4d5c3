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
      return keepTexts(block, condition, rows, verdictsByPieces(block, condition));
    case 'all':
      return keepAll(block, condition.parts, rows);
    case 'any':
      return keepAny(block, condition.parts, rows);
    case 'not': {
      const out = rows.slice();
      keepRows(block, condition.part, out);
      return removeRows(rows, out);
    }
  }
}

function keepAll(block: FlowBlock, parts: readonly FlowCondition[], rows: Uint8Array): boolean {
  const ordered = cheapestFirst(parts);
  // What texts contain is known faster than what they mean, and may leave few of them to be read.
  const verdicts = new Map<FlowCondition, Uint8Array | null>();
  for (const part of ordered) {
    if (part.kind === 'number' && !keepNumbers(block, part, rows)) return false;
    if (part.kind !== 'text') continue;
    const known = verdictsByPieces(block, part);
    verdicts.set(part, known);
    if (!keepCandidates(block.texts(part.column), rows, known)) return false;
  }
  for (const part of ordered) {
    if (part.kind === 'number') continue;
    const left =
      part.kind === 'text'
        ? keepTexts(block, part, rows, verdicts.get(part) ?? null)
        : keepRows(block, part, rows);
    if (!left) return false;
  }
  return rows.includes(1);
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

function keepTexts(
  block: FlowBlock,
  condition: TextCondition,
  rows: Uint8Array,
  verdicts: Uint8Array | null,
): boolean {
  const column = block.texts(condition.column);
  if (verdicts === null) return keepCandidates(column, rows, verdicts);
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

/** Takes away the rows whose text is known to fail. */
function keepCandidates(column: TextColumn, rows: Uint8Array, verdicts: Uint8Array | null): boolean {
  if (verdicts === null) {
    rows.fill(0);
    return false;
  }
  let left = false;
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] === 0) continue;
    if (verdicts[column.which(row)] === fails) rows[row] = 0;
    else left = true;
  }
  return left;
}

/** One of a column's different texts as conditions get it: flags joined by spaces. */
export function textAt(column: TextColumn, name: TextColumnName, which: number): string | null {
  const text = column.text(which);
  return text !== null && name === 'flags' ? flagsOf(text).join(' ') : text;
}

/** For each different text, whether it is known to fail; null when all do. */
function verdictsByPieces(
  block: FlowBlock,
  { column: name, pieces, plainPieces }: TextCondition,
): Uint8Array | null {
  const column = block.texts(name);
  const lists = plainPieces === undefined || column.hasLeadingZeros ? pieces : plainPieces;
  if (lists === null) return new Uint8Array(column.distinct);
  const verdicts = new Uint8Array(column.distinct).fill(fails);
  let any = false;
  for (const together of lists) {
    // The longest is in the fewest texts.
    const [first = '', ...others] = together.toSorted((a, b) => b.length - a.length);
    if (!others.every((piece) => column.mayContain(piece))) continue;
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
