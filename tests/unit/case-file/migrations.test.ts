import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { packBytes, unpackBytes } from '../../../electron/engine/case-file/columns/packed-bytes.ts';
import { FlowEncoder } from '../../../electron/engine/case-file/encode-flows.ts';
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

/** Versions before 9 had none of these. */
const withoutRedaction = 'DROP TABLE redaction; DROP TABLE redaction_name';
/** Versions before 8 had none of this. */
const withoutDigests = `${withoutRedaction}; DROP TABLE flow_digest`;
/** Versions before 7 had none of these. */
const withoutNotes = `${withoutDigests}; DROP TABLE note; DROP TABLE pin; DROP TABLE report`;

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

/** A block as versions 6 and 7 of the case wrote it: each column packed by itself. */
function asVersion2(block: Buffer): Buffer {
  const [columns, numberColumns, sizesAt] = [18, 12, 5];
  const sizes = Array.from({ length: columns }, (_, i) => block.readUInt32LE(sizesAt + 4 * i));
  const groups = [0, 1, 2].map((i) => block.readUInt32LE(sizesAt + 4 * (columns + i)));
  let at = sizesAt + 4 * (columns + groups.length);
  const [others = '', match = '', actions = ''] = groups.map((size) => {
    at += size;
    return Buffer.from(unpackBytes(block.subarray(at - size, at))).toString('latin1');
  });
  const place = { match: 12, actions: 13 };
  let rest = others;
  const packed = sizes.map((size, i) => {
    const text = i === place.match ? match : i === place.actions ? actions : rest.slice(0, size);
    if (i !== place.match && i !== place.actions) rest = rest.slice(size);
    const column = Buffer.from(text, 'latin1');
    return i < numberColumns ? packedNumbers(column) : packedTexts(column);
  });
  const head = Buffer.from(block.subarray(0, sizesAt + 4 * columns));
  head[0] = 2;
  for (const [i, column] of packed.entries()) head.writeUInt32LE(column.length, sizesAt + 4 * i);
  return Buffer.concat([head, ...packed]);
}

function packedNumbers(column: Buffer): Buffer {
  const head = { 2: 27, 3: 2 }[column[0] ?? 0] ?? column.length;
  const body = column.subarray(head);
  return Buffer.concat([column.subarray(0, head), head === column.length ? body : packBytes(body)]);
}

function packedTexts(column: Buffer): Buffer {
  const lengthsEnd = 8 + column.readUInt32LE(4);
  const rowsEnd = lengthsEnd + 4 + column.readUInt32LE(lengthsEnd);
  const numbers = [column.subarray(8, lengthsEnd), column.subarray(lengthsEnd + 4, rowsEnd)].map(
    packedNumbers,
  );
  return Buffer.concat([
    column.subarray(0, 4),
    ...numbers.flatMap((part) => [Buffer.from(Uint32Array.of(part.length).buffer), part]),
    column.subarray(rowsEnd, rowsEnd + 1),
    packBytes(column.subarray(rowsEnd + 1)),
  ]);
}

/** A block of many flows with all that a column may be: nulls, steps, fractions, many texts and few. */
function variedBlock(): Buffer {
  const encoder = new FlowEncoder();
  for (let i = 0; i < 500; i++) {
    const flow = flows[i % flows.length];
    if (flow === undefined) throw new Error('no flow');
    const varied = { nPackets: i % 7 === 0 ? null : i * 1e6, nBytes: i % 3 === 0 ? 0.1 + i : 2 ** 60 + i };
    encoder.add({ ...flow, ...varied, match: `in_port=${i}`, duration: i / 1000 }, 6 + i, 6 + i);
  }
  const encoded = encoder.end();
  if (encoded === null) throw new Error('no block');
  return Buffer.from(encoded.data);
}

test('a case of version 7 gets its blocks packed together and their digests', () => {
  const path = transcriptCase();
  const { db } = openCase(path, { create: false });
  const blocksOf = (of: Database.Database): unknown => of.prepare('SELECT * FROM flow_block').all();
  const digestsOf = (of: Database.Database): unknown => of.prepare('SELECT * FROM flow_digest').all();
  const varied = variedBlock();
  const [blocks, digests] = [blocksOf(db), digestsOf(db)];
  const before = loadFlows(db, 2, null);
  expect(digests).toMatchObject([{ id: flowId(2, 0) }]);
  db.function('as_version_2', (data) => asVersion2(data as Buffer));
  db.exec(`UPDATE flow_block SET data = as_version_2(data); ${withoutDigests}`);
  db.prepare('INSERT INTO flow_block VALUES (?, 2, 500, 6, 505, ?)').run(flowId(2, 3), asVersion2(varied));
  db.pragma('user_version = 7');
  closeCase(db);

  const migrated = openCase(path, { create: false }).db;
  expect(migrated.pragma('user_version', { simple: true })).toBe(migrations.length);
  const added = migrated.prepare('SELECT data FROM flow_block WHERE id = ?').pluck().get(flowId(2, 3));
  expect(added).toEqual(varied);
  migrated.exec(`DELETE FROM flow_digest WHERE id = ${flowId(2, 3)}`);
  migrated.exec(`DELETE FROM flow_block WHERE id = ${flowId(2, 3)}`);
  expect([blocksOf(migrated), digestsOf(migrated)]).toEqual([blocks, digests]);
  expect(loadFlows(migrated, 2, null)).toEqual(before);
  closeCase(migrated);
  expect(checkCase(path)).toEqual([]);
  expect(readdirSync(dirname(path)).sort()).toEqual(['test.coldtrace', 'test.coldtrace.v7']);
});

test('a block of version 5 gets its column of table names, and is the same otherwise', () => {
  const path = transcriptCase();
  const { db } = openCase(path, { create: false });
  const read = db.prepare<[], { id: number; data: Buffer }>('SELECT id, data FROM flow_block');
  const blocks = read.all();
  const before = loadFlows(db, 2, null);
  // As version 5 wrote them: without the last column.
  for (const { id, data: newest } of blocks) {
    const data = asVersion2(newest);
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
