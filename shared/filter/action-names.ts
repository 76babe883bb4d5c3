// What a filter can ask of a flow's actions by name: `output=5`, `resubmit=20`, `ct.zone=7`. An action's main
// argument goes by its name; the others by name, dot, argument. Nested lists count: clone, write_actions,
// the exec of ct.
import { reservedPortName } from '../openflow/fields.ts';
import type { FieldName } from '../openflow/fields.ts';
import type { Action, Port, Subfield, Table } from '../openflow/tree.ts';

/** An argument of an action: a number, a name (of a port or table, or a word), or bits of a field. */
export type Argument =
  | { readonly kind: 'number'; readonly number: bigint; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'field'; readonly field: FieldName; readonly text: string };

export interface ActionName {
  readonly name: string;
  /** `port` also takes names of ports; `word` has no numbers. */
  readonly type: 'port' | 'table' | 'number' | 'word';
  /** A text with such an action contains one of these, in lower case; null: cannot be told. */
  readonly words: readonly string[] | null;
  readonly argumentsOf: (action: Action) => readonly Argument[];
}

const none: readonly Argument[] = [];

const number = (value: number | bigint): readonly Argument[] => [
  { kind: 'number', number: BigInt(value), text: String(value) },
];

const optional = (value: number | null): readonly Argument[] => (value === null ? none : number(value));

const hexadecimal = (value: number | bigint): readonly Argument[] => [
  { kind: 'number', number: BigInt(value), text: `0x${value.toString(16)}` },
];

const word = (text: string): readonly Argument[] => [{ kind: 'name', name: text }];

function port(value: Port | null): readonly Argument[] {
  if (value === null) return none;
  if (value.kind === 'name') return [{ kind: 'name', name: value.name }];
  const text = reservedPortName(value.number) ?? String(value.number);
  return [{ kind: 'number', number: BigInt(value.number), text }];
}

const table = (value: Table | null): readonly Argument[] =>
  value === null ? none : value.kind === 'name' ? word(value.name) : number(value.number);

function bits({ field, offset, width }: Subfield): readonly Argument[] {
  return [{ kind: 'field', field, text: `${field}[${offset}..${offset + width - 1}]` }];
}

const numberOrBits = (value: number | Subfield): readonly Argument[] =>
  typeof value === 'number' ? number(value) : bits(value);

function outputs(action: Action): readonly Argument[] {
  switch (action.kind) {
    case 'output':
    case 'enqueue':
      return port(action.port);
    case 'output_field':
      return bits(action.src);
    case 'controller':
      return port({ kind: 'number', number: 0xfffd });
    case 'bundle':
      return action.members.flatMap(port);
    default:
      return none;
  }
}

function nextTables(action: Action): readonly Argument[] {
  switch (action.kind) {
    case 'resubmit':
    case 'goto_table':
    case 'ct':
      return table(action.table);
    default:
      return none;
  }
}

/** Of one kind of action. */
function of<K extends Action['kind']>(
  kind: K,
  read: (action: Extract<Action, { readonly kind: K }>) => readonly Argument[],
): ActionName['argumentsOf'] {
  return (action) => (isKind(action, kind) ? read(action) : none);
}

function isKind<K extends Action['kind']>(
  action: Action,
  kind: K,
): action is Extract<Action, { readonly kind: K }> {
  return action.kind === kind;
}

function entry(
  name: string,
  type: ActionName['type'],
  argumentsOf: ActionName['argumentsOf'],
  words: readonly string[] | null = [name.split('.')[0] ?? name],
): ActionName {
  return { name, type, words, argumentsOf };
}

const flag = (on: boolean): readonly Argument[] => (on ? number(1) : none);

export const actionNames: readonly ActionName[] = [
  entry('output', 'port', outputs, null),
  entry('next_table', 'table', nextTables, ['resubmit', 'goto_table', 'ct']),
  entry(
    'resubmit',
    'table',
    of('resubmit', (action) => table(action.table)),
  ),
  entry(
    'resubmit.port',
    'port',
    of('resubmit', (action) => port(action.port)),
  ),
  entry(
    'goto_table',
    'table',
    of('goto_table', (action) => table(action.table)),
  ),
  entry(
    'group',
    'number',
    of('group', ({ group }) => number(group)),
  ),
  entry(
    'meter',
    'number',
    of('meter', ({ meter }) => number(meter)),
  ),
  entry(
    'enqueue',
    'port',
    of('enqueue', (action) => port(action.port)),
  ),
  entry(
    'enqueue.queue',
    'number',
    of('enqueue', ({ queue }) => number(queue)),
  ),
  entry(
    'set_queue',
    'number',
    of('set_queue', ({ queue }) => number(queue)),
  ),
  entry(
    'conjunction',
    'number',
    of('conjunction', ({ id }) => number(id)),
  ),
  entry(
    'conjunction.clause',
    'number',
    of('conjunction', ({ clause }) => number(clause)),
  ),
  entry(
    'ct.zone',
    'number',
    of('ct', ({ zone }) => numberOrBits(zone)),
  ),
  entry(
    'ct.table',
    'table',
    of('ct', (action) => table(action.table)),
  ),
  entry(
    'ct.commit',
    'number',
    of('ct', ({ commit }) => flag(commit)),
  ),
  entry(
    'ct.force',
    'number',
    of('ct', ({ force }) => flag(force)),
  ),
  entry(
    'ct.nat',
    'word',
    of('ct', ({ nat }) => (nat === null ? none : word(nat.direction ?? 'known'))),
  ),
  entry(
    'ct.alg',
    'word',
    of('ct', ({ alg }) => (alg === null ? none : word(alg))),
  ),
  entry(
    'learn.table',
    'table',
    of('learn', (action) => table(action.table)),
  ),
  entry(
    'learn.priority',
    'number',
    of('learn', ({ priority }) => number(priority)),
  ),
  entry(
    'learn.cookie',
    'number',
    of('learn', ({ cookie }) => hexadecimal(cookie)),
  ),
  entry(
    'learn.idle_timeout',
    'number',
    of('learn', ({ idleTimeout }) => number(idleTimeout)),
  ),
  entry(
    'learn.hard_timeout',
    'number',
    of('learn', ({ hardTimeout }) => number(hardTimeout)),
  ),
  entry(
    'learn.limit',
    'number',
    of('learn', ({ limit }) => number(limit)),
  ),
  entry(
    'controller.id',
    'number',
    of('controller', ({ id }) => number(id)),
  ),
  entry(
    'controller.reason',
    'word',
    of('controller', ({ reason }) => word(reason)),
  ),
  entry(
    'controller.max_len',
    'number',
    of('controller', ({ maxLen }) => number(maxLen)),
  ),
  entry(
    'controller.meter',
    'number',
    of('controller', ({ meter }) => optional(meter)),
  ),
  entry(
    'push_vlan',
    'number',
    of('push_vlan', ({ ethertype }) => hexadecimal(ethertype)),
  ),
  entry(
    'push_mpls',
    'number',
    of('push_mpls', ({ ethertype }) => hexadecimal(ethertype)),
  ),
  entry(
    'pop_mpls',
    'number',
    of('pop_mpls', ({ ethertype }) => hexadecimal(ethertype)),
  ),
  entry(
    'check_pkt_larger',
    'number',
    of('check_pkt_larger', ({ length }) => number(length)),
  ),
  entry(
    'sample.collector_set',
    'number',
    of('sample', ({ collectorSet }) => number(collectorSet)),
  ),
];

const byName = new Map(actionNames.map((each) => [each.name, each]));

export function findActionName(name: string): ActionName | null {
  return byName.get(name.toLowerCase()) ?? null;
}

/** What `has` finds in an action list, by the word that Open vSwitch prints: the words of each kind. */
const kindWords: Readonly<Record<Exclude<Action['kind'], 'opaque'>, readonly string[]>> = {
  drop: ['drop'],
  output: ['output'],
  output_field: ['output'],
  enqueue: ['enqueue', 'output'],
  controller: ['controller', 'output'],
  group: ['group'],
  resubmit: ['resubmit'],
  goto_table: ['goto_table'],
  set_field: ['set_field'],
  set_port_name: ['set_field'],
  move: ['move'],
  push: ['push'],
  pop: ['pop'],
  push_vlan: ['push_vlan'],
  push_mpls: ['push_mpls'],
  pop_mpls: ['pop_mpls'],
  mod_vlan_vid: ['mod_vlan_vid'],
  mod_vlan_pcp: ['mod_vlan_pcp'],
  set_vlan_vid: ['set_vlan_vid'],
  set_vlan_pcp: ['set_vlan_pcp'],
  dec_ttl: ['dec_ttl'],
  pop_vlan: ['pop_vlan', 'strip_vlan'],
  dec_mpls_ttl: ['dec_mpls_ttl'],
  dec_nsh_ttl: ['dec_nsh_ttl'],
  pop_queue: ['pop_queue'],
  exit: ['exit'],
  ct_clear: ['ct_clear'],
  clear_actions: ['clear_actions'],
  debug_recirc: ['debug_recirc'],
  debug_slow: ['debug_slow'],
  set_queue: ['set_queue'],
  ct: ['ct'],
  learn: ['learn'],
  conjunction: ['conjunction'],
  multipath: ['multipath'],
  bundle: ['bundle', 'output'],
  bundle_load: ['bundle_load'],
  note: ['note'],
  sample: ['sample'],
  clone: ['clone'],
  meter: ['meter'],
  write_actions: ['write_actions'],
  write_metadata: ['write_metadata'],
  encap: ['encap'],
  decap: ['decap'],
  delete_field: ['delete_field'],
  check_pkt_larger: ['check_pkt_larger'],
  fin_timeout: ['fin_timeout'],
};

export const actionWords: readonly string[] = [...new Set(Object.values(kindWords).flat())];

/** The words that an action goes by: `bundle` is `output` too, because packets leave by it. */
export function wordsOf(action: Action): readonly string[] {
  return action.kind === 'opaque' ? [] : kindWords[action.kind];
}
