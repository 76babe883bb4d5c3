// coldtrace flows and pipeline, as a script uses them.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { casePath, coldtrace, jsonLines, refusal, transcript } from '../../article-case.ts';

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
