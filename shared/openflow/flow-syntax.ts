// A flow as `ovs-ofctl add-flow` takes it and `ovs-ofctl --no-stats` prints it (ovs-ofctl(8), "Flow
// Syntax"): what a dump has in a header of its own may stand anywhere before the actions.
//   table=1,priority=5,cookie=0x1,idle_timeout=5,send_flow_rem,tcp,tp_dst=80,actions=output:2
//   priority=5,in_port=1 actions=drop
import type { FlowFact } from '../facts.ts';
import { parseInteger } from './field-values.ts';
import { findField, protocols } from './fields.ts';
import { flowFlags, isClosed, readFlowLine } from './flow-line.ts';
import { isName, isQuotedAt, unquote } from './quoted-name.ts';
import type { TableId } from './table-id.ts';

const numbers: ReadonlyMap<string, 'table' | 'priority' | 'idleTimeout' | 'hardTimeout' | 'importance'> =
  new Map([
    ['table', 'table'],
    ['priority', 'priority'],
    ['idle_timeout', 'idleTimeout'],
    ['hard_timeout', 'hardTimeout'],
    ['importance', 'importance'],
  ]);
const flags: ReadonlySet<string> = new Set(flowFlags);
/** What only a dump has: a line with one of these that is no flow of a dump has lost something. */
const ofDumps: ReadonlySet<string> = new Set([
  ...['duration', 'table_id', 'n_packets', 'n_bytes', 'n_offload_packets', 'n_offload_bytes'],
  ...['idle_age', 'hard_age'],
]);

/** Is this the name of something that says nothing of packets: `table`, `cookie`, `send_flow_rem`? */
export function isFlowProperty(name: string): boolean {
  return numbers.has(name) || flags.has(name) || name === 'cookie';
}

/**
 * Reads a flow of a dump or of a file for `add-flows`. `onUnknown` gets header fields that are not known.
 * Returns the flow, or why the line is none. A comment (`# …`) is no part of it.
 */
export function readFlow(
  line: string,
  onUnknown: (name: string) => void = () => undefined,
): FlowFact | string {
  const unknown: string[] = [];
  const flow = readFlowLine(line, null, (name) => void unknown.push(name));
  if (typeof flow === 'string' || mayHoldProperties(flow.match) || unknown.some(isOfMatch)) {
    const typed = readSyntax(line);
    if (typed !== null) return typed;
  }
  unknown.forEach(onUnknown);
  return flow;
}

/** What the command line says of a name that `onUnknown` got. */
export function unknownFieldText(name: string): string {
  return `the field ${name} of a flow is not known; it is left out`;
}

/** `tcp, tp_dst=80, actions=drop`: with spaces behind its commas, a match looks like more of a header. */
function isOfMatch(name: string): boolean {
  return protocols.has(name) || findField(name) !== null;
}

function isWord(name: string): boolean {
  return /^[A-Za-z]\w*(?:\[\])?$/.test(name);
}

function mayHoldProperties(match: string): boolean {
  return /(?:^|[\s,])(?:table|priority|cookie|idle_timeout|hard_timeout|importance|[a-z]+_[a-z_]+(?=[\s,]|$))/.test(
    match,
  );
}

/** Where the actions begin: the `actions=` (or `action=`) outside quotes that ends the match. */
export function findActions(line: string): { readonly matchTo: number; readonly from: number } | null {
  for (const found of line.matchAll(/(?:^|[\s,])actions?=/g)) {
    const matchTo = found.index;
    if (!isQuotedAt(line, 0, matchTo)) return { matchTo, from: matchTo + found[0].length };
  }
  return null;
}

function readSyntax(line: string): FlowFact | null {
  const place = findActions(line);
  if (place === null) return null;
  const flow = {
    ...{
      bridge: null,
      table: 0 as TableId,
      priority: 32768,
      cookie: null as string | null,
      nPackets: null,
      nBytes: null,
      duration: null,
    },
    ...{
      idleTimeout: null as number | null,
      hardTimeout: null as number | null,
      idleAge: null,
      hardAge: null,
    },
    ...{ importance: null as number | null, flags: [] as string[] },
  };
  const match: string[] = [];
  let known = 0;
  for (const part of partsOf(line.slice(0, place.matchTo))) {
    const [name = '', value = ''] = part.split('=', 2);
    const property = numbers.get(name);
    const number = property === undefined && name !== 'cookie' ? null : parseInteger(value);
    if (property !== undefined && number !== null) flow[property] = Number(number);
    else if (property === 'table' && isName(value)) flow.table = unquote(value);
    else if (name === 'cookie' && number !== null) flow.cookie = `0x${number.toString(16)}`;
    else if (flags.has(part)) flow.flags.push(part);
    else if (isOfMatch(name)) match.push(part);
    // What is not known is a field of a later Open vSwitch, but not where a line begins that was cut.
    else if (known > 0 && isWord(name) && !ofDumps.has(name)) match.push(part);
    else return null;
    known++;
  }
  const actions = line.slice(place.from).trim();
  if (!isClosed(actions)) return null;
  return { ...flow, match: match.join(','), actions: actions === '' ? 'drop' : actions };
}

/** Splits at commas and spaces outside brackets and quotes. */
function partsOf(text: string): readonly string[] {
  return text.match(/(?:"(?:[^"\\]|\\.)*"?|\([^()]*\)?|[^\s,"(])+/g) ?? [];
}
