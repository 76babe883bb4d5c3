// Flows in words, as the inspector and the command line ask for them.
import type { Request, Response } from '../../shared/api.ts';
import { explainFlow } from '../../shared/explain/explain-flow.ts';
import { roleOfTable } from '../../shared/explain/table-role-of.ts';
import { networkOf } from './case-network.ts';
import { flowWithPlace } from './case-file/queries/facts.ts';
import type { CaseSession } from './case-session.ts';

/** A flow in the context of a bridge; throws 'not-found'. */
export function flowExplanation(
  session: CaseSession,
  { snapshot, bridge, flow: id }: Request<'flows.explain'>,
): Response<'flows.explain'> {
  const { flow } = session.query((db) => flowWithPlace(db, id));
  return explainFlow(flow, networkOf(session).contexts(snapshot).of(bridge));
}

/** Every table of the dump in use, by number; of a bridge without flows, none. */
export function flowTables(
  session: CaseSession,
  { snapshot, bridge }: Request<'flows.tables'>,
): Response<'flows.tables'> {
  const context = networkOf(session).contexts(snapshot).of(bridge);
  const names = new Map([...context.tables].map(([name, table]) => [table, name]));
  return {
    writer: context.roles.because,
    tables: context.roles.tables.map((table) => ({
      table,
      name: typeof table === 'string' ? table : (names.get(table) ?? null),
      flows: context.flowsIn(table) ?? 0,
      role: roleOfTable(context, table, null),
    })),
  };
}
