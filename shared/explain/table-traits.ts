// What the flows of a table do, as far as it tells which program wrote them and what for.
import type { FlowFact } from '../facts.ts';
import { parseActions, parseMatch } from '../openflow/parse-tree.ts';
import type { Action, ActionList, Match, Port } from '../openflow/tree.ts';
import { eachAction } from '../openflow/walk.ts';

export interface TableTraits {
  readonly table: number;
  readonly flows: number;
  /** A flow without a match: what it does. */
  readonly fallback: readonly Action[] | null;
  /** Tables that packets go on in, from any of its flows. */
  readonly next: ReadonlySet<number>;
  readonly matches: ReadonlySet<string>;
  readonly sets: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
  /** Where flows for unicast and for multicast destinations go, where it tells them apart. */
  readonly unicastTo: number | null;
  readonly multicastTo: number | null;
  /** Tables that its learn() actions write to. */
  readonly learnsInto: ReadonlySet<number>;
}

/** Flows of a table that are read: enough to tell its purpose, few enough for a table of a million. */
const mostFlows = 400;

interface Draft {
  flows: number;
  /** Of a long table the first flows, and those of low priority. */
  read: number;
  fallback: readonly Action[] | null;
  readonly next: Set<number>;
  readonly matches: Set<string>;
  readonly sets: Set<string>;
  readonly kinds: Set<string>;
  unicastTo: number | null;
  multicastTo: number | null;
  readonly learnsInto: Set<number>;
}

/** The traits of each table that has flows. */
export function readTableTraits(flows: Iterable<FlowFact>): ReadonlyMap<number, TableTraits> {
  const drafts = new Map<number, Draft>();
  for (const flow of flows) {
    const draft = drafts.get(flow.table) ?? emptyDraft();
    drafts.set(flow.table, draft);
    draft.flows++;
    if (draft.read >= mostFlows && (flow.priority > 1 || draft.fallback !== null)) continue;
    draft.read++;
    readFlow(draft, parseMatch(flow.match), parseActions(flow.actions));
  }
  return new Map([...drafts].map(([table, draft]) => [table, { table, ...draft }]));
}

/** The table that an action goes on in, when it is one that is printed by number. */
export function nextTable(action: Action): number | null {
  if (action.kind === 'goto_table') return numberOf(action.table);
  if (action.kind === 'resubmit') return action.table === null ? null : numberOf(action.table);
  if (action.kind === 'ct') return action.table === null ? null : numberOf(action.table);
  return null;
}

function numberOf(port: Port): number | null {
  return port.kind === 'number' ? port.number : null;
}

function emptyDraft(): Draft {
  return {
    flows: 0,
    read: 0,
    fallback: null,
    next: new Set(),
    matches: new Set(),
    sets: new Set(),
    kinds: new Set(),
    unicastTo: null,
    multicastTo: null,
    learnsInto: new Set(),
  };
}

function readFlow(draft: Draft, match: Match, actions: ActionList): void {
  if (match.parts.length === 0) draft.fallback ??= actions.actions;
  for (const part of match.parts) {
    if (part.kind === 'protocol') draft.matches.add(part.name);
    else if (part.kind !== 'opaque') draft.matches.add(part.field);
  }
  let next: number | null = null;
  for (const action of eachAction(actions)) {
    draft.kinds.add(action.kind);
    const table = nextTable(action);
    if (table !== null) {
      draft.next.add(table);
      next = table;
    }
    if (action.kind === 'set_field') draft.sets.add(action.field);
    if (action.kind === 'move') draft.sets.add(action.dst.field);
    if (action.kind === 'write_metadata') draft.sets.add('metadata');
    if (action.kind === 'learn') {
      const into = numberOf(action.table);
      if (into !== null) draft.learnsInto.add(into);
    }
  }
  const cast = destinationCast(match);
  if (cast === 'unicast') draft.unicastTo ??= next;
  if (cast === 'multicast') draft.multicastTo ??= next;
}

/** `dl_dst=00:00:00:00:00:00/01:00:00:00:00:00` is any unicast address, `01:…/01:…` any multicast one. */
export function destinationCast(match: Match): 'unicast' | 'multicast' | null {
  for (const part of match.parts) {
    if (part.kind !== 'field' || part.field !== 'eth_dst' || part.mask !== multicastBit) continue;
    return part.value === multicastBit ? 'multicast' : 'unicast';
  }
  return null;
}

/** The group bit of an Ethernet address (IEEE 802, I/G). */
export const multicastBit = 0x010000000000n;
