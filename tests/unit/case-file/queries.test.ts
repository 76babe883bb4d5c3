import { noTableNumbers } from '../../../shared/openflow/table-id.ts';
import type { Database } from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { encodeFact } from '../../../electron/engine/case-file/encode-fact.ts';
import { flowId } from '../../../electron/engine/case-file/flow-ids.ts';
import { closeCase, openCase } from '../../../electron/engine/case-file/open-case.ts';
import { factsAbout, flowWithPlace, getFact } from '../../../electron/engine/case-file/queries/facts.ts';
import type { FlowTest } from '../../../electron/engine/case-file/queries/flow-windows.ts';
import { FlowWindows } from '../../../electron/engine/case-file/queries/flow-windows.ts';
import { findNames } from '../../../electron/engine/case-file/queries/names.ts';
import {
  mergeSnapshots,
  updateSnapshot,
} from '../../../electron/engine/case-file/queries/change-snapshots.ts';
import { listSnapshots } from '../../../electron/engine/case-file/queries/snapshots.ts';
import {
  listSources,
  marksIn,
  problemsOf,
  sourceById,
} from '../../../electron/engine/case-file/queries/sources.ts';
import { openImportWriter } from '../../../electron/engine/case-file/writer.ts';
import { checkCase } from '../../check-case.ts';
import { casePath, qvo, transcriptCase, writeTranscript } from './new-case.ts';

function opened(path = transcriptCase()): Database {
  const { db } = openCase(path, { create: false });
  onTestFinished(() => closeCase(db));
  return db;
}

const evidence = { host: 'compute1', source: 'transcript.txt' };

test('sources: a window by state and text, with problems', () => {
  const db = opened();
  const all = listSources(db, { snapshot: 1, offset: 0, limit: 100 });
  expect(all).toMatchObject({
    total: 2,
    matched: 2,
    sources: [{ commandLine: 'ip link show qvo48e06cd2-60' }, { commandLine: 'ovs-ofctl dump-flows br-tun' }],
  });
  expect(all.sources[1]).toEqual({
    id: 2,
    snapshotId: 1,
    path: 'transcript.txt',
    commandLine: 'ovs-ofctl dump-flows br-tun',
    commandId: 'ovs-ofctl-dump-flows',
    netns: null,
    state: 'ok',
    reason: null,
    bytes: 900,
    firstLine: 4,
    lastLine: 8,
    facts: 3,
    problems: 1,
    kept: true,
  });
  expect(listSources(db, { snapshot: 1, text: 'DUMP-fl', offset: 0, limit: 1 })).toMatchObject({
    total: 2,
    matched: 1,
  });
  // The underscore is a letter here, not a wildcard.
  expect(listSources(db, { snapshot: 1, text: 'ovs_ofctl', offset: 0, limit: 1 }).matched).toBe(0);
  expect(listSources(db, { snapshot: 1, states: ['error'], offset: 0, limit: 9 })).toMatchObject({
    matched: 0,
    sources: [],
  });
  expect(listSources(db, { snapshot: 1, offset: 1, limit: 9 }).sources.map(({ id }) => id)).toEqual([2]);
  expect(problemsOf(db, 2)).toEqual([
    { severity: 'warning', line: 5, code: 'old-reply', message: 'NXST_FLOW' },
  ]);
  expect(() => sourceById(db, 99)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

test('the facts of a whole transcript are marked, whichever of its commands is asked for', () => {
  const db = opened();
  const marks = marksIn(db, sourceById(db, 1), 3, 7);
  expect(marks).toEqual([
    { fact: 1, kind: 'link', title: '16: qvo48e06cd2-60 UP mtu 1500', firstLine: 2, lastLine: 3 },
    {
      fact: flowId(2, 0),
      kind: 'flow',
      title: 'br-tun table=0 priority=1 in_port=1 actions=resubmit(,1)',
      firstLine: 6,
      lastLine: 6,
    },
    {
      fact: flowId(2, 1),
      kind: 'flow',
      title: 'br-tun table=0 priority=0 actions=drop',
      firstLine: 7,
      lastLine: 7,
    },
  ]);
  expect(marksIn(db, sourceById(db, 2), 3, 7)).toEqual(marks);
});

test('one id names any fact, flows included', () => {
  const db = opened();
  expect(getFact(db, 1)).toEqual({
    id: 1,
    kind: 'link',
    title: '16: qvo48e06cd2-60 UP mtu 1500',
    data: qvo,
    evidence: { ...evidence, sourceId: 1, firstLine: 2, lastLine: 3 },
  });
  expect(getFact(db, flowId(2, 2))).toMatchObject({
    kind: 'flow',
    data: { table: 21, nBytes: 900, duration: 77625.3, flags: ['send_flow_rem', 'check_overlap'] },
    evidence: { ...evidence, sourceId: 2, firstLine: 8, lastLine: 8 },
  });
  for (const id of [2, flowId(2, 3), flowId(7, 0)]) {
    expect(() => getFact(db, id)).toThrow(expect.objectContaining({ code: 'not-found' }));
  }
  expect(flowWithPlace(db, flowId(2, 1)).contentId).toBe(1);
});

test('a name leads to the facts that mention it, in its own snapshot', () => {
  const db = opened();
  expect(factsAbout(db, 1, 'QVO48e06cd2-60', 10).map(({ id }) => id)).toEqual([1]);
  expect(factsAbout(db, 1, '9a:3d:5f:0e:21:7c', 10).map(({ id }) => id)).toEqual([1]);
  expect(factsAbout(db, 1, 'qvo', 10)).toEqual([]);
  expect(factsAbout(db, 2, 'qvo48e06cd2-60', 10)).toEqual([]);
});

test('names for the palette: hosts first, then things, then sources', () => {
  const db = opened();
  const place = { host: 'compute1', snapshotId: 1 };
  expect(findNames(db, 'c', 10)).toEqual([
    { ...place, name: 'compute1', what: 'host', sourceId: null, line: null },
    { ...place, name: 'qvo48e06cd2-60', what: 'device', sourceId: 1, line: 2 },
    { ...place, name: '9a:3d:5f:0e:21:7c', what: 'mac', sourceId: 1, line: 2 },
    { ...place, name: 'transcript.txt', what: 'source', sourceId: 1, line: 1 },
  ]);
  expect(findNames(db, '%', 10)).toEqual([]);
  expect(findNames(db, 'c', 1)).toHaveLength(1);
});

test('a MAC is named in every spelling, and by the MAC of the other end of its tap', () => {
  const path = casePath();
  const writer = openImportWriter(path);
  const bundleId = writer.addBundle({ name: 'b', kind: 'folder', fingerprint: 'aa', bytes: 0 });
  const snapshotId = writeTranscript(writer, null);
  const source = writer.addSource({
    ...{ snapshotId, bundleId, path: 'x', commandLine: null, commandId: null },
    ...{ target: null, netns: null, protocol: null },
  });
  const names = [
    ['fa:16:3e:12:34:56', 'mac'],
    ['fe:16:3e:12:34:56', 'mac'],
    ['fa:16:3e:12:34:57', 'mac'],
    ['10.18.0.3', 'address'],
  ] as const;
  writer.addFacts(source, [{ ...encodeFact('link', qvo, 2, 3), names }]);
  const end = { bytes: 0, firstLine: 1, lastLine: 8, contentId: 1 };
  writer.finishSource(source, { state: 'ok', reason: null, ...end });
  writer.commit();
  const db = opened(path);
  const found = (text: string): readonly string[] => findNames(db, text, 10).map(({ name }) => name);
  const both = ['fa:16:3e:12:34:56', 'fe:16:3e:12:34:56'];
  for (const text of ['fa163e123456', '0xFA163E123456', 'fa16.3e12.3456', 'fa:16:3e:12:34:56'])
    expect(found(text)).toEqual(both);
  expect(found('fe163e123456')).toEqual(both.toReversed());
  expect(found('fa-16-3e-12-34')).toEqual(['fa:16:3e:12:34:56', 'fa:16:3e:12:34:57', 'fe:16:3e:12:34:56']);
  expect(found('0xa120003')).toEqual(['10.18.0.3']);
});

test('a host that facts mention is named where it has no snapshot of its own', () => {
  const path = casePath();
  const writer = openImportWriter(path);
  const bundleId = writer.addBundle({ name: 'b', kind: 'folder', fingerprint: 'aa', bytes: 0 });
  const snapshotId = writeTranscript(writer, null);
  const source = writer.addSource({
    ...{ snapshotId, bundleId, path: 'x', commandLine: null, commandId: null },
    ...{ target: null, netns: null, protocol: null },
  });
  const names = [
    ['compute1', 'host'],
    ['compute9', 'host'],
    ['computenet', 'network'],
  ] as const;
  const fact = { ...encodeFact('link', qvo, 2, 3), names };
  writer.addFacts(source, [fact, fact]);
  const end = { bytes: 0, firstLine: 1, lastLine: 8, contentId: 1 };
  writer.finishSource(source, { state: 'ok', reason: null, ...end });
  writer.commit();
  expect(
    findNames(opened(path), 'compute', 10).map(({ name, what, sourceId }) => [name, what, sourceId]),
  ).toEqual([
    ['compute1', 'host', null],
    ['compute9', 'host', source],
    ['computenet', 'network', source],
  ]);
});

test('flow windows: sort, filter, scroll', () => {
  const db = opened();
  const windows = new FlowWindows(db);
  const dump = {
    ...{ sourceId: 2, bridge: 'br-tun', host: 'compute1', path: 'transcript.txt' },
    tables: noTableNumbers,
  };
  const matches = (
    filter: Parameters<FlowWindows['window']>[1],
    sort: Parameters<FlowWindows['window']>[2]['sort'],
    descending: boolean,
    offset = 0,
    limit = 10,
  ) => {
    const { total, matched, rows } = windows.window(dump, filter, { sort, descending }, offset, limit);
    return [total, matched, ...rows.map(({ evidence: { firstLine } }) => firstLine)];
  };
  expect(matches(null, 'line', false)).toEqual([3, 3, 6, 7, 8]);
  expect(matches(null, 'line', true)).toEqual([3, 3, 8, 7, 6]);
  expect(matches(null, 'nPackets', true)).toEqual([3, 3, 6, 8, 7]);
  // Equal in the sort: in reading order, whichever direction.
  expect(matches(null, 'table', false)).toEqual([3, 3, 6, 7, 8]);
  expect(matches(null, 'table', true)).toEqual([3, 3, 8, 6, 7]);
  expect(matches(null, 'nPackets', true, 1, 1)).toEqual([3, 3, 8]);
  expect(matches(null, 'line', false, 5, 5)).toEqual([3, 3]);
  let tested = 0;
  const priority1: FlowTest = {
    text: 'priority=1',
    condition: {
      kind: 'number',
      column: 'priority',
      test: (priority: number | null) => (tested++, priority === 1),
    },
  };
  expect(matches(priority1, 'line', false)).toEqual([3, 2, 6, 8]);
  expect(matches(priority1, 'nPackets', false)).toEqual([3, 2, 8, 6]);
  expect(matches(priority1, 'nPackets', false, 1, 1)).toEqual([3, 2, 6]);
  // Sorting and scrolling do not filter again.
  expect(tested).toBe(3);
  expect(
    windows.window({ ...dump, bridge: 'br-int' }, null, { sort: 'line', descending: false }, 0, 5).total,
  ).toBe(0);
  expect(windows.window(dump, null, { sort: 'line', descending: false }, 0, 1).rows).toEqual([
    {
      id: flowId(2, 0),
      table: 0,
      tableName: null,
      priority: 1,
      match: 'in_port=1',
      actions: 'resubmit(,1)',
      cookie: '0x0',
      nPackets: 422,
      nBytes: 64283,
      duration: 77625.456,
      idleTimeout: null,
      hardTimeout: null,
      idleAge: 3,
      hardAge: null,
      evidence: { ...evidence, sourceId: 2, firstLine: 6, lastLine: 6 },
    },
  ]);
});

test('what the user corrects stays, and merging joins everything', () => {
  const path = casePath();
  const writer = openImportWriter(path);
  const first = writeTranscript(writer, null);
  const second = writeTranscript(writer, null, {
    fingerprint: 'bb'.repeat(32),
    capturedAt: '2013-07-31T10:05:00Z',
  });
  writer.commit();
  const { db } = openCase(path, { create: false });
  updateSnapshot(db, first, { host: 'compute-1', label: 'before' });
  expect(listSnapshots(db)).toMatchObject([
    { id: first, host: 'compute-1', hostFrom: 'user', label: 'before', capturedAt: null },
    { id: second, host: 'compute1' },
  ]);
  mergeSnapshots(db, first, [second]);
  expect(listSnapshots(db)).toMatchObject([
    { id: first, sources: 4, facts: 8, problems: 4, capturedAt: '2013-07-31T10:05:00Z', states: { ok: 4 } },
  ]);
  expect(() => mergeSnapshots(db, first, [first])).toThrow(expect.objectContaining({ code: 'bad-request' }));
  expect(() => updateSnapshot(db, second, {})).toThrow(expect.objectContaining({ code: 'not-found' }));
  closeCase(db);
  expect(checkCase(path)).toEqual([]);
});
