// What the flows of a table do, as far as it tells which program wrote them and what for.
import type { FlowFact } from '../facts.ts';
import { parseActions, parseMatch } from '../openflow/parse-tree.ts';
import { noTableNumbers, tableOf, type TableId, type TableNumbers } from '../openflow/table-id.ts';
import type { Action, ActionList, Match } from '../openflow/tree.ts';
import { eachAction } from '../openflow/walk.ts';

export interface TableTraits {
  readonly table: TableId;
  readonly flows: number;
  /** A flow without a match: what it does. */
  readonly fallback: readonly Action[] | null;
  /** The first table that it sends packets on to. */
  readonly fallbackTo: TableId | null;
  /** Tables that packets go on in, from any of its flows. */
  readonly next: ReadonlySet<TableId>;
  readonly matches: ReadonlySet<string>;
  readonly sets: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
  /** Where flows for unicast and for multicast destinations go, where it tells them apart. */
  readonly unicastTo: TableId | null;
  readonly multicastTo: TableId | null;
  /** Tables that its learn() actions write to. */
  readonly learnsInto: ReadonlySet<TableId>;
}

/** Flows of a table that are read: enough to tell its purpose, few enough for a table of a million. */
const mostFlows = 400;

interface Draft {
  flows: number;
  /** Of a long table the first flows, and those of low priority. */
  read: number;
  fallback: readonly Action[] | null;
  fallbackTo: TableId | null;
  readonly next: Set<TableId>;
  readonly matches: Set<string>;
  readonly sets: Set<string>;
  readonly kinds: Set<string>;
  unicastTo: TableId | null;
  multicastTo: TableId | null;
  readonly learnsInto: Set<TableId>;
}

/** The traits of each table that has flows; `tables`: numbers of those that have names in the dump. */
export function readTableTraits(
  flows: Iterable<FlowFact>,
  tables = noTableNumbers,
): ReadonlyMap<TableId, TableTraits> {
  const drafts = new Map<TableId, Draft>();
  // Many flows of a table do the same.
  const lists = new Map<string, ActionList>();
  for (const flow of flows) {
    const draft = drafts.get(flow.table) ?? emptyDraft();
    drafts.set(flow.table, draft);
    draft.flows++;
    if (draft.read >= mostFlows && (flow.priority > 1 || draft.fallback !== null)) continue;
    draft.read++;
    const actions = lists.get(flow.actions) ?? parseActions(flow.actions);
    lists.set(flow.actions, actions);
    readFlow(draft, parseMatch(flow.match), actions, tables);
  }
  return new Map([...drafts].map(([table, draft]) => [table, { table, ...draft }]));
}

/** The table that an action goes on in, when it names one. */
function nextTable(action: Action, tables: TableNumbers): TableId | null {
  switch (action.kind) {
    case 'goto_table':
    case 'resubmit':
    case 'ct':
      return action.table === null ? null : tableOf(action.table, tables);
    default:
      return null;
  }
}

function emptyDraft(): Draft {
  return {
    flows: 0,
    read: 0,
    fallback: null,
    fallbackTo: null,
    next: new Set(),
    matches: new Set(),
    sets: new Set(),
    kinds: new Set(),
    unicastTo: null,
    multicastTo: null,
    learnsInto: new Set(),
  };
}

function readFlow(draft: Draft, match: Match, actions: ActionList, tables: TableNumbers): void {
  if (match.parts.length === 0 && draft.fallback === null) {
    draft.fallback = actions.actions;
    for (const action of actions.actions) draft.fallbackTo ??= nextTable(action, tables);
  }
  for (const part of match.parts) {
    if (part.kind === 'protocol') draft.matches.add(part.name);
    else if (part.kind !== 'opaque') draft.matches.add(part.field);
  }
  let next: TableId | null = null;
  for (const action of eachAction(actions)) {
    draft.kinds.add(action.kind);
    const table = nextTable(action, tables);
    if (table !== null) {
      draft.next.add(table);
      next = table;
    }
    if (action.kind === 'set_field') draft.sets.add(action.field);
    if (action.kind === 'move') draft.sets.add(action.dst.field);
    if (action.kind === 'write_metadata') draft.sets.add('metadata');
    if (action.kind === 'learn') draft.learnsInto.add(tableOf(action.table, tables));
  }
  const cast = destinationCast(match);
  if (cast === 'unicast') draft.unicastTo ??= next;
  if (cast === 'multicast') draft.multicastTo ??= next;
}

/** `dl_dst=00:00:00:00:00:00/01:00:00:00:00:00` is any unicast address, `01:…/01:…` any multicast one. */
function destinationCast(match: Match): 'unicast' | 'multicast' | null {
  for (const part of match.parts) {
    if (part.kind !== 'field' || part.field !== 'eth_dst' || part.mask !== multicastBit) continue;
    return part.value === multicastBit ? 'multicast' : 'unicast';
  }
  return null;
}

/** The group bit of an Ethernet address (IEEE 802, I/G). */
export const multicastBit = 0x010000000000n;
