// Which two snapshots are compared when the user has not said so.
import type { SnapshotInfo } from '../../../shared/api.ts';

export interface SnapshotPair {
  readonly from: SnapshotInfo;
  readonly to: SnapshotInfo;
}

/**
 * Two snapshots of the current one's host, else of any host that has two, else the first two: the one
 * labelled `before` with the one labelled `after`, else the oldest with the newest. Null below two.
 */
export function usualPair(
  snapshots: readonly SnapshotInfo[],
  current: SnapshotInfo | null,
): SnapshotPair | null {
  // What gave no facts has nothing to compare.
  const full = snapshots.filter(({ facts }) => facts > 0);
  const hosts = [...new Set([...(current === null ? [] : [current.host]), ...full.map(({ host }) => host)])];
  for (const host of hosts) {
    const pair = pairOf(full.filter((snapshot) => snapshot.host === host));
    if (pair !== null) return pair;
  }
  return pairOf(snapshots);
}

function pairOf(snapshots: readonly SnapshotInfo[]): SnapshotPair | null {
  const inTime = [...snapshots].sort(
    (a, b) => (a.capturedAt ?? '').localeCompare(b.capturedAt ?? '') || a.id - b.id,
  );
  const labelled = (word: RegExp): SnapshotInfo | undefined =>
    inTime.find(({ label }) => label !== null && word.test(label));
  const [before, after] = [labelled(/\bbefore\b|之前/i), labelled(/\bafter\b|之后/i)];
  const [from, to] =
    before !== undefined && after !== undefined ? [before, after] : [inTime[0], inTime.at(-1)];
  if (from === undefined || to === undefined || from.id === to.id) return null;
  return { from, to };
}
