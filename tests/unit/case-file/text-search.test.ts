import type { Database } from 'better-sqlite3';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { closeCase, openCase } from '../../../electron/engine/case-file/open-case.ts';
import { searchText } from '../../../electron/engine/case-file/queries/text-search.ts';
import { mayContain, textRuns, textSignature } from '../../../electron/engine/case-file/text-signature.ts';
import { openImportWriter } from '../../../electron/engine/case-file/writer.ts';
import { TextSearch } from '../../../electron/engine/search-views.ts';
import { spellingsOf } from '../../../shared/search/spellings.ts';
import { checkCase } from '../../check-case.ts';
import { casePath, transcript, transcriptCase, writeText } from './new-case.ts';

function opened(path: string): Database {
  const { db } = openCase(path, { create: false });
  onTestFinished(() => closeCase(db));
  return db;
}

/** A case of hosts with one text each; equal texts are stored once. */
function caseOf(texts: Readonly<Record<string, readonly string[]>>): Database {
  const path = casePath();
  const writer = openImportWriter(path);
  const bundleId = writer.addBundle({ name: 'b', kind: 'folder', fingerprint: 'aa', bytes: 0 });
  for (const [host, lines] of Object.entries(texts)) {
    const identity = { host, hostFrom: 'hostname', capturedAt: null, capturedFrom: null };
    const snapshotId = writer.addSnapshot(identity, null);
    const contentId = writeText(writer.content(), lines);
    const source = writer.addSource({
      ...{ snapshotId, bundleId, path: `${host}.txt`, commandLine: null, commandId: null },
      ...{ target: null, netns: null, protocol: null },
    });
    const end = { bytes: 0, firstLine: 1, lastLine: lines.length, contentId };
    writer.finishSource(source, { state: 'ok', reason: null, ...end });
  }
  writer.commit();
  expect(checkCase(path)).toEqual([]);
  return opened(path);
}

const found = (db: Database, text: string, snapshotId: number | null = null) =>
  [...searchText(db, spellingsOf(text), snapshotId)].flat();
const places = (db: Database, text: string, snapshotId: number | null = null) =>
  found(db, text, snapshotId).map(({ host, line }) => `${host}:${line}`);

test('a line of a transcript is the line of its command, with what was found in it', () => {
  const db = opened(transcriptCase());
  expect(found(db, 'SET_tunnel:0x2')).toEqual([
    {
      host: 'compute1',
      snapshotId: 1,
      sourceId: 2,
      path: 'transcript.txt',
      commandLine: 'ovs-ofctl dump-flows br-tun',
      line: 8,
      text: expect.stringContaining('set_tunnel:0x2') as string,
      from: 0,
      length: transcript[7].length,
      at: transcript[7].indexOf('set_tunnel'),
      spelling: 'set_tunnel:0x2',
    },
  ]);
  // Twice in a line is one line.
  expect(found(db, 'qvo').map(({ line, sourceId }) => [line, sourceId])).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(found(db, '9a3d.5f0e.217c')).toMatchObject([{ line: 3, spelling: '9a:3d:5f:0e:21:7c', at: 15 }]);
  expect(found(db, 'nothing of the kind')).toEqual([]);
});

const noise = (seed: number): readonly string[] =>
  Array.from({ length: 4000 }, (_, i) => `cookie=0x${((i + seed) * 7919).toString(16)}, n_packets=${i * 31}`);

test('every spelling, in every text, also where others are ruled out by their signature', () => {
  const db = caseOf({
    compute1: [...noise(1), 'dl_src=fa:16:3e:12:34:56', ...noise(2), 'load:0xfa163e123456->NXM_OF_ETH_SRC[]'],
    compute2: ['set_field:0xA120003->reg1', 'nw_dst=10.18.0.3', '0xa1200031', 'FE-16-3E-12-34-56'],
    compute3: noise(3),
  });
  expect(places(db, 'FA:16:3E:12:34:56')).toEqual(['compute1:4001', 'compute1:8002', 'compute2:4']);
  expect(found(db, 'fa:16:3e:12:34:56', 2)).toMatchObject([{ spelling: 'fe-16-3e-12-34-56', line: 4 }]);
  expect(places(db, '10.18.0.3')).toEqual(['compute2:1', 'compute2:2']);
  expect(places(db, '10.18.0.3', 1)).toEqual([]);
  expect(places(db, 'n_packets=123969')).toEqual(['compute1:4000', 'compute1:8001', 'compute3:4000']);
});

test('a text that two hosts share is searched once and found for both', () => {
  const lines = ['one', 'two', 'one more'];
  const db = caseOf({ a: lines, b: lines });
  expect(places(db, 'one')).toEqual(['a:1', 'b:1', 'a:3', 'b:3']);
  expect(places(db, 'one', 2)).toEqual(['b:1', 'b:3']);
});

test('of a line of megabytes only what is around the find is shown', () => {
  const long = `${'x'.repeat(3_000_000)}needle${'y'.repeat(3_000_000)}`;
  const db = caseOf({ a: ['short needle', long, 'end'] });
  const [short, cut] = found(db, 'NEEDLE');
  expect(short).toMatchObject({ line: 1, text: 'short needle', from: 0, length: 12, at: 6 });
  expect(cut).toMatchObject({ line: 2, length: 6_000_006, from: 2_999_880, at: 120 });
  expect(cut?.text).toHaveLength(400);
  expect(cut?.text.slice(120, 126)).toBe('needle');
  expect(places(db, 'end')).toEqual(['a:3']);
});

test('letters beyond ASCII are found whatever their case, also those that grow', () => {
  const db = caseOf({ a: ['Zürich', 'ZÜRICH', '网桥 br-int', 'İ br-İnt br-ex'] });
  expect(places(db, 'zürich')).toEqual(['a:1', 'a:2']);
  expect(places(db, '网桥')).toEqual(['a:3']);
  expect(found(db, 'BR-EX')).toMatchObject([{ line: 4, at: 9 }]);
});

test('a search gives what it has, goes on when asked again, and stops at its bound', () => {
  const db = caseOf({ a: Array.from({ length: 30_000 }, (_, i) => `line ${i} of many`) });
  const search = new TextSearch(db, 'of many', null);
  const first = search.window(0, 10);
  expect(first).toMatchObject({
    complete: false,
    capped: false,
    spellings: [{ text: 'of many', kind: 'typed' }],
  });
  expect(first.rows.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  let last = first;
  for (let i = 0; i < 1000 && !last.capped; i++) last = search.window(9_995, 10);
  expect(last).toMatchObject({ matched: 10_000, complete: false, capped: true });
  expect(last.rows.map(({ line }) => line)).toEqual([9_996, 9_997, 9_998, 9_999, 10_000]);
  const narrow = new TextSearch(db, 'line 29999 of', null);
  let end = narrow.window(0, 10);
  for (let i = 0; i < 1000 && !end.complete; i++) end = narrow.window(0, 10);
  expect(end).toMatchObject({ matched: 1, complete: true, capped: false, rows: [{ line: 30_000 }] });
});

test('a signature never rules out what is there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 300, maxLength: 600 }),
      fc.nat(),
      fc.nat({ max: 40 }),
      (lines, at, length) => {
        const text = lines.join('\n').padEnd(5000, 'abcdefg');
        const signature = textSignature(Buffer.from(text));
        expect(signature.length).toBeGreaterThan(0);
        const wanted = text.slice(at % text.length).slice(0, length);
        // Half a surrogate pair is not in the bytes.
        if (wanted.isWellFormed()) expect(mayContain(signature, textRuns(wanted))).toBe(true);
      },
    ),
  );
  const flows = Buffer.from(noise(1).join('\n').slice(0, 65_000));
  expect(mayContain(textSignature(flows), textRuns('fa:16:3e:12:34:56'))).toBe(false);
});
