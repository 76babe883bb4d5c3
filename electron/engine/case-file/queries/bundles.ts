// What was imported: the bundles of a case, with what was wrong with each of them as a whole. What was
// wrong with one of their sources is with the source.
import type { Database } from 'better-sqlite3';
import type { BundleInfo } from '../../../../shared/api.ts';
import type { Problem } from '../../../../shared/evidence.ts';

interface Row {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly bytes: number;
  readonly importedAt: string;
}

/** All bundles in the order of import. */
export function listBundles(db: Database): readonly BundleInfo[] {
  const snapshots = db.prepare<[number], { id: number }>(
    'SELECT snapshot_id AS id FROM snapshot_bundle WHERE bundle_id = ? ORDER BY snapshot_id',
  );
  const problems = db.prepare<[number], Problem>(
    'SELECT severity, line, code, message FROM problem WHERE bundle_id = ? AND source_id IS NULL ORDER BY id',
  );
  return db
    .prepare<[], Row>('SELECT id, name, kind, bytes, imported_at AS importedAt FROM bundle ORDER BY id')
    .all()
    .map((row) => ({
      ...row,
      snapshots: snapshots.all(row.id).map(({ id }) => id),
      problems: problems.all(row.id),
    }));
}

/** By the bundle's id its SHA-256: of an archive or file its bytes, of a folder its names and contents. */
export function bundleFingerprints(db: Database): ReadonlyMap<number, string> {
  const rows = db
    .prepare<[], { id: number; fingerprint: string }>('SELECT id, fingerprint FROM bundle')
    .all();
  return new Map(rows.map(({ id, fingerprint }) => [id, fingerprint]));
}
