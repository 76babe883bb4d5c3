// Snapshots with their counts.
import type { Database } from 'better-sqlite3';
import type { SnapshotInfo } from '../../../../shared/api.ts';
import { CodedError } from '../../../../shared/coded-error.ts';
import type { SourceState } from '../../../../shared/evidence.ts';

/** A snapshot without what only the flows' owner knows: its bridges. */
export type SnapshotCounts = Omit<SnapshotInfo, 'bridges'>;

/** A row of the case's table of snapshots. */
export interface SnapshotTableRow {
  readonly id: number;
  readonly host: string;
  readonly host_from: string;
  readonly captured_at: string | null;
  readonly captured_from: string | null;
  readonly label: string | null;
  readonly cleaned: number;
}

const byNumber = new Intl.Collator('en', { numeric: true });

/** All snapshots, by host (compute2 before compute10), then time, then in the order of import. */
export function listSnapshots(db: Database): readonly SnapshotCounts[] {
  const rows = db
    .prepare<[], SnapshotTableRow>(
      'SELECT * FROM snapshot ORDER BY host, captured_at IS NULL, captured_at, id',
    )
    .all();
  return rows.toSorted((a, b) => byNumber.compare(a.host, b.host)).map((row) => withCounts(db, row));
}

/** One snapshot; throws 'not-found'. */
export function getSnapshot(db: Database, id: number): SnapshotCounts {
  const row = db.prepare<[number], SnapshotTableRow>('SELECT * FROM snapshot WHERE id = ?').get(id);
  if (row === undefined) throw new CodedError('not-found', `There is no snapshot ${id}.`);
  return withCounts(db, row);
}

function withCounts(db: Database, row: SnapshotTableRow): SnapshotCounts {
  const states: Partial<Record<SourceState, number>> = {};
  let sources = 0;
  let facts = 0;
  let problems = 0;
  for (const state of db
    .prepare<[number], { state: SourceState; sources: number; facts: number; problems: number }>(
      `SELECT state, count(*) AS sources, sum(facts) AS facts, sum(problems) AS problems
       FROM source WHERE snapshot_id = ? GROUP BY state`,
    )
    .iterate(row.id)) {
    states[state.state] = state.sources;
    sources += state.sources;
    facts += state.facts;
    problems += state.problems;
  }
  const bundles = db
    .prepare<[number], { name: string; problems: number }>(
      `SELECT name, (SELECT count(*) FROM problem WHERE bundle_id = bundle.id AND source_id IS NULL) AS problems
       FROM snapshot_bundle JOIN bundle ON bundle.id = bundle_id WHERE snapshot_id = ? ORDER BY bundle.id`,
    )
    .all(row.id);
  // What is wrong with a bundle as a whole (cut off, say) is wrong with every snapshot out of it.
  for (const bundle of bundles) problems += bundle.problems;
  return {
    id: row.id,
    host: row.host,
    label: row.label,
    capturedAt: row.captured_at,
    hostFrom: row.host_from,
    capturedFrom: row.captured_from,
    bundles: bundles.map(({ name }) => name),
    sources,
    facts,
    problems,
    states,
    ...(row.cleaned === 1 ? { cleaned: true } : {}),
  };
}
