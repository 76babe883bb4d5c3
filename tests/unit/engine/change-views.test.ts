// The changes of a case through the engine's methods: the sample with a fault, imported once. Windows, places, the ruler,
// values, neighbours, copies, and what changed in the picture.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../../electron/engine/engine.ts';
import type { Engine } from '../../../shared/api.ts';

const samplesFolder = resolve(import.meta.dirname, '../../../resources/samples');
const bundles = join(samplesFolder, 'db1-unreachable');

describe('the changes of a host with a fault', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'coldtrace-changes-'));
  let tell: () => void = () => undefined;
  const { engine, close } = createEngine(
    {
      ...{
        version: '1',
        hostKind: 'browser',
        locale: 'en',
        dataFolder,
        samplesFolder,
        localesFolder: dataFolder,
      },
      resolveUpload: () => null,
    },
    (event) => event === 'import.finished' && tell(),
  );
  let pair: { from: number; to: number };

  beforeAll(async () => {
    await engine['case.new']({ name: 'db1' });
    for (const label of ['before', 'after']) {
      const finished = new Promise<void>((done) => (tell = done));
      const files = readdirSync(bundles).filter((name) => name.includes(`${label}-compute1`));
      const inputs = files.map((name) => ({ path: join(bundles, name) }));
      await engine['import.start']({ inputs, label, merge: false });
      await finished;
    }
    const { snapshots } = await engine['snapshots.list']({});
    const idOf = (label: string): number => snapshots.find((each) => each.label === label)!.id;
    pair = { from: idOf('before'), to: idOf('after') };
  });
  afterAll(async () => {
    await close();
    rmSync(dataFolder, { recursive: true });
  });

  const all = { filter: '' };
  const windowOf = (filter: string): ReturnType<Engine['compare.window']> =>
    engine['compare.window']({ ...pair, filter, offset: 0, limit: 100 });

  test('a window has what the filter shows; a mistake gives its place', async () => {
    const { total, matched, rows, error } = await windowOf('');
    expect([total, matched, error]).toEqual([2, 2, null]);
    expect(rows.map(({ kind, change, key }) => `${kind} ${change} ${key}`)).toEqual([
      'links changed qvbd2d2ac5d-a7',
      'bridge-ports removed qvbd2d2ac5d-a7',
    ]);
    expect(await windowOf('from.master=qbrd2d2ac5d-a7')).toMatchObject({ total: 2, matched: 1 });
    expect(await windowOf('nonsens=1')).toMatchObject({ rows: [], error: { at: 0, code: 'unknown-name' } });
    const { fields } = await engine['compare.summary'](pair);
    expect(fields).toEqual(expect.arrayContaining(['master', 'bridge', 'mtu']));
  });

  test('a change has a place where the query shows it, and is found where it does not', async () => {
    const named = { kind: 'bridge-ports', key: 'qvbd2d2ac5d-a7' } as const;
    expect(await engine['compare.place']({ ...pair, ...all, ...named })).toMatchObject({ place: 1 });
    expect(await engine['compare.place']({ ...pair, filter: 'kind=links', ...named })).toMatchObject({
      place: null,
      change: { kind: 'bridge-ports' },
    });
    expect(await engine['compare.place']({ ...pair, ...all, ...named, key: 'x' })).toEqual({
      ...{ place: null, change: null },
    });
  });

  test('the ruler has each change where it is', async () => {
    expect(await engine['compare.ruler']({ ...pair, ...all, parts: 10 })).toEqual({
      marks: [
        { part: 0, first: 0, types: ['changed'] },
        { part: 5, first: 1, types: ['removed'] },
      ],
    });
  });

  test('values are those of the changes', async () => {
    const values = (field: string, prefix: string) =>
      engine['compare.values']({ ...pair, field, prefix }).then((found) => found.values);
    expect(await values('kind', 'br')).toEqual([{ value: 'bridge-ports', count: 1 }]);
    expect(await values('from.master', '')).toEqual([{ value: 'qbrd2d2ac5d-a7', count: 1 }]);
    expect(await values('', 'maste')).toEqual([{ value: 'master', count: 1 }]);
  });

  test('neighbours of a line are the lines of its source that did not change', async () => {
    const request = { ...pair, kind: 'bridge-ports', key: 'qvbd2d2ac5d-a7', lines: 2 } as const;
    const found = await engine['compare.neighbours'](request);
    const [change] = (await windowOf('kind=bridge-ports')).rows;
    const own = change!.from!.evidence[0]!;
    expect(found.side).toBe('from');
    const { lines, totalLines } = await engine['sources.text']({
      source: own.sourceId,
      firstLine: 1,
      limit: 50,
    });
    expect(found.after.map(({ text }) => text)).toEqual(lines.slice(own.lastLine, own.lastLine + 2));
    expect(found.hiddenAfter + found.after.length).toBe(totalLines - own.lastLine);
    expect(found.before.length + found.hiddenBefore).toBe(own.firstLine - 1);
    await expect(engine['compare.neighbours']({ ...request, key: 'x' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('neighbours of a flow are in the order of the tables', async () => {
    const include = ['counters', 'ages', 'cookies', 'learned'] as const;
    const asked = { ...pair, include: [...include] };
    const { rows } = await engine['compare.window']({ ...asked, filter: 'kind=flows', offset: 0, limit: 1 });
    expect(rows.length).toBeGreaterThan(0);
    for (const { kind, key } of rows) {
      const { before, after } = await engine['compare.neighbours']({ ...asked, kind, key, lines: 200 });
      const tables = [...before, ...after].map(({ text }) => Number(/table=(\d+)/.exec(text)?.[1] ?? 0));
      expect(tables).toEqual(tables.toSorted((a, b) => a - b));
    }
  });

  test('a copy has what is shown, or what is named', async () => {
    const text = (named: null | { kind: 'links'; key: string }[]) =>
      engine['compare.text']({ ...pair, ...all, named, format: 'diff' });
    expect(await text(null)).toMatchObject({ changes: 2, leftOut: 0 });
    const one = await text([{ kind: 'links', key: 'qvbd2d2ac5d-a7' }]);
    expect(one.changes).toBe(1);
    expect(one.text).toMatch(
      /^--- \S+\tcompute1 before\n\+\+\+ \S+\tcompute1 after\n@@ -27,1 \+27,1 @@ links/,
    );
  });

  test('the picture lost the link that was pulled, and nothing else', async () => {
    const { devices, links } = await engine['network.changes'](pair);
    expect(links.map(({ change, link }) => `${change} ${link.kind} ${link.from} ${link.to}`)).toEqual([
      'removed member veth/qvbd2d2ac5d-a7 linux-bridge/qbrd2d2ac5d-a7',
    ]);
    expect(devices.map(({ change, device, fields }) => [change, device.id, fields])).toEqual([
      [
        'changed',
        'veth/qvbd2d2ac5d-a7',
        [{ field: 'parent', from: 'linux-bridge/qbrd2d2ac5d-a7', to: 'none' }],
      ],
    ]);
    const back = await engine['network.changes']({ from: pair.to, to: pair.from });
    expect(back.links.map(({ change }) => change)).toEqual(['added']);
    expect(await engine['network.changes']({ from: pair.to, to: pair.to })).toEqual({
      devices: [],
      links: [],
    });
  });
});
