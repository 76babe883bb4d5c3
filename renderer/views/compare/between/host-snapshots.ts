// Which snapshot of each host stands on the matrix, and in which order the hosts stand there.
import type { Response, SnapshotInfo } from '../../../../shared/api.ts';
import { inTime } from '../snapshot-pair.ts';

/**
 * One snapshot a host: the current one for its own, of every other one with the current one's label, else the nearest in
 * time. By host.
 */
export function snapshotOfEachHost(
  snapshots: readonly SnapshotInfo[],
  current: SnapshotInfo | null,
): readonly SnapshotInfo[] {
  const apart = ({ capturedAt }: SnapshotInfo): number =>
    capturedAt === null || current === null || current.capturedAt === null
      ? Number.MAX_SAFE_INTEGER
      : Math.abs(Date.parse(capturedAt) - Date.parse(current.capturedAt));
  const best = new Map<string, SnapshotInfo>();
  for (const snapshot of inTime(snapshots.filter(({ facts }) => facts > 0))) {
    const known = best.get(snapshot.host);
    const rank = (one: SnapshotInfo): readonly number[] => [
      one.id === current?.id ? 0 : 1,
      one.label === current?.label ? 0 : 1,
      apart(one),
    ];
    if (known === undefined || isLess(rank(snapshot), rank(known))) best.set(snapshot.host, snapshot);
  }
  return [...best.values()].sort((a, b) => (a.host < b.host ? -1 : 1));
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (const [at, one] of a.entries()) {
    const other = b[at] ?? 0;
    if (one !== other) return one < other;
  }
  return false;
}

export type PairSummary = Response<'between.summary'>;

/** `br-int 60`: a table of a bridge. */
export function tableName({
  bridge,
  table,
}: Pick<PairSummary['tables'][number], 'bridge' | 'table'>): string {
  return `${bridge} ${table}`;
}

/** The classes of rules that are left over between two hosts: what a matrix counts, and a ruler shows. */
export const leftOverClasses = ['differs', 'lacks', 'unresolved'] as const;

/** How many rules of two hosts are left over, in one table or in all; null where no bridge is on both. */
export function leftOver(summary: PairSummary, table: string | null): number | null {
  if (summary.bridges.length === 0) return null;
  return summary.tables
    .filter((one) => table === null || tableName(one) === table)
    .reduce((sum, { left }) => sum + left, 0);
}

export function pairKey(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/** What one host has left over against the others: the middle of its numbers; null before one is known. */
export function middle(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** The hosts, those that differ most from the others first. */
export function outliersFirst(
  hosts: readonly SnapshotInfo[],
  summaries: ReadonlyMap<string, PairSummary>,
  table: string | null,
): readonly SnapshotInfo[] {
  const of = new Map(
    hosts.map(({ id }) => [
      id,
      middle(
        hosts.flatMap((other) => {
          const summary = other.id === id ? undefined : summaries.get(pairKey(id, other.id));
          return summary === undefined ? [] : (leftOver(summary, table) ?? []);
        }),
      ) ?? -1,
    ]),
  );
  return hosts.toSorted((a, b) => (of.get(b.id) ?? 0) - (of.get(a.id) ?? 0) || (a.host < b.host ? -1 : 1));
}
