// The flow that an anchor names, in its dump or in the one that is in use for the bridge.
import type { Database } from 'better-sqlite3';
import type { AnchorOf } from '../../../shared/notes/anchor.ts';
import { flowBlocks } from '../case-file/flow-blocks.ts';
import { FlowDump } from '../case-file/queries/flow-dump.ts';
import type { SourceTableRow } from '../case-file/queries/sources.ts';
import type { CaseSession } from '../case-session.ts';
import { canonicalDump } from './flow-key.ts';

type FlowAnchor = AnchorOf<'flow'>;

/** Its id; null when no dump of the bridge has it. */
export function findFlow(
  session: CaseSession,
  db: Database,
  anchor: FlowAnchor,
  snapshot: number,
  sources: readonly SourceTableRow[],
): number | null {
  const dumps = session.dumps(snapshot).find(({ bridge }) => bridge === anchor.bridge);
  if (dumps === undefined) return null;
  const ofBridge = new Set(dumps.dumps.map(({ source }) => source.id));
  const like = sources.filter(({ id }) => ofBridge.has(id)).map(({ id }) => id);
  const ordered = new Set([...like, dumps.chosen.source.id, ...ofBridge]);
  const firstLines = new Map(sources.map((source) => [source.id, source.first_line]));
  for (const sourceId of ordered) {
    const expected = (firstLines.get(sourceId) ?? 1) + anchor.at.offset;
    const found = findInDump(session, db, anchor, sourceId, expected);
    if (found !== null) return found;
  }
  return null;
}

/** The flow of the same table, priority and match; of several the one with the same actions, then the nearest line. */
function findInDump(
  session: CaseSession,
  db: Database,
  { bridge, table, priority, match, actions }: FlowAnchor,
  sourceId: number,
  expected: number,
): number | null {
  const { place, canonical } = canonicalDump(session, sourceId, bridge);
  const dump = new FlowDump(flowBlocks(db), place);
  let best: { readonly id: number; readonly sameActions: boolean; readonly apart: number } | null = null;
  const look = (at: number): void => {
    const { id, data, firstLine } = dump.stored(at);
    if (canonical.match(data.match) !== match) return;
    const sameActions = canonical.actions(data.actions, data.match) === actions;
    const apart = Math.abs(firstLine - expected);
    const better = best === null || (sameActions === best.sameActions ? apart < best.apart : sameActions);
    if (better) best = { id, sameActions, apart };
  };
  const bestSoFar = (): typeof best => best;
  // The same dump again has it at the same line: a table of a million flows is not gone through for each note.
  const there = placeAtLine(dump, expected);
  if (there !== null) {
    const flow = dump.flow(there);
    if (flow.table === table && flow.priority === priority) look(there);
    const same = bestSoFar();
    if (same?.sameActions === true) return same.id;
  }
  let at = 0;
  for (const flow of dump.all()) {
    if (flow.priority === priority && flow.table === table) look(at);
    at++;
  }
  return bestSoFar()?.id ?? null;
}

/** The id of the flow that begins at a line of a source; null where none does. */
export function flowAtLine(
  session: CaseSession,
  db: Database,
  sourceId: number,
  bridge: string,
  line: number,
): number | null {
  const dump = new FlowDump(flowBlocks(db), canonicalDump(session, sourceId, bridge).place);
  const place = placeAtLine(dump, line);
  return place === null ? null : dump.stored(place).id;
}

/** The place in the dump of the flow that begins at a line. */
function placeAtLine(dump: FlowDump, line: number): number | null {
  for (const part of dump.parts) {
    if (line < part.place.firstLine || line > part.place.lastLine) continue;
    const { block, rows } = dump.rowsOf(part);
    for (let i = 0; i < part.count; i++) {
      if (block.firstLine(rows === null ? i : (rows[i] ?? 0)) === line) return part.first + i;
    }
  }
  return null;
}
