// Flows as the Flows view asks for them: windows of one dump through the user's filter, and the
// values that complete the filter while it is typed; both a moment's work at a time.
import type { Request, Response } from '../../shared/api.ts';
import { parseFlowFilter } from '../../shared/filter/flow-filter.ts';
import { getSnapshot } from './case-file/queries/snapshots.ts';
import type { DumpPlace } from './case-file/queries/flow-dump.ts';
import { sourceById } from './case-file/queries/sources.ts';
import type { CaseSession } from './case-session.ts';

/** Values offered for completion. */
const offeredValues = 50;

/**
 * How long one call may look through flows before it answers with what there is, in milliseconds: a query
 * behind it, which may have made it pointless, waits that long.
 */
export const longest = 50;

/** A window of a dump; a filter that cannot be understood gives no rows and where it went wrong. */
export function flowWindow(session: CaseSession, request: Request<'flows.window'>): Response<'flows.window'> {
  const dump = dumpPlace(session, request.source, request.bridge);
  const order = { sort: request.sort, descending: request.descending };
  const text = request.filter;
  const windows = session.flowWindows;
  if (text.trim() === '') {
    return session.query(() => {
      const all = windows.window(dump, null, order, request.offset, request.limit);
      return { ...all, rows: session.flowStudies.marked(dump, all.rows), error: null };
    });
  }
  const parsed = parseFlowFilter(text);
  if (!parsed.ok) {
    const { total } = session.query(() => windows.window(dump, null, order, 0, 0));
    const { ok: _, ...error } = parsed;
    return { total, matched: 0, complete: true, rows: [], error };
  }
  const filter = { condition: parsed.condition, text };
  const { offset, limit } = request;
  return session.query(() => {
    const found = windows.window(dump, filter, order, offset, limit, longest);
    return { ...found, rows: session.flowStudies.marked(dump, found.rows), error: null };
  });
}

/** The values that a field has in a dump and that begin with `prefix`, most frequent first. */
export function flowValues(session: CaseSession, request: Request<'flows.values'>): Response<'flows.values'> {
  const dump = dumpPlace(session, request.source, request.bridge);
  const { field, prefix } = request;
  const found = session.query(() => session.flowWindows.values(dump, field, prefix, offeredValues, longest));
  return { values: [...found.values], complete: found.complete };
}

/** Where a dump is; throws 'not-found'. */
export function dumpPlace(session: CaseSession, sourceId: number, bridge: string): DumpPlace {
  return session.query((db) => {
    const source = sourceById(db, sourceId);
    return { sourceId, bridge, path: source.path, host: getSnapshot(db, source.snapshot_id).host };
  });
}
