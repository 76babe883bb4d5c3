// Checks a whole case after an import: whatever was imported, these things hold. For every test that
// imports something, in the spirit of `PRAGMA integrity_check`.
import Database from 'better-sqlite3';
import { factKinds } from '../shared/facts.ts';
import { severities, sourceStates } from '../shared/evidence.ts';
import { ContentReader } from '../electron/engine/case-file/content.ts';
import { applicationId } from '../electron/engine/case-file/open-case.ts';
import { migrations } from '../electron/engine/case-file/migrations/list.ts';

/** What is wrong with the case at `path`; empty when nothing is. Opens it read-only. */
export function checkCase(path: string): readonly string[] {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return [...faults(db)];
  } finally {
    db.close();
  }
}

function* faults(db: Database.Database): Generator<string> {
  const integrity = db.pragma('integrity_check', { simple: true });
  if (integrity !== 'ok') yield `integrity_check: ${String(integrity)}`;
  if (db.pragma('application_id', { simple: true }) !== applicationId) yield 'application_id is not ours';
  if (db.pragma('user_version', { simple: true }) !== migrations.length)
    yield 'user_version is not the newest';
  for (const row of db.pragma('foreign_key_check') as { table: string; rowid: number; parent: string }[]) {
    yield `${row.table} ${row.rowid} points to a ${row.parent} that is not there`;
  }

  yield* each(
    db,
    'a source with a count of facts that is not its facts',
    `
    SELECT id, path FROM source WHERE facts <>
      (SELECT count(*) FROM fact WHERE source_id = source.id) +
      (SELECT count(*) FROM flow WHERE ${flowsOfSource})`,
  );
  yield* each(
    db,
    'a source with a count of problems that is not its problems',
    `
    SELECT id, path FROM source
    WHERE problems <> (SELECT count(*) FROM problem WHERE source_id = source.id)`,
  );
  yield* each(
    db,
    'a source with counts of flows by bridge that are not its flows',
    `
    SELECT id, path FROM source WHERE (SELECT coalesce(sum(flows), 0) FROM flow_bridge WHERE source_id = source.id)
      <> (SELECT count(*) FROM flow WHERE ${flowsOfSource})`,
  );
  yield* each(
    db,
    'a flow without a source',
    `
    SELECT id, match FROM flow WHERE ${sourceOfFlow} NOT IN (SELECT id FROM source)`,
  );
  yield* each(
    db,
    'a source in an unknown state',
    `
    SELECT id, path, state FROM source WHERE state NOT IN (${list(sourceStates)})`,
  );
  yield* each(
    db,
    'a fact of an unknown kind',
    `
    SELECT id, kind FROM fact WHERE kind NOT IN (${list(factKinds)}) OR kind = 'flow'`,
  );
  yield* each(
    db,
    'a fact whose data is no JSON object',
    `
    SELECT id, kind FROM fact WHERE NOT json_valid(data) OR json_type(data) <> 'object'`,
  );
  yield* each(
    db,
    'a problem of an unknown severity',
    `
    SELECT id, code FROM problem WHERE severity NOT IN (${list(severities)})`,
  );
  yield* each(
    db,
    'a problem of another bundle than its source',
    `
    SELECT problem.id, code FROM problem JOIN source ON source.id = source_id
    WHERE source.bundle_id <> problem.bundle_id`,
  );
  yield* each(
    db,
    'a source whose bundle gave nothing to its snapshot',
    `
    SELECT id, path FROM source WHERE (snapshot_id, bundle_id) NOT IN (SELECT snapshot_id, bundle_id FROM snapshot_bundle)`,
  );
  yield* each(
    db,
    'a snapshot without a bundle',
    `
    SELECT id, host FROM snapshot WHERE id NOT IN (SELECT snapshot_id FROM snapshot_bundle)`,
  );
  yield* each(
    db,
    'a content that no source has',
    `
    SELECT id, lines FROM content WHERE id NOT IN (SELECT content_id FROM source WHERE content_id IS NOT NULL)`,
  );

  // Evidence: every fact's and problem's lines are in the source's text.
  for (const [what, table] of [
    ['fact', 'fact JOIN source ON source.id = source_id'],
    ['flow', `flow JOIN source ON source.id = ${sourceOfFlow}`],
  ] as const) {
    yield* each(
      db,
      `a ${what} whose lines are not its source's`,
      `
      SELECT ${what}.id, path, ${what}.first_line, ${what}.last_line FROM ${table}
      WHERE ${what}.first_line < source.first_line OR ${what}.last_line > source.last_line
        OR ${what}.first_line > ${what}.last_line`,
    );
    yield* each(
      db,
      `a ${what} without kept text`,
      `
      SELECT ${what}.id, path FROM ${table} WHERE content_id IS NULL`,
    );
  }
  yield* each(
    db,
    'a source with lines beyond its text',
    `
    SELECT source.id, path FROM source JOIN content ON content.id = content_id WHERE last_line > content.lines`,
  );
  yield* each(
    db,
    "a problem beyond its source's text",
    `
    SELECT problem.id, path, line FROM problem JOIN source ON source.id = source_id
      JOIN content ON content.id = content_id WHERE line > content.lines`,
  );

  // Text: the chunks are whole and add up.
  const reader = new ContentReader(db);
  for (const { id, bytes, lines } of db.prepare('SELECT id, bytes, lines FROM content').all() as {
    id: number;
    bytes: number;
    lines: number;
  }[]) {
    const text = reader.lines(id, 1, lines + 1);
    if (text.length !== lines) yield `content ${id} has ${text.length} lines, not ${lines}`;
    const size = text.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
    if (size !== bytes) yield `content ${id} has ${size} bytes, not ${bytes}`;
  }
}

const flowsOfSource =
  'flow.id BETWEEN 4503599627370496 + source.id * 67108864 AND 4503599627370496 + source.id * 67108864 + 67108863';
const sourceOfFlow = '(flow.id - 4503599627370496) / 67108864';

function* each(db: Database.Database, what: string, sql: string): Generator<string> {
  for (const row of db.prepare<[], Record<string, unknown>>(sql).iterate()) {
    yield `${what}: ${Object.values(row).join(' ')}`;
  }
}

function list(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}
