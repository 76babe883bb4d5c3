// Which two snapshots are compared when the user has not said so.
import type { SnapshotInfo } from '../../../shared/api.ts';

export interface SnapshotPair {
  readonly from: SnapshotInfo;
  readonly to: SnapshotInfo;
}

/**
 * Over time: two snapshots of the current one's host, else of any host that has two: the one labelled `before` with a
 * later one labelled `after`, else the oldest with the newest. Between hosts: the current one, or the first, with the one of
 * another host that is nearest in time. Null where there is no such pair.
 */
export function usualPair(
  snapshots: readonly SnapshotInfo[],
  current: SnapshotInfo | null,
  scope: 'time' | 'hosts',
): SnapshotPair | null {
  // What gave no facts has nothing to compare.
  const full = snapshots.filter(({ facts }) => facts > 0);
  if (scope === 'hosts') return betweenHosts(full, current);
  const hosts = [...new Set([...(current === null ? [] : [current.host]), ...full.map(({ host }) => host)])];
  for (const host of hosts) {
    const pair = pairOf(full.filter((snapshot) => snapshot.host === host));
    if (pair !== null) return pair;
  }
  return null;
}

/** From the oldest; those of one moment, and those without, in the order of their import. */
export function inTime(snapshots: readonly SnapshotInfo[]): readonly SnapshotInfo[] {
  return [...snapshots].sort((a, b) => (a.capturedAt ?? '').localeCompare(b.capturedAt ?? '') || a.id - b.id);
}

function pairOf(snapshots: readonly SnapshotInfo[]): SnapshotPair | null {
  const ordered = inTime(snapshots);
  const labelled = (word: RegExp, among: readonly SnapshotInfo[]): readonly SnapshotInfo[] =>
    // Of several bundles of one moment, the one that tells most.
    among.filter(({ label }) => label !== null && word.test(label)).toSorted((a, b) => b.facts - a.facts);
  // What is labelled may belong to several faults, one after the other.
  const [before, after] =
    labelled(/\bbefore\b|之前/i, ordered).flatMap((first) => {
      const [then] = labelled(
        /\bafter\b|之后/i,
        ordered.filter((each) => !isBefore(each, first)),
      );
      return then === undefined ? [] : [[first, then] as const];
    })[0] ?? [];
  const [from, to] =
    before !== undefined && after !== undefined ? [before, after] : [ordered[0], ordered.at(-1)];
  if (from === undefined || to === undefined || from.id === to.id) return null;
  return { from, to };
}

/** Where both know their time. */
function isBefore(one: SnapshotInfo, other: SnapshotInfo): boolean {
  return one.capturedAt !== null && other.capturedAt !== null && one.capturedAt < other.capturedAt;
}

function betweenHosts(snapshots: readonly SnapshotInfo[], current: SnapshotInfo | null): SnapshotPair | null {
  const from = snapshots.find(({ id }) => id === current?.id) ?? snapshots[0];
  if (from === undefined) return null;
  const apart = ({ capturedAt }: SnapshotInfo): number =>
    capturedAt === null || from.capturedAt === null
      ? Number.MAX_SAFE_INTEGER
      : Math.abs(Date.parse(capturedAt) - Date.parse(from.capturedAt));
  const [to] = snapshots
    .filter(({ host }) => host !== from.host)
    .toSorted((a, b) => apart(a) - apart(b) || a.id - b.id);
  return to === undefined ? null : { from, to };
}
