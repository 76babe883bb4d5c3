// The command line as a script uses it: spawned, its output read, its exit code looked at.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { factKinds } from '../../../shared/facts.ts';
import { checkCase } from '../../check-case.ts';

const root = resolve(import.meta.dirname, '../../..');
const transcript = join(root, 'resources/samples/article/transcript.txt');

let folder = '';
let casePath = '';

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function coldtrace(words: readonly string[], input = ''): Promise<Result> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(root, 'bin/coldtrace.js'), ...words], { cwd: folder });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('close', (code) => done({ code, out, err }));
    child.stdin.end(input);
  });
}

function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** One line on stderr, nothing on stdout, exit code 2. */
function refusal(result: Result): string {
  expect(result.code).toBe(2);
  expect(result.out).toBe('');
  expect(result.err).toMatch(/^coldtrace: .*\n$/);
  return result.err.trim();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coldtrace-cli-'));
  casePath = join(folder, 'article.coldtrace');
  const first = await coldtrace(['import', 'article.coldtrace', transcript, '--json']);
  expect(first.code).toBe(0);
  expect(JSON.parse(first.out)).toMatchObject({
    changed: true,
    bundles: [{ name: 'transcript.txt', outcome: 'imported', snapshots: [1], problems: [] }],
    states: { ok: 10 },
    problems: {},
  });
  const changed = readFileSync(transcript, 'utf8').replaceAll('gre-1', 'gre-7');
  writeFileSync(join(folder, 'later.txt'), changed);
  const second = await coldtrace(['import', casePath, 'later.txt', '--label', 'after']);
  expect(second.code).toBe(0);
  expect(second.out.split('\n', 1)).toEqual(['later.txt: imported, snapshot 2']);
});

afterAll(() => rmSync(folder, { recursive: true }));

test('a case that commands have used is one file, and whole', () => {
  expect(readdirSync(folder).sort()).toEqual(['article.coldtrace', 'later.txt']);
  expect(checkCase(casePath)).toEqual([]);
});

test('importing the same bundle again changes nothing', async () => {
  const again = await coldtrace(['import', casePath, transcript, '--json']);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.out)).toMatchObject({
    changed: false,
    bundles: [{ outcome: 'known', snapshots: [1] }],
  });
});

test('snapshots', async () => {
  const { out } = await coldtrace(['snapshots', casePath, '--json']);
  const snapshot = {
    host: 'compute1',
    capturedAt: null,
    sources: 10,
    problems: 0,
    hostFrom: 'prompt',
    states: { ok: 10 },
    bridges: ['br-int', 'br-tun'],
    cleaned: false,
  };
  expect(JSON.parse(out)).toEqual([
    {
      ...snapshot,
      id: 1,
      label: null,
      bundle: 'transcript.txt',
      bundles: ['transcript.txt'],
      facts: 49,
      capturedFrom: null,
    },
    {
      ...snapshot,
      id: 2,
      label: 'after',
      bundle: 'later.txt',
      bundles: ['later.txt'],
      facts: 49,
      capturedFrom: null,
    },
  ]);
  const { out: text } = await coldtrace(['snapshots', casePath]);
  expect(text.split('\n')[0]).toMatch(/^id +host +label +captured +sources +facts +problems +bundle$/);
});

test('a snapshot is named by id, host or host@label', async () => {
  const count = async (name: string): Promise<number> =>
    jsonLines((await coldtrace(['facts', casePath, '--snapshot', name, 'nic'])).out).length;
  expect([await count('1'), await count('2'), await count('compute1@after')]).toEqual([1, 1, 1]);
  const ambiguous = refusal(await coldtrace(['facts', casePath, '--snapshot', 'compute1', 'nic']));
  expect(ambiguous).toBe(
    'coldtrace: compute1 is several snapshots: 1 (compute1), 2 (compute1@after). Name one with its id.',
  );
  expect(refusal(await coldtrace(['facts', casePath, '--snapshot', 'compute9', 'nic']))).toBe(
    'coldtrace: There is no snapshot compute9; there are 1 (compute1), 2 (compute1@after).',
  );
});

test('sources and their text', async () => {
  const { out } = await coldtrace(['sources', casePath, '--snapshot', '1', '--json']);
  const sources = jsonLines(out);
  expect(sources).toHaveLength(10);
  expect(sources[4]).toEqual({
    path: 'transcript.txt',
    command: 'ethtool -S qvb48e06cd2-60',
    state: 'ok',
    facts: 1,
    problems: [],
    id: 5,
    host: 'compute1',
    snapshot: 1,
    commandId: 'ethtool-statistics',
    netns: null,
    reason: null,
    bytes: expect.any(Number) as number,
    firstLine: 37,
    lastLine: 39,
    kept: true,
  });
  expect((await coldtrace(['sources', casePath, '--snapshot', '1', '--state', 'error'])).out).toBe('');
  expect(refusal(await coldtrace(['sources', casePath, '--state', 'bad']))).toContain(
    'There is no state bad',
  );

  const whole = await coldtrace(['show', casePath, '--snapshot', '1', 'transcript.txt']);
  expect(whole.out).toBe(readFileSync(transcript, 'utf8'));
  const one = await coldtrace(['show', casePath, '--snapshot', '1', '5']);
  expect(one.out).toBe(
    '[root@compute1 ~]# ethtool -S qvb48e06cd2-60\nNIC statistics:\n     peer_ifindex: 16\n',
  );
  // An id is one source's in the whole case, and this path is in one snapshot only.
  expect(await coldtrace(['show', casePath, '5'])).toEqual(one);
  expect(await coldtrace(['show', casePath, 'transcript.txt'])).toEqual(whole);
  expect(refusal(await coldtrace(['show', casePath, 'nowhere.txt']))).toContain(
    'no source nowhere.txt in this case',
  );
});

test('facts carry their evidence', async () => {
  const { out } = await coldtrace(['facts', casePath, '--snapshot', '1', 'ethtool-statistics']);
  const evidence = [{ host: 'compute1', source: 'transcript.txt', firstLine: 38, lastLine: 39, sourceId: 5 }];
  expect(jsonLines(out)).toEqual([
    {
      kind: 'ethtool-statistics',
      device: 'qvb48e06cd2-60',
      netns: null,
      peerIfindex: 16,
      counters: expect.any(Object) as object,
      evidence: [{ ...evidence[0], firstLine: expect.any(Number) as number }],
    },
  ]);
  const flows = jsonLines((await coldtrace(['facts', casePath, '--snapshot', '1', 'flow'])).out);
  expect(flows).toHaveLength(15);
  expect(refusal(await coldtrace(['facts', casePath, '--snapshot', '1', 'nope']))).toContain(
    factKinds.join(', '),
  );
});

test('flows put together by what they match', async () => {
  const given = ['flows', casePath, '--snapshot', '1', '--bridge', 'br-tun', '--group-by'];
  expect((await coldtrace([...given, 'match', '--filter', 'table!=21'])).out.split('\n')).toEqual([
    'flows  packets  never hit  table     priority      cookie  match                                       actions',
    '5      369      2          5 tables  2 priorities          *                                           3 shapes',
    '2      624      0          0         1                     in_port={2}                                 2 shapes',
    '2      358      0          2         1                     tun_id={2}                                  mod_vlan_vid:{2},resubmit(,10)',
    '1      216      0          1         0                     dl_dst=00:00:00:00:00:00/01:00:00:00:00:00  resubmit(,20)',
    '1      123      0          1         0                     dl_dst=01:00:00:00:00:00/01:00:00:00:00:00  resubmit(,21)',
    '',
  ]);
  const tables = jsonLines((await coldtrace([...given, 'table', '--json'])).out);
  expect(tables.map(({ table, flows }) => [table, flows])).toEqual([
    [0, 3],
    [1, 2],
    [2, 3],
    [3, 1],
    [10, 1],
    [20, 1],
    [21, 3],
  ]);
  expect(refusal(await coldtrace([...given, 'colour']))).toContain(
    'is none of table, cookie, match, actions',
  );
});

test('flows, as printed and as JSON, through a filter', async () => {
  const given = ['flows', casePath, '--snapshot', '1', '--bridge', 'br-tun'];
  const lines = readFileSync(transcript, 'utf8').split('\n');
  const all = await coldtrace(given);
  expect(all.out).toBe(`${lines.slice(96, 110).join('\n')}\n`);
  const filtered = jsonLines((await coldtrace([...given, '--filter', 'tun_id=0x2', '--json'])).out);
  expect(filtered).toMatchObject([
    {
      table: 2,
      priority: 1,
      match: 'tun_id=0x2',
      actions: 'push_vlan:0x8100,set_field:4097->vlan_vid,resubmit(,10)',
      nPackets: 341,
      nBytes: null,
      cookie: null,
      raw: lines[102],
      evidence: [{ host: 'compute1', source: 'transcript.txt', firstLine: 103, lastLine: 103 }],
    },
  ]);
  expect(refusal(await coldtrace([...given, '--filter', '(table=1']))).toContain('--filter, at character 1');
  expect(refusal(await coldtrace(['flows', casePath, '--snapshot', '1']))).toContain(
    'name one with --bridge',
  );
  expect(refusal(await coldtrace(['flows', casePath, '--snapshot', '1', '--bridge', 'br-ex']))).toContain(
    'There are no flows of br-ex; there are those of br-int, br-tun.',
  );
});

test('the path of the article', async () => {
  const { out, code } = await coldtrace(['path', casePath, '--snapshot', '1', 'instance-0000001e', '--json']);
  expect(code).toBe(0);
  const path = JSON.parse(out) as { hops: Record<string, unknown>[]; complete: boolean; paths: unknown[] };
  expect(path.complete).toBe(true);
  expect(path.paths).toHaveLength(1);
  expect(path.hops.map(({ device }) => device)).toEqual([
    'instance-0000001e',
    'tap48e06cd2-60',
    'qbr48e06cd2-60',
    'qvb48e06cd2-60',
    'qvo48e06cd2-60',
    'br-int',
    'patch-tun',
    'patch-int',
    'br-tun',
    'gre-1',
  ]);
  expect(path.hops[4]).toMatchObject({
    host: 'compute1',
    tag: 1,
    ifindex: 16,
    status: 'known',
    reason: null,
  });
  expect(path.hops[9]).toMatchObject({ kind: 'tunnel', tunnelId: '0x2', remote: '192.168.10.10', ofport: 2 });
  for (const hop of path.hops) expect(hop['evidence']).not.toEqual([]);

  const text = await coldtrace(['path', casePath, '--snapshot', '1', 'qvo48e06cd2-60']);
  const lines = text.out.trimEnd().split('\n');
  expect(lines).toHaveLength(11);
  expect(lines[0]).toBe('instance-0000001e (vm1) tap48e06cd2-60: complete');
  expect(lines[5]).toMatch(
    /^ {2}qvo48e06cd2-60 {2}veth, ifindex 16, tag 1 {2}\[compute1 transcript\.txt:\d+\]$/,
  );
  expect(refusal(await coldtrace(['path', casePath, '--snapshot', '1', 'nothing']))).toContain(
    'coldtrace: There is no path of nothing: compute1 has instance-0000001e (vm1)',
  );
});

test('the way from one end to another, as far as the transcript tells', async () => {
  const given = ['path', casePath, '--snapshot', '1', 'compute1:tap48e06cd2-60', 'outside'];
  const { out, code } = await coldtrace([...given, '--json']);
  expect(code).toBe(0);
  const route = JSON.parse(out) as Record<string, unknown> & { hops: Record<string, unknown>[] };
  expect(route).toMatchObject({
    complete: false,
    end: 'evidence-ends',
    code: 'no-snapshot',
    from: { kind: 'port', name: 'vm1', host: 'compute1' },
    to: { kind: 'outside', name: 'outside' },
    backward: { complete: false, from: { kind: 'outside' } },
  });
  expect(route.hops.map(({ device }) => device).slice(-3)).toEqual(['patch-int', 'br-tun', 'gre-1']);
  expect(route.hops.at(-1)).toMatchObject({ remote: '192.168.10.10', break: 'no-snapshot' });
  for (const hop of route.hops) expect(hop['evidence']).not.toEqual([]);
  const text = (await coldtrace(given)).out.split('\n');
  expect(text[0]).toMatch(
    /^vm1 to outside: evidence ends: it goes on at the host of a router, which is taken to be 192/,
  );
  expect(refusal(await coldtrace(['path', casePath, '--snapshot', '1', 'vm1', 'nothing']))).toBe(
    'coldtrace: Nothing in these snapshots is called nothing.',
  );
  // Both snapshots are of compute1.
  expect(refusal(await coldtrace(['path', casePath, 'vm1', 'outside']))).toContain(
    'is in several snapshots: 1 (compute1',
  );
});

test('diff: lines, summary, exit code', async () => {
  const given = ['diff', casePath, '--from', '1', '--to', '2'];
  const ports = await coldtrace([...given, '--kind', 'ovs-ports', '--json']);
  expect(ports.code).toBe(1);
  expect(jsonLines(ports.out)).toMatchObject(
    [
      { kind: 'ovs-ports', change: 'removed', key: 'gre-1', to: null, fields: [] },
      {
        kind: 'ovs-ports',
        change: 'added',
        key: 'gre-7',
        from: null,
        to: { evidence: [{ host: 'compute1', source: 'later.txt' }] },
      },
    ].sort((a, b) => a.key.localeCompare(b.key)),
  );
  const same = await coldtrace([...given, '--kind', 'flows', '--json']);
  expect([same.code, same.out]).toEqual([0, '']);
  const summary = await coldtrace([...given, '--summary', '--json']);
  expect(summary.code).toBe(1);
  expect(JSON.parse(summary.out)).toContainEqual({
    kind: 'flows',
    added: 0,
    removed: 0,
    changed: 0,
    moved: 0,
    equal: 15,
  });
  const self = await coldtrace(['diff', casePath, '--from', '1', '--to', '1']);
  expect([self.code, self.out]).toEqual([0, '']);
  expect(refusal(await coldtrace(['diff', casePath, '--from', '1']))).toContain('usage: coldtrace diff CASE');
});

test('diff: what is set aside, restarts and rates; a timeline of all snapshots', async () => {
  const given = ['diff', casePath, '--from', '1', '--to', '2'];
  expect(refusal(await coldtrace([...given, '--include', 'weather']))).toContain(
    'There is nothing set aside as weather; there are counters, ages, cookies',
  );
  expect(refusal(await coldtrace([...given, '--kind', 'weather']))).toContain(
    'There is no kind of change weather',
  );
  expect(refusal(await coldtrace([...given, '--rates', '--summary']))).toContain(
    'usage: coldtrace diff CASE',
  );
  const included = await coldtrace([...given, '--include', 'counters,ages', '--include', 'ids', '--json']);
  expect(included.code).toBe(1);
  const events = await coldtrace([...given, '--events', '--json']);
  expect([events.code, events.out]).toEqual([1, '']);
  const rates = await coldtrace([...given, '--rates', '--kind', 'flows', '--json']);
  // Both transcripts show the same moment: no time has passed in which anything could be carried.
  expect(jsonLines(rates.out).every(({ packets }) => packets === null)).toBe(true);
  expect(rates.code).toBe(0);

  const timeline = await coldtrace([
    'timeline',
    casePath,
    '--host',
    'compute1',
    '--kind',
    'ovs-ports',
    '--json',
  ]);
  expect(timeline.code).toBe(0);
  expect(
    jsonLines(timeline.out).map(({ key, seen, appeared, went }) => ({ key, seen, appeared, went })),
  ).toEqual([
    { key: 'gre-1', seen: [1], appeared: null, went: 2 },
    { key: 'gre-7', seen: [2], appeared: 2, went: null },
  ]);
  expect(refusal(await coldtrace(['timeline', casePath, '--host', 'nobody']))).toContain(
    'There is no host nobody',
  );
});

test('findings: 0 when there are none, 1 when there are, as sentences and as JSON lines', async () => {
  expect(await coldtrace(['findings', casePath])).toEqual({ code: 0, out: '', err: '' });
  expect(refusal(await coldtrace(['findings', casePath, '--snapshot', 'elsewhere']))).toContain('elsewhere');
  expect(refusal(await coldtrace(['findings', casePath, '--language', 'xx']))).toContain(
    'There is no language xx',
  );

  const dead = join(folder, 'dead');
  mkdirSync(dead);
  writeFileSync(join(dead, 'dead.txt'), readFileSync(transcript, 'utf8').replaceAll('tag: 2', 'tag: 4095'));
  const other = join(dead, 'dead.coldtrace');
  expect((await coldtrace(['import', other, join(dead, 'dead.txt')])).code).toBe(0);
  const found = await coldtrace(['findings', other]);
  expect([found.code, found.err]).toEqual([1, '']);
  expect(found.out.split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/^error: compute1: qvo18cec000-80 of br-int is in VLAN 4095, .* \[dead-vlan\]$/),
    expect.stringMatching(/^ {4}compute1 dead\.txt:\d+$/),
  ]);
  const chinese = await coldtrace(['findings', other, '--language', 'zh-CN']);
  expect(chinese.out).toContain('死 VLAN');
  const json = await coldtrace(['findings', other, '--json']);
  expect(json.code).toBe(1);
  expect(jsonLines(json.out)).toMatchObject(
    ['qvo18cec000-80', 'qvodfdc29e2-9a'].map((port) => ({
      id: `dead-vlan compute1 ${port}`,
      rule: 'dead-vlan',
      severity: 'error',
      host: 'compute1',
      devices: [`veth/${port}`],
      params: { port, bridge: 'br-int' },
      evidence: [{ host: 'compute1', source: 'dead.txt' }],
      snapshot: 1,
    })),
  );
  rmSync(dead, { recursive: true });
});

test('parse reads one output, from a file or from stdin', async () => {
  const dump = [
    'NXST_FLOW reply (xid=0x4):',
    ' cookie=0x0, duration=77625.456s, table=0, n_packets=422, n_bytes=64283, idle_age=3, priority=1,in_port=1 actions=resubmit(,1)',
    'what is this',
    '',
  ].join('\n');
  const { code, out } = await coldtrace(['parse', 'ovs-ofctl dump-flows br-tun', '-'], dump);
  expect(code).toBe(0);
  const rows = jsonLines(out);
  expect(rows).toHaveLength(2);
  expect(rows.find(({ kind }) => kind === 'flow')).toMatchObject({
    kind: 'flow',
    bridge: 'br-tun',
    table: 0,
    priority: 1,
    match: 'in_port=1',
    actions: 'resubmit(,1)',
    evidence: [{ source: '-', firstLine: 2, lastLine: 2 }],
  });
  expect(rows).toContainEqual({ problem: expect.objectContaining({ line: 3, severity: 'error' }) as object });
  const byId = await coldtrace(['parse', 'ovs-ofctl-dump-flows'], dump);
  expect(jsonLines(byId.out)).toContainEqual(expect.objectContaining({ kind: 'flow', bridge: null }));
  expect(refusal(await coldtrace(['parse', 'cowsay', '-']))).toContain(
    'does not read the output of "cowsay"',
  );
  expect(refusal(await coldtrace(['parse', 'brctl show', 'nowhere.txt']))).toBe(
    'coldtrace: nowhere.txt cannot be read: ENOENT.',
  );
});

test('search: lines as grep prints them, in every spelling; 1 when there are none', async () => {
  const mac = await coldtrace(['search', casePath, 'BED5536FF312', '--snapshot', '1']);
  expect(mac.code).toBe(0);
  expect(mac.out).toContain('compute1 transcript.txt:');
  expect(mac.out).toContain('be:d5:53:6f:f3:12');
  expect(mac.err).toContain('also searched for: be:d5:53:6f:f3:12');
  const [line] = jsonLines(
    (await coldtrace(['search', casePath, 'set_TUNNEL:0x2', '--snapshot', '1', '--json'])).out,
  );
  expect(line).toMatchObject({
    host: 'compute1',
    source: 'transcript.txt',
    text: expect.stringContaining('set_tunnel:0x2') as string,
    spelling: 'set_tunnel:0x2',
    evidence: [
      { host: 'compute1', source: 'transcript.txt', firstLine: line?.['line'], lastLine: line?.['line'] },
    ],
  });
  const none = await coldtrace(['search', casePath, 'no such text']);
  expect([none.code, none.out]).toEqual([1, '']);
  expect(refusal(await coldtrace(['search', casePath, ' ']))).toContain('nothing to search for');
});

test('help, version, and what is no command', async () => {
  const help = await coldtrace(['help']);
  expect(help.code).toBe(0);
  for (const name of [
    'import',
    'snapshots',
    'sources',
    'problems',
    'show',
    'facts',
    'parse',
    'flows',
    'parse-flows',
    'path',
    'diff',
    'timeline',
    'diff-flows',
    'search',
    'serve',
  ]) {
    expect(help.out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect((await coldtrace(['--version'])).out).toBe(`${version}\n`);
  expect((await coldtrace([])).code).toBe(2);
  for (const later of ['trace', 'report']) {
    expect(help.out).not.toMatch(new RegExp(`^ {2}${later} `, 'm'));
  }
  expect(refusal(await coldtrace(['trace', casePath]))).toContain('trace is not a command');
});

test('unusable input is one clear line', async () => {
  expect(refusal(await coldtrace(['snapshots', 'none.coldtrace']))).toContain(
    'There is no case at none.coldtrace.',
  );
  expect(refusal(await coldtrace(['snapshots', 'later.txt']))).toContain('is not a Coldtrace case');
  expect(refusal(await coldtrace(['snapshots', casePath, '--frobnicate']))).toContain(
    "Unknown option '--frobnicate'",
  );
  expect(refusal(await coldtrace(['import', 'new.coldtrace']))).toContain('usage: coldtrace import');
  const missing = await coldtrace(['import', 'new.coldtrace', 'nowhere.tar']);
  expect(missing.code).toBe(2);
  expect(missing.err).toContain('nowhere.tar');
  expect(missing.err).not.toContain('    at ');
  expect(readdirSync(folder).sort()).toEqual(['article.coldtrace', 'later.txt']);
});

test('pipeline prints where flows send packets, and as JSON with the filters that show them', async () => {
  const printed = await coldtrace(['pipeline', casePath, '--snapshot', '1', '--bridge', 'br-tun']);
  expect(printed.code).toBe(0);
  expect(printed.out).toContain('table 2   3      361      285      0\n');
  expect(printed.out).toContain('table 21           output    output:gre-1      2      19\n');
  const both = await coldtrace([
    'pipeline',
    casePath,
    '--snapshot',
    '1',
    '--bridge',
    'br-int',
    '--peers',
    '--json',
  ]);
  const document = JSON.parse(both.out) as {
    bridges: string[];
    edges: Record<string, unknown>[];
    notes: string[];
  };
  expect(document.bridges).toEqual(['br-int', 'br-tun']);
  expect(document.notes).toEqual(['switched']);
  expect(document.edges.find(({ id }) => id === 'br-tun table 21 → br-tun output gre-1')).toEqual({
    id: 'br-tun table 21 → br-tun output gre-1',
    from: 'br-tun table 21',
    to: 'br-tun output gre-1',
    ways: ['output'],
    bridge: 'br-tun',
    flows: 2,
    packets: 19,
    bytes: null,
    passes: 19,
    neverHit: 0,
    uncounted: 0,
    filter: 'table=21 and actions~"output:2"',
  });
  refusal(await coldtrace(['pipeline', casePath, '--snapshot', '1', '--bridge', 'br-none']));
});
