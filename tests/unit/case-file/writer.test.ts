import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { contentStore } from '../../../electron/engine/case-file/content.ts';
import { applyMigration, migrations } from '../../../electron/engine/case-file/migrations/list.ts';
import { openCase, closeCase } from '../../../electron/engine/case-file/open-case.ts';
import { encodeFact } from '../../../electron/engine/case-file/encode-fact.ts';
import { FlowEncoder } from '../../../electron/engine/case-file/encode-flows.ts';
import { flowId } from '../../../electron/engine/case-file/flow-ids.ts';
import { loadFlows, loadSnapshotFacts } from '../../../electron/engine/case-file/queries/snapshot-facts.ts';
import { listSnapshots } from '../../../electron/engine/case-file/queries/snapshots.ts';
import { openImportWriter } from '../../../electron/engine/case-file/writer.ts';
import { checkCase } from '../../check-case.ts';
import { casePath, flows, qvo, transcriptCase, writeTranscript, writeText } from './new-case.ts';

function readCase<T>(path: string, work: (db: Database.Database) => T): T {
  const { db } = openCase(path, { create: false });
  try {
    return work(db);
  } finally {
    closeCase(db);
  }
}

test('what an import writes comes back whole', () => {
  const path = transcriptCase();
  expect(checkCase(path)).toEqual([]);
  readCase(path, (db) => {
    expect(listSnapshots(db)).toEqual([
      {
        id: 1,
        host: 'compute1',
        label: 'before',
        capturedAt: '2013-07-31T10:00:00+00:00',
        hostFrom: 'prompt',
        capturedFrom: null,
        bundles: ['transcript.txt'],
        sources: 2,
        facts: 4,
        problems: 2,
        states: { ok: 2 },
      },
    ]);
    const facts = loadSnapshotFacts(db, { id: 1, host: 'compute1' });
    expect(facts.of('link')).toEqual([
      { id: 1, kind: 'link', data: qvo, sourceId: 1, firstLine: 2, lastLine: 3 },
    ]);
    expect(facts.of('flow')).toEqual([]);
    expect(loadFlows(db, 2, 'br-tun')).toEqual(
      flows.map((data, place) => ({
        id: flowId(2, place),
        kind: 'flow',
        data,
        sourceId: 2,
        firstLine: 6 + place,
        lastLine: 6 + place,
      })),
    );
  });
});

test('a closed case is one file', () => {
  const path = transcriptCase();
  expect(readdirSync(dirname(path))).toEqual(['test.coldtrace']);
  readCase(path, (db) => listSnapshots(db));
  expect(readdirSync(dirname(path))).toEqual(['test.coldtrace']);
});

test('a rollback leaves the case as it was, and no file where there was none', () => {
  const fresh = casePath();
  const first = openImportWriter(fresh);
  writeTranscript(first, null);
  first.rollback();
  expect(readdirSync(dirname(fresh))).toEqual([]);

  const path = transcriptCase();
  const before = readFileSync(path);
  const second = openImportWriter(path);
  writeTranscript(second, 'after', { fingerprint: 'bb'.repeat(32) });
  second.rollback();
  second.rollback();
  expect(readCase(path, (db) => listSnapshots(db).map(({ label }) => label))).toEqual(['before']);
  // The header's change counter moves; every page of data is as it was.
  expect(readFileSync(path).subarray(100).equals(before.subarray(100))).toBe(true);
});

test('nothing of an import is visible before its commit, and readers go on meanwhile', () => {
  const path = transcriptCase();
  const { db } = openCase(path, { create: false });
  const writer = openImportWriter(path);
  writeTranscript(writer, 'after', { fingerprint: 'bb'.repeat(32) });
  expect(listSnapshots(db).map(({ label }) => label)).toEqual(['before']);
  writer.commit();
  expect(listSnapshots(db).map(({ label }) => label)).toEqual(['before', 'after']);
  closeCase(db);
  expect(readdirSync(dirname(path))).toEqual(['test.coldtrace']);
  expect(checkCase(path)).toEqual([]);
});

test('a second import waits its turn with a clear error', () => {
  const path = transcriptCase();
  const writer = openImportWriter(path);
  expect(() => openImportWriter(path)).toThrow(expect.objectContaining({ code: 'case-locked' }));
  writer.rollback();
}, 20_000);

test('an equal bundle is known, under the snapshots that have it now', () => {
  const path = transcriptCase();
  const writer = openImportWriter(path);
  expect(writer.knownBundle('aa'.repeat(32))).toEqual([1]);
  expect(writer.knownBundle('bb'.repeat(32))).toBeNull();
  const later = writeTranscript(writer, 'before', { fingerprint: 'bb'.repeat(32) });
  expect(writer.snapshotsOf('compute1', 'before')).toEqual([
    { id: 1, capturedAt: '2013-07-31T10:00:00+00:00' },
    { id: later, capturedAt: null },
  ]);
  expect(writer.snapshotsOf('compute1', null)).toEqual([]);
  writer.mergeSnapshots(later, 1);
  expect(writer.identity(later).capturedAt).toBe('2013-07-31T10:00:00+00:00');
  expect(writer.knownBundle('aa'.repeat(32))).toEqual([later]);
  writer.commit();
  expect(checkCase(path)).toEqual([]);
  expect(readCase(path, (db) => listSnapshots(db))).toMatchObject([{ id: later, sources: 4, facts: 8 }]);
});

test('merging moves sources that are still being written', () => {
  const path = casePath();
  const writer = openImportWriter(path);
  const bundleId = writer.addBundle({ name: 'b', kind: 'folder', fingerprint: 'cc', bytes: 0 });
  const identity = { host: 'h', hostFrom: 'hostname', capturedAt: null, capturedFrom: null };
  const [into, from] = [writer.addSnapshot(identity, null), writer.addSnapshot(identity, null)];
  const sourceId = writer.addSource({
    snapshotId: from,
    bundleId,
    path: 'x',
    commandLine: null,
    commandId: null,
    target: null,
    netns: null,
    protocol: null,
  });
  writer.mergeSnapshots(into, from);
  writer.finishSource(sourceId, {
    state: 'empty',
    reason: null,
    bytes: 0,
    firstLine: 1,
    lastLine: 0,
    contentId: null,
  });
  writer.commit();
  expect(checkCase(path)).toEqual([]);
  expect(readCase(path, (db) => listSnapshots(db))).toMatchObject([{ id: into, states: { empty: 1 } }]);
});

test('an import that forgot to finish a source does not get into the case', () => {
  const path = casePath();
  const writer = openImportWriter(path);
  const bundleId = writer.addBundle({ name: 'b', kind: 'folder', fingerprint: 'cc', bytes: 0 });
  const snapshotId = writer.addSnapshot(
    { host: 'h', hostFrom: 'x', capturedAt: null, capturedFrom: null },
    null,
  );
  const place = { commandLine: null, commandId: null, target: null, netns: null, protocol: null };
  writer.addSource({ snapshotId, bundleId, path: 'x', ...place });
  expect(() => writer.commit()).toThrow('was not finished');
  writer.rollback();
  expect(existsSync(path)).toBe(false);
});

test('a disk that is full is told as such', () => {
  const path = casePath();
  const db = new Database(path);
  for (const migration of migrations) applyMigration(db, migration);
  db.pragma('max_page_count = 60');
  db.exec('BEGIN');
  // Lines that do not compress, so that pages run out.
  function* incompressible(): Generator<string> {
    let noise = 1;
    for (let i = 0; i < 100_000; i++) {
      noise = (noise * 48_271) % 2_147_483_647;
      yield `${noise.toString(36)}${((noise * 31) % 999_983).toString(36)}`;
    }
  }
  expect(() => {
    writeText(contentStore(db, path)(), incompressible());
  }).toThrow(expect.objectContaining({ name: 'CodedError', code: 'disk-full' }));
  db.close();
});

test('facts and flows come from another thread, and those of a source can be dropped', () => {
  const path = casePath();
  const writer = openImportWriter(path);
  const bundleId = writer.addBundle({ name: 'b', kind: 'folder', fingerprint: 'cc', bytes: 0 });
  const identity = { host: 'h', hostFrom: 'hostname', capturedAt: null, capturedFrom: null };
  const snapshotId = writer.addSnapshot(identity, null);
  const contentId = writeText(writer.content(), ['one', 'two', 'three']);
  const end = { state: 'ok', reason: null, bytes: 14, firstLine: 1, lastLine: 3, contentId } as const;
  const place = { ...{ snapshotId, bundleId, path: 'x', commandLine: null, commandId: null } };
  const source = { ...place, target: null, netns: null, protocol: null };
  const encoder = new FlowEncoder();
  for (const flow of flows) encoder.add(flow, 2, 3);
  const block = encoder.end();
  if (block === null) throw new Error('no block');

  const kept = writer.addSource(source);
  writer.addFacts(kept, structuredClone([encodeFact('link', qvo, 1, 2), encodeFact('link', qvo, 3, 3)]));
  writer.addFlows(kept, structuredClone(block));
  expect(() => writer.addFlows(kept, block)).toThrow('flows from place 0');
  writer.finishSource(kept, end);

  const dropped = writer.addSource(source);
  writer.addFacts(dropped, [encodeFact('link', { ...qvo, name: 'gone0' }, 1, 1)]);
  writer.addFlows(dropped, block);
  writer.dropFacts(dropped);
  writer.finishSource(dropped, { ...end, state: 'unreadable' });
  writer.commit();

  expect(checkCase(path)).toEqual([]);
  readCase(path, (db) => {
    expect(listSnapshots(db)).toMatchObject([{ facts: 5, states: { ok: 1, unreadable: 1 } }]);
    const stored = loadSnapshotFacts(db, { id: snapshotId, host: 'h' });
    expect(stored.of('link').map(({ data, firstLine }) => [data, firstLine])).toEqual([
      [qvo, 1],
      [qvo, 3],
    ]);
    expect(loadFlows(db, kept, null).map(({ data }) => data)).toEqual(flows);
    expect(loadFlows(db, dropped, null)).toEqual([]);
  });
});
