// Findings in a report: each fault once, with the snapshots that have it; and what to ask the customer for.
import type { FindingRow, SnapshotInfo } from '../../../shared/api.ts';
import { findingSeverities, type FindingSeverity } from '../../../shared/findings/finding.ts';
import type { BlockOf } from '../../../shared/report/document.ts';
import type { CaseSession } from '../case-session.ts';
import { findingList } from '../finding-views.ts';
import { withHostFacts } from '../host-facts.ts';
import { inTime } from '../peer-snapshots.ts';
import { requestsView } from '../requests-view.ts';
import type { Say } from '../../../shared/report/report-words.ts';
import { placesOf, snapshotOf } from './places.ts';

type FindingsBlock = BlockOf<'findings'>;
type ReportFinding = FindingsBlock['findings'][number];

const mostPlaces = 4;

/** Of all snapshots, worst first; `severities` empty for all. */
export async function findingsBlock(
  opened: () => CaseSession,
  severities: readonly FindingSeverity[],
  caption: string,
  say: Say,
): Promise<FindingsBlock> {
  const { findings } = await findingList(opened, { snapshot: null });
  const wanted = findings.filter(({ severity }) => severities.length === 0 || severities.includes(severity));
  return { kind: 'findings', caption, findings: joined(wanted, opened().snapshots(), say) };
}

/** The same fault of several snapshots is one; its lines are those of the last. */
export function joined(
  findings: readonly FindingRow[],
  snapshots: readonly SnapshotInfo[],
  say: Say,
): readonly ReportFinding[] {
  const order = new Map(inTime(snapshots).map(({ id }, place) => [id, place]));
  const placeOf = (row: FindingRow): number => order.get(row.snapshotId) ?? 0;
  const groups = Map.groupBy(findings, (row) => JSON.stringify([row.host, row.id, row.message]));
  const rank = ({ severity }: ReportFinding): number => findingSeverities.indexOf(severity);
  return [...groups.values()]
    .flatMap((group) => {
      const rows = group.toSorted((a, b) => placeOf(a) - placeOf(b));
      const last = rows.at(-1);
      if (last === undefined) return [];
      const having = new Set(rows.map(({ snapshotId }) => snapshotId));
      return [
        {
          severity: last.severity,
          rule: last.rule,
          host: last.host,
          snapshots: inTime(snapshots)
            .filter(({ id }) => having.has(id))
            .map(snapshotOf),
          text: say(last.message.key, last.message.params),
          places: placesOf(last.evidence, mostPlaces),
          wants: last.wants,
        },
      ];
    })
    .sort((a, b) => rank(a) - rank(b) || (a.host < b.host ? -1 : a.host > b.host ? 1 : 0));
}

/** Of the last snapshot of each host: what is not known now. */
export async function requestsBlock(
  opened: () => CaseSession,
  caption: string,
): Promise<BlockOf<'requests'>> {
  const lastOf = new Map(inTime(opened().snapshots()).map((snapshot) => [snapshot.host, snapshot]));
  const hosts: BlockOf<'requests'>['hosts'][number][] = [];
  for (const { id, host } of lastOf.values()) {
    const session = await withHostFacts(opened, id);
    const { requests } = requestsView(session, { snapshot: id, subject: { kind: 'snapshot' } });
    if (requests.length === 0) continue;
    const shown = requests.map(({ command, cause, reasons }) => ({ command, cause, reasons }));
    hosts.push({ host, requests: shown });
  }
  return { kind: 'requests', caption, hosts };
}
