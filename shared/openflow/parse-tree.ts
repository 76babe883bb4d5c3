// From the text of a flow to its tree. Nothing throws and everything is read in linear time; what is not
// understood is an opaque part, and the rest is read all the same.
import type { FlowFact } from '../facts.ts';
import { findActions, isFlowProperty, readFlow } from './flow-syntax.ts';
import { parseActions } from './parse-actions.ts';
import { parseMatch } from './parse-match.ts';
import type { Action, ActionList, FlowTree, HeaderField, Match, MatchPart, Opaque, Range } from './tree.ts';

export { parseActions, type ActionContext } from './parse-actions.ts';
export { parseMatch } from './parse-match.ts';

/**
 * Reads one flow in any layout that Open vSwitch prints (`ovs-ofctl dump-flows`, `bridge/dump-flows`) or
 * `ovs-ofctl add-flow` takes. All ranges are in `line`; together they cover it, but for separators and
 * spaces. A line that is no whole flow is a string that says why. `onUnknown` gets what of the header is not known.
 */
export function parseFlow(line: string, onUnknown?: (name: string) => void): FlowTree | string {
  const flow = readFlow(line, onUnknown);
  const place = findActions(line);
  if (typeof flow === 'string') return flow;
  if (place === null) return 'it has no actions';
  const matchFrom = beginOfMatch(line, flow, place.matchTo);
  const inMatch = parseMatch(line.slice(matchFrom, place.matchTo), matchFrom);
  const properties = inMatch.parts.filter(isProperty);
  const match = { ...inMatch, parts: inMatch.parts.filter((part) => !isProperty(part)) };
  const actionsTo = line.trimEnd().length;
  return {
    range: { from: 0, to: line.length },
    flow,
    header: [
      ...headerFields(line, matchFrom),
      ...properties.map(({ text, range }) => headerField(text, range)),
    ],
    match,
    actions: parseActions(line.slice(place.from, actionsTo), place.from, { match }),
  };
}

/** A dump's header ends before the match, which the reader of headers found; else the match begins the line. */
function beginOfMatch(line: string, { match, duration }: FlowFact, matchTo: number): number {
  const from = match === '' ? matchTo : line.lastIndexOf(match, matchTo - match.length);
  if (from >= 0 && (duration !== null || /(?:^|[, ])priority=\d+[, ]?$/.test(line.slice(0, from))))
    return from;
  return line.length - line.trimStart().length;
}

function isProperty(part: MatchPart): part is Opaque {
  return part.kind === 'opaque' && isFlowProperty(part.text.split('=', 1)[0] ?? '');
}

function headerField(text: string, range: Range): HeaderField {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  return { name, value: equals < 0 ? null : text.slice(equals + 1), range };
}

/** `cookie=0x0, duration=1s, … send_flow_rem priority=5,`: all before the match, word by word. */
function headerFields(line: string, to: number): readonly HeaderField[] {
  return [...line.slice(0, to).matchAll(/[^\s,]+/g)].map((found) =>
    headerField(found[0], { from: found.index, to: found.index + found[0].length }),
  );
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
