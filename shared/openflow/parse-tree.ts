// From the text of a flow to its tree. Nothing throws and everything is read in linear time; what is not
// understood is an opaque part, and the rest is read all the same.
import { readFlowLine } from './flow-line.ts';
import { parseActions } from './parse-actions.ts';
import { parseMatch } from './parse-match.ts';
import type { Action, ActionList, FlowTree, HeaderField, Match, Opaque } from './tree.ts';

export { parseActions, type ActionContext } from './parse-actions.ts';
export { parseMatch } from './parse-match.ts';

/**
 * Reads one flow in any layout that Open vSwitch prints: `ovs-ofctl dump-flows`, `bridge/dump-flows`,
 * `ovs-ofctl parse-flows`. All ranges are in `line`; together they cover it, but for separators and
 * spaces. A line that is no whole flow is a string that says why.
 */
export function parseFlow(line: string): FlowTree | string {
  const flow = readFlowLine(line, null, () => undefined);
  if (typeof flow === 'string') return flow;
  // The reader of headers keeps match and actions as they stand, so they are found from the end.
  const actionsFrom = line.lastIndexOf(flow.actions);
  const actionsWord = line.lastIndexOf('actions=', actionsFrom);
  const matchFrom =
    flow.match === '' ? actionsWord : line.lastIndexOf(flow.match, actionsWord - flow.match.length);
  const match = parseMatch(flow.match, matchFrom);
  return {
    range: { from: 0, to: line.length },
    flow,
    header: headerFields(line, matchFrom),
    match,
    actions: parseActions(flow.actions, actionsFrom, { match }),
  };
}

/** `cookie=0x0, duration=1s, … send_flow_rem priority=5,`: all before the match, word by word. */
function headerFields(line: string, to: number): readonly HeaderField[] {
  const fields: HeaderField[] = [];
  for (const found of line.slice(0, to).matchAll(/[^\s,]+/g)) {
    const [text] = found;
    const equals = text.indexOf('=');
    fields.push({
      name: equals < 0 ? text : text.slice(0, equals),
      value: equals < 0 ? null : text.slice(equals + 1),
      range: { from: found.index, to: found.index + text.length },
    });
  }
  return fields;
}

/** Every part of a tree that is not understood, in order of the text. */
export function opaqueParts(tree: FlowTree | Match | ActionList): readonly Opaque[] {
  if ('flow' in tree) return [...opaqueParts(tree.match), ...opaqueParts(tree.actions)];
  if ('parts' in tree) return tree.parts.filter((part) => part.kind === 'opaque');
  return tree.actions.flatMap(opaqueInAction);
}

function opaqueInAction(action: Action): readonly Opaque[] {
  switch (action.kind) {
    case 'opaque':
      return [action];
    case 'clone':
    case 'write_actions':
      return opaqueParts(action.actions);
    case 'ct':
      return [...action.opaque, ...(action.exec === null ? [] : opaqueParts(action.exec))];
    case 'learn':
      return action.specs.filter((spec) => spec.kind === 'opaque');
    default:
      return [];
  }
}
