// Flows as the Flows view asks for them: windows of one dump through the user's filter, and the
// values that complete the filter while it is typed; both a moment's work at a time.
import type { Request, Response } from '../../shared/api.ts';
import type { FilterError } from '../../shared/filter/filter-error.ts';
import { parseFlowFilter } from '../../shared/filter/flow-filter.ts';
import { flowsOf } from './case-flows.ts';
import { getSnapshot } from './case-file/queries/snapshots.ts';
import type { DumpPlace } from './case-file/queries/flow-dump.ts';
import type { FlowTest } from './case-file/queries/flow-windows.ts';
import { sourceById } from './case-file/queries/sources.ts';
import type { CaseSession } from './case-session.ts';

/** Values offered for completion. */
const offeredValues = 50;

/**
 * How long one call may look through flows before it answers with what there is, in milliseconds: a query
 * behind it, which may have made it pointless, waits that long.
 */
export const longest = 50;

/** What completes a filter gives way to what it already finds. */
const longestForValues = 15;

/** A window of a dump; a filter that cannot be understood gives no rows and where it went wrong. */
export function flowWindow(session: CaseSession, request: Request<'flows.window'>): Response<'flows.window'> {
  const dump = dumpPlace(session, request.source, request.bridge);
  const order = { sort: request.sort, descending: request.descending };
  const windows = flowsOf(session).windows;
  const filter = flowTest(session, dump, request.filter);
  const { offset, limit } = request;
  return session.query(() => {
    if (filter !== null && 'at' in filter) {
      const { total } = windows.window(dump, null, order, 0, 0);
      return { total, matched: 0, complete: true, rows: [], error: filter };
    }
    const found = windows.window(dump, filter, order, offset, limit, longest);
    return { ...found, rows: flowsOf(session).studies.marked(dump, found.rows), error: null };
  });
}

/** The filter over a dump that a text says; null for an empty one, where one goes wrong. */
export function flowTest(session: CaseSession, dump: DumpPlace, text: string): FlowTest | FilterError | null {
  if (text.trim() === '') return null;
  const parsed = parseFlowFilter(text, {
    ports: () => portNumbers(session, dump),
    tables: () => dump.tables,
  });
  if (parsed.ok) return { condition: parsed.condition, text };
  const { ok: _, ...error } = parsed;
  return error;
}

/** The numbers of the bridge's ports, as other outputs of its host tell them. */
export function portNumbers(
  session: CaseSession,
  { sourceId, bridge }: DumpPlace,
): ReadonlyMap<string, number> {
  return session.portNumbers(session.query((db) => sourceById(db, sourceId)).snapshot_id, bridge);
}

/** The values that a field has in a dump and that begin with `prefix`, most frequent first. */
export function flowValues(session: CaseSession, request: Request<'flows.values'>): Response<'flows.values'> {
  const dump = dumpPlace(session, request.source, request.bridge);
  const { field, prefix } = request;
  const found = session.query(() =>
    flowsOf(session).windows.values(dump, field, prefix, offeredValues, longestForValues),
  );
  return { values: [...found.values], complete: found.complete };
}

/** Where a dump is; throws 'not-found'. */
export function dumpPlace(session: CaseSession, sourceId: number, bridge: string): DumpPlace {
  return session.query((db) => {
    const source = sourceById(db, sourceId);
    const tables = session.tableNumbers(source.snapshot_id, bridge);
    return { sourceId, bridge, path: source.path, host: getSnapshot(db, source.snapshot_id).host, tables };
  });
}
