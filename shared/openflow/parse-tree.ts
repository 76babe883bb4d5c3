// From the text of a flow, match or action list to its tree. Nothing throws and everything is read in
// linear time; what is not understood is an opaque part, and the rest is read all the same.
import { readFlowLine } from './flow-line.ts';
import type { ActionList, FlowTree, Match, Opaque } from './tree.ts';

/** What an action list means can depend on its flow: `mod_tp_dst` sets TCP's port in a match of TCP. */
export interface ActionContext {
  readonly match?: Match;
}

/**
 * Reads one flow in any layout that Open vSwitch prints or `ovs-ofctl add-flow` takes: `ovs-ofctl
 * dump-flows`, `bridge/dump-flows`, `parse-flows`. All ranges are in `line`; together they cover it, but
 * for separators and spaces. A line that is no flow at all is a string that says why.
 */
export function parseFlow(line: string): FlowTree | string {
  const flow = readFlowLine(line, null, () => undefined);
  if (typeof flow === 'string') return flow;
  const actionsAt = line.indexOf('actions=');
  return {
    range: { from: 0, to: line.length },
    flow,
    header: [],
    match: parseMatch(line.slice(0, actionsAt)),
    actions: parseActions(line.slice(actionsAt + 8), actionsAt + 8),
  };
}

/** Reads a match (without `priority=`); `offset` is added to its ranges. `` and EasyOVS's `*` have no parts. */
export function parseMatch(text: string, offset = 0): Match {
  return {
    range: { from: offset, to: offset + text.length },
    parts: text === '' ? [] : [opaque(text, offset)],
  };
}

/** Reads an action list (without `actions=`); `offset` is added to its ranges. */
export function parseActions(text: string, offset = 0, _context: ActionContext = {}): ActionList {
  return { range: { from: offset, to: offset + text.length }, actions: [opaque(text, offset)] };
}

/** Every part of a tree that is not understood, in order of the text. */
export function opaqueParts(tree: Match | ActionList): readonly Opaque[] {
  const list: readonly { readonly kind: string }[] = 'parts' in tree ? tree.parts : tree.actions;
  return list.filter((node): node is Opaque => node.kind === 'opaque');
}

function opaque(text: string, offset: number): Opaque {
  return {
    kind: 'opaque',
    text,
    problem: 'not understood',
    range: { from: offset, to: offset + text.length },
  };
}
