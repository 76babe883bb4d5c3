// Reads printed flows from bytes into columns. It takes the lines that Open vSwitch prints by the hundred
// thousand, whole and plain:
//
//   ` cookie=0x0, duration=0.063s, table=3, n_packets=0, n_bytes=0, idle_age=0, priority=5,tcp actions=NORMAL`
//   `table_id=8, duration=376s, n_packets=0, n_bytes=0, priority=0,actions=drop`     (bridge/dump-flows)
//
// and leaves every other line (port names in quotes, damage, the layouts that add-flow takes) to
// `parseFlow`. What it takes, it reads as `readFlowLine` does: a property test compares the two.
// All lines are read by one loop over local arrays, because a call and a look at the object for each line
// took as long as the bytes themselves.
import { flowFlags } from '../openflow/flow-line.ts';
import { hashFactor, hashSeed, type FlowColumns } from './flow-columns.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const comma = 0x2c;
const dot = 0x2e;
const lowerA = 0x61;
const lowerS = 0x73;
const questionMark = 0x3f;

const actionsWord = bytesOf('actions=');

/** What a header field's value is: a number that is passed over, or one that is kept. */
const counter = 0;
const attribute = 1;
const cookie = 2;
const duration = 3;
const flag = 4;

interface HeaderField {
  readonly word: Uint8Array;
  readonly kind: number;
  /** Where its number is kept, or which flag it is. */
  readonly slot: number;
  readonly most: number;
}

const tableSlot = 0;
const prioritySlot = 1;
const idleTimeoutSlot = 2;
const hardTimeoutSlot = 3;
const importanceSlot = 4;
const slots = 5;

/** Those that all flows have come first and as they are printed: the next one is looked for from the last on. */
const headerFields: readonly HeaderField[] = [
  { word: bytesOf('cookie=0x'), kind: cookie, slot: 0, most: 0 },
  { word: bytesOf('duration='), kind: duration, slot: 0, most: 0 },
  { word: bytesOf('table='), kind: attribute, slot: tableSlot, most: 255 },
  ...['n_packets=', 'n_bytes=', 'idle_age='].map(counterField),
  { word: bytesOf('priority='), kind: attribute, slot: prioritySlot, most: 999_999_999 },
  { word: bytesOf('table_id='), kind: attribute, slot: tableSlot, most: 255 },
  ...['n_offload_packets=', 'n_offload_bytes='].map(counterField),
  { word: bytesOf('idle_timeout='), kind: attribute, slot: idleTimeoutSlot, most: 0xffff },
  { word: bytesOf('hard_timeout='), kind: attribute, slot: hardTimeoutSlot, most: 0xffff },
  ...flowFlags.map((name, bit) => ({ word: bytesOf(`${name} `), kind: flag, slot: bit, most: 0 })),
  { word: bytesOf('importance='), kind: attribute, slot: importanceSlot, most: 0xffff },
  counterField('hard_age='),
];

/** Classes of bytes. An ordinary one is printable ASCII and can be anywhere in a match or an action list. */
const ordinary = 0;
const other = 1;
const special = 2;

/** Spaces end a match; quotes and `#`, which begin a comment, need to be looked at as text. */
const classInMatch = new Uint8Array(256).fill(other);
classInMatch.fill(ordinary, 0x21, 0x7f);
for (const character of '"#') classInMatch[character.charCodeAt(0)] = other;
classInMatch[comma] = special;

const classInActions = classInMatch.slice();
classInActions[comma] = ordinary;
for (const character of '()') classInActions[character.charCodeAt(0)] = special;

const hexDigit = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) hexDigit[digit.toString(16).charCodeAt(0)] = digit;

/** What `ovs-ofctl add-flow` gives a flow without `priority=` (ovs-ofctl(8), "Flow Syntax"). */
const defaultPriority = 32768;

export class PlainFlowReader {
  readonly #columns: FlowColumns;
  /** Lines that were read. */
  lines = 0;
  /** Flows that `ovs-ofctl` printed, and those that `bridge/dump-flows` did. */
  ofctl = 0;
  appctl = 0;
  /** Whether the latest flow has statistics. */
  hasDuration = false;

  /** The numbers of the line at hand. */
  readonly #values = new Int32Array(slots);

  constructor(columns: FlowColumns) {
    this.#columns = columns;
  }

  /**
   * Adds the flows of the lines in `bytes[from..to)`, of which the last is whole and ends with a line feed,
   * up to the first that is not plain, or up to `most` flows. Returns where it stopped.
   */
  read(bytes: Uint8Array, from: number, to: number, most: number): number {
    const columns = this.#columns;
    const stop = columns.count + most;
    let at = from;
    let room: number;
    do {
      columns.reserve(1, to - at);
      room = Math.min(stop, columns.capacity);
      at = this.#read(bytes, at, to, room);
    } while (columns.count === room && room < stop && at < to);
    return at;
  }

  /** As `read`, while there are less than `stop` flows. */
  #read(bytes: Uint8Array, from: number, to: number, stop: number): number {
    const columns = this.#columns;
    const { text, table: tables, priority: priorities, matchAt: matches, actionsAt: actions } = columns;
    const { actionsEnd: ends, hash: hashes, line: lines, cookieHigh: highs, cookieLow: lows } = columns;
    const {
      idleTimeout: idleTimeouts,
      hardTimeout: hardTimeouts,
      importance: importances,
      flags: flagBits,
    } = columns;
    const values = this.#values;
    let count = columns.count;
    let out = columns.textEnd;
    let lineAt = from;
    while (lineAt < to && count < stop) {
      let at = bytes[lineAt] === space ? lineAt + 1 : lineAt;
      const first = bytes[at] ?? 0;
      // Blogs put a paragraph's first word in capitals.
      if (first >= 0x41 && first <= 0x5a) break;
      values[tableSlot] = -1;
      values[prioritySlot] = defaultPriority;
      values[idleTimeoutSlot] = 0;
      values[hardTimeoutSlot] = 0;
      values[importanceSlot] = 0;
      let flags = 0;
      let cookieHigh = 0;
      let cookieLow = 0;
      let hasDuration = false;
      let hasCounters = false;
      let isPlain = true;
      // Each turn reads one header field with the comma and the space behind it.
      let next = 0;
      for (;;) {
        let tried = 0;
        let field = headerFields[next] ?? headerFields[0];
        while (field !== undefined && !startsWith(bytes, at, field.word)) {
          next = next + 1 < headerFields.length ? next + 1 : 0;
          field = ++tried < headerFields.length ? headerFields[next] : undefined;
        }
        if (field === undefined) break;
        next++;
        at += field.word.length;
        const { kind } = field;
        if (kind === flag) {
          flags |= 1 << field.slot;
          continue;
        }
        const valueAt = at;
        if (kind === cookie) {
          cookieHigh = 0;
          cookieLow = 0;
          for (; ; at++) {
            const digit = hexDigit[bytes[at] ?? 0] ?? -1;
            if (digit < 0) break;
            cookieHigh = (cookieHigh << 4) | (cookieLow >>> 28);
            cookieLow = (cookieLow << 4) | digit;
          }
          isPlain = at > valueAt && at - valueAt <= 16;
        } else {
          let number = 0;
          for (; ; at++) {
            const digit = (bytes[at] ?? 0) - 0x30;
            if (digit < 0 || digit > 9) break;
            number = (number * 10 + digit) | 0;
          }
          if (kind === attribute) {
            // More digits would not fit.
            isPlain = at > valueAt && at - valueAt < 10 && number <= field.most;
            values[field.slot] = number;
            if (field.slot === prioritySlot) {
              // `priority=5,tcp`; `priority=5 actions=`; `priority=5,actions=` of bridge/dump-flows.
              if (bytes[at] === comma) at += startsWith(bytes, at + 1, actionsWord) ? 0 : 1;
              else if (bytes[at] !== space) isPlain = false;
              break;
            }
          } else if (kind === duration) {
            isPlain = at > valueAt;
            if (bytes[at] === dot)
              do at++;
              while (isDigit(bytes[at] ?? 0));
            if (bytes[at] !== lowerS) isPlain = false;
            at++;
            hasDuration = true;
          } else {
            if (bytes[valueAt] === questionMark) at++;
            isPlain = at > valueAt;
            hasCounters = true;
          }
        }
        if (!isPlain || bytes[at] !== comma || bytes[at + 1] !== space) {
          isPlain = false;
          break;
        }
        at += 2;
      }
      if (!isPlain) break;
      const table = values[tableSlot] ?? 0;
      // The match, up to ` actions=` or `,actions=`; an empty one may have nothing before that.
      const matchAt = out;
      let hash = hashSeed;
      let isAppctl = false;
      if (startsWith(bytes, at, actionsWord)) {
        at += actionsWord.length;
      } else {
        for (; ; at++) {
          const byte = bytes[at] ?? 0;
          const kind = classInMatch[byte] ?? other;
          if (kind !== ordinary) {
            if (
              (byte === comma || byte === space) &&
              bytes[at + 1] === lowerA &&
              startsWith(bytes, at + 1, actionsWord)
            ) {
              isAppctl = byte === comma;
              at += actionsWord.length + 1;
              break;
            }
            if (kind === other) {
              isPlain = false;
              break;
            }
          }
          hash = Math.imul(hash ^ byte, hashFactor);
          text[out++] = byte;
        }
      }
      const actionsAt = out;
      // Of these the beginning is missing, or they are otherwise not as they were printed.
      if (
        !isPlain ||
        (isAppctl ? !hasDuration : (hasDuration || hasCounters) && table < 0) ||
        (out > matchAt && (text[matchAt] === comma || text[out - 1] === comma))
      ) {
        out = matchAt;
        break;
      }
      let depth = 0;
      for (; ; at++) {
        const byte = bytes[at] ?? 0;
        const kind = classInActions[byte] ?? other;
        if (kind !== ordinary) {
          if (kind === other) break;
          depth += byte === 0x28 ? 1 : -1;
        }
        text[out++] = byte;
      }
      if (bytes[at] === carriageReturn) at++;
      if (
        bytes[at] !== lineFeed ||
        depth !== 0 ||
        out === actionsAt ||
        text[out - 1] === comma ||
        text[actionsAt] === comma
      ) {
        out = matchAt;
        break;
      }
      tables[count] = table < 0 ? 0 : table;
      priorities[count] = values[prioritySlot] ?? 0;
      matches[count] = matchAt;
      actions[count] = actionsAt;
      ends[count] = out;
      hashes[count] = hash;
      lines[count] = ++this.lines;
      highs[count] = cookieHigh;
      lows[count] = cookieLow;
      idleTimeouts[count] = values[idleTimeoutSlot] ?? 0;
      hardTimeouts[count] = values[hardTimeoutSlot] ?? 0;
      importances[count] = values[importanceSlot] ?? 0;
      flagBits[count] = flags;
      if (isAppctl) this.appctl++;
      else this.ofctl++;
      this.hasDuration = hasDuration;
      count++;
      lineAt = at + 1;
    }
    columns.count = count;
    columns.textEnd = out;
    return lineAt;
  }
}

function counterField(name: string): HeaderField {
  return { word: bytesOf(name), kind: counter, slot: 0, most: 0 };
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

function bytesOf(word: string): Uint8Array {
  return Uint8Array.from(word, (character) => character.charCodeAt(0));
}
