// What the rules find in the open case.
import type { FindingRow, Request, Response } from '../../shared/api.ts';
import { networkOf } from './case-network.ts';
import type { CaseSession } from './case-session.ts';
import { sameCase, withHosts } from './host-facts.ts';

/** Findings of one snapshot or of all, by snapshot, worst first, one after the other; throws 'not-found'. */
export async function findingList(
  opened: () => CaseSession,
  { snapshot }: Request<'findings.list'>,
): Promise<Response<'findings.list'>> {
  const ids =
    snapshot === null
      ? opened()
          .snapshots()
          .map(({ id }) => id)
      : [opened().snapshot(snapshot).id];
  const findings: FindingRow[] = [];
  for (const snapshotId of ids) {
    const session = await withHosts(opened, snapshotId);
    const steps = networkOf(session).entitySteps(snapshotId);
    while (steps.next().done !== true) await sameCase(opened, session);
    networkOf(session).node(snapshotId);
    await sameCase(opened, session);
    for (const finding of networkOf(session).findings(snapshotId)) findings.push({ ...finding, snapshotId });
  }
  return { findings };
}
