// Where an action list sends a packet: the tables, ports and groups, in order, with those inside clone,
// write_actions and the like. What only changes the packet or the switch's state gives no way.
//   set_field:0x1->reg6,resubmit(,73),resubmit(,9)    73 is looked something up in: the list goes on after it
//   learn(table=20,…),output:1                        a copy of nothing: table 20 is written to
//   ct(table=72,zone=1)                               a tracked copy goes on in table 72
import type { Action, ActionList, Port, Table } from '../openflow/tree.ts';
import { noTableNumbers, tableOf, type TableId, type TableNumbers } from '../openflow/table-id.ts';
import { reservedPorts } from '../openflow/fields.ts';

export type WayTarget =
  /** `table` null: the table of the flow itself. `again`: `resubmit` returns, and the list sends it on. */
  | {
      readonly kind: 'table';
      readonly table: TableId | null;
      readonly how: 'resubmit' | 'goto' | 'ct';
      readonly again: boolean;
      /** In a clone, or tracked: nothing after it can undo that this copy ends there. */
      readonly copy: boolean;
    }
  | { readonly kind: 'port'; readonly port: Port; readonly shared: boolean }
  | { readonly kind: 'in-port' | 'normal' | 'flood' | 'all' | 'controller' }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'field'; readonly field: string }
  | { readonly kind: 'learn'; readonly table: TableId }
  | { readonly kind: 'opaque' };

export interface Way {
  readonly target: WayTarget;
  /** How often the list takes it. */
  readonly times: number;
  /** What of the list as printed says so, each spelling once: `resubmit(,20)`; of a `ct(…)` its `table=72`. */
  readonly forms: readonly string[];
}

export interface ActionWays {
  /** Equal for lists that send packets the same ways. */
  readonly key: string;
  /** In the order of their own keys, so that lists with equal keys have the same way at the same place. */
  readonly ways: readonly Way[];
  /** How a list without a way for packets ends: it says `drop` or nothing, or only has other effects. */
  readonly end: 'drop' | 'no-output' | null;
  /** A clause of a conjunction: packets are counted by the flow of its `conj_id`. */
  readonly conjunction: boolean;
}

/** The ways of a list; `text` is what its ranges are in, `numbers` are those of tables that it has by name. */
export function actionWays(list: ActionList, text: string, numbers = noTableNumbers): ActionWays {
  const found: Found[] = [];
  const state = { conjunction: false, other: false, numbers };
  collect(list.actions, { copy: false, more: false }, found, state);
  const ways = new Map<string, { target: WayTarget; times: number; forms: Set<string> }>();
  for (const { target, range } of found) {
    const key = targetKey(target);
    const way = ways.get(key) ?? { target, times: 0, forms: new Set() };
    way.times++;
    if (way.forms.size < mostForms) way.forms.add(formOf(target, text.slice(range.from, range.to)));
    ways.set(key, way);
  }
  const inOrder = [...ways].sort(([a], [b]) => (a < b ? -1 : 1));
  const sends = found.some(({ target }) => target.kind !== 'learn');
  const end = sends || state.conjunction ? null : state.other || found.length > 0 ? 'no-output' : 'drop';
  const keys = inOrder.map(([key, { times }]) => (times === 1 ? key : `${key}×${times}`));
  return {
    key: [...keys, ...(end === null ? [] : [end]), ...(state.conjunction ? ['conjunction'] : [])].join(' '),
    ways: inOrder.map(([, { target, times, forms }]) => ({ target, times, forms: [...forms] })),
    end,
    conjunction: state.conjunction,
  };
}

/** Forms kept of one way: a list that floods by name has one for each port, not each with its own way. */
const mostForms = 8;

/** Of actions with many arguments only what makes them this way: the rest differs from flow to flow. */
function formOf(target: WayTarget, action: string): string {
  if (target.kind === 'table' && target.how === 'ct') return /\btable=[^,)]*/.exec(action)?.[0] ?? action;
  if (target.kind === 'learn') return /^learn\((?:table=[^,)]*)?/.exec(action)?.[0] ?? action;
  if (target.kind === 'controller') return /^\w+/.exec(action)?.[0] ?? action;
  return action;
}

interface Found {
  readonly target: WayTarget;
  readonly range: Action['range'];
}

interface Place {
  readonly copy: boolean;
  /** The list that this one stands in sends the packet on after it. */
  readonly more: boolean;
}

interface State {
  conjunction: boolean;
  /** An action that is no `drop` and sends nothing. */
  other: boolean;
  readonly numbers: TableNumbers;
}

function collect(list: readonly Action[], place: Place, found: Found[], state: State): void {
  const exit = list.findIndex(({ kind }) => kind === 'exit');
  const actions = exit < 0 ? list : list.slice(0, exit);
  for (const [index, action] of actions.entries()) {
    const goesOn = (): boolean => place.more || actions.slice(index + 1).some(sendsOn);
    const add = (target: WayTarget): void => void found.push({ target, range: action.range });
    switch (action.kind) {
      case 'drop':
        break;
      case 'output':
      case 'enqueue':
        add(portTarget(action.port, false));
        break;
      case 'output_field':
        add({ kind: 'field', field: action.src.field });
        break;
      case 'controller':
        add({ kind: 'controller' });
        break;
      case 'group':
        add({ kind: 'group', group: action.group });
        break;
      case 'resubmit':
        add({ ...toTable(action.table, 'resubmit', place, state), again: goesOn() });
        break;
      case 'goto_table':
        add(toTable(action.table, 'goto', place, state));
        break;
      case 'ct':
        if (action.table === null) state.other = true;
        else add({ ...toTable(action.table, 'ct', place, state), copy: true });
        break;
      case 'bundle':
        for (const port of action.members) add(portTarget(port, action.members.length > 1));
        break;
      case 'clone':
        collect(action.actions.actions, { copy: true, more: false }, found, state);
        break;
      case 'write_actions':
        collect(action.actions.actions, { ...place, more: false }, found, state);
        break;
      case 'learn':
        add({ kind: 'learn', table: tableOf(action.table, state.numbers) });
        break;
      case 'conjunction':
        state.conjunction = true;
        break;
      case 'opaque':
        add({ kind: 'opaque' });
        break;
      case 'note':
        break;
      default:
        state.other = true;
    }
  }
}

/** Does the action hand the packet on, so that a resubmit before it was not the list's last word? */
function sendsOn(action: Action): boolean {
  switch (action.kind) {
    case 'output':
    case 'enqueue':
    case 'output_field':
    case 'controller':
    case 'group':
    case 'resubmit':
    case 'goto_table':
    case 'bundle':
      return true;
    case 'ct':
      return action.table !== null;
    case 'clone':
    case 'write_actions':
      return action.actions.actions.some(sendsOn);
    default:
      return false;
  }
}

function toTable(
  table: Table | null,
  how: 'resubmit' | 'goto' | 'ct',
  { copy }: Place,
  { numbers }: State,
): WayTarget & { readonly kind: 'table' } {
  const target = table === null ? null : tableOf(table, numbers);
  return { kind: 'table', table: target, how, again: false, copy };
}

const reservedTargets = new Map<number, 'in-port' | 'normal' | 'flood' | 'all' | 'controller'>();
for (const [name, kind] of [
  ['IN_PORT', 'in-port'],
  ['NORMAL', 'normal'],
  ['FLOOD', 'flood'],
  ['ALL', 'all'],
  ['CONTROLLER', 'controller'],
] as const) {
  const number = reservedPorts[name];
  if (number !== undefined) reservedTargets.set(number, kind);
}

function portTarget(port: Port, shared: boolean): WayTarget {
  const reserved = port.kind === 'number' ? reservedTargets.get(port.number) : undefined;
  return reserved === undefined ? { kind: 'port', port, shared } : { kind: reserved };
}

function targetKey(target: WayTarget): string {
  switch (target.kind) {
    case 'table': {
      const { table, how, again, copy } = target;
      const name = table === null ? 'same' : keyOf(table);
      return `table:${name}:${how}${again ? ':again' : ''}${copy ? ':copy' : ''}`;
    }
    case 'port':
      return `port:${nameOf(target.port)}${target.shared ? ':shared' : ''}`;
    case 'group':
      return `group:${target.group}`;
    case 'field':
      return `field:${target.field}`;
    case 'learn':
      return `learn:${keyOf(target.table)}`;
    default:
      return target.kind;
  }
}

function keyOf(table: TableId): string {
  return typeof table === 'number' ? String(table) : `"${table}"`;
}

function nameOf(port: Port): string {
  return port.kind === 'number' ? String(port.number) : `"${port.name}"`;
}
