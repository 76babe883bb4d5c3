// Bundles and snapshots while an import writes them, and their merging, which the user may also ask for later.
import type { Database } from 'better-sqlite3';
import { CodedError } from '../../../shared/coded-error.ts';
import type { SnapshotRef } from '../../../shared/notes/anchor.ts';
import type { ImportWriter, SnapshotIdentity } from './import-writer.ts';
import { renameSnapshotInNotes } from './queries/notes.ts';

type SnapshotPart = Pick<
  ImportWriter,
  'knownBundle' | 'addBundle' | 'addSnapshot' | 'setIdentity' | 'identity' | 'snapshotsOf' | 'mergeSnapshots'
> & {
  /** Records that a bundle gave something to a snapshot. */
  joinBundle(snapshotId: number, bundleId: number): void;
};

/** Works inside the caller's transaction. `beforeMoving` writes source rows that are still held back. */
export function snapshotWriter(db: Database, beforeMoving: () => void): SnapshotPart {
  const insertBundle = db.prepare(
    'INSERT INTO bundle (name, kind, fingerprint, bytes, imported_at) VALUES (?, ?, ?, ?, ?)',
  );
  const insertSnapshot = db.prepare(
    'INSERT INTO snapshot (host, host_from, captured_at, captured_from, label, cleaned) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const updateIdentity = db.prepare(
    'UPDATE snapshot SET host = ?, host_from = ?, captured_at = ?, captured_from = ? WHERE id = ?',
  );
  const selectIdentity = db.prepare<[number], SnapshotIdentity>(
    `SELECT host, host_from AS hostFrom, captured_at AS capturedAt, captured_from AS capturedFrom
     FROM snapshot WHERE id = ?`,
  );
  const selectLabel = db.prepare<[number], string | null>('SELECT label FROM snapshot WHERE id = ?').pluck();
  const join = db.prepare('INSERT OR IGNORE INTO snapshot_bundle (snapshot_id, bundle_id) VALUES (?, ?)');
  const joined = new Set<string>();

  function identity(snapshotId: number): SnapshotIdentity {
    const found = selectIdentity.get(snapshotId);
    if (found === undefined) throw new CodedError('not-found', `There is no snapshot ${snapshotId}.`);
    return found;
  }

  /** Its name in what the user wrote about it. */
  function ref(snapshotId: number): SnapshotRef {
    const { host, capturedAt } = identity(snapshotId);
    return { host, capturedAt, label: selectLabel.get(snapshotId) ?? null };
  }

  return {
    knownBundle(fingerprint) {
      const snapshots = db
        .prepare<[string], number>(
          `SELECT DISTINCT snapshot_id FROM bundle JOIN snapshot_bundle ON bundle_id = bundle.id
           WHERE fingerprint = ? ORDER BY snapshot_id`,
        )
        .pluck()
        .all(fingerprint);
      return snapshots.length === 0 ? null : snapshots;
    },
    addBundle(bundle) {
      const now = new Date().toISOString();
      return Number(
        insertBundle.run(bundle.name, bundle.kind, bundle.fingerprint, bundle.bytes, now).lastInsertRowid,
      );
    },
    addSnapshot(it, label, isCleaned) {
      return Number(
        insertSnapshot.run(
          it.host,
          it.hostFrom,
          it.capturedAt,
          it.capturedFrom,
          label,
          isCleaned === true ? 1 : 0,
        ).lastInsertRowid,
      );
    },
    setIdentity(snapshotId, it) {
      updateIdentity.run(it.host, it.hostFrom, it.capturedAt, it.capturedFrom, snapshotId);
    },
    identity,
    snapshotsOf: (host, label) =>
      db
        .prepare<[string, string | null], { id: number; capturedAt: string | null }>(
          'SELECT id, captured_at AS capturedAt FROM snapshot WHERE host = ? AND label IS ? ORDER BY id',
        )
        .all(host, label),
    mergeSnapshots(into, from) {
      beforeMoving();
      const kept = identity(into);
      const gone = identity(from);
      const named = [into, from].map(ref);
      db.prepare('UPDATE source SET snapshot_id = ? WHERE snapshot_id = ?').run(into, from);
      db.prepare(
        'INSERT OR IGNORE INTO snapshot_bundle SELECT ?, bundle_id FROM snapshot_bundle WHERE snapshot_id = ?',
      ).run(into, from);
      db.prepare('DELETE FROM snapshot_bundle WHERE snapshot_id = ?').run(from);
      // What is joined by MAC must be from the same machine's own words.
      db.prepare(
        'UPDATE snapshot SET cleaned = 1 WHERE id = ? AND EXISTS (SELECT 1 FROM snapshot WHERE id = ? AND cleaned = 1)',
      ).run(into, from);
      db.prepare('DELETE FROM snapshot WHERE id = ?').run(from);
      // One of the two may not know when it was taken.
      if (kept.capturedAt === null && gone.capturedAt !== null) {
        db.prepare('UPDATE snapshot SET captured_at = ?, captured_from = ? WHERE id = ?').run(
          gone.capturedAt,
          gone.capturedFrom,
          into,
        );
      }
      for (const before of named) renameSnapshotInNotes(db, before, ref(into));
      joined.clear();
    },
    joinBundle(snapshotId, bundleId) {
      const pair = `${snapshotId} ${bundleId}`;
      if (joined.has(pair)) return;
      join.run(snapshotId, bundleId);
      joined.add(pair);
    },
  };
}
