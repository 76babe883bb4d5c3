// A flow's place and meaning in one dump: which dumps of a bridge there are, and flows in canonical form with the names
// of that dump.
import { Canonicalizer } from '../../../shared/openflow/canonical.ts';
import { sourceById } from '../case-file/queries/sources.ts';
import type { CaseSession } from '../case-session.ts';
import { dumpPlace, portNumbers } from '../flow-views.ts';
import type { DumpPlace } from '../case-file/queries/flow-dump.ts';

/** The bridge that a source's flows are of: as the flow says, or as the snapshot's dumps are listed. */
export function bridgeOfFlow(session: CaseSession, sourceId: number, said: string | null): string {
  if (said !== null) return said;
  const { snapshot_id: snapshot } = session.query((db) => sourceById(db, sourceId));
  const found = session
    .dumps(snapshot)
    .find(({ dumps }) => dumps.some(({ source }) => source.id === sourceId));
  return found?.bridge ?? '?';
}

/** A dump with what makes one spelling of its flows. */
export function canonicalDump(
  session: CaseSession,
  sourceId: number,
  bridge: string,
): { readonly place: DumpPlace; readonly canonical: Canonicalizer } {
  const place = dumpPlace(session, sourceId, bridge);
  return {
    place,
    canonical: new Canonicalizer({ tables: place.tables, ports: portNumbers(session, place) }),
  };
}
