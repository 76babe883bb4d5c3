// Checks a whole case after an import: whatever was imported, these things hold. For every test that
// imports something, in the spirit of `PRAGMA integrity_check`.
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import { factKinds } from '../shared/facts.ts';
import { severities, sourceStates } from '../shared/evidence.ts';
import { FlowBlock } from '../electron/engine/case-file/columns/flow-block.ts';
import { digestOf } from '../electron/engine/case-file/columns/flow-digest.ts';
import { ContentReader } from '../electron/engine/case-file/content.ts';
import { sourceOfFlow } from '../electron/engine/case-file/flow-ids.ts';
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
      (SELECT coalesce(sum(flows), 0) FROM flow_block WHERE source_id = source.id)`,
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
      <> (SELECT coalesce(sum(flows), 0) FROM flow_block WHERE source_id = source.id)`,
  );
  yield* each(
    db,
    'a name that no fact mentions',
    `
    SELECT id, name FROM name WHERE id NOT IN (SELECT name_id FROM fact_name)`,
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
  yield* each(
    db,
    "a fact whose lines are not its source's",
    `
    SELECT fact.id, path, fact.first_line, fact.last_line FROM fact JOIN source ON source.id = source_id
    WHERE fact.first_line < source.first_line OR fact.last_line > source.last_line
      OR fact.first_line > fact.last_line`,
  );
  yield* each(
    db,
    'a fact without kept text',
    `
    SELECT fact.id, path FROM fact JOIN source ON source.id = source_id WHERE content_id IS NULL`,
  );
  yield* flowFaults(db);
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

  // Nothing is lost between a text and its sources: what parsers took and what was set aside is all of it.
  // The sources of one transcript share its lines, so the sum is over a member's sources.
  yield* each(
    db,
    'a text whose lines are not those read and set aside',
    `
    SELECT path, content.lines, sum(lines_read) AS lines_read, sum(lines_aside) AS lines_aside
    FROM source JOIN content ON content.id = content_id WHERE lines_read IS NOT NULL
    GROUP BY bundle_id, path, content_id HAVING sum(lines_read) + sum(lines_aside) <> content.lines`,
  );
  yield* each(
    db,
    'a count of lines that is none',
    `
    SELECT id, path, lines_read, lines_aside FROM source
    WHERE lines_read < 0 OR lines_aside < 0 OR (lines_read IS NULL) <> (lines_aside IS NULL)
      OR (content_id IS NULL AND lines_read IS NOT NULL)`,
  );
  yield* each(
    db,
    'a fact of a source none of whose lines was read',
    `
    SELECT id, path, facts FROM source WHERE facts > 0 AND lines_read = 0`,
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

/** Blocks are whole, in order, of their source, and count what they hold. */
function* flowFaults(db: Database.Database): Generator<string> {
  const sources = db.prepare<
    [number],
    { path: string; first_line: number; last_line: number; content_id: number | null }
  >('SELECT path, first_line, last_line, content_id FROM source WHERE id = ?');
  const digests = db.prepare<[number]>('SELECT * FROM flow_digest WHERE id = ?');
  const bridges = new Map<string, number>();
  let end = 0;
  for (const row of db.prepare<[], BlockRow>('SELECT * FROM flow_block ORDER BY id').iterate()) {
    const what = `block ${row.id} of source ${row.source_id}`;
    if (sourceOfFlow(row.id) !== row.source_id) yield `${what} has another source's ids`;
    const inside = db
      .prepare('SELECT id FROM flow_block WHERE id > ? AND id < ?')
      .get(row.id, row.id + row.flows);
    if (inside !== undefined) yield `${what} overlaps the next`;
    const first = row.id % 2 ** 26 === 0;
    if (!first && row.id !== end) yield `${what} does not begin where the one before ends`;
    end = row.id + row.flows;
    const source = sources.get(row.source_id);
    if (source === undefined) {
      yield `${what}: a flow without a source`;
      continue;
    }
    if (source.content_id === null) yield `${what}: a flow without kept text`;
    let block: FlowBlock;
    try {
      block = new FlowBlock(row.data);
    } catch (error) {
      yield `${what} cannot be read: ${String(error)}`;
      continue;
    }
    const { oldest, cookies, prints } = digestOf(block);
    const digest = { id: row.id, oldest, cookies, prints: Buffer.from(prints) };
    if (!isDeepStrictEqual(digests.get(row.id), digest)) yield `${what} has another block's digest, or none`;
    if (block.flows !== row.flows) yield `${what} has ${block.flows} flows, not ${row.flows}`;
    let [firstLine, lastLine] = [Infinity, 0];
    const flowAt = block.reader();
    for (let place = 0; place < block.flows; place++) {
      const [from, to] = [block.firstLine(place), block.lastLine(place)];
      firstLine = Math.min(firstLine, from);
      lastLine = Math.max(lastLine, to);
      if (from > to || from < source.first_line || to > source.last_line) {
        yield `${what}, place ${place}: a flow whose lines are not its source's`;
      }
      const key = `${row.source_id} ${flowAt(place).bridge ?? 'null'}`;
      bridges.set(key, (bridges.get(key) ?? 0) + 1);
    }
    if (firstLine !== row.first_line || lastLine !== row.last_line) {
      yield `${what} has lines ${firstLine} to ${lastLine}, not ${row.first_line} to ${row.last_line}`;
    }
  }
  for (const { source_id, bridge, flows } of db
    .prepare<[], { source_id: number; bridge: string | null; flows: number }>('SELECT * FROM flow_bridge')
    .iterate()) {
    const found = bridges.get(`${source_id} ${bridge ?? 'null'}`) ?? 0;
    if (found !== flows) yield `source ${source_id} has ${found} flows of ${bridge}, not ${flows}`;
  }
}

interface BlockRow {
  readonly id: number;
  readonly source_id: number;
  readonly flows: number;
  readonly first_line: number;
  readonly last_line: number;
  readonly data: Buffer;
}

function* each(db: Database.Database, what: string, sql: string): Generator<string> {
  for (const row of db.prepare<[], Record<string, unknown>>(sql).iterate()) {
    yield `${what}: ${Object.values(row).join(' ')}`;
  }
}

function list(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}
