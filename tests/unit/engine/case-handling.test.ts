// What a user does with a case as a whole: takes in another one, removes a snapshot and takes that back, makes a copy,
// gives room back to the disk.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { flowId } from '../../../electron/engine/case-file/flow-ids.ts';
import { migrations } from '../../../electron/engine/case-file/migrations/list.ts';
import { applicationId, closeCase, openCase } from '../../../electron/engine/case-file/open-case.ts';
import { listNotes, putNote } from '../../../electron/engine/case-file/queries/notes.ts';
import { caseSizes } from '../../../electron/engine/case-file/queries/sizes.ts';
import { CaseSession } from '../../../electron/engine/case-session.ts';
import type { Note } from '../../../shared/notes/note.ts';
import { checkCase } from '../../check-case.ts';
import { importBundles } from '../../import-bundles.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

const coded = (code: string): unknown => expect.objectContaining({ name: 'CodedError', code });

const firstPlace = flowId(0, 0);
const perSource = flowId(1, 0) - firstPlace;

/** All that a case says of its snapshots, without the ids of rows: what must be the same in any case that has them. */
function saidIn(path: string): readonly string[] {
  const db = new Database(path, { readonly: true });
  onTestFinished(() => {
    db.close();
  });
  const at = 'snapshot.host, snapshot.label, snapshot.captured_at, source.path, source.command_line';
  const joined = 'JOIN source ON source.id = source_id JOIN snapshot ON snapshot.id = snapshot_id';
  const queries = [
    `SELECT ${at}, bundle.fingerprint, state, facts, problems, hex(hash), lines, lines_read,
       (SELECT sum(length(data) + first_line) FROM content_chunk WHERE content_id = content.id)
     FROM source JOIN snapshot ON snapshot.id = snapshot_id JOIN bundle ON bundle.id = bundle_id
       LEFT JOIN content ON content.id = content_id`,
    `SELECT ${at}, kind, key, fact.first_line, fact.data,
       (SELECT group_concat(name || what, ' ') FROM (SELECT name, what FROM fact_name JOIN name ON name.id = name_id
          WHERE fact_id = fact.id ORDER BY name, what))
     FROM fact ${joined}`,
    `SELECT ${at}, flow_block.id - ${firstPlace} - source_id * ${perSource}, flows, flow_block.first_line, hex(data),
       oldest, cookies, hex(prints)
     FROM flow_block JOIN flow_digest USING (id) ${joined}`,
    `SELECT ${at}, bridge, flows FROM flow_bridge ${joined}`,
    `SELECT ${at}, severity, line, code, message FROM problem ${joined}`,
    `SELECT bundle.name, fingerprint, severity, code, message FROM problem JOIN bundle ON bundle.id = bundle_id
     WHERE source_id IS NULL`,
    `SELECT host, label, captured_at, host_from, cleaned, bundle.name FROM snapshot
       JOIN snapshot_bundle ON snapshot_id = snapshot.id JOIN bundle ON bundle.id = bundle_id`,
  ];
  return queries
    .flatMap((query, i) =>
      db
        .prepare(query)
        .raw()
        .all()
        .map((row) => `${i} ${short(row)}`),
    )
    .sort();
}

/** A row, what is long in it as its hash, so that a difference can be read. */
function short(row: unknown): string {
  return (row as readonly unknown[])
    .map((value) => {
      const text = Buffer.isBuffer(value) ? value.toString('hex') : String(value);
      return text.length < 200 ? text : createHash('sha256').update(text).digest('hex').slice(0, 16);
    })
    .join('|');
}

/** Every row of every table, with its ids. */
function rowsOf(path: string): Readonly<Record<string, readonly unknown[]>> {
  const db = new Database(path, { readonly: true });
  const tables = db
    .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    .pluck()
    .all();
  // Ids that nothing points to, and those of names, may be others.
  const without: Readonly<Record<string, string>> = {
    problem: 'bundle_id, source_id, severity, line, code, message',
    content_chunk: 'content_id, first_line, lines, filter, data',
    name: 'name, what',
    fact_name: '(SELECT name || what FROM name WHERE id = name_id), fact_id',
  };
  const rows = tables.map((table) => {
    const all = db
      .prepare(`SELECT ${without[table] ?? '*'} FROM ${table}`)
      .raw()
      .all();
    return [table, all.map(short).sort()] as const;
  });
  db.close();
  return Object.fromEntries(rows);
}

function noteOf(id: string, updated: string, text: string): Note {
  return {
    id: `00000000-0000-4000-8000-00000000000${id}`,
    created: '2026-11-01T10:00:00.000Z',
    updated,
    author: 'li',
    status: 'open',
    tags: [],
    text,
    anchor: { kind: 'case' },
  };
}

describe.skipIf(!hasShared)('a case as a whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-handling-'));
  const inFolder = (name: string): string => join(folder, name);
  const host = (snapshot: string, name: string): string =>
    sharedData('lab/bundles', snapshot, name, 'commands.tar.gz');
  const before = (name: string): string => host('S02-instance-moved-before', name);
  const after = (name: string): string => host('S02-instance-moved-after', name);

  const network = host('T0-healthy', 'network1');

  const mine = inFolder('mine.coldtrace');
  const theirs = inFolder('theirs.coldtrace');

  beforeAll(async () => {
    // compute1's bundle is in both, so that a part of the other case is known.
    await importBundles([before('compute1'), network], { casePath: mine, keysInLines: false });
    await importBundles([after('compute1')], { casePath: theirs, keysInLines: false });
    await importBundles([before('compute1'), after('compute2')], { casePath: theirs, keysInLines: false });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function copyOf(path: string, name: string): string {
    const copy = inFolder(name);
    copyFileSync(path, copy);
    return copy;
  }

  function changeCase<T>(path: string, work: (session: CaseSession) => T): T {
    const session = new CaseSession(path, { create: false });
    try {
      return work(session);
    } finally {
      session.close();
    }
  }

  test('another case is taken in as if its bundles had been imported here', async () => {
    const merged = copyOf(mine, 'merged.coldtrace');
    const untouched = rowsOf(theirs);
    const { ledger } = await importBundles([theirs], { casePath: merged, keysInLines: false });
    expect(ledger).toMatchObject({
      changed: true,
      bundles: [{ name: 'theirs.coldtrace', outcome: 'imported', problems: [] }],
    });
    expect(checkCase(merged)).toEqual([]);
    expect(saidIn(merged)).toEqual([...new Set([...saidIn(mine), ...saidIn(theirs)])].sort());
    expect(rowsOf(theirs)).toEqual(untouched);

    // What was imported at once instead says the same.
    const atOnce = inFolder('at-once.coldtrace');
    await importBundles([before('compute1'), network], { casePath: atOnce, keysInLines: false });
    const { ledger: direct } = await importBundles([after('compute1'), after('compute2')], {
      casePath: atOnce,
    });
    expect(saidIn(merged)).toEqual(saidIn(atOnce));
    expect({ states: ledger.states, facts: ledger.facts, problems: ledger.problems }).toEqual({
      states: direct.states,
      facts: direct.facts,
      problems: direct.problems,
    });

    const { ledger: again } = await importBundles([theirs], { casePath: merged, keysInLines: false });
    expect(again).toMatchObject({ changed: false, bundles: [{ outcome: 'known' }] });
  });

  test('a case comes beside bundles, and into a case that is not there yet', async () => {
    const fresh = inFolder('fresh.coldtrace');
    await importBundles([network, theirs], { casePath: fresh, keysInLines: false });
    expect(checkCase(fresh)).toEqual([]);
    expect(saidIn(fresh).some((row) => row.includes('network1'))).toBe(true);
    const all = new Set(saidIn(fresh));
    expect(saidIn(theirs).filter((row) => !all.has(row))).toEqual([]);
  });

  test('notes come along, and of two versions of one the later stays', async () => {
    const here = copyOf(mine, 'notes-here.coldtrace');
    const there = copyOf(theirs, 'notes-there.coldtrace');
    const old = '2026-11-02T10:00:00.000Z';
    const late = '2026-11-03T10:00:00.000Z';
    for (const [path, notes] of [
      [here, [noteOf('1', late, 'mine, later'), noteOf('2', old, 'mine, earlier')]],
      [there, [noteOf('1', old, 'theirs'), noteOf('2', late, 'theirs, later'), noteOf('3', old, 'new')]],
    ] as const) {
      changeCase(path, (session) => session.annotate((db) => notes.forEach((note) => putNote(db, note))));
    }
    const { ledger } = await importBundles([there], { casePath: here, keysInLines: false });
    expect(ledger.bundles).toMatchObject([{ outcome: 'imported', notes: 2 }]);
    const texts = changeCase(here, (session) => session.query(listNotes)).map(({ id, text }) => [
      id.at(-1),
      text,
    ]);
    expect(Object.fromEntries(texts)).toEqual({ 1: 'mine, later', 2: 'theirs, later', 3: 'new' });
  });

  test('an older case is taken in and left as it is', async () => {
    const old = inFolder('old.coldtrace');
    closeCase(openCase(old, { create: true, migrations: migrations.slice(0, 1) }).db);
    const merged = copyOf(mine, 'with-old.coldtrace');
    expect((await importBundles([old], { casePath: merged, keysInLines: false })).ledger).toMatchObject({
      changed: false,
    });
    const db = new Database(old, { readonly: true });
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    db.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('old.'))).toEqual(['old.coldtrace']);
  });

  test('a newer case, another database and the case itself are refused, and nothing is lost', async () => {
    const newer = copyOf(theirs, 'newer.coldtrace');
    const other = inFolder('other.sqlite');
    for (const [path, application] of [
      [newer, applicationId],
      [other, 7],
    ] as const) {
      const db = new Database(path);
      db.exec('CREATE TABLE IF NOT EXISTS t (x)');
      db.pragma(`application_id = ${application}`);
      db.pragma('user_version = 999');
      db.close();
    }
    const kept = copyOf(mine, 'kept.coldtrace');
    const rows = rowsOf(kept);
    await expect(importBundles([newer], { casePath: kept, keysInLines: false })).rejects.toThrow(
      coded('newer-case'),
    );
    await expect(importBundles([other], { casePath: kept, keysInLines: false })).rejects.toThrow(
      coded('unreadable-bundle'),
    );
    await expect(importBundles([kept], { casePath: kept, keysInLines: false })).rejects.toThrow(
      coded('bad-request'),
    );
    expect(rowsOf(kept)).toEqual(rows);
    // Beside one that can be read, each is that one's own failure.
    const { ledger } = await importBundles([newer, theirs], { casePath: kept, keysInLines: false });
    expect(ledger.bundles.map(({ outcome }) => outcome)).toEqual(['failed', 'imported']);
  });

  test('a removed snapshot leaves nothing behind, and comes back row by row', async () => {
    const path = copyOf(theirs, 'removing.coldtrace');
    const rows = rowsOf(path);
    const session = new CaseSession(path, { create: false });
    try {
      const all = session.snapshots();
      const removals = all.map(({ id }) => session.removeSnapshot(id));
      expect(session.snapshots()).toEqual([]);
      expect(checkCase(path)).toEqual([]);
      for (const [table, left] of Object.entries(rowsOf(path))) expect([table, left]).toEqual([table, []]);
      expect(removals.toReversed().map((removal) => session.restoreSnapshot(removal))).toEqual(
        all.map(({ id }) => id).reverse(),
      );
      expect(session.snapshots()).toEqual(all);
      expect(() => session.restoreSnapshot(removals[0] ?? '')).toThrow(coded('not-found'));
      expect(() => session.removeSnapshot(99)).toThrow(coded('not-found'));
    } finally {
      session.close();
    }
    expect(checkCase(path)).toEqual([]);
    expect(rowsOf(path)).toEqual(rows);
  });

  test('it comes back where its ids were given away meanwhile', async () => {
    const path = copyOf(theirs, 'given-away.coldtrace');
    const said = saidIn(path);
    const session = new CaseSession(path, { create: false });
    try {
      const last = session.snapshots().reduce((most, { id }) => Math.max(most, id), 0);
      const removal = session.removeSnapshot(last);
      await importBundles([network], { casePath: path, keysInLines: false });
      session.importEnded(true);
      expect(session.restoreSnapshot(removal)).toBeGreaterThan(last);
    } finally {
      session.close();
    }
    expect(checkCase(path)).toEqual([]);
    expect(saidIn(path)).toEqual(
      [...new Set([...said, ...saidIn(mine).filter((row) => row.includes('network1'))])].sort(),
    );
  });

  test('more are removed than can come back', () => {
    const path = inFolder('many.coldtrace');
    const session = new CaseSession(path, { create: true });
    try {
      session.change((db) => {
        const add = db.prepare("INSERT INTO snapshot (host, host_from) VALUES (?, 'user')");
        for (let i = 0; i < 12; i++) add.run(`compute${i}`);
      });
      const removals = session.snapshots().map(({ id }) => session.removeSnapshot(id));
      expect(() => session.restoreSnapshot(removals[0] ?? '')).toThrow(coded('not-found'));
      expect(session.restoreSnapshot(removals.at(-1) ?? '')).toBeGreaterThan(0);
    } finally {
      session.close();
    }
  });

  test('a copy is whole or not there', async () => {
    const session = new CaseSession(copyOf(theirs, 'original.coldtrace'), { create: false });
    try {
      const copy = inFolder('copy.coldtrace');
      await session.saveCopy(copy);
      expect(rowsOf(copy)).toEqual(rowsOf(session.path));
      expect(checkCase(copy)).toEqual([]);
      await expect(session.saveCopy(session.path)).rejects.toThrow(coded('bad-request'));
      await expect(session.saveCopy(join(folder, 'no/such/copy.coldtrace'))).rejects.toThrow(
        coded('cannot-write'),
      );
      expect(existsSync(join(folder, 'no'))).toBe(false);
      // A folder, and another case, with what only it has.
      await expect(session.saveCopy(folder)).rejects.toThrow(coded('bad-request'));
      const other = copyOf(theirs, 'other.coldtrace');
      const before = readFileSync(other);
      await expect(session.saveCopy(other)).rejects.toThrow(coded('bad-request'));
      expect(readFileSync(other).equals(before)).toBe(true);
    } finally {
      session.close();
    }
    expect(readdirSync(folder).filter((name) => name.includes('.part'))).toEqual([]);
  });

  test('what is whose adds up, and room is given back', async () => {
    const path = copyOf(theirs, 'sizes.coldtrace');
    const session = new CaseSession(path, { create: false });
    try {
      const sizes = session.query(caseSizes);
      expect(sizes.bytes).toBe(statSync(path).size);
      const named = sizes.snapshots.reduce((sum, { text, flows, facts }) => sum + text + flows + facts, 0);
      expect(named + sizes.sharedText).toBeGreaterThan(sizes.bytes / 3);
      expect(named + sizes.sharedText).toBeLessThan(sizes.bytes);
      // Both snapshots of compute1 say `uname -a` and the like.
      expect(sizes.sharedText).toBeGreaterThan(0);
      for (const { id } of session.snapshots()) session.removeSnapshot(id);
      expect(session.query(caseSizes).unused).toBeGreaterThan(sizes.bytes / 2);
      expect(session.compact()).toBe(sizes.bytes);
      expect(statSync(path).size).toBeLessThan(sizes.bytes / 5);
    } finally {
      session.close();
    }
  });
});
