// `coldtrace diff-flows`: what it reads, prints and says. That it is right about real dumps is for
// tests/oracle/diff-flows.test.ts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diffFlowsCommand } from '../../../electron/cli/diff-flows.ts';
import { runCommand, type CommandResult } from '../../run-command.ts';

let folder = '';
let written = 0;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'coldtrace-diff-flows-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Uint8Array): string {
  const path = join(folder, `${++written}.txt`);
  writeFileSync(path, content);
  return path;
}

async function diff(
  a: string | Uint8Array,
  b: string | Uint8Array,
  ...options: string[]
): Promise<CommandResult> {
  const [from, to] = [file(a), file(b)];
  const result = await runCommand(diffFlowsCommand, from, to, ...options);
  const named = (line: string): string => line.replace(from, 'A').replace(to, 'B');
  return { code: result.code, out: result.out.map(named), err: result.err.map(named) };
}

const header = 'OFPST_FLOW reply (OF1.4) (xid=0x2):';
const flow = (rest: string, head = 'cookie=0x1, duration=5s, table=1, n_packets=1, n_bytes=2, '): string =>
  ` ${head}${rest}`;
const dump = (...flows: string[]): string => `${[header, ...flows].join('\n')}\n`;

const before = dump(
  flow('idle_timeout=5, send_flow_rem importance=7, priority=3,tcp,tp_dst=80 actions=output:2'),
  flow('priority=3,tcp,tp_dst=81 actions=output:2'),
  flow('actions=NORMAL'),
  flow('actions=NORMAL', 'cookie=0x1, duration=5s, table=0, n_packets=1, n_bytes=2, '),
);
const after = dump(
  flow('idle_timeout=6, importance=7, priority=3,tcp,tp_dst=80 actions=output:2').replace('0x1', '0x2'),
  flow('priority=9,arp actions=drop'),
  flow('actions=drop'),
  flow('actions=drop', 'cookie=0x1, duration=5s, table=0, n_packets=1, n_bytes=2, '),
);

describe('the lines', () => {
  test('come with what of a header is not known, once', async () => {
    const odd = flow('hue=3, wide priority=3,ip actions=output:2');
    expect(await diff(dump(odd, odd.replace('=3,ip', '=4,ip')), dump(odd))).toEqual({
      code: 1,
      out: ['-table=1 priority=4,ip actions=output:2'],
      err: ['A:2', 'A:2', 'B:2', 'B:2'].map(
        (at, index) =>
          `${at}: the field ${index % 2 === 0 ? 'hue' : 'wide'} of a flow is not known; it is left out`,
      ),
    });
  });

  test('are those of ovs-ofctl diff-flows, by table, priority from the highest, and match', async () => {
    expect(await diff(before, after)).toEqual({
      code: 1,
      out: [
        '- actions=NORMAL',
        '+ actions=drop',
        '-table=1  actions=NORMAL',
        '+table=1  actions=drop',
        '+table=1 priority=9,arp actions=drop',
        '-table=1 priority=3,tcp,tp_dst=81 actions=output:2',
      ],
      err: [],
    });
  });

  test('leave out what is ignored and have the rest', async () => {
    const changed = async (...options: string[]): Promise<readonly string[]> =>
      (await diff(before, after, ...options)).out.filter((line) => line.includes('tp_dst=80'));
    expect(await changed('--ignore', 'cookie')).toEqual([
      '-table=1 priority=3,tcp,tp_dst=80 idle_timeout=5 importance=7 actions=output:2',
      '+table=1 priority=3,tcp,tp_dst=80 idle_timeout=6 importance=7 actions=output:2',
    ]);
    expect(await changed('--ignore', 'timeouts,importance')).toEqual([
      '-table=1 priority=3,tcp,tp_dst=80 cookie=0x1 actions=output:2',
      '+table=1 priority=3,tcp,tp_dst=80 cookie=0x2 actions=output:2',
    ]);
    expect(await changed('--strict')).toEqual([
      '-table=1 priority=3,tcp,tp_dst=80 cookie=0x1 idle_timeout=5 importance=7 send_flow_rem actions=output:2',
      '+table=1 priority=3,tcp,tp_dst=80 cookie=0x2 idle_timeout=6 importance=7 actions=output:2',
    ]);
    expect(await changed('--strict', '--ignore', 'cookie', '--ignore', 'timeouts,flags')).toEqual([]);
    await expect(diff(before, after, '--ignore', 'cookies')).rejects.toThrow(
      '--ignore does not know cookies; it knows cookie, timeouts, importance, flags.',
    );
  });

  test('as JSON are changes with key, both sides and evidence', async () => {
    const { code, out } = await diff(before, after, '--json', '--ignore', 'cookie');
    expect(code).toBe(1);
    const changes = out.map((line) => JSON.parse(line) as { key: string });
    expect(changes.map(({ key }) => key)).toEqual([
      'table=0 priority=32768',
      'table=1 priority=32768',
      'table=1 priority=9 arp',
      'table=1 priority=3 tcp,tp_dst=80',
      'table=1 priority=3 tcp,tp_dst=81',
    ]);
    expect(changes[2]).toMatchObject({ kind: 'flows', change: 'added', from: null, fields: [] });
    expect(changes[3]).toEqual({
      kind: 'flows',
      change: 'changed',
      key: 'table=1 priority=3 tcp,tp_dst=80',
      from: {
        fields: {
          actions: 'output:2',
          cookie: '0x1',
          idle_timeout: 5,
          hard_timeout: 0,
          importance: 7,
          flags: 'send_flow_rem',
        },
        text: 'table=1 priority=3,tcp,tp_dst=80 idle_timeout=5 importance=7 actions=output:2',
        evidence: [{ host: '', source: 'A', firstLine: 2, lastLine: 2 }],
      },
      to: {
        fields: {
          actions: 'output:2',
          cookie: '0x2',
          idle_timeout: 6,
          hard_timeout: 0,
          importance: 7,
          flags: '',
        },
        text: 'table=1 priority=3,tcp,tp_dst=80 idle_timeout=6 importance=7 actions=output:2',
        evidence: [{ host: '', source: 'B', firstLine: 2, lastLine: 2 }],
      },
      fields: ['idle_timeout'],
    });
  });
});

describe('no difference is', () => {
  test('a counter, an age, a cookie, a cookie in learn(), a timeout, the order, a header, a blank line', async () => {
    const learn = (cookie: string): string =>
      `priority=1 actions=learn(table=20,hard_timeout=300,priority=1,cookie=${cookie},NXM_OF_VLAN_TCI[0..11]),output:1`;
    const later = [
      'NXST_FLOW reply (xid=0x4): flags=[more]',
      '',
      flow(learn('0x9')).replace('0x1', '0x2').replace('n_packets=1', 'n_packets=9'),
      'NXST_FLOW reply (xid=0x4):',
      flow('hard_timeout=8, idle_age=3, hard_age=9, priority=5,in_port=2 actions=drop'),
      '   ',
      flow('priority=5,in_port=1 actions=drop'),
    ];
    const now = dump(
      flow('priority=5,in_port=1 actions=drop'),
      flow('priority=5,in_port=2 actions=drop'),
      flow(learn('0x7')),
    );
    expect(await diff(now, later.join('\r\n'))).toEqual({ code: 0, out: [], err: [] });
  });

  test('what one of the dumps cannot say', async () => {
    const of10 = dump(flow('priority=5,in_port=1 actions=drop')).replace(
      'OFPST_FLOW reply (OF1.4)',
      'NXST_FLOW reply',
    );
    const of14 = dump(flow('send_flow_rem importance=3, priority=5,in_port=1 actions=drop'));
    expect(await diff(of10, of14)).toEqual({
      code: 0,
      out: [],
      err: ['A: not compared: importance, which this dump does not print'],
    });
    const hidden = 'table_id=254, duration=9s, n_packets=0, n_bytes=0, priority=2,recirc_id=0,actions=drop';
    const inBand = 'duration=9s, n_packets=0, n_bytes=0, priority=180008,tcp,tp_src=6653,actions=NORMAL';
    const bridge = `table_id=1, duration=9s, n_packets=0, n_bytes=0, priority=5,in_port=1,actions=drop\n${hidden}\n${inBand}\n`;
    expect(await diff(bridge, of10)).toEqual({
      code: 0,
      out: [],
      err: ['A: not compared: 2 flows that the switch hides from OpenFlow'],
    });
    expect((await diff(bridge, bridge.replace(hidden, ''))).out).toEqual([
      '-table=254 priority=2,recirc_id=0 actions=drop',
    ]);
  });

  test('whether a dump is compressed', async () => {
    const bytes = Buffer.from(before);
    for (const packed of [gzipSync(bytes), zstdCompressSync(bytes)]) {
      expect(await diff(packed, before)).toEqual({ code: 0, out: [], err: [] });
    }
    expect(await diff(Buffer.from(`\ufeff${before}`, 'utf16le'), before)).toEqual({
      code: 0,
      out: [],
      err: [],
    });
  });

  test('whether EasyOVS printed it', async () => {
    const rows = [
      'ID TAB PKT       PRI   MATCH                                                       ACT',
      '0  0   339       1     in=1                                                        resubmit(,1)',
      '1  0   3         0     *                                                           drop',
      '2  21  3         1     vlan=2                                                      strip_vlan,set_tunnel:0x3,output:2',
    ];
    const flows = dump(
      ' cookie=0x1, duration=5s, table=0, n_packets=1, n_bytes=2, priority=0 actions=drop',
      ' cookie=0x1, duration=5s, table=0, n_packets=1, n_bytes=2, priority=1,in_port=1 actions=resubmit(,1)',
      ' cookie=0x1, duration=5s, table=21, n_packets=1, n_bytes=2, priority=1,dl_vlan=2 actions=strip_vlan,set_tunnel:0x3,output:2',
    );
    expect(await diff(rows.join('\n'), flows)).toEqual({ code: 0, out: [], err: [] });
  });
});

test('a file for add-flows is read as ovs-ofctl reads it', async () => {
  const typed = [
    '# flows of br0',
    '',
    'table=1,priority=3,tcp,tp_dst=80 cookie=5,idle_timeout=5,importance=7,actions=output:2  # web',
    'table=1, ip, nw_src=10.1.2.3/8, priority=4, actions=output:3',
    'actions=normal',
  ].join('\n');
  const dumped = dump(
    flow('idle_timeout=5, importance=7, priority=3,tcp,tp_dst=80 actions=output:2').replace('0x1', '0x5'),
    flow('priority=4,ip,nw_src=10.0.0.0/8 actions=output:3').replace('0x1', '0x0'),
    ' cookie=0x0, duration=5s, table=0, n_packets=1, n_bytes=2, actions=NORMAL',
  );
  expect(await diff(typed, dumped, '--strict')).toEqual({ code: 0, out: [], err: [] });
});

describe('what goes wrong', () => {
  test('costs its line', async () => {
    const damaged = before.replace(' cookie=0x1, duration=5s, table=1', 'ie=0x1, duration=5s, table=1');
    const { code, out, err } = await diff(damaged, `${before}root@compute1:~# \n`);
    expect({ code, out, err }).toEqual({
      code: 1,
      out: ['+table=1 priority=3,tcp,tp_dst=80 importance=7 actions=output:2'],
      err: [
        'A:2: no whole flow, left out: its beginning is missing',
        'B:6: no whole flow, left out: it has no actions',
      ],
    });
  });

  test('of many bad lines and duplicates the first hundred are named', async () => {
    const many = dump(
      ...Array.from({ length: 1003 }, () => 'connection lost'),
      ...Array.from({ length: 1004 }, () => flow('priority=5,in_port=1 actions=drop')),
    );
    const { code, err } = await diff(many, dump(flow('priority=5,in_port=1 actions=drop')));
    expect(code).toBe(0);
    expect(err).toHaveLength(202);
    expect(err[100]).toBe('A: and 903 more lines that are no whole flow');
    expect(err[201]).toBe('A: and 903 more flows that are there twice');
  });

  test('a flow that is there twice is named', async () => {
    const twice = dump(
      flow('priority=5,in_port=1 actions=drop'),
      flow('priority=5,in_port=1 actions=drop'),
      flow('priority=5,in_port=1 actions=NORMAL'),
    );
    expect(await diff(twice, dump(flow('priority=5,in_port=1 actions=NORMAL')))).toEqual({
      code: 1,
      out: ['-table=1 priority=5,in_port=1 actions=drop'],
      err: [
        'A:3: the flow of line 2 again; counted once',
        'A:4: table, priority and match of line 2 with something else; both are compared',
      ],
    });
  });

  test('a cut compressed dump is compared as far as it goes', async () => {
    const many = dump(
      ...Array.from({ length: 5000 }, (_, i) => flow(`priority=5,in_port=${i + 1} actions=output:${i * 7}`)),
    );
    const packed = gzipSync(many);
    const { code, err } = await diff(packed.subarray(0, packed.length / 2), many);
    expect(code).toBe(1);
    expect(err.at(-1)).toMatch(/^A: not whole: .*; what is behind that counts as absent$/);
  });

  test('an output that is no dump, a binary file and a file that is not there are unusable', async () => {
    await expect(diff('ovs-ofctl: br-int: failed to connect\n', before)).rejects.toThrow(
      / holds no flow; line 1 is none: /,
    );
    await expect(diff(Buffer.from([0, 1, 2, 3, 0, 0]), before)).rejects.toThrow(/is no dump of flows/);
    await expect(runCommand(diffFlowsCommand, join(folder, 'absent'), file(before))).rejects.toThrow(
      /absent cannot be read: ENOENT/,
    );
    await expect(runCommand(diffFlowsCommand, folder, file(before))).rejects.toThrow(
      /cannot be read: EISDIR/,
    );
    await expect(runCommand(diffFlowsCommand, '-', '-')).rejects.toThrow('usage: coldtrace diff-flows');
  });

  test('an empty table is a table', async () => {
    const { code, out, err } = await diff(`${header}\n`, dump(flow('actions=drop')));
    expect({ code, out, err }).toEqual({ code: 1, out: ['+table=1  actions=drop'], err: ['A: no flows'] });
  });
});

test('as a command it reads standard input and ends with 0, 1 or 2', () => {
  const cli = resolve(import.meta.dirname, '../../../bin/coldtrace.js');
  const run = (input: string, ...words: string[]) =>
    spawnSync(process.execPath, [cli, 'diff-flows', ...words], { input, encoding: 'utf8' });
  expect(run(before, '-', file(before))).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(run(after, file(before), '-')).toMatchObject({ status: 1, stderr: '' });
  expect(run('', file(before))).toMatchObject({ status: 2, stdout: '' });
  expect(run('', file(before), join(folder, 'absent')).stderr).toMatch(
    /^coldtrace: .*absent cannot be read: ENOENT\.\n$/,
  );
});
