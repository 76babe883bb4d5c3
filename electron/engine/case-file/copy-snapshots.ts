// Snapshots with all that hangs on them, between a case and a database attached to it: another case's are taken in,
// one that the user removes is moved out and can be put back. Rows keep their ids where those are free.
import type { Database } from 'better-sqlite3';
import { CodedError } from '../../../shared/coded-error.ts';
import type { Severity, SourceState } from '../../../shared/evidence.ts';
import { flowId } from './flow-ids.ts';

export interface TakenIn {
  /** Snapshots of the case that are new, or have new sources. */
  readonly snapshots: readonly number[];
  /** Snapshots of the case that bundles known to it are of. */
  readonly known: readonly number[];
  /** Counted over the new sources. */
  readonly states: Readonly<Partial<Record<SourceState, number>>>;
  readonly facts: number;
  readonly problems: Readonly<Partial<Record<Severity, number>>>;
}

/** Tables in which a row's id is made new by adding to it. */
type Numbered = 'bundle' | 'snapshot' | 'content' | 'source' | 'fact';

/** How far apart the flow ids of two sources are that follow each other. */
const flowsApart = flowId(1, 0) - flowId(0, 0);

/**
 * Takes in what `from` has and the case has not; inside the caller's transaction. `from` is an attached database in the
 * case's own layout. A bundle is known by its fingerprint: `whole` leaves known ones alone, `restored` takes each source
 * that is there, because it was moved out before.
 */
export function takeInSnapshots(db: Database, from: string, how: 'whole' | 'restored'): TakenIn {
  dropMaps(db);
  // The bundles first: what else is new depends on them.
  const isKnown = `m.fingerprint = o.fingerprint AND EXISTS (SELECT 1 FROM main.snapshot_bundle WHERE bundle_id = m.id)`;
  const bundleShift = shift(db, from, 'bundle', `NOT EXISTS (SELECT 1 FROM main.bundle m WHERE ${isKnown})`);
  db.exec(`
    CREATE TEMP TABLE took_bundle (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, known INTEGER NOT NULL);
    INSERT INTO took_bundle
      SELECT o.id, coalesce(min(m.id), o.id + ${bundleShift}), min(m.id) IS NOT NULL
      FROM ${from}.bundle o LEFT JOIN main.bundle m ON ${isKnown}
      GROUP BY o.id;
    CREATE TEMP TABLE took_snapshot (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, known INTEGER NOT NULL);
    CREATE TEMP TABLE took_source (old INTEGER PRIMARY KEY, new INTEGER NOT NULL);`);
  const snapshotShift = shift(db, from, 'snapshot', 'true');
  // A snapshot that the case has from the same bundle gets what else the other case knows of it.
  const twin =
    how === 'restored'
      ? 'NULL'
      : `(SELECT min(s.id) FROM ${from}.snapshot_bundle j JOIN temp.took_bundle b ON b.old = j.bundle_id AND b.known
          JOIN main.snapshot_bundle k ON k.bundle_id = b.new JOIN main.snapshot s ON s.id = k.snapshot_id
          WHERE j.snapshot_id = o.id AND s.host = o.host AND s.captured_at IS o.captured_at)`;
  const isNew =
    how === 'restored'
      ? '1'
      : 'EXISTS (SELECT 1 FROM temp.took_bundle b WHERE b.old = bundle_id AND NOT b.known)';
  db.exec(`
    INSERT INTO took_snapshot
      SELECT id, coalesce(twin, id + ${snapshotShift}), twin IS NOT NULL
      FROM (SELECT o.id, ${twin} AS twin FROM ${from}.snapshot o)
      WHERE twin IS NOT NULL OR ${how === 'restored' ? '1' : hasNewBundle(from)};
    INSERT INTO took_source
      SELECT id, id + ${shift(db, from, 'source', 'true')} FROM ${from}.source
      WHERE ${isNew} AND snapshot_id IN (SELECT old FROM temp.took_snapshot);`);

  const bundle = '(SELECT new FROM temp.took_bundle WHERE old = o.bundle_id)';
  const snapshot = '(SELECT new FROM temp.took_snapshot WHERE old = o.snapshot_id)';
  const source = '(SELECT new FROM temp.took_source WHERE old = o.source_id)';
  const ofTaken = 'o.source_id IN (SELECT old FROM temp.took_source)';
  copyRows(
    db,
    from,
    'bundle',
    { id: '(SELECT new FROM temp.took_bundle WHERE old = o.id)' },
    'o.id IN (SELECT old FROM temp.took_bundle WHERE NOT known)',
  );
  copyRows(
    db,
    from,
    'snapshot',
    { id: '(SELECT new FROM temp.took_snapshot WHERE old = o.id)' },
    'o.id IN (SELECT old FROM temp.took_snapshot WHERE NOT known)',
  );
  copyRows(
    db,
    from,
    'snapshot_bundle',
    { snapshot_id: snapshot, bundle_id: bundle },
    'o.snapshot_id IN (SELECT old FROM temp.took_snapshot)',
  );
  takeContents(db, from);
  copyRows(
    db,
    from,
    'source',
    {
      id: '(SELECT new FROM temp.took_source WHERE old = o.id)',
      snapshot_id: snapshot,
      bundle_id: bundle,
      content_id: '(SELECT new FROM temp.took_content WHERE old = o.content_id)',
    },
    'o.id IN (SELECT old FROM temp.took_source)',
  );
  takeFacts(db, from, source, ofTaken);
  const moved = `o.id + (${source} - o.source_id) * ${flowsApart}`;
  copyRows(db, from, 'flow_block', { id: moved, source_id: source }, ofTaken);
  const apart = `(SELECT t.new - t.old FROM ${from}.flow_block b JOIN temp.took_source t ON t.old = b.source_id
    WHERE b.id = o.id)`;
  copyRows(db, from, 'flow_digest', { id: `o.id + ${apart} * ${flowsApart}` }, `${apart} IS NOT NULL`);
  copyRows(db, from, 'flow_bridge', { source_id: source }, ofTaken);
  copyRows(
    db,
    from,
    'problem',
    { id: 'NULL', bundle_id: bundle, source_id: source },
    `${ofTaken} OR o.source_id IS NULL AND o.bundle_id IN (SELECT old FROM temp.took_bundle WHERE NOT known)`,
  );
  const taken = counted(db);
  dropMaps(db);
  return taken;
}

/**
 * Moves a snapshot out of the case into the attached database `to`, which is empty; inside the caller's transaction.
 * What no other snapshot has goes with it: its bundles, texts, names. Throws 'not-found'.
 */
export function moveOutSnapshot(db: Database, id: number, to: string): void {
  if (db.prepare('SELECT 1 FROM main.snapshot WHERE id = ?').get(id) === undefined) {
    throw new CodedError('not-found', `There is no snapshot ${id}.`);
  }
  const sources = `(SELECT id FROM main.source WHERE snapshot_id = ${id})`;
  const facts = `(SELECT id FROM main.fact WHERE source_id IN ${sources})`;
  const blocks = `(SELECT id FROM main.flow_block WHERE source_id IN ${sources})`;
  const bundles = `(SELECT bundle_id FROM main.snapshot_bundle WHERE snapshot_id = ${id})`;
  const contents = `(SELECT content_id FROM main.source WHERE snapshot_id = ${id})`;
  const chosen: readonly (readonly [table: string, where: string])[] = [
    ['bundle', `id IN ${bundles}`],
    ['snapshot', `id = ${id}`],
    ['snapshot_bundle', `snapshot_id = ${id}`],
    ['content', `id IN ${contents}`],
    ['content_chunk', `content_id IN ${contents}`],
    ['source', `snapshot_id = ${id}`],
    ['fact', `source_id IN ${sources}`],
    ['name', `id IN (SELECT name_id FROM main.fact_name WHERE fact_id IN ${facts})`],
    ['fact_name', `fact_id IN ${facts}`],
    ['flow_block', `source_id IN ${sources}`],
    ['flow_digest', `id IN ${blocks}`],
    ['flow_bridge', `source_id IN ${sources}`],
    ['problem', `source_id IN ${sources} OR source_id IS NULL AND bundle_id IN ${bundles}`],
  ];
  for (const [table, where] of chosen) {
    db.exec(`CREATE TABLE ${to}.${table} AS SELECT * FROM main.${table} WHERE ${where}`);
  }
  db.exec(`
    DELETE FROM main.fact_name WHERE fact_id IN ${facts};
    DELETE FROM main.name WHERE id NOT IN (SELECT name_id FROM main.fact_name);
    DELETE FROM main.fact WHERE source_id IN ${sources};
    DELETE FROM main.flow_digest WHERE id IN ${blocks};
    DELETE FROM main.flow_block WHERE source_id IN ${sources};
    DELETE FROM main.flow_bridge WHERE source_id IN ${sources};
    DELETE FROM main.problem WHERE source_id IN ${sources};
    DELETE FROM main.source WHERE snapshot_id = ${id};
    DELETE FROM main.content_chunk WHERE content_id IN (SELECT id FROM ${to}.content)
      AND content_id NOT IN (SELECT content_id FROM main.source WHERE content_id IS NOT NULL);
    DELETE FROM main.content WHERE id IN (SELECT id FROM ${to}.content)
      AND id NOT IN (SELECT content_id FROM main.source WHERE content_id IS NOT NULL);
    DELETE FROM main.snapshot_bundle WHERE snapshot_id = ${id};
    DELETE FROM main.snapshot WHERE id = ${id};
    DELETE FROM main.problem WHERE source_id IS NULL AND bundle_id NOT IN (SELECT bundle_id FROM main.snapshot_bundle);
    DELETE FROM main.bundle WHERE id NOT IN (SELECT bundle_id FROM main.snapshot_bundle);`);
}

/** Texts, each once. */
function takeContents(db: Database, from: string): void {
  db.exec(`
    CREATE TEMP TABLE took_content (old INTEGER PRIMARY KEY, new INTEGER NOT NULL, known INTEGER NOT NULL);
    INSERT INTO took_content
      SELECT o.id, coalesce(m.id, o.id + ${shift(db, from, 'content', 'o.hash NOT IN (SELECT hash FROM main.content)')}), m.id IS NOT NULL
      FROM ${from}.content o LEFT JOIN main.content m USING (hash)
      WHERE o.id IN (SELECT content_id FROM ${from}.source WHERE id IN (SELECT old FROM temp.took_source));`);
  const content = '(SELECT new FROM temp.took_content WHERE old = o.content_id)';
  copyRows(
    db,
    from,
    'content',
    { id: '(SELECT new FROM temp.took_content WHERE old = o.id)' },
    'o.id IN (SELECT old FROM temp.took_content WHERE NOT known)',
  );
  copyRows(
    db,
    from,
    'content_chunk',
    { id: 'NULL', content_id: content },
    'o.content_id IN (SELECT old FROM temp.took_content WHERE NOT known)',
  );
}

/** Facts, and the names they mention. */
function takeFacts(db: Database, from: string, source: string, ofTaken: string): void {
  const by = shift(db, from, 'fact', ofTaken);
  copyRows(db, from, 'fact', { id: `o.id + ${by}`, source_id: source }, ofTaken);
  const mentions = `FROM ${from}.fact_name n JOIN ${from}.fact o ON o.id = n.fact_id JOIN ${from}.name w ON w.id = n.name_id
    WHERE ${ofTaken}`;
  db.exec(`
    INSERT OR IGNORE INTO main.name (name, what) SELECT DISTINCT w.name, w.what ${mentions};
    INSERT OR IGNORE INTO main.fact_name (name_id, fact_id)
      SELECT (SELECT m.id FROM main.name m WHERE m.name = w.name AND m.what = w.what), n.fact_id + ${by} ${mentions};`);
}

/** Copies the rows of `from` for which `where` holds; `given` says what becomes of some columns of its row `o`. */
function copyRows(
  db: Database,
  from: string,
  table: string,
  given: Readonly<Record<string, string>>,
  where: string,
): void {
  const columns = (db.pragma(`main.table_info(${table})`) as { readonly name: string }[]).map(
    ({ name }) => name,
  );
  const values = columns.map((name) => given[name] ?? `o."${name}"`);
  const into = columns.map((name) => `"${name}"`).join(', ');
  const orIgnore = table === 'snapshot_bundle' ? 'OR IGNORE ' : '';
  db.exec(
    `INSERT ${orIgnore}INTO main.${table} (${into}) SELECT ${values.join(', ')} FROM ${from}.${table} o WHERE ${where}`,
  );
}

/** What is added to ids of rows `o` of `from` for which `where` holds: nothing while all of them are free. */
function shift(db: Database, from: string, table: Numbered, where: string): number {
  const taken = db
    .prepare(
      `SELECT 1 FROM ${from}.${table} o WHERE o.id IN (SELECT id FROM main.${table}) AND ${where} LIMIT 1`,
    )
    .get();
  if (taken === undefined) return 0;
  return db.prepare<[], number>(`SELECT max(id) FROM main.${table}`).pluck().get() ?? 0;
}

function hasNewBundle(from: string): string {
  return `EXISTS (SELECT 1 FROM ${from}.snapshot_bundle j JOIN temp.took_bundle b ON b.old = j.bundle_id
    WHERE j.snapshot_id = id AND NOT b.known)`;
}

function counted(db: Database): TakenIn {
  const ids = (where: string): readonly number[] =>
    db
      .prepare<[], number>(`SELECT DISTINCT new FROM temp.took_snapshot t WHERE ${where} ORDER BY new`)
      .pluck()
      .all();
  const hasSources = `EXISTS (SELECT 1 FROM main.source WHERE snapshot_id = t.new
    AND id IN (SELECT new FROM temp.took_source))`;
  const sources = 'id IN (SELECT new FROM temp.took_source)';
  return {
    snapshots: ids(`NOT known OR ${hasSources}`),
    known: db
      .prepare<[], number>(
        `SELECT DISTINCT snapshot_id FROM main.snapshot_bundle
         WHERE bundle_id IN (SELECT new FROM temp.took_bundle WHERE known) ORDER BY snapshot_id`,
      )
      .pluck()
      .all(),
    states: tallied(
      db,
      `SELECT state AS key, count(*) AS count FROM main.source WHERE ${sources} GROUP BY state`,
    ),
    facts:
      db
        .prepare<[], number>(`SELECT coalesce(sum(facts), 0) FROM main.source WHERE ${sources}`)
        .pluck()
        .get() ?? 0,
    problems: tallied(
      db,
      `SELECT severity AS key, count(*) AS count FROM main.problem
       WHERE source_id IN (SELECT new FROM temp.took_source) GROUP BY severity`,
    ),
  };
}

function tallied<K extends string>(db: Database, query: string): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const { key, count } of db.prepare<[], { key: K; count: number }>(query).iterate())
    counts[key] = count;
  return counts;
}

function dropMaps(db: Database): void {
  for (const table of ['bundle', 'snapshot', 'source', 'content'])
    db.exec(`DROP TABLE IF EXISTS temp.took_${table}`);
}
