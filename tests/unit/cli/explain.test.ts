// coldtrace explain as a script uses it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
let folder = '';

function coldtrace(words: readonly string[], input = ''): { code: number | null; out: string; err: string } {
  const run = spawnSync(process.execPath, [join(root, 'electron/cli.ts'), ...words], {
    cwd: folder,
    input,
    encoding: 'utf8',
  });
  return { code: run.status, out: run.stdout, err: run.stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'coldtrace-explain-'));
  const { code } = coldtrace([
    'import',
    'a.coldtrace',
    join(root, 'resources/samples/article/transcript.txt'),
  ]);
  expect(code).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true }));

test('a flow of a case in words, with its line and its reasons', () => {
  const said = coldtrace([
    'explain',
    'a.coldtrace',
    '--bridge',
    'br-tun',
    '--filter',
    'table=2 and tun_id=2',
  ]);
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(said.out.split('\n')).toEqual([
    'Written by Neutron’s Open vSwitch agent for a tunnel bridge: tunnel ids and local VLANs are exchanged',
    '',
    'table=2 (from GRE: tunnel id to VLAN), priority=1 tun_id=0x2 actions=mod_vlan_vid:1,resubmit(,10)  [compute1 transcript.txt:103]',
    '  Packets that have tunnel id 0x2 (network Internal): add the tag of VLAN 1 (network Internal); go on in table 10 (learns where MACs are).',
    '  - flows of br-tun give it VLAN 1',
    '  - qvo48e06cd2-60 has this tag, and vm1 has no other network',
    '',
  ]);
});

test('--json: a line a flow, each part with the text that it explains', () => {
  const { code, out } = coldtrace(['explain', 'a.coldtrace', '--bridge', 'br-tun', '--json']);
  expect(code).toBe(0);
  const rows = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { match: { text: string }[]; evidence: { firstLine: number }[] });
  expect(rows).toHaveLength(14);
  expect(rows[0]).toMatchObject({
    table: 0,
    says: 'Packets that come in by port 1 (patch-int, patch to br-int): go on in table 1 (from br-int: unicast or multicast).',
    match: [
      { text: 'in_port=1', says: 'come in by port 1 (patch-int, patch to br-int)', because: [], steps: [] },
    ],
    actions: [{ text: 'resubmit(,1)' }],
    evidence: [{ host: 'compute1', source: 'transcript.txt' }],
  });
});

test('flows on standard input, in Chinese; a line that is none costs itself', () => {
  const said = coldtrace(
    ['explain', '-', '--language', 'zh-CN'],
    'NXST_FLOW reply (xid=0x4):\n cookie=0x0, duration=1s, table=3, n_packets=0, n_bytes=0, priority=5,tcp,tp_dst=80 actions=drop\nnonsense\n',
  );
  expect(said.code).toBe(0);
  expect(said.out).toContain('TCP，TCP 目的端口为 80 的报文：丢弃。');
  expect(said.err).toBe('line 3: no flow: its beginning is missing\n');
});

test('a language that is not there, a bridge that is not there', () => {
  for (const words of [
    ['explain', 'a.coldtrace', '--bridge', 'br-tun', '--language', 'fr'],
    ['explain', 'a.coldtrace', '--bridge', 'br-nowhere'],
    ['explain'],
  ]) {
    const said = coldtrace(words);
    expect(said).toMatchObject({ code: 2, out: '' });
    expect(said.err).toMatch(/^coldtrace: .*\n$/);
  }
});
