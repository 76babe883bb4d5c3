// What of a case's file is whose: the bytes that each snapshot's texts, flows and facts take.
import type { Database } from 'better-sqlite3';

export interface SnapshotSize {
  readonly id: number;
  readonly host: string;
  readonly label: string | null;
  readonly capturedAt: string | null;
  /** Raw text, compressed, that no other snapshot has. */
  readonly text: number;
  readonly flows: number;
  /** Facts and problems. */
  readonly facts: number;
}

export interface CaseSizes {
  /** The file. */
  readonly bytes: number;
  /** Of it, what `compact` gives back to the disk. */
  readonly unused: number;
  readonly snapshots: readonly SnapshotSize[];
  /** Text that several snapshots have, kept once. */
  readonly sharedText: number;
  /** Notes, pins and the report's outline. */
  readonly notes: number;
}

/**
 * By host and time. The rest of the file is what makes it quick: indexes and lists of names. Only lengths are read, not
 * what they are of (SQLite, octet_length).
 */
export function caseSizes(db: Database): CaseSizes {
  const text = sums(
    db,
    `SELECT owner AS id, sum(size) AS bytes FROM (
       SELECT (SELECT CASE WHEN min(snapshot_id) = max(snapshot_id) THEN min(snapshot_id) END
               FROM source WHERE source.content_id = content_chunk.content_id) AS owner,
         octet_length(data) + octet_length(filter) AS size
       FROM content_chunk)
     GROUP BY owner`,
  );
  const flows = sums(
    db,
    `SELECT snapshot_id AS id, sum(octet_length(data) + octet_length(prints)) AS bytes
     FROM flow_block JOIN flow_digest USING (id) JOIN source ON source.id = source_id GROUP BY snapshot_id`,
  );
  const facts = sums(
    db,
    `SELECT snapshot_id AS id, sum(octet_length(data) + octet_length(key)) AS bytes
     FROM fact JOIN source ON source.id = source_id GROUP BY snapshot_id`,
  );
  const problems = sums(
    db,
    `SELECT snapshot_id AS id, sum(octet_length(message)) AS bytes
     FROM problem JOIN source ON source.id = source_id GROUP BY snapshot_id`,
  );
  const snapshots = db
    .prepare<[], Pick<SnapshotSize, 'id' | 'host' | 'label' | 'capturedAt'>>(
      `SELECT id, host, label, captured_at AS capturedAt FROM snapshot
       ORDER BY host, captured_at IS NULL, captured_at, id`,
    )
    .all();
  const pages = (pragma: string): number => Number(db.pragma(pragma, { simple: true }));
  const pageSize = pages('page_size');
  return {
    bytes: pages('page_count') * pageSize,
    unused: pages('freelist_count') * pageSize,
    snapshots: snapshots.map((snapshot) => ({
      ...snapshot,
      text: text.get(snapshot.id) ?? 0,
      flows: flows.get(snapshot.id) ?? 0,
      facts: (facts.get(snapshot.id) ?? 0) + (problems.get(snapshot.id) ?? 0),
    })),
    sharedText: text.get(null) ?? 0,
    notes:
      db
        .prepare<[], number>(
          `SELECT (SELECT coalesce(sum(octet_length(text) + octet_length(anchor)), 0) FROM note)
             + (SELECT coalesce(sum(octet_length(shown)), 0) FROM pin)
             + (SELECT coalesce(sum(octet_length(outline)), 0) FROM report)`,
        )
        .pluck()
        .get() ?? 0,
  };
}

function sums(db: Database, query: string): ReadonlyMap<number | null, number> {
  const rows = db.prepare<[], { id: number | null; bytes: number }>(query).all();
  return new Map(rows.map(({ id, bytes }) => [id, bytes]));
}
