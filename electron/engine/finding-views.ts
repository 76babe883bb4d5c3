// What the rules find in the open case.
import type { Request, Response } from '../../shared/api.ts';
import type { CaseSession } from './case-session.ts';

/** Findings of one snapshot or of all, by snapshot, worst first; throws 'not-found'. */
export function findingList(
  session: CaseSession,
  { snapshot }: Request<'findings.list'>,
): Response<'findings.list'> {
  const ids = snapshot === null ? session.snapshots().map(({ id }) => id) : [session.snapshot(snapshot).id];
  return {
    findings: ids.flatMap((snapshotId) =>
      session.findings(snapshotId).map((finding) => ({ ...finding, snapshotId })),
    ),
  };
}
