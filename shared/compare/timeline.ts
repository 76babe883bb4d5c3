// More than two snapshots of a host: when each thing appeared and went, out of the changes from each snapshot
// to the next.
import type { Change, ChangeKind, Comparison, CompareEvent } from './change.ts';

export interface TimelineStep {
  /** Snapshot ids. */
  readonly from: number;
  readonly to: number;
  readonly comparison: Comparison;
}

/** A thing that was not the same in all snapshots. */
export interface TimelineRow {
  readonly kind: ChangeKind;
  readonly key: string;
  /** For each snapshot, in order: was it there? */
  readonly seen: readonly boolean[];
  /** The first snapshot that has it; null when the first of all has. */
  readonly appeared: number | null;
  /** The first snapshot that does not have it any more; null when the last of all has it. */
  readonly went: number | null;
  /** What happened, and by which snapshot it had. */
  readonly changes: readonly { readonly at: number; readonly change: Change }[];
}

export interface Timeline {
  /** In order of time. */
  readonly snapshots: readonly number[];
  readonly rows: readonly TimelineRow[];
  readonly events: readonly { readonly at: number; readonly event: CompareEvent }[];
}

/** `steps`: each snapshot with the next one. Rows are in the order in which they first changed. */
export function timelineOf(steps: readonly TimelineStep[], kinds: readonly ChangeKind[]): Timeline {
  const [first] = steps;
  const snapshots = first === undefined ? [] : [first.from, ...steps.map(({ to }) => to)];
  const found = new Map<string, { readonly at: number; readonly change: Change }[]>();
  for (const { to, comparison } of steps) {
    for (const change of comparison.changes) {
      if (!kinds.includes(change.kind)) continue;
      const key = `${change.kind}\n${change.key}`;
      const list = found.get(key);
      if (list === undefined) found.set(key, [{ at: to, change }]);
      else list.push({ at: to, change });
    }
  }
  return {
    snapshots,
    rows: [...found.values()].flatMap((changes) => {
      const row = rowOf(snapshots, changes);
      return row === null ? [] : [row];
    }),
    events: steps.flatMap(({ to, comparison }) => comparison.events.map((event) => ({ at: to, event }))),
  };
}

function rowOf(snapshots: readonly number[], changes: TimelineRow['changes']): TimelineRow | null {
  const [first] = changes;
  if (first === undefined) return null;
  let isThere = first.change.change !== 'added';
  const seen = snapshots.map((id) => {
    for (const { at, change } of changes) {
      if (at === id) isThere = change.to !== null && change.change !== 'removed';
    }
    return isThere;
  });
  const begin = seen.indexOf(true);
  const end = seen.lastIndexOf(true);
  return {
    kind: first.change.kind,
    key: first.change.key,
    seen,
    appeared: begin > 0 ? (snapshots[begin] ?? null) : null,
    went: end >= 0 && end < seen.length - 1 ? (snapshots[end + 1] ?? null) : null,
    changes,
  };
}
