// Two hosts held against each other through the engine's methods: the two computes of the lab, imported once. Numbers by
// bridge, windows and filters, places, the ruler, copies, corrections of the renaming, and settings.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEngine } from '../../../electron/engine/engine.ts';
import type { Engine, Response } from '../../../shared/api.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

/** An engine on a case of its own, with these of the lab's bundles in it. */
async function engineWith(
  bundles: readonly string[],
): Promise<{ readonly engine: Engine; readonly hosts: ReadonlyMap<string, number>; end(): Promise<void> }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'coldtrace-between-'));
  let tell: () => void = () => undefined;
  const { engine, close } = createEngine(
    {
      ...{ version: '1', hostKind: 'browser', locale: 'en', dataFolder },
      ...{ samplesFolder: dataFolder, localesFolder: dataFolder },
      resolveUpload: () => null,
    },
    (event) => event === 'import.finished' && tell(),
  );
  await engine['case.new']({ name: 'lab' });
  for (const bundle of bundles) {
    const finished = new Promise<void>((done) => (tell = done));
    const inputs = [{ path: sharedData(`lab/bundles/${bundle}/commands.tar.gz`) }];
    await engine['import.start']({ inputs, label: null, merge: false });
    await finished;
  }
  const { snapshots } = await engine['snapshots.list']({});
  return {
    engine,
    hosts: new Map(snapshots.map(({ host, id }) => [host, id])),
    async end() {
      await close();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

describe.skipIf(!hasShared)('the two computes of the lab', () => {
  let engine: Engine;
  let end: () => Promise<void>;
  let pair: { from: number; to: number };
  let summary: Response<'between.summary'>;

  beforeAll(async () => {
    const made = await engineWith(['T0-healthy/compute1', 'T0-healthy/compute2']);
    ({ engine, end } = made);
    pair = { from: made.hosts.get('compute1')!, to: made.hosts.get('compute2')! };
    summary = await engine['between.summary'](pair);
  }, 60_000);
  afterAll(() => end());

  const windowOf = (
    query: Partial<Parameters<Engine['between.window']>[0]>,
  ): ReturnType<Engine['between.window']> =>
    engine['between.window']({ ...pair, filter: '', offset: 0, limit: 2000, ...query });

  test('numbers grow step by step, and the rules shown are those counted', async () => {
    expect(summary.bridges.map(({ bridge }) => bridge)).toContain('br-int');
    for (const counts of summary.bridges) {
      const { asText, renamed, paired, rules, bridge } = counts;
      expect(asText <= renamed && renamed <= paired && paired <= Math.min(rules.from, rules.to)).toBe(true);
      const count = async (kind: 'equal' | 'paired' | 'differs' | 'lacks' | 'own'): Promise<number> =>
        (await windowOf({ bridges: [bridge], classes: [kind] })).matched;
      expect([await count('equal'), await count('paired'), await count('differs')]).toEqual([
        ...[renamed, paired - renamed, counts.differs],
      ]);
      expect(await count('lacks')).toBe(counts.lacks.from + counts.lacks.to);
      expect(await count('own')).toBe(counts.own.from + counts.own.to);
    }
    const left = await windowOf({ classes: ['differs', 'lacks', 'unresolved'] });
    expect(summary.tables.reduce((sum, table) => sum + table.left, 0)).toBe(left.matched);
  });

  test('a filter asks classes, reasons and flows; a mistake gives its place', async () => {
    const [own, table] = [await windowOf({ filter: 'class=own' }), await windowOf({ filter: 'table=71' })];
    expect(own.matched).toBe(summary.bridges.reduce((sum, { own: of }) => sum + of.from + of.to, 0));
    expect(table.rows.length).toBeGreaterThan(0);
    expect(table.rows.every((rule) => rule.table === 71)).toBe(true);
    expect((await windowOf({ filter: 'reason=firewall' })).rows.every(({ class: of }) => of === 'own')).toBe(
      true,
    );
    expect(await windowOf({ filter: 'clas=own' })).toMatchObject({ rows: [], error: { at: 0 } });
  });

  test('a rule is found again by a line of either side, and stands on the ruler', async () => {
    const { rows, matched } = await windowOf({ classes: ['paired'] });
    const rule = rows.at(-1)!;
    for (const side of [rule.from, rule.to]) {
      const { sourceId, firstLine } = side!.evidence[0]!;
      const query = { ...pair, filter: '', source: sourceId, line: firstLine };
      expect(await engine['between.place']({ ...query, classes: ['paired'] })).toEqual({
        place: matched - 1,
      });
      expect(await engine['between.place']({ ...query, classes: ['own'] })).toEqual({ place: null });
    }
    const { marks } = await engine['between.ruler']({ ...pair, filter: '', classes: ['paired'], parts: 10 });
    expect(marks.map(({ types }) => types)).toEqual(marks.map(() => ['paired']));
    expect(marks[0]).toMatchObject({ part: 0, first: 0 });
  });

  test('is copied with both lines and their places', async () => {
    const { rows } = await windowOf({ classes: ['paired'] });
    const [evidence] = rows[0]!.from!.evidence;
    const { text, changes } = await engine['between.text']({
      ...{ ...pair, filter: '', format: 'tsv' },
      named: [{ source: evidence!.sourceId, line: evidence!.firstLine }],
    });
    expect(changes).toBe(1);
    expect(text).toContain(`${evidence!.source}:${evidence!.firstLine}`);
    const all = await engine['between.text']({ ...pair, filter: '', named: null, format: 'diff' });
    expect(all.text).toContain('compute2');
  });

  test('a correction by hand changes what is equal, and is shown as such', async () => {
    const thing = summary.renaming.find(
      ({ space, from, to }) => space === 'local-vlan' && from !== null && to !== null,
    )!;
    const rename = [
      { host: 'compute1', space: thing.space, bridge: null, number: thing.from!, alias: 'another network' },
    ];
    const corrected = await engine['between.summary']({ ...pair, rename });
    const equal = ({ bridges }: typeof summary): number =>
      bridges.reduce((sum, { renamed }) => sum + renamed, 0);
    expect(equal(corrected)).toBeLessThan(equal(summary));
    expect(corrected.renaming.filter(({ byHand }) => byHand).map(({ name }) => name)).toEqual([
      'another network',
    ]);
  });

  test('settings that are not alike, with who says what', async () => {
    const snapshots = [pair.from, pair.to];
    const { compared, total, rows } = await engine['between.settings']({ snapshots, offset: 0, limit: 2000 });
    expect([compared > total, rows.length]).toEqual([true, total]);
    for (const { values } of rows) {
      expect(values.length).toBeGreaterThan(1);
      expect(values.flatMap((value) => value.snapshots).sort()).toEqual(snapshots);
    }
    const name = rows.find(({ key, field }) => key === 'Open_vSwitch external_ids' && field === 'hostname');
    // What each host has of its own, as its name, is no difference.
    expect(name).toBeUndefined();
  });
});

describe.skipIf(!hasShared)('three hosts of the lab, of which one has lost a tunnel', () => {
  let engine: Engine;
  let end: () => Promise<void>;
  let hosts: ReadonlyMap<string, number>;
  const named = (id: number): string => [...hosts].find(([, one]) => one === id)?.[0] ?? '';

  beforeAll(async () => {
    ({ engine, hosts, end } = await engineWith([
      ...['T0-healthy/compute1', 'S03-gre-port-missing-after/compute2', 'T0-healthy/network1'],
    ]));
  }, 60_000);
  afterAll(() => end());

  test('the matrix has a row a table, and a cell leads to its roles with a rule and its line', async () => {
    const snapshots = ['network1', 'compute1', 'compute2'].map((host) => hosts.get(host)!);
    const matrix = await engine['between.matrix']({ snapshots });
    expect(matrix.snapshots.map(named)[0]).toBe('compute2');
    expect(matrix.snapshots.toSorted()).toEqual(snapshots.toSorted());
    const all = await engine['between.roles']({ snapshots, offset: 0, limit: 2000 });
    let told = 0;
    for (const { bridge, table, cells } of matrix.rows) {
      for (const { snapshot, lacks, alone } of cells) {
        const of = { snapshots, snapshot, table: { bridge, table }, offset: 0, limit: 2000 };
        const { rows, total } = await engine['between.roles'](of);
        const count = (what: string): number => rows.filter((row) => row.what === what).length;
        expect([total, count('lacks'), count('alone')]).toEqual([lacks + alone, lacks, alone]);
        told += total;
      }
    }
    expect(told).toBe(all.total);
    const lacking = all.rows.filter(({ what }) => what === 'lacks');
    expect(
      lacking.map(({ snapshot, bridge, table, having, of }) => [named(snapshot), bridge, table, having, of]),
    ).toEqual(lacking.map(() => ['compute2', 'br-tun', 22, 2, 3]));
    expect(lacking.length).toBeGreaterThan(0);
    for (const { example, exampleOf } of all.rows) {
      const [line] = example.evidence;
      const { lines } = await engine['sources.text']({
        source: line!.sourceId,
        firstLine: line!.firstLine,
        limit: 1,
      });
      expect(named(exampleOf)).toBe(line!.host);
      expect(lines[0]).toContain(example.text.slice(example.text.indexOf('actions=')));
    }
  });

  test('a window of them is that part of all', async () => {
    const snapshots = [...hosts.values()];
    const all = await engine['between.roles']({ snapshots, offset: 0, limit: 2000 });
    const part = await engine['between.roles']({ snapshots, offset: 3, limit: 5 });
    expect(part).toEqual({ total: all.total, rows: all.rows.slice(3, 8) });
  });

  test('two snapshots of one host, and two hosts alone, are refused with the reason', async () => {
    const [one = 0, other = 0] = hosts.values();
    await expect(engine['between.matrix']({ snapshots: [one, other, one] })).rejects.toThrow(
      /of another host/,
    );
  });
});
