// Reads a printed flow from bytes into columns. It takes the lines that Open vSwitch prints by the hundred
// thousand, whole and plain:
//
//   ` cookie=0x0, duration=0.063s, table=3, n_packets=0, n_bytes=0, idle_age=0, priority=5,tcp actions=NORMAL`
//   `table_id=8, duration=376s, n_packets=0, n_bytes=0, priority=0,actions=drop`     (bridge/dump-flows)
//
// and leaves every other line (port names in quotes, damage, the layouts that add-flow takes) to
// `parseFlow`. What it takes, it reads as `readFlowLine` does: a property test compares the two.
import { flowFlags } from '../openflow/flow-line.ts';
import { hashFactor, hashSeed, type FlowColumns } from './flow-columns.ts';

const comma = 0x2c;
const space = 0x20;
const opening = 0x28;
const closing = 0x29;
const lowerA = 0x61;
const zero = 0x30;
const questionMark = 0x3f;

const actionsWord = bytesOf('actions=');
const cookieWord = bytesOf('cookie=0x');
const durationWord = bytesOf('duration=');
const flagWords = flowFlags.map((flag) => bytesOf(`${flag} `));
const hardAgeWord = bytesOf('hard_age=');
const hardTimeoutWord = bytesOf('hard_timeout=');
const idleAgeWord = bytesOf('idle_age=');
const idleTimeoutWord = bytesOf('idle_timeout=');
const importanceWord = bytesOf('importance=');
const bytesWord = bytesOf('n_bytes=');
const packetsWord = bytesOf('n_packets=');
const offloadBytesWord = bytesOf('n_offload_bytes=');
const offloadPacketsWord = bytesOf('n_offload_packets=');
const priorityWord = bytesOf('priority=');
const tableWord = bytesOf('table=');
const tableIdWord = bytesOf('table_id=');

/** A byte that is printable ASCII and neither a space, nor a quote, nor the beginning of a comment. */
const plain = new Uint8Array(256).fill(1, 0x21, 0x7f);
plain[0x22] = 0;
plain[0x23] = 0;

const hexDigit = new Int8Array(256).fill(-1);
for (let digit = 0; digit < 16; digit++) hexDigit[digit.toString(16).charCodeAt(0)] = digit;

/** What `ovs-ofctl add-flow` gives a flow without `priority=` (ovs-ofctl(8), "Flow Syntax"). */
const defaultPriority = 32768;

/** What `readFlowBytes` returns: nothing was read, or bits that say how the line was printed. */
export const notPlain = 0;
export const ofctlLayout = 1;
export const appctlLayout = 2;
export const withDuration = 4;

/**
 * Adds the flow of the line `bytes[start..end)`, without its line end, to `columns`. Returns `notPlain` when
 * nothing was added: the line may still be a flow.
 */
export function readFlowBytes(
  columns: FlowColumns,
  bytes: Uint8Array,
  start: number,
  end: number,
  line: number,
): number {
  columns.reserve(end - start);
  const index = columns.count;
  let at = bytes[start] === space ? start + 1 : start;
  const first = bytes[at] ?? 0;
  // Blogs put a paragraph's first word in capitals.
  if (first >= 0x41 && first <= 0x5a) return notPlain;
  let table = -1;
  let priority = defaultPriority;
  let hasDuration = false;
  let hasCounters = false;
  let cookieHigh = 0;
  let cookieLow = 0;
  let idleTimeout = 0;
  let hardTimeout = 0;
  let importance = 0;
  let flags = 0;
  // Each turn reads one header field with the comma and the space behind it.
  header: for (;;) {
    let value: number;
    switch (bytes[at]) {
      case 0x63: {
        if (!startsWith(bytes, at, cookieWord)) {
          const flag = flagAt(bytes, at);
          if (flag < 0) break header;
          flags |= 1 << flag;
          at += flagWords[flag]?.length ?? 0;
          continue;
        }
        cookieHigh = 0;
        cookieLow = 0;
        let digits = 0;
        for (value = at + cookieWord.length; ; value++, digits++) {
          const digit = hexDigit[bytes[value] ?? 0] ?? -1;
          if (digit < 0) break;
          cookieHigh = (cookieHigh << 4) | (cookieLow >>> 28);
          cookieLow = (cookieLow << 4) | digit;
        }
        if (digits === 0 || digits > 16) return notPlain;
        break;
      }
      case 0x64:
        if (!startsWith(bytes, at, durationWord)) break header;
        hasDuration = true;
        value = digitsEnd(bytes, at + durationWord.length);
        if (value === at + durationWord.length) return notPlain;
        if (bytes[value] === 0x2e) value = digitsEnd(bytes, value + 1);
        if (bytes[value] !== 0x73) return notPlain;
        value++;
        break;
      case 0x74:
        if (startsWith(bytes, at, tableWord)) at += tableWord.length;
        else if (startsWith(bytes, at, tableIdWord)) at += tableIdWord.length;
        else break header;
        value = digitsEnd(bytes, at);
        table = numberAt(bytes, at, value);
        if (table < 0 || table > 255) return notPlain;
        break;
      case 0x6e:
        if (startsWith(bytes, at, packetsWord)) at += packetsWord.length;
        else if (startsWith(bytes, at, bytesWord)) at += bytesWord.length;
        else if (startsWith(bytes, at, offloadPacketsWord)) at += offloadPacketsWord.length;
        else if (startsWith(bytes, at, offloadBytesWord)) at += offloadBytesWord.length;
        else {
          const flag = flagAt(bytes, at);
          if (flag < 0) break header;
          flags |= 1 << flag;
          at += flagWords[flag]?.length ?? 0;
          continue;
        }
        hasCounters = true;
        value = countEnd(bytes, at);
        if (value === at) return notPlain;
        break;
      case 0x69:
        if (startsWith(bytes, at, idleAgeWord)) {
          at += idleAgeWord.length;
          value = countEnd(bytes, at);
          if (value === at) return notPlain;
        } else if (startsWith(bytes, at, idleTimeoutWord)) {
          at += idleTimeoutWord.length;
          value = digitsEnd(bytes, at);
          idleTimeout = numberAt(bytes, at, value);
          if (idleTimeout < 0 || idleTimeout > 0xffff) return notPlain;
        } else if (startsWith(bytes, at, importanceWord)) {
          at += importanceWord.length;
          value = digitsEnd(bytes, at);
          importance = numberAt(bytes, at, value);
          if (importance < 0 || importance > 0xffff) return notPlain;
        } else break header;
        break;
      case 0x68:
        if (startsWith(bytes, at, hardAgeWord)) {
          at += hardAgeWord.length;
          value = countEnd(bytes, at);
          if (value === at) return notPlain;
        } else if (startsWith(bytes, at, hardTimeoutWord)) {
          at += hardTimeoutWord.length;
          value = digitsEnd(bytes, at);
          hardTimeout = numberAt(bytes, at, value);
          if (hardTimeout < 0 || hardTimeout > 0xffff) return notPlain;
        } else break header;
        break;
      case 0x70: {
        if (!startsWith(bytes, at, priorityWord)) break header;
        at += priorityWord.length;
        value = digitsEnd(bytes, at);
        priority = numberAt(bytes, at, value);
        if (priority < 0 || priority > 0x7fff_ffff) return notPlain;
        const after = bytes[value];
        if (after !== comma && after !== space) return notPlain;
        at = value + 1;
        // `priority=5,tcp`; `priority=5 actions=`; `priority=5,actions=` of bridge/dump-flows.
        if (after === space && bytes[at] !== lowerA) return notPlain;
        if (after === space || startsWith(bytes, at, actionsWord)) at = value;
        break header;
      }
      default: {
        const flag = flagAt(bytes, at);
        if (flag < 0) break header;
        flags |= 1 << flag;
        at += flagWords[flag]?.length ?? 0;
        continue;
      }
    }
    if (bytes[value] !== comma || bytes[value + 1] !== space) return notPlain;
    at = value + 2;
  }
  // The match, up to ` actions=` or `,actions=`; an empty one may have nothing before that.
  const { text } = columns;
  const matchAt = columns.textEnd;
  let out = matchAt;
  let hash = hashSeed;
  let isAppctl = false;
  if (!startsWith(bytes, at, actionsWord)) {
    for (; ; at++) {
      if (at >= end) return notPlain;
      const byte = bytes[at] ?? 0;
      if (plain[byte] === 0) {
        if (byte !== space || !startsWith(bytes, at + 1, actionsWord)) return notPlain;
        break;
      }
      if (byte === comma && bytes[at + 1] === lowerA && startsWith(bytes, at + 1, actionsWord)) {
        isAppctl = true;
        break;
      }
      hash = Math.imul(hash ^ byte, hashFactor);
      text[out++] = byte;
    }
    at++;
  }
  // These have lost their beginning, or are otherwise not as they were printed.
  if (isAppctl ? !hasDuration : (hasDuration || hasCounters) && table < 0) return notPlain;
  if (out > matchAt && (text[matchAt] === comma || text[out - 1] === comma)) return notPlain;
  at += actionsWord.length;
  const actionsAt = out;
  let depth = 0;
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (plain[byte] === 0) return notPlain;
    if (byte === opening) depth++;
    else if (byte === closing) depth--;
    text[out++] = byte;
  }
  if (depth !== 0 || out === actionsAt || text[out - 1] === comma || text[actionsAt] === comma)
    return notPlain;
  columns.count = index + 1;
  columns.textEnd = out;
  columns.table[index] = table < 0 ? 0 : table;
  columns.priority[index] = priority;
  columns.matchAt[index] = matchAt;
  columns.actionsAt[index] = actionsAt;
  columns.actionsEnd[index] = out;
  columns.hash[index] = hash;
  columns.line[index] = line;
  columns.cookieHigh[index] = cookieHigh;
  columns.cookieLow[index] = cookieLow;
  columns.idleTimeout[index] = idleTimeout;
  columns.hardTimeout[index] = hardTimeout;
  columns.importance[index] = importance;
  columns.flags[index] = flags;
  return (isAppctl ? appctlLayout : ofctlLayout) | (hasDuration ? withDuration : 0);
}

function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

/** Which of `flowFlags` begins here; -1 when none does. */
function flagAt(bytes: Uint8Array, at: number): number {
  for (let flag = 0; flag < flagWords.length; flag++) {
    const word = flagWords[flag];
    if (word !== undefined && startsWith(bytes, at, word)) return flag;
  }
  return -1;
}

function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (; ; at++) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) return at;
  }
}

/** Behind a number or the `?` of a counter that the switch does not keep. */
function countEnd(bytes: Uint8Array, from: number): number {
  return bytes[from] === questionMark ? from + 1 : digitsEnd(bytes, from);
}

/** The number of up to ten digits; -1 when there is none. */
function numberAt(bytes: Uint8Array, from: number, to: number): number {
  if (to === from || to - from > 10) return -1;
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + (bytes[at] ?? 0) - zero;
  return number;
}

function bytesOf(word: string): Uint8Array {
  return Uint8Array.from(word, (character) => character.charCodeAt(0));
}
