// A snapshot in few words, where several of one host stand beside each other.
import type { SnapshotInfo } from '../../shared/api.ts';
import { formatTime } from '../ui/figures.ts';

/**
 * Host, and what tells a snapshot from the others of its host: its label or, where there are others, its time,
 * with the day only where they are of several days. Empty for an id that `snapshots` does not have.
 */
export function snapshotName(snapshots: readonly SnapshotInfo[], id: number): string {
  const snapshot = snapshots.find((each) => each.id === id);
  if (snapshot === undefined) return '';
  const { host, label, capturedAt } = snapshot;
  if (label !== null) return `${host} · ${label}`;
  const others = snapshots.filter((each) => each.host === host);
  if (others.length < 2 || capturedAt === null) return host;
  const days = new Set(others.flatMap((each) => each.capturedAt?.slice(0, 10) ?? []));
  const [day = '', time = ''] = formatTime(capturedAt).split(' ');
  return days.size > 1 ? `${host} · ${day} ${time}` : `${host} · ${time}`;
}
