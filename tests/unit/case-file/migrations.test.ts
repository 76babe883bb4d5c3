import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { flowId } from '../../../electron/engine/case-file/flow-ids.ts';
import { migrations } from '../../../electron/engine/case-file/migrations/list.ts';
import { closeCase, openCase } from '../../../electron/engine/case-file/open-case.ts';
import { factsAbout } from '../../../electron/engine/case-file/queries/facts.ts';
import {
  getOutline,
  listNotes,
  listPins,
  putNote,
} from '../../../electron/engine/case-file/queries/notes.ts';
import type { Note } from '../../../shared/notes/note.ts';
import { loadFlows } from '../../../electron/engine/case-file/queries/snapshot-facts.ts';
import { ContentReader } from '../../../electron/engine/case-file/content.ts';
import { checkCase } from '../../check-case.ts';
import { casePath, flows, qvo, transcript, transcriptCase } from './new-case.ts';

/** Versions before 7 had none of these. */
const withoutNotes = 'DROP TABLE note; DROP TABLE pin; DROP TABLE report';

test('a case of version 1 comes along whole: its flows as blocks, its names once', () => {
  const path = casePath();
  const old = openCase(path, { create: true, migrations: migrations.slice(0, 1) }).db;
  old.exec(`
    BEGIN;
    INSERT INTO bundle VALUES (1, 'b', 'folder', 'aa', 0, '2026-01-01T00:00:00Z');
    INSERT INTO snapshot VALUES (1, 'compute1', 'prompt', NULL, NULL, NULL);
    INSERT INTO snapshot_bundle VALUES (1, 1);
    INSERT INTO content VALUES (1, x'00', ${Buffer.byteLength(`${transcript.join('\n')}\n`)}, 8);
    INSERT INTO source VALUES (1, 1, 1, 't', 'x', NULL, NULL, NULL, NULL, 'ok', NULL, 9, 1, 8, 1, 9002, 0);
    INSERT INTO flow_bridge VALUES (1, 'br-tun', 9000);
  `);
  const text = zstdCompressSync(Buffer.from(`${transcript.join('\n')}\n`));
  old.prepare('INSERT INTO content_chunk VALUES (1, 1, 1, 8, ?)').run(text);
  for (const id of [1, 2]) {
    old.prepare("INSERT INTO fact VALUES (?, 1, 'link', 'qvo', 2, 3, ?)").run(id, JSON.stringify(qvo));
    old.prepare("INSERT INTO name VALUES ('qvo48e06cd2-60', 'device', ?)").run(id);
  }
  const insert = old.prepare(`INSERT INTO flow VALUES (${Array.from({ length: 18 }, () => '?').join()})`);
  const written = Array.from({ length: 3000 }, () => flows).flat();
  for (const [place, it] of written.entries()) {
    insert.run(
      ...[flowId(1, place), it.bridge, it.table, it.priority, it.match, it.actions, it.cookie],
      ...[it.nPackets, it.nBytes, it.duration, it.idleTimeout, it.hardTimeout, it.idleAge, it.hardAge],
      ...[it.importance, it.flags.length === 0 ? null : it.flags.join(' '), 6, 6],
    );
  }
  old.exec('COMMIT');
  closeCase(old);

  const { db } = openCase(path, { create: false });
  expect(loadFlows(db, 1, 'br-tun').map(({ data }) => data)).toEqual(written);
  expect(loadFlows(db, 1, null).at(-1)?.id).toBe(flowId(1, 8999));
  expect(factsAbout(db, 1, 'QVO48e06cd2-60', 9).map(({ id }) => id)).toEqual([1, 2]);
  expect(new ContentReader(db).lines(1, 1, 9)).toEqual(transcript);
  closeCase(db);
  expect(checkCase(path)).toEqual([]);
  expect(readdirSync(dirname(path)).sort()).toEqual(['test.coldtrace', 'test.coldtrace.v1']);
});

test('a block of version 5 gets its column of table names, and is the same otherwise', () => {
  const path = transcriptCase();
  const { db } = openCase(path, { create: false });
  const read = db.prepare<[], { id: number; data: Buffer }>('SELECT id, data FROM flow_block');
  const blocks = read.all();
  const before = loadFlows(db, 2, null);
  // As version 5 wrote them: without the last column.
  for (const { id, data } of blocks) {
    const sizesTo = 5 + 4 * 18;
    const old = Buffer.concat([
      data.subarray(0, sizesTo - 4),
      data.subarray(sizesTo, data.length - data.readUInt32LE(sizesTo - 4)),
    ]);
    old[0] = 1;
    db.prepare('UPDATE flow_block SET data = ? WHERE id = ?').run(old, id);
  }
  db.exec(withoutNotes);
  db.pragma('user_version = 5');
  closeCase(db);

  const migrated = openCase(path, { create: false }).db;
  expect(migrated.pragma('user_version', { simple: true })).toBe(migrations.length);
  expect(migrated.prepare('SELECT id, data FROM flow_block').all()).toEqual(blocks);
  expect(loadFlows(migrated, 2, null)).toEqual(before);
  closeCase(migrated);
  expect(checkCase(path)).toEqual([]);
});

test('a case of version 6 gets the tables of notes, and a copy of it stays beside it', () => {
  const path = transcriptCase();
  const { db } = openCase(path, { create: false });
  const before = loadFlows(db, 2, null);
  db.exec(withoutNotes);
  db.pragma('user_version = 6');
  closeCase(db);

  const migrated = openCase(path, { create: false }).db;
  expect(migrated.pragma('user_version', { simple: true })).toBe(migrations.length);
  expect(loadFlows(migrated, 2, null)).toEqual(before);
  const note: Note = {
    id: '6d0cf0a7-7a0e-4b0e-9c0f-0d6f8f0b7a11',
    created: '2026-11-27T10:00:00.000Z',
    updated: '2026-11-27T10:00:00.000Z',
    author: '',
    status: 'open',
    tags: ['vlan'],
    text: 'seen',
    anchor: { kind: 'case' },
  };
  expect(putNote(migrated, note)).toBeNull();
  expect(listNotes(migrated)).toEqual([note]);
  expect([listPins(migrated), getOutline(migrated)]).toEqual([[], null]);
  closeCase(migrated);
  expect(checkCase(path)).toEqual([]);
  expect(readdirSync(dirname(path)).sort()).toEqual(['test.coldtrace', 'test.coldtrace.v6']);
  const copy = new Database(`${path}.v6`, { readonly: true });
  expect(copy.pragma('user_version', { simple: true })).toBe(6);
  copy.close();
});
