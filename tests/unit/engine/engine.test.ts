// The engine as hosts use it: through its methods, with a real import in its worker.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createEngine } from '../../../electron/engine/engine.ts';
import type { Engine, EngineFrame, EventName, EventPayload } from '../../../shared/api.ts';
import { createFrameServer } from '../../../electron/engine/serve-frames.ts';
import { checkCase } from '../../check-case.ts';

const samplesFolder = resolve(import.meta.dirname, '../../../resources/samples');
const transcript = join(samplesFolder, 'article/transcript.txt');

interface Started {
  readonly engine: Engine;
  readonly dataFolder: string;
  readonly events: { event: EventName; payload: unknown }[];
  finished(): Promise<EventPayload<'import.finished'>>;
}

function start(): Started {
  const dataFolder = mkdtempSync(join(tmpdir(), 'coldtrace-engine-'));
  const events: Started['events'] = [];
  let tell: (payload: EventPayload<'import.finished'>) => void = () => undefined;
  const { engine, close } = createEngine(
    {
      version: '1.2.3',
      hostKind: 'browser',
      locale: 'zh-Hans-CN',
      dataFolder,
      samplesFolder,
      localesFolder: resolve(import.meta.dirname, '../../../resources/locales'),
      resolveUpload: (id) =>
        id === 'u1'
          ? { kind: 'upload', name: 'sent.txt', files: [{ path: 'sent.txt', spooled: transcript }] }
          : null,
    },
    (event, payload) => {
      events.push({ event, payload });
      if (event === 'import.finished') tell(payload as EventPayload<'import.finished'>);
    },
  );
  onTestFinished(async () => {
    await close();
    rmSync(dataFolder, { recursive: true });
  });
  return {
    engine,
    dataFolder,
    events,
    finished: () => new Promise((done) => (tell = done)),
  };
}

const coded = (code: string): unknown => expect.objectContaining({ name: 'CodedError', code });

/** An engine with the article's transcript imported, and its snapshot. */
async function withArticle() {
  const started = start();
  const { engine } = started;
  const info = await engine['case.new']({ name: 'article' });
  const finished = started.finished();
  await engine['import.start']({ inputs: [{ path: transcript }], label: null, merge: false });
  const end = await finished;
  return { ...started, info, end };
}

test('an empty engine says what it is and that no case is open', async () => {
  const { engine } = start();
  expect(await engine['app.info']({})).toEqual({
    version: '1.2.3',
    host: 'browser',
    locale: 'zh-Hans-CN',
    case: null,
    recent: [],
    samples: [
      expect.objectContaining({ id: 'article', title: 'One instance, from its tap to the GRE tunnel' }),
      {
        id: 'db1-unreachable',
        title: 'db1 cannot be reached: before and after',
        titles: {
          en: 'db1 cannot be reached: before and after',
          'zh-CN': 'db1 无法连通：故障前后对比',
        },
      },
    ],
  });
  await expect(engine['snapshots.list']({})).rejects.toEqual(coded('no-case'));
  await expect(
    engine['import.start']({ inputs: [{ path: transcript }], label: null, merge: false }),
  ).rejects.toEqual(coded('no-case'));
});

test('an import is announced, and everything in it can be asked for', async () => {
  const { engine, info, end, events } = await withArticle();
  expect(end).toMatchObject({ outcome: 'done', error: null, ledger: { changed: true, states: { ok: 10 } } });
  expect(events.at(-1)?.event).toBe('import.finished');
  expect(events.at(-2)).toMatchObject({ event: 'case.changed', payload: { case: { path: info.path } } });
  expect(events.filter(({ event }) => event === 'import.progress').length).toBeGreaterThan(0);

  // However the process ends from here on, the case is one file.
  expect(readdirSync(join(info.path, '..'))).toEqual(['article.coldtrace']);

  const { snapshots } = await engine['snapshots.list']({});
  expect(snapshots).toMatchObject([
    { id: 1, host: 'compute1', hostFrom: 'prompt', sources: 10, bridges: ['br-int', 'br-tun'] },
  ]);

  // Evidence or nothing: from the qvo to the line that gives its ifindex.
  const { facts } = await engine['facts.about']({ snapshot: 1, name: 'qvb48e06cd2-60', limit: 50 });
  const peer = facts.find(({ kind }) => kind === 'ethtool-statistics');
  expect(peer).toMatchObject({ data: { peerIfindex: 16 }, evidence: { host: 'compute1' } });
  const { evidence } = peer!;
  const text = await engine['sources.text']({
    source: evidence.sourceId,
    firstLine: evidence.firstLine,
    limit: evidence.lastLine - evidence.firstLine + 1,
  });
  expect(text.lines).toContain('     peer_ifindex: 16');
  expect(text.marks.map(({ fact }) => fact)).toContain(peer!.id);
  expect(await engine['facts.get']({ fact: peer!.id })).toEqual(peer);
  const found = await engine['sources.find']({ source: evidence.sourceId, text: 'PEER_ifindex', limit: 5 });
  expect(found).toEqual({
    lines: [evidence.firstLine + text.lines.indexOf('     peer_ifindex: 16')],
    total: 1,
  });

  const node = await engine['network.node']({ snapshot: 1 });
  expect(node.paths.map(({ id, complete }) => [id, complete])).toContainEqual([
    'instance-0000001e/tap48e06cd2-60',
    true,
  ]);

  const { bridges } = await engine['flows.bridges']({ snapshot: 1 });
  expect(bridges.map(({ bridge, flows }) => [bridge, flows])).toEqual([
    ['br-int', 1],
    ['br-tun', 14],
  ]);
  const dump = { source: bridges[1]!.source, bridge: 'br-tun' };
  const window = { ...dump, sort: 'nPackets', descending: true, offset: 0, limit: 2 } as const;
  const flows = await engine['flows.window']({ ...window, filter: ' table=1 ' });
  expect(flows).toMatchObject({ total: 14, matched: 2, error: null });
  expect(flows.rows.map(({ nPackets }) => nPackets)).toEqual([216, 123]);
  const raw = await engine['flows.raw']({ flow: flows.rows[0]!.id });
  expect(raw.text).toContain('resubmit(,20)');
  expect(raw.evidence).toEqual(flows.rows[0]!.evidence);
  expect(await engine['flows.window']({ ...window, filter: '  (table=1' })).toMatchObject({
    total: 14,
    matched: 0,
    rows: [],
    error: { at: 2 },
  });
  const tables = await engine['flows.values']({ ...dump, field: 'table', prefix: '' });
  expect(tables.values.reduce((sum, { count }) => sum + count, 0)).toBe(14);
  expect(await engine['flows.values']({ ...dump, field: 'actions', prefix: 'learn' })).toEqual({
    values: [{ value: 'learn', count: 1 }],
    complete: true,
  });

  const { names } = await engine['names.find']({ text: 'qvo48e06', limit: 5 });
  expect(names[0]).toMatchObject({ name: 'qvo48e06cd2-60', host: 'compute1', snapshotId: 1 });

  const { entities } = await engine['entities.find']({ snapshot: 1, text: 'qvo48e06', limit: 5 });
  expect(entities).toMatchObject([
    {
      id: 'port/48e06cd2-60',
      by: { field: 'device', value: 'qvo48e06cd2-60', evidence: [{ source: 'transcript.txt' }, {}] },
      instances: ['instance-0000001e'],
      place: { snapshotId: 1, host: 'compute1', device: 'qvo48e06cd2-60' },
    },
  ]);
  const instance = await engine['entities.find']({ snapshot: 1, text: '10.18.0.3', limit: 5 });
  expect(instance.entities).toMatchObject([
    { id: 'instance/instance-0000001e', by: { field: 'address' }, place: { device: 'instance-0000001e' } },
  ]);
  const idsOf = async (device: string): Promise<readonly string[]> =>
    (await engine['entities.of']({ snapshot: 1, device })).entities.map(({ id }) => id);
  expect(await idsOf('qvb48e06cd2-60')).toEqual(['port/48e06cd2-60', 'instance/instance-0000001e']);
  expect(await idsOf('instance-0000001e')).toEqual(['instance/instance-0000001e', 'port/48e06cd2-60']);
  expect(await idsOf('br-int')).toEqual([]);
  // What takes long on a large case lets others go first.
  const order: string[] = [];
  const findings = engine['findings.list']({ snapshot: null }).then((answer) => {
    order.push('findings');
    return answer;
  });
  const listed = engine['snapshots.list']({}).then(() => order.push('snapshots'));
  expect(await findings).toEqual({ findings: [] });
  await listed;
  expect(order).toEqual(['snapshots', 'findings']);

  await engine['case.close']({});
  expect(readdirSync(join(info.path, '..'))).toEqual(['article.coldtrace']);
  expect(checkCase(info.path)).toEqual([]);
});

test('two snapshots are compared', async () => {
  const { engine, finished } = await withArticle();
  const second = finished();
  const changed = join(mkdtempSync(join(tmpdir(), 'coldtrace-engine-')), 'transcript.txt');
  writeFileSync(changed, readFileSync(transcript, 'utf8').replaceAll('gre-1', 'gre-7'));
  await engine['import.start']({ inputs: [{ path: changed }], label: 'after', merge: false });
  expect(await second).toMatchObject({ outcome: 'done' });
  const { snapshots } = await engine['snapshots.list']({});
  const [from, to] = snapshots.map(({ id }) => id) as [number, number];
  const summary = await engine['compare.summary']({ from, to });
  expect(summary.kinds.find(({ kind }) => kind === 'ovs-ports')).toEqual({
    kind: 'ovs-ports',
    added: 1,
    removed: 1,
    changed: 0,
    moved: 0,
    equal: 8,
  });
  const window = { from, to, filter: 'GRE-7', offset: 0, limit: 10 };
  const { total, matched, rows } = await engine['compare.window']({ ...window, kinds: ['ovs-ports'] });
  expect(total).toBeGreaterThan(2);
  expect(matched).toBe(1);
  expect(rows).toMatchObject([{ kind: 'ovs-ports', change: 'added', key: 'gre-7', from: null }]);
  rmSync(join(changed, '..'), { recursive: true });
});

test('what the user corrects is told to everyone', async () => {
  const { engine, events } = await withArticle();
  const updated = await engine['snapshots.update']({
    id: 1,
    label: 'before',
    capturedAt: '2013-07-31T10:00:00+08:00',
  });
  expect(updated).toMatchObject({
    label: 'before',
    capturedAt: '2013-07-31T10:00:00+08:00',
    capturedFrom: 'user',
    host: 'compute1',
  });
  expect(events.at(-1)?.event).toBe('case.changed');
  await expect(engine['snapshots.merge']({ into: 1, from: [7] })).rejects.toEqual(coded('not-found'));
});

test('a cancelled import leaves the case as it was', async () => {
  const { engine, events, end, finished, info } = await withArticle();
  expect(end.outcome).toBe('done');
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-engine-'));
  const line =
    ' cookie=0x0, duration=1s, table=0, n_packets=1, n_bytes=1, priority=1,in_port=1 actions=drop\n';
  writeFileSync(join(folder, 'ovs-ofctl_dump-flows_br-int'), line.repeat(400_000));
  const ended = finished();
  const { importId } = await engine['import.start']({
    inputs: [{ path: folder }],
    label: null,
    merge: false,
  });
  await expect(
    engine['import.start']({ inputs: [{ path: transcript }], label: null, merge: false }),
  ).rejects.toEqual(coded('import-running'));
  await expect(engine['snapshots.update']({ id: 1, label: 'x' })).rejects.toEqual(coded('import-running'));
  // Queries go on.
  expect((await engine['snapshots.list']({})).snapshots).toHaveLength(1);
  await engine['import.cancel']({ importId });
  expect(await ended).toEqual({ importId, outcome: 'cancelled', ledger: null, error: null });
  expect((await engine['snapshots.list']({})).snapshots).toHaveLength(1);
  expect(events.filter(({ event }) => event === 'import.finished')).toHaveLength(2);
  expect(readdirSync(join(info.path, '..'))).toEqual(['article.coldtrace']);
  await engine['case.close']({});
  expect(readdirSync(join(info.path, '..'))).toEqual(['article.coldtrace']);
  expect(checkCase(info.path)).toEqual([]);
  rmSync(folder, { recursive: true });
});

test('an upload is imported under the name it had; an unknown one is told as such', async () => {
  const { engine, finished } = start();
  await engine['case.new']({ name: 'sent' });
  const ended = finished();
  await engine['import.start']({ inputs: [{ upload: 'u1' }], label: null, merge: false });
  expect(await ended).toMatchObject({ outcome: 'done', ledger: { bundles: [{ name: 'sent.txt' }] } });
  await expect(
    engine['import.start']({ inputs: [{ upload: 'u2' }], label: null, merge: false }),
  ).rejects.toEqual(coded('not-found'));
  // The failed start did not count as a running import.
  const again = finished();
  await engine['import.start']({ inputs: [{ upload: 'u1' }], label: null, merge: false });
  expect(await again).toMatchObject({
    outcome: 'done',
    ledger: { changed: false, bundles: [{ outcome: 'known' }] },
  });
});

test('an import of nothing fails with a reason', async () => {
  const { engine, finished, dataFolder } = start();
  await engine['case.new']({ name: 'x' });
  const ended = finished();
  await engine['import.start']({
    inputs: [{ path: join(dataFolder, 'nowhere') }],
    label: null,
    merge: false,
  });
  expect(await ended).toMatchObject({ outcome: 'failed', ledger: null, error: { code: 'not-found' } });
});

test('cases: new names, recent ones, samples', async () => {
  const { engine, dataFolder } = start();
  const first = await engine['case.new']({ name: '../a/b: c?' });
  expect(first.path).toBe(join(dataFolder, 'cases/-a-b- c-.coldtrace'));
  const second = await engine['case.new']({ name: '../a/b: c?' });
  expect(second.path).toBe(join(dataFolder, 'cases/-a-b- c- 2.coldtrace'));
  const bad = join(dataFolder, 'bad.coldtrace');
  writeFileSync(bad, 'not a case at all');
  await expect(engine['case.open']({ path: bad, create: true })).rejects.toEqual(coded('not-a-case'));
  // What was open stays open.
  expect((await engine['app.info']({})).case?.path).toBe(second.path);
  await engine['case.open']({ path: first.path, create: false });
  expect((await engine['app.info']({})).recent.map(({ path }) => path)).toEqual([first.path, second.path]);
  rmSync(second.path);
  expect((await engine['app.info']({})).recent.map(({ path }) => path)).toEqual([first.path]);

  const sample = await engine['case.sample']({ sample: 'db1-unreachable' });
  expect(sample.case.name).toBe('db1-unreachable');
  expect(sample.imports.map(({ label }) => label)).toEqual(['before', 'after']);
  for (const { inputs } of sample.imports) {
    for (const input of inputs) expect('path' in input && existsSync(input.path)).toBe(true);
  }
  await expect(engine['case.sample']({ sample: 'nope' })).rejects.toEqual(coded('not-found'));
});

test('frames: checked, answered, never thrown', async () => {
  const { engine } = start();
  const serve = createFrameServer(engine);
  const answer = async (frame: unknown): Promise<EngineFrame> => serve(frame);
  expect(await answer({ id: 7, method: 'case.close', request: {} })).toEqual({ id: 7, response: {} });
  expect(await answer({ id: 8, method: 'snapshots.list', request: {} })).toEqual({
    id: 8,
    error: { code: 'no-case', message: 'No case is open.', next: 'Open a case or make a new one.' },
  });
  for (const [frame, id] of [
    [null, 0],
    ['x', 0],
    [{ id: 9 }, 9],
    [{ id: 9.5, method: 'case.close', request: {} }, 0],
    [{ id: 9, method: 'toString', request: {} }, 9],
    [{ id: 9, method: '__proto__', request: {} }, 9],
    [{ id: 9, method: 'case.open', request: { path: '', create: true } }, 9],
    [{ id: 9, method: 'flows.raw', request: { flow: '1' } }, 9],
    [{ id: 9, method: 'sources.list' }, 9],
  ] as const) {
    expect(await answer(frame)).toMatchObject({ id, error: { code: 'bad-request', next: null } });
  }
  const broken = createFrameServer({
    ...engine,
    'app.info': () => Promise.reject(new Error('kaboom\n    at somewhere (file.ts:1:2)')),
  });
  const { error } = (await broken({ id: 1, method: 'app.info', request: {} })) as {
    error: { message: string };
  };
  expect(error).toMatchObject({ code: 'internal', message: 'Coldtrace failed: kaboom' });
});
