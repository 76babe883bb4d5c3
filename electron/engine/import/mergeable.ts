// Snapshots that are of one host at one time although they came in several bundles: a sos report and the
// outputs that an engineer added by hand, taken minutes apart under the same label.
import type { Ledger } from '../../../shared/api.ts';
import type { ImportWriter } from '../case-file/import-writer.ts';

/** Further apart than this, two captures are two snapshots. */
const withinSeconds = 600;

/**
 * Groups of snapshots that could be one; each holds at least one of `imported`. Only snapshots whose
 * time is known can be grouped. In a group the oldest row comes first: the one to keep.
 */
export function findMergeable(
  writer: ImportWriter,
  imported: readonly number[],
  label: string | null,
): Ledger['mergeable'] {
  const ours = new Set(imported);
  const hosts = [...new Set(imported.map((id) => writer.identity(id).host))].sort();
  const groups: Ledger['mergeable'] = [];
  for (const host of hosts) {
    const timed = writer
      .snapshotsOf(host, label)
      .flatMap(({ id, capturedAt }) =>
        capturedAt === null ? [] : [{ id, at: Date.parse(capturedAt) / 1000 }],
      )
      .filter(({ at }) => Number.isFinite(at))
      .sort((a, b) => a.at - b.at || a.id - b.id);
    for (let from = 0; from < timed.length;) {
      const first = timed[from]?.at ?? 0;
      let to = from;
      while (to < timed.length && (timed[to]?.at ?? 0) - first <= withinSeconds) to++;
      const group = timed.slice(from, to);
      const secondsApart = (group.at(-1)?.at ?? first) - first;
      if (group.length > 1 && group.some(({ id }) => ours.has(id))) {
        groups.push({ host, snapshots: group.map(({ id }) => id).sort((a, b) => a - b), secondsApart });
      }
      from = to;
    }
  }
  return groups;
}
