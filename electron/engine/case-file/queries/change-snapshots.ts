// What the user may correct of a snapshot. Apart from the queries, which every command asks: this loads what checks notes.
import type { Database } from 'better-sqlite3';
import { CodedError } from '../../../../shared/coded-error.ts';
import { snapshotWriter } from '../snapshot-writer.ts';
import { renameSnapshotInNotes } from './notes.ts';
import { refOf } from '../../../../shared/notes/find-snapshot.ts';
import { getSnapshot } from './snapshots.ts';

/** Sets what the user corrected; what is undefined stays. What was set is from then on known from `user`. */
export function updateSnapshot(
  db: Database,
  id: number,
  change: {
    readonly host?: string | undefined;
    readonly label?: string | null | undefined;
    readonly capturedAt?: string | null | undefined;
  },
): void {
  const before = getSnapshot(db, id);
  db.transaction(() => {
    if (change.host !== undefined) {
      db.prepare("UPDATE snapshot SET host = ?, host_from = 'user' WHERE id = ?").run(change.host, id);
    }
    if (change.label !== undefined) {
      db.prepare('UPDATE snapshot SET label = ? WHERE id = ?').run(change.label, id);
    }
    if (change.capturedAt !== undefined) {
      const from = change.capturedAt === null ? null : 'user';
      db.prepare('UPDATE snapshot SET captured_at = ?, captured_from = ? WHERE id = ?').run(
        change.capturedAt,
        from,
        id,
      );
    }
    // What the user wrote about it stays with it.
    renameSnapshotInNotes(db, refOf(before), refOf(getSnapshot(db, id)));
  }).immediate();
}

/** Moves everything of the snapshots `from` into `into`. */
export function mergeSnapshots(db: Database, into: number, from: readonly number[]): void {
  if (from.includes(into))
    throw new CodedError('bad-request', `Snapshot ${into} cannot be merged into itself.`);
  for (const id of [into, ...from]) getSnapshot(db, id);
  db.transaction(() => {
    const writer = snapshotWriter(db, () => undefined);
    for (const id of from) writer.mergeSnapshots(into, id);
  }).immediate();
}
