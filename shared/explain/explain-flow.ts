// A flow in words: which packets it takes, what it does to them, and what its table is for.
import type { FlowFact } from '../facts.ts';
import { parseActions, parseMatch } from '../openflow/parse-tree.ts';
import { resolvedTable } from '../openflow/table-id.ts';
import { explainActions } from './explain-actions.ts';
import { datapathOf, explainMatch } from './explain-match.ts';
import type { FlowContext } from './flow-context.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';
import type { FlowExplanation, Statement } from './statement.ts';
import { inSequence, joinedBy, withSteps } from './statement.ts';
import { roleOfTable } from './table-role-of.ts';

/** Explains what is read; what is not understood is said to be so. Ranges are in `flow.match` and `flow.actions`. */
export function explainFlow(flow: FlowFact, context: FlowContext): FlowExplanation {
  const match = parseMatch(flow.match);
  const statements = explainMatch(match, context);
  const actions = explainActions(parseActions(flow.actions), match, context);
  return {
    match: statements,
    actions,
    role: roleOfTable(context, resolvedTable(flow.table, context.tables), datapathOf(match)),
    writer: context.roles.because,
    sentence: phrase('flow', {
      packets: packets(statements, flow, context),
      actions: inSequence(actions.map(withSteps)) ?? phrase('act.drop'),
    }),
  };
}

function packets(statements: readonly Statement[], flow: FlowFact, context: FlowContext): Phrase {
  const clauses = joinedBy(
    'clauses',
    statements.map(({ says }) => says),
  );
  if (clauses !== null) return phrase('packets.that', { clauses });
  return phrase(
    context.flowsIn(resolvedTable(flow.table, context.tables)) === 1 ? 'packets.all' : 'packets.other',
  );
}
