// coldtrace parse-flows, as a script uses it: any dump in, one spelling out.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const fixture = (name: string): string => join(root, 'tests/fixtures/openvswitch/lab', name);

interface Result {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
}

function parseFlows(words: readonly string[], input = ''): Promise<Result> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [join(root, 'electron/cli.ts'), 'parse-flows', ...words],
      (error, out, err) => {
        const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');
        done({ code: typeof error?.code === 'number' ? error.code : 0, out: lines(out), err: lines(err) });
      },
    );
    child.stdin?.end(input);
  });
}

describe('parse-flows', () => {
  test('the dumps of one bridge by every tool and version are the same flows', async () => {
    const [first, third, appctl] = await Promise.all(
      [
        'ovs-ofctl_dump-flows_br-tun.txt',
        'ovs-ofctl_-O_OpenFlow13_dump-flows_br-tun.txt',
        'ovs-appctl_bridge.dump-flows_br-tun.txt',
      ].map((name) => parseFlows([fixture(name)])),
    );
    // Which dump has cookies, timeouts and the hidden table is the tool's affair.
    const flows = (result: Result | undefined): string[] =>
      (result?.out ?? [])
        .map((line) =>
          line
            .replace(/cookie=0x[0-9a-f]+, ?/g, '')
            .replace(/,cookie=0x[0-9a-f]+/g, '')
            .replace(/ hard_timeout=\d+,/, ''),
        )
        .filter((line) => !line.startsWith('table=254'))
        .sort();
    expect(flows(first).length).toBeGreaterThan(10);
    expect(flows(third)).toEqual(flows(first));
    expect(flows(appctl)).toEqual(flows(first));
    expect([first?.err, first?.code]).toEqual([[], 0]);
  });

  test('what is left out of a header is said, once', async () => {
    const line =
      'cookie=0x0, duration=1s, table=1, n_packets=0, n_bytes=0, hue=3, wide priority=1,ip actions=drop';
    const { out, err, code } = await parseFlows(['-'], `${line}\n${line}\n`);
    expect(out).toEqual(['table=1, priority=1,ip actions=drop', 'table=1, priority=1,ip actions=drop']);
    expect(err.map((each) => each.replace(/^.*?:1: /, ''))).toEqual([
      'the field hue of a flow is not known; it is left out',
      'the field wide of a flow is not known; it is left out',
    ]);
    expect(code).toBe(0);
  });

  test('headers, blank lines, comments, flow syntax and what stops other tools', async () => {
    const lines = [
      'NXST_FLOW reply (xid=0x4): flags=[more]',
      ' cookie=0x0, duration=1.5s, table=4, n_packets=7, n_bytes=98, n_offload_packets=1, n_offload_bytes=2, idle_age=1, priority=1,tun_id=0x2 actions=mod_vlan_vid:1,resubmit(,10)',
      '',
      'OFPST_FLOW reply (OF1.3) (xid=0x2):',
      ' cookie=0x5, duration=1s, table=0, n_packets=0, n_bytes=0, reset_counts actions=NORMAL',
      ' cookie=0x0, duration=1s, table=3, n_packets=0, n_bytes=0, send_flow_rem check_overlap reset_counts importance=7, idle_age=0, tcp,tp_dst=80 actions=NORMAL',
      '# what add-flows takes',
      'table=1,priority=5,cookie=0x1,idle_timeout=5,udp,udp_dst=0x35,actions=load:0x5->NXM_NX_REG0[],goto_table:9',
      ' cookie=0x0, duration=1s, table=3, n_packets=0, n_bytes=0, tcp actions=ct(commit',
      'table_id=3, duration=32s, n_packets=0, n_bytes=0, priority=32768,tcp,tp_dst=80,actions=strip_vlan,drop',
    ];
    const result = await parseFlows(['-'], `${lines.join('\n')}\n`);
    expect(result).toEqual({
      code: 0,
      out: [
        'table=4, priority=1,tun_id=0x2 actions=push_vlan:0x8100,set_field:4097->vlan_vid,resubmit(,10)',
        'cookie=0x5, table=0, reset_counts actions=NORMAL',
        'table=3, send_flow_rem check_overlap reset_counts importance=7, tcp,tp_dst=80 actions=NORMAL',
        'cookie=0x1, table=1, idle_timeout=5, priority=5,udp,tp_dst=53 actions=set_field:0x5->reg0,resubmit(,9)',
        'table=3, tcp,tp_dst=80 actions=pop_vlan',
      ],
      err: ['-:9: this is not a whole flow: it is cut inside its actions'],
    });
  });

  test('names in quotes, with quotes, brackets and `actions=` in them', async () => {
    // As Open vSwitch 3.1 prints ports `we"ird,p` and `a b=c`, but for `actions=`.
    const lines = [
      String.raw` cookie=0x0, duration=54.9s, table=6, n_packets=0, n_bytes=0, priority=20,in_port="we\"ird,p" actions=output:"a b=c",enqueue:"we\"ird,p":7,clone(output:"a\"(b")`,
      'table=6,priority=21,in_port="a, actions=x",actions=output:"b, actions=y"',
      ' cookie=0x0, duration=54.9s, table=6, n_packets=0, n_bytes=0, priority=22,in_port="a, actions=x" actions=drop',
      String.raw` cookie=0x0, duration=54.9s, table=6, n_packets=0, n_bytes=0, priority=23 actions=output:"cut\"`,
      ' cookie=0x0, duration=54.9s, table=6, n_packets=0, n_bytes=0, priority=24,in_port="cut,ip actions=drop',
    ];
    const result = await parseFlows([], `${lines.join('\n')}\n`);
    expect(result.out).toEqual([
      String.raw`table=6, priority=20,in_port="we\"ird,p" actions=output:"a b=c",set_queue:7,output:"we\"ird,p",pop_queue,clone(output:"a\"(b")`,
      'table=6, priority=21,in_port="a, actions=x" actions=output:"b, actions=y"',
      'table=6, priority=22,in_port="a, actions=x" actions=drop',
      'table=6, priority=24,in_port="cut,ip actions=drop',
    ]);
    expect(result.err).toEqual(['-:4: this is not a whole flow: it is cut inside its actions']);
  });

  test('a field that is not known costs itself; a table may have a name', async () => {
    const lines = [
      'table=7,priority=35,zork=1,ip,actions=drop',
      ' cookie=0x0, duration=1s, table=3, n_packets=5, n_bytes=6, priority=35,zork=1,ip actions=drop',
      'ets=0, n_bytes=0, priority=36,ip actions=drop',
      ' cookie=0x0, duration=1s, table=classifier, n_packets=5, n_bytes=6, priority=35 actions=drop',
      ' cookie=0x0, duration=1s, table="learn, me", n_packets=5, n_bytes=6, priority=35 actions=drop',
      'table=classifier,priority=36,ip,actions=drop',
      ' cookie=0x0, duration=1s, table=3x, n_packets=5, n_bytes=6, priority=35 actions=drop',
      ' cookie=0x0, duration=1s, table="learn, me, n_packets=5, n_bytes=6, priority=35 actions=drop',
    ];
    const result = await parseFlows([], `${lines.join('\n')}\n`);
    expect(result.out).toEqual([
      'table=7, priority=35,ip,zork=1 actions=drop',
      'table=3, priority=35,ip,zork=1 actions=drop',
      'table=classifier, priority=35 actions=drop',
      'table="learn, me", priority=35 actions=drop',
      'table=classifier, priority=36,ip actions=drop',
    ]);
    expect(result.err).toEqual([
      '-:3: this is not a whole flow: its beginning is missing',
      '-:7: this is not a whole flow: table=3x is not a number',
      '-:8: this is not a whole flow: table="learn is not a number',
    ]);
  });

  test('a compressed dump, and one that is cut', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coldtrace-parse-flows-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const text = readFileSync(fixture('ovs-ofctl_-O_OpenFlow13_dump-flows_br-tun.txt'));
    const plain = await parseFlows([], text.toString());
    for (const [name, packed] of [
      ['a.gz', gzipSync(text)],
      ['a.zst', zstdCompressSync(text)],
    ] as const) {
      writeFileSync(join(folder, name), packed);
      expect(await parseFlows([join(folder, name)])).toEqual(plain);
    }
    const cut = join(folder, 'cut.gz');
    writeFileSync(cut, gzipSync(text).subarray(0, -40));
    const result = await parseFlows([cut]);
    expect(result.err.at(-1)).toMatch(/cut\.gz: not whole: /);
    expect(await parseFlows([process.execPath])).toMatchObject({ code: 2, out: [] });
  });

  test("EasyOVS's table", async () => {
    const table =
      'ID TAB PKT       PRI   MATCH            ACT\n0  0   339       1     in=1             resubmit(,1)\n2  0   3         0     *                drop\n';
    const result = await parseFlows([], table);
    expect(result.out).toEqual([
      'table=0, priority=1,in_port=1 actions=resubmit(,1)',
      'table=0, priority=0 actions=drop',
    ]);
  });

  test('--json has the fields of design, --tree the parts with their places', async () => {
    const path = fixture('ovs-ofctl_-O_OpenFlow13_dump-flows_br-tun.txt');
    const result = await parseFlows(['--json', '--tree', path]);
    const raw = readFileSync(path, 'utf8').split('\n');
    expect(result.out.length).toBeGreaterThan(10);
    for (const text of result.out) {
      const flow = JSON.parse(text) as Record<string, unknown> & {
        raw: string;
        evidence: { firstLine: number }[];
        tree: { match: { parts: { range: { from: number; to: number } }[] } };
      };
      expect(Object.keys(flow)).toEqual([
        'table',
        'priority',
        'match',
        'actions',
        'cookie',
        'nPackets',
        'nBytes',
        'raw',
        'evidence',
        'tree',
      ]);
      expect(raw[(flow.evidence[0]?.firstLine ?? 0) - 1]).toBe(flow.raw);
      for (const { range } of flow.tree.match.parts)
        expect(flow.raw.slice(range.from, range.to)).toMatch(/^[a-z_0-9]+(=|$)/);
    }
  });

  test('an action set that writes nothing is left out, as Open vSwitch 3.1 does when it takes the flow', async () => {
    const lines = [
      'priority=1,actions=write_actions(drop),goto_table:4',
      'priority=2,actions=write_actions(drop)',
      'priority=3,actions=clear_actions,write_actions(drop),goto_table:3',
    ];
    const result = await parseFlows([], `${lines.join('\n')}\n`);
    expect(result.out).toEqual([
      'table=0, priority=1 actions=resubmit(,4)',
      'table=0, priority=2 actions=drop',
      'table=0, priority=3 actions=clear_actions,goto_table:3',
    ]);
  });

  test('--tree is for --json', async () => {
    const result = await parseFlows(['--tree'], 'actions=drop\n');
    expect(result.code).toBe(2);
    expect(result.out).toEqual([]);
  });

  test('what holds no flow is refused', async () => {
    const result = await parseFlows([], 'ovs-ofctl: br-int is not a bridge or a socket\n');
    expect(result.code).toBe(2);
    expect(result.err.at(-1)).toBe('coldtrace: - holds no flow.');
  });
});
