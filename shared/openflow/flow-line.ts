// Reads one printed flow. Both layouts that Open vSwitch has are told apart by the line itself:
//
//   ` cookie=0x0, duration=0.063s, table=3, n_packets=0, n_bytes=0, send_flow_rem check_overlap reset_counts
//     importance=7, idle_age=0, tcp,tp_dst=80 actions=NORMAL`                       (ovs-ofctl dump-flows)
//   `table_id=8, duration=376s, n_packets=0, n_bytes=0, ,actions=drop`              (ovs-appctl bridge/dump-flows)
//   `table="64 odd, name", priority=1,in_port=p1 actions=resubmit(,ingress)`        (--names --no-stats)
//
// Header fields end with a comma and a space, flags with a space; `priority=`, or the first word that ends
// otherwise, begins the match. This is the hot path of an import (a million lines), hence character
// codes and one pass instead of regular expressions and split().
import type { FlowFact } from '../facts.ts';
import { closingQuote, isName, isQuotedAt, unquote } from './quoted-name.ts';

type Draft = { -readonly [K in keyof FlowFact]: FlowFact[K] };

const comma = 44;
const quote = 34;
const opening = 40;
const closing = 41;
const dot = 46;
const space = 32;
const actionsWord = 'actions=';
const noTable = -1;
const quotedTable = 'table="';
const noFlags: readonly string[] = [];
/** A flow's flags, as add-flow takes them and dumps print them (ovs-ofctl(8), "Flow Syntax"). */
export const flowFlags = [
  'send_flow_rem',
  'check_overlap',
  'reset_counts',
  'no_packet_counts',
  'no_byte_counts',
  'allow_hidden_fields',
  'no_readonly_table',
] as const;
const flagWords: ReadonlySet<string> = new Set(flowFlags);

/** What `ovs-ofctl add-flow` gives a flow without `priority=`; printing leaves it out (ovs-ofctl(8), "Flow Syntax"). */
const defaultPriority = 32768;

/**
 * Reads one line of a flow dump. `onUnknown` gets the name of a header field or flag that is not known
 * here; the flow is read all the same.
 * Returns the flow, or, as a string, why the line is no whole flow: then nothing of it can be trusted,
 * because a line that lost its beginning has also lost its table.
 * Order of the fields: ofputil_flow_stats_format() for `ovs-ofctl`, flow_stats_ds() for `bridge/dump-flows`.
 */
export function readFlowLine(
  line: string,
  bridge: string | null,
  onUnknown: (name: string) => void,
): FlowFact | string {
  let at = skipSpace(line, 0);
  const text = isUpperCase(line.charCodeAt(at)) ? withLowerCaseKey(line, at) : line;
  const start = at;
  const flow: Draft = {
    bridge,
    table: noTable,
    priority: defaultPriority,
    match: '',
    actions: '',
    cookie: null,
    nPackets: null,
    nBytes: null,
    duration: null,
    idleTimeout: null,
    hardTimeout: null,
    idleAge: null,
    hardAge: null,
    importance: null,
    flags: noFlags,
  };
  let flags: string[] | null = null;
  let unknown: string[] | null = null;
  let matchFrom = -1;
  while (matchFrom < 0) {
    if (text.startsWith(actionsWord, at)) {
      matchFrom = at;
      break;
    }
    const gap = text.indexOf(' ', behindTableName(text, at));
    if (text.startsWith('priority=', at)) {
      const end = numberEnd(text, at + 9);
      const after = text.charCodeAt(end);
      if (end === at + 9 || (after !== comma && after !== space)) return 'its priority is no number';
      flow.priority = readNumber(text, at + 9, end);
      matchFrom = end;
    } else if (gap > at && text.charCodeAt(gap - 1) === comma) {
      const end = gap - 1;
      const outcome = setHeaderField(flow, text, at, end);
      if (outcome === 'broken') return `${text.slice(at, end)} is not a number`;
      if (outcome === 'unknown') {
        if (at === start) return 'its beginning is missing';
        const equals = text.indexOf('=', at);
        unknown ??= [];
        unknown.push(text.slice(at, equals > at && equals < end ? equals : end));
      }
      at = skipSpace(text, gap);
    } else {
      const word = gap < 0 ? text.slice(at) : text.slice(at, gap);
      const next = gap < 0 ? text.length : skipSpace(text, gap);
      if (flagWords.has(word)) {
        flags ??= [];
        flags.push(word);
        at = next;
      } else if (text.startsWith(actionsWord, next) || !/^[a-z_]+$/.test(word)) {
        if (at === start && text.charCodeAt(at) === comma) return 'its beginning is missing';
        matchFrom = at;
      } else {
        if (at === start) return 'its beginning is missing';
        unknown ??= [];
        unknown.push(word);
        at = next;
      }
    }
  }
  const actionsAt = findActions(text, matchFrom);
  if (actionsAt < 0) return 'it has no actions';
  const printedByAppctl = text.charCodeAt(actionsAt - 1) === comma;
  if (printedByAppctl) {
    if (flow.duration === null) return 'its beginning is missing';
  } else if (
    flow.table === noTable &&
    (flow.duration !== null || flow.nPackets !== null || flow.nBytes !== null)
  ) {
    return 'its table is missing';
  }
  if (flow.table === noTable) flow.table = 0;
  if (flags !== null) flow.flags = flags;
  flow.match = trimmed(text, matchFrom, actionsAt);
  flow.actions = trimmed(text, actionsAt + actionsWord.length, text.length);
  if (flow.actions === '') return 'its actions are missing';
  if (!isClosed(flow.actions)) return 'it is cut inside its actions';
  if (unknown !== null) unknown.forEach(onUnknown);
  return flow;
}

/** Splits a line into which several flows, or a header and flows, ran together; null when it did not happen. */
export function unfoldFlowLine(line: string): readonly string[] | null {
  let pieces: string[] | null = null;
  let from = 0;
  for (let at = nextCookie(line, 1); at > 0; at = nextCookie(line, at + 1)) {
    const before = line.slice(from, at).trimEnd();
    if (before.trim() === '') continue;
    pieces ??= [];
    pieces.push(before);
    from = at;
  }
  if (pieces === null) return null;
  pieces.push(line.slice(from).trimEnd());
  return pieces.map((piece) => (/^cookie=/i.test(piece) ? ` ${piece}` : piece));
}

/** A `cookie=` that begins a flow: not one of learn(), which follows a comma or a parenthesis. */
function nextCookie(line: string, from: number): number {
  for (let at = indexOfCookie(line, from); at > 0; at = indexOfCookie(line, at + 1)) {
    const before = line.charCodeAt(at - 1);
    if (before !== comma && before !== opening) return at;
  }
  return -1;
}

function indexOfCookie(line: string, from: number): number {
  const at = line.indexOf('cookie=', from);
  return at >= 0 ? at : line.indexOf('COOKIE=', from);
}

/** Where a name in quotes ends that may be of several words, `table="64 odd, name", `; `at` where none begins. */
function behindTableName(text: string, at: number): number {
  if (!text.startsWith(quotedTable, at)) return at;
  return Math.max(at, closingQuote(text, at + quotedTable.length - 1, text.length));
}

type Outcome = 'set' | 'unknown' | 'broken';

function setHeaderField(flow: Draft, text: string, at: number, end: number): Outcome {
  switch (text.charCodeAt(at)) {
    case 99:
      if (!text.startsWith('cookie=', at)) return 'unknown';
      flow.cookie = text.slice(at + 7, end);
      return 'set';
    case 100: {
      if (!text.startsWith('duration=', at)) return 'unknown';
      flow.duration = readSeconds(text, at + 9, end);
      return Number.isNaN(flow.duration) ? 'broken' : 'set';
    }
    case 116: {
      const value = text.startsWith('table=', at) ? at + 6 : text.startsWith('table_id=', at) ? at + 9 : -1;
      if (value < 0) return 'unknown';
      const number = readNumber(text, value, end);
      const name = Number.isNaN(number) ? text.slice(value, end) : '';
      if (name !== '' && !isName(name)) return 'broken';
      flow.table = name === '' ? number : unquote(name);
      return Number.isNaN(flow.table) ? 'broken' : 'set';
    }
    case 110:
      if (text.startsWith('n_packets=', at)) {
        flow.nPackets = readCount(text, at + 10, end);
        return Number.isNaN(flow.nPackets) ? 'broken' : 'set';
      }
      if (text.startsWith('n_bytes=', at)) {
        flow.nBytes = readCount(text, at + 8, end);
        return Number.isNaN(flow.nBytes) ? 'broken' : 'set';
      }
      return text.startsWith('n_offload_', at) ? 'set' : 'unknown';
    case 105:
      if (text.startsWith('idle_age=', at)) {
        flow.idleAge = readCount(text, at + 9, end);
        return Number.isNaN(flow.idleAge) ? 'broken' : 'set';
      }
      if (text.startsWith('idle_timeout=', at)) {
        flow.idleTimeout = readCount(text, at + 13, end);
        return Number.isNaN(flow.idleTimeout) ? 'broken' : 'set';
      }
      if (text.startsWith('importance=', at)) {
        flow.importance = readCount(text, at + 11, end);
        return Number.isNaN(flow.importance) ? 'broken' : 'set';
      }
      return 'unknown';
    case 104:
      if (text.startsWith('hard_age=', at)) {
        flow.hardAge = readCount(text, at + 9, end);
        return Number.isNaN(flow.hardAge) ? 'broken' : 'set';
      }
      if (text.startsWith('hard_timeout=', at)) {
        flow.hardTimeout = readCount(text, at + 13, end);
        return Number.isNaN(flow.hardTimeout) ? 'broken' : 'set';
      }
      return 'unknown';
    default:
      return 'unknown';
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= space) at++;
  return at;
}

function numberEnd(text: string, from: number): number {
  let at = from;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Where `actions=` begins, after a space or a comma and outside the quotes of a port's name. */
function findActions(text: string, from: number): number {
  for (let at = text.indexOf(actionsWord, from); at >= 0; at = text.indexOf(actionsWord, at + 1)) {
    if (at === from) return at;
    const before = text.charCodeAt(at - 1);
    if (before !== comma && before > space) continue;
    if (!isQuotedAt(text, from, at)) return at;
  }
  return -1;
}

/** False for a list that was cut inside brackets or quotes. */
export function isClosed(actions: string): boolean {
  if (!actions.includes('(') && !actions.includes('"')) return !actions.includes(')');
  let depth = 0;
  for (let at = 0; at < actions.length; at++) {
    const code = actions.charCodeAt(at);
    if (code === quote) {
      at = closingQuote(actions, at, actions.length);
      if (at < 0) return false;
    } else if (code === opening) depth++;
    else if (code === closing) depth--;
  }
  return depth === 0;
}

/** `text` from `from` to `to` without the commas and the space around it. */
function trimmed(text: string, from: number, to: number): string {
  let first = from;
  let last = to;
  while (first < last && isEdge(text.charCodeAt(first))) first++;
  while (last > first && isEdge(text.charCodeAt(last - 1))) last--;
  return text.slice(first, last);
}

function isEdge(code: number): boolean {
  return code === comma || code <= space;
}

function readNumber(text: string, from: number, to: number): number {
  if (from >= to) return NaN;
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** A number, null for the `?` of a counter that the switch does not keep, NaN for anything else. */
function readCount(text: string, from: number, to: number): number | null {
  return to - from === 1 && text.charCodeAt(from) === 63 ? null : readNumber(text, from, to);
}

/** `0s`, `4.200s`, `1923.105000001s`: seconds, or NaN. */
function readSeconds(text: string, from: number, to: number): number {
  const last = to - 1;
  if (last <= from || text.charCodeAt(last) !== 115) return NaN;
  let value = 0;
  let scale = 0;
  for (let at = from; at < last; at++) {
    const code = text.charCodeAt(at);
    if (code === dot && scale === 0) {
      scale = 1;
      continue;
    }
    const digit = code - 48;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
    if (scale > 0) scale *= 10;
  }
  return scale > 1 ? value / scale : value;
}

function isUpperCase(code: number): boolean {
  return code >= 65 && code <= 90;
}

/** Blogs put a paragraph's first word in capitals: `COOKIE=0x0, duration=…`. */
function withLowerCaseKey(line: string, at: number): string {
  const equals = line.indexOf('=', at);
  return equals < 0 ? line : line.slice(0, equals).toLowerCase() + line.slice(equals);
}
