// Flows as the Flows view asks for them: windows of one dump through the user's filter, and the
// values that complete the filter while it is typed.
import type { Request, Response } from '../../shared/api.ts';
import type { FlowFact } from '../../shared/facts.ts';
import { fieldReader } from '../../shared/filter/flow-fields.ts';
import { parseFlowFilter } from '../../shared/filter/flow-filter.ts';
import { splitActions } from '../../shared/flows/actions-text.ts';
import { getSnapshot } from './case-file/queries/snapshots.ts';
import type { DumpPlace } from './case-file/queries/flow-windows.ts';
import { sourceById } from './case-file/queries/sources.ts';
import type { CaseSession } from './case-session.ts';

/** Values offered for completion. */
const offeredValues = 50;

/** A window of a dump; a filter that cannot be understood gives no rows and where it went wrong. */
export function flowWindow(session: CaseSession, request: Request<'flows.window'>): Response<'flows.window'> {
  const dump = dumpPlace(session, request.source, request.bridge);
  const order = { sort: request.sort, descending: request.descending };
  const text = request.filter.trim();
  const windows = session.flowWindows;
  if (text === '') {
    const all = session.query(() => windows.window(dump, null, order, request.offset, request.limit));
    return { ...all, error: null };
  }
  const parsed = parseFlowFilter(text);
  if (!parsed.ok) {
    const { total } = session.query(() => windows.window(dump, null, order, 0, 0));
    // Where in what the user typed, spaces before it included.
    const at = parsed.at + request.filter.length - request.filter.trimStart().length;
    return { total, matched: 0, rows: [], error: { at, message: parsed.message } };
  }
  const filter = { ...parsed, text };
  const found = session.query(() => windows.window(dump, filter, order, request.offset, request.limit));
  return { ...found, error: null };
}

/** The values that a field has in a dump and that begin with `prefix`, most frequent first. */
export function flowValues(session: CaseSession, request: Request<'flows.values'>): Response<'flows.values'> {
  const dump = dumpPlace(session, request.source, request.bridge);
  const valuesOf = readValues(request.field);
  const counts = new Map<string, number>();
  session.query(() => {
    for (const flow of session.flowWindows.all(dump)) {
      for (const value of valuesOf(flow)) {
        if (value.startsWith(request.prefix)) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
  });
  const values = [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value, 'en', { numeric: true }));
  return { values: values.slice(0, offeredValues) };
}

/** Where a dump is; throws 'not-found'. */
export function dumpPlace(session: CaseSession, sourceId: number, bridge: string): DumpPlace {
  return session.query((db) => {
    const source = sourceById(db, sourceId);
    return { sourceId, bridge, path: source.path, host: getSnapshot(db, source.snapshot_id).host };
  });
}

/** Of actions, the names: whole action lists are no use for completion. */
function readValues(field: string): (flow: FlowFact) => readonly string[] {
  if (field === 'actions') return (flow) => [...new Set(splitActions(flow.actions).map(({ name }) => name))];
  const read = fieldReader(field);
  return (flow) => {
    const value = read(flow)?.text ?? '';
    return value === '' ? [] : [value];
  };
}
