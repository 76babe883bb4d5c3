// What a comparison asks of every flow of a block, kept beside it so that the block itself is read only where something
// differs: how old its flows are and whose, and of each flow a print of what it says.
//
//   prints: uint32 for each flow, its key · uint32 for each, the low half of its print · uint32 for each, the high half
//
// The key stands for table, priority and match; 0 where the flow must be looked at itself: its match is not its own
// canonical form as it is spelled, its table has no number, it is one that switches hide, or its texts are not ASCII.
// Keys only tell where to look. The print stands for all that is compared: the same, and actions, timeouts, importance
// and flags, but not cookie, counters and ages. Flows of equal print are taken to be equal. They are only ever held
// against the one flow of the other dump that has their key, so a flow that changed passes for unchanged once in 2^64:
// in two dumps of a million flows, all of them changed, once in 18 million million comparisons of such dumps. Prints are
// no secret: whoever writes two dumps by hand for it can hide his own flow from himself.
import { CookieCounts } from '../../../../shared/compare/flow-ages.ts';
import { isHiddenFlow } from '../../../../shared/flows/said-fields.ts';
import { CanonicalSpelling } from '../../../../shared/openflow/canonical-spelling.ts';
import type { FlowBlock } from './flow-block.ts';
import { isNull, numberAt } from './number-column.ts';
import type { TextColumn } from './text-column.ts';

export interface FlowDigest {
  /** Seconds of the flow that is there for the longest; null where ages are not printed. */
  readonly oldest: number | null;
  /** Flows by cookie as JSON, a list of pairs; null where there are too many cookies to say who wrote the flows. */
  readonly cookies: string | null;
  readonly prints: Uint8Array;
}

/** Bytes of each flow in `prints`. */
export const printSize = 12;

const spelling = new CanonicalSpelling();

/** What a block has beside it. */
export function digestOf(block: FlowBlock): FlowDigest {
  const cookies = cookiesOf(block);
  return {
    oldest: oldestOf(block),
    cookies: cookies === null ? null : JSON.stringify([...cookies]),
    prints: printsOf(block),
  };
}

/** Flows by cookie, of the rows that are given or of all. */
export function cookiesOf(
  block: FlowBlock,
  rows: Uint32Array | null = null,
): ReadonlyMap<string, number> | null {
  const cookie = block.texts('cookie');
  const counts = new Uint32Array(cookie.distinct);
  const count = rows?.length ?? block.flows;
  for (let i = 0; i < count; i++) {
    const which = cookie.which(rows === null ? i : (rows[i] ?? 0));
    counts[which] = (counts[which] ?? 0) + 1;
  }
  const cookies = new CookieCounts();
  for (const [which, flows] of counts.entries()) if (flows > 0) cookies.add(cookie.text(which), flows);
  return cookies.list;
}

/** Seconds of the oldest flow, of the rows that are given or of all. */
export function oldestOf(block: FlowBlock, rows: Uint32Array | null = null): number | null {
  const duration = block.numbers('duration');
  const count = rows?.length ?? block.flows;
  let oldest: number | null = null;
  for (let i = 0; i < count; i++) {
    const row = rows === null ? i : (rows[i] ?? 0);
    if (isNull(duration, row)) continue;
    const seconds = duration.values[row] ?? 0;
    if (oldest === null || seconds > oldest) oldest = seconds;
  }
  return oldest;
}

/** The key of a flow whose match is canonical as these bytes of ASCII spell it. */
export function keyOf(table: number, priority: number, match: Uint8Array): number {
  const [low, high] = textPrints({ bytes: match, starts: Uint32Array.of(0, match.length) });
  return keyPrint(table, priority, low[0] ?? 0, high[0] ?? 0);
}

/** Compared of two flows of one key beside their actions; each is null in nearly every flow. */
const attributes = ['idleTimeout', 'hardTimeout', 'importance'] as const;

function printsOf(block: FlowBlock): Uint8Array {
  const count = block.flows;
  // Bits: with a sign they are numbers that need no room of their own.
  const prints = new Int32Array(3 * count);
  const keys = prints.subarray(0, count);
  const lows = prints.subarray(count, 2 * count);
  const highs = prints.subarray(2 * count);
  const match = block.texts('match');
  const actions = block.texts('actions');
  const [matches, lists] = [match.ascii, actions.ascii];
  if (matches !== null && lists !== null) {
    const [matchLow, matchHigh] = textPrints(matches);
    const [actionsLow, actionsHigh] = textPrints(lists);
    const flags = block.texts('flags');
    const [flagsLow, flagsHigh] = textPrints(bytesOf(flags));
    const isCanonical = new Uint8Array(match.distinct);
    for (let which = 0; which < match.distinct; which++) {
      const [at, end] = [matches.starts[which] ?? 0, matches.starts[which + 1] ?? 0];
      isCanonical[which] = spelling.has(matches.bytes, at, end) ? 1 : 0;
    }
    const tables = block.numbers('table');
    const priorities = block.numbers('priority');
    const others = attributes.map((name) => block.numbers(name));
    const said = new Int32Array(7 + others.length);
    for (let row = 0; row < count; row++) {
      const table = numberAt(tables, row);
      const priority = numberAt(priorities, row);
      const ownMatch = match.which(row);
      if (table === null || priority === null || isCanonical[ownMatch] === 0) continue;
      if (!isWord(table) || !isWord(priority) || isHiddenFlow(table, priority)) continue;
      let isPlain = true;
      for (let i = 0; i < others.length; i++) {
        const column = others[i];
        const value = column === undefined ? null : numberAt(column, row);
        if (value !== null && !isWord(value)) isPlain = false;
        said[7 + i] = value === null ? 0 : value + 1;
      }
      if (!isPlain) continue;
      const low = matchLow[ownMatch] ?? 0;
      const high = matchHigh[ownMatch] ?? 0;
      const list = actions.which(row);
      const words = flags.which(row);
      said[0] = low;
      said[1] = table;
      said[2] = priority;
      said[3] = actionsLow[list] ?? 0;
      said[4] = actionsHigh[list] ?? 0;
      said[5] = flagsLow[words] ?? 0;
      said[6] = flagsHigh[words] ?? 0;
      let [a, b] = [high, said.length];
      for (let i = 0, { length } = said; i < length; i++) {
        a = Math.imul(a ^ (said[i] ?? 0) ^ ((b << 13) | (b >>> 19)), first);
        a ^= a >>> 15;
        b = Math.imul(b ^ a, second);
        b ^= b >>> 13;
      }
      keys[row] = keyPrint(table, priority, low, high);
      lows[row] = a;
      highs[row] = b;
    }
  }
  return new Uint8Array(prints.buffer);
}

/** Odd numbers with bits all over. */
const first = 0x9e3779b1;
const second = 0x85ebca6b;

/** Can stand in a print beside a mark for a number that is not there. */
function isWord(number: number): boolean {
  return number >= 0 && number < 0xffff_ffff && Number.isInteger(number);
}

/**
 * 64 bits of each text, in two halves. Four bytes at a time both are mixed with each other and with the bytes, so that
 * no two states become one under the same bytes.
 */
function textPrints({ bytes, starts }: Texts): readonly [low: Int32Array, high: Int32Array] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = starts.length - 1;
  const [lows, highs] = [new Int32Array(count), new Int32Array(count)];
  for (let which = 0; which < count; which++) {
    let at = starts[which] ?? 0;
    const end = starts[which + 1] ?? 0;
    let a = end - at;
    let b = second | 0;
    while (at < end) {
      let word = 0;
      if (at + 4 <= end) word = view.getInt32(at, true);
      else for (let i = at; i < end; i++) word = (word << 8) | view.getUint8(i);
      a = Math.imul(a ^ word ^ ((b << 13) | (b >>> 19)), first);
      a ^= a >>> 15;
      b = Math.imul(b ^ a, second);
      b ^= b >>> 13;
      at += 4;
    }
    lows[which] = a;
    highs[which] = b;
  }
  return [lows, highs];
}

interface Texts {
  readonly bytes: Uint8Array;
  /** The text of number `which` is from `starts[which]` to `starts[which + 1]`. */
  readonly starts: Uint32Array;
}

/** Of a column whose texts may be any: none is taken for an empty list. */
function bytesOf(column: TextColumn): Texts {
  const texts = Array.from({ length: column.distinct }, (_, which) => Buffer.from(column.text(which) ?? ''));
  const starts = new Uint32Array(texts.length + 1);
  for (const [i, text] of texts.entries()) starts[i + 1] = (starts[i] ?? 0) + text.length;
  return { bytes: Buffer.concat(texts), starts };
}

/** Never 0. */
function keyPrint(table: number, priority: number, low: number, high: number): number {
  let hash = Math.imul(low ^ ((high << 16) | (high >>> 16)) ^ (priority << 8) ^ table, first);
  hash = Math.imul(hash ^ (hash >>> 15), second);
  return hash ^ (hash >>> 13) || 1;
}
