// Which rules of a bridge its own `learn()` made: traffic makes them and time takes them away.
import type { FlowFact } from '../facts.ts';
import { hasHeaderOf, isLearnedBy } from '../openflow/learned-flows.ts';
import { parseActions } from '../openflow/parse-actions.ts';
import { parseMatch } from '../openflow/parse-match.ts';
import type { LearnAction } from '../openflow/tree.ts';
import { eachAction } from '../openflow/walk.ts';
import type { FlowTreeParts } from './renaming/node-numbers.ts';

export function treeOf(data: FlowFact): FlowTreeParts {
  const match = parseMatch(data.match);
  return { match, actions: parseActions(data.actions, 0, { match }) };
}

/** Every `learn()` of the flows. */
export function learnsOf(flows: readonly FlowFact[]): readonly LearnAction[] {
  return flows
    .filter(({ actions }) => actions.includes('learn('))
    .flatMap((flow) => [...eachAction(treeOf(flow).actions)])
    .filter((action) => action.kind === 'learn');
}

/** True for a flow that one of them made. */
export function isLearned(data: FlowFact, learns: readonly LearnAction[]): boolean {
  const candidates = learns.filter((learn) => hasHeaderOf(data, learn));
  if (candidates.length === 0) return false;
  const flow = { ...data, ...treeOf(data) };
  return candidates.some((learn) => isLearnedBy(flow, learn));
}
