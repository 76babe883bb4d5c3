// Names for the palette: whatever contains a text, best match first.
import type { Database } from 'better-sqlite3';
import type { Response } from '../../../../shared/api.ts';
import { spellingsOf } from '../../../../shared/search/spellings.ts';
import { likePattern, prefixPattern } from './like.ts';

type Name = Response<'names.find'>['names'][number];

/**
 * Hosts, then things that facts name, then sources; within each, equal before beginning before containing.
 * Things are named by an address or id in any spelling: `fa163e123456` finds `fa:16:3e:12:34:56`, and after
 * it the MAC of the other end of its tap.
 */
export function findNames(db: Database, text: string, limit: number): Name[] {
  const pattern = likePattern(text);
  const prefix = prefixPattern(text);
  const order = (column: string): string =>
    `${column} = ? COLLATE NOCASE DESC, ${column} LIKE ? ESCAPE '\\' DESC, length(${column}), ${column}`;
  const hosts = db
    .prepare<[string, string, string, number], Name>(
      `SELECT host AS name, 'host' AS what, host, id AS snapshotId, NULL AS sourceId, NULL AS line
       FROM snapshot WHERE host LIKE ? ESCAPE '\\' ORDER BY ${order('host')}, id LIMIT ?`,
    )
    .all(pattern, text, prefix, limit);
  const spellings = spellingsOf(text).map((spelling) => likePattern(spelling.text));
  const rank = `CASE ${spellings.map((_, i) => `WHEN name LIKE ? ESCAPE '\\' THEN ${i}`).join(' ')} END`;
  // A bridge is also a device, and a MAC may be told by twenty facts: one entry a snapshot, with the
  // columns of the row that has the smallest `choice` (SQLite: bare columns beside min()).
  const things = db
    .prepare<(string | number)[], Name & { choice: number }>(
      `SELECT name, what, host, snapshot_id AS snapshotId, source_id AS sourceId, fact.first_line AS line,
         ${rank} AS spelling,
         min((instr('instance host router network port bridge device mac address', what) * 10000000000)
           + fact.id) AS choice
       FROM name JOIN fact_name ON name_id = name.id JOIN fact ON fact.id = fact_id JOIN source ON source.id = source_id
         JOIN snapshot ON snapshot.id = snapshot_id
       WHERE spelling IS NOT NULL
         AND NOT (what = 'host' AND name IN (SELECT host COLLATE NOCASE FROM snapshot))
       GROUP BY name, snapshot_id ORDER BY spelling, ${order('name')}, snapshot_id LIMIT ?`,
    )
    .all(...spellings, text, prefix, limit)
    .map(nameOf);
  // A transcript is one file, whatever number of commands it holds.
  const sources = db
    .prepare<[string, string, string, number], Name & { first: number }>(
      `SELECT path AS name, 'source' AS what, host, snapshot_id AS snapshotId, source.id AS sourceId,
         max(first_line, 1) AS line, min(source.id) AS first
       FROM source JOIN snapshot ON snapshot.id = snapshot_id
       WHERE path LIKE ? ESCAPE '\\'
       GROUP BY path, snapshot_id ORDER BY ${order('path')}, snapshot_id LIMIT ?`,
    )
    .all(pattern, text, prefix, limit)
    .map(nameOf);
  return [...hosts, ...things, ...sources].slice(0, limit);
}

function nameOf({ name, what, host, snapshotId, sourceId, line }: Name): Name {
  return { name, what, host, snapshotId, sourceId, line };
}
