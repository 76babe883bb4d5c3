import { describe, expect, test } from 'vitest';
import { ovsOfctlDumpFlows } from '../../../../shared/commands/open-vswitch/ovs-ofctl-dump-flows.ts';
import type { FlowFact } from '../../../../shared/facts.ts';
import { fixture, linesOf, readFixture } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';

const empty: FlowFact = {
  bridge: 'br0',
  table: 0,
  priority: 32768,
  match: '',
  actions: 'drop',
  cookie: '0x0',
  nPackets: 0,
  nBytes: 0,
  duration: null,
  idleTimeout: null,
  hardTimeout: null,
  idleAge: null,
  hardAge: null,
  importance: null,
  flags: [],
};
const learn =
  'learn(table=20,hard_timeout=300,priority=1,cookie=0x5,NXM_OF_VLAN_TCI[0..11],NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[],load:0->NXM_OF_VLAN_TCI[],output:NXM_OF_IN_PORT[])';
const ct = 'ct(commit,table=7,zone=NXM_NX_REG6[0..15],nat(src=10.0.0.1-10.0.0.9:1-99,random))';

describe('dump-flows', () => {
  test('Open vSwitch 1.11, as the article has it', () => {
    const { facts, problems } = readFixture(ovsOfctlDumpFlows, 'article/ovs-ofctl_dump-flows_br-int.txt', {
      target: 'br-int',
    });
    expect(problems).toEqual([]);
    const data = {
      ...empty,
      bridge: 'br-int',
      priority: 1,
      actions: 'NORMAL',
      nPackets: 702,
      nBytes: 78521,
      duration: 246746.016,
      idleAge: 1324,
      hardAge: 65534,
    };
    expect(facts).toEqual([{ kind: 'flow', data, firstLine: 2, lastLine: 2 }]);
    const published = readFixture(ovsOfctlDumpFlows, 'article/published/ovs-ofctl_dump-flows_br-int.txt', {
      target: 'br-int',
    });
    expect(published).toMatchObject({ facts: [{ data }], problems: [] });
    expect(
      linesOf(fixture('article/published/ovs-ofctl_dump-flows_br-int.txt')).every(ovsOfctlDumpFlows.sniff),
    ).toBe(true);
  });

  test('OpenFlow 1.4: flags, importance, timeouts, empty match, default priority', () => {
    const { of, problems, ranges } = readFixture(
      ovsOfctlDumpFlows,
      'switch/ovs-ofctl_-O_OpenFlow14_dump-flows_br0.txt',
      {
        target: 'br0',
      },
    );
    expect(problems).toEqual([]);
    expect(ranges).toEqual([2, 3, 4, 5, 6, 7, 8].map((line) => `flow ${line}-${line}`));
    expect(of('flow')).toEqual([
      { ...empty, duration: 0.058, priority: 0 },
      {
        ...empty,
        duration: 0.057,
        table: 3,
        match: 'tcp,tp_dst=80',
        actions: 'NORMAL',
        importance: 7,
        flags: ['send_flow_rem', 'check_overlap', 'reset_counts'],
      },
      {
        ...empty,
        cookie: '0xdeadbeef',
        duration: 0.057,
        table: 4,
        priority: 7,
        match: 'in_port=2,dl_vlan=7',
        actions: `LOCAL,IN_PORT,${learn}`,
      },
      {
        ...empty,
        duration: 0.057,
        table: 4,
        priority: 5,
        match: 'in_port=1',
        actions: 'output:2',
        idleTimeout: 30,
        hardTimeout: 60,
        flags: ['no_packet_counts', 'no_byte_counts'],
      },
      {
        ...empty,
        duration: 0.057,
        table: 5,
        priority: 65535,
        match: 'in_port=LOCAL',
        actions: 'CONTROLLER:65535',
      },
      { ...empty, duration: 0.057, table: 6, match: 'ip', actions: ct },
      { ...empty, duration: 0.018, table: 8, importance: 9, flags: ['send_flow_rem', 'reset_counts'] },
    ]);
  });

  test('--names quotes odd names; --no-stats leaves out statistics and table 0', () => {
    const named = readFixture(ovsOfctlDumpFlows, 'switch/ovs-ofctl_-O_OpenFlow15_--names_dump-flows_br0.txt');
    expect(named.problems).toEqual([]);
    expect(named.of('flow').map(({ match, actions }) => `${match} | ${actions}`)).toEqual([
      ' | drop',
      'tcp,tp_dst=80 | NORMAL',
      `in_port="odd port",dl_vlan=7 | LOCAL,IN_PORT,${learn}`,
      'in_port=p1 | output:"odd port"',
      'in_port=LOCAL | CONTROLLER:65535',
      `ip | ${ct}`,
      ' | drop',
    ]);
    const bare = readFixture(
      ovsOfctlDumpFlows,
      'switch/ovs-ofctl_-O_OpenFlow15_--no-stats_dump-flows_br0.txt',
    );
    expect(bare.problems).toEqual([]);
    expect(bare.of('flow').map(({ table, priority, match }) => [table, priority, match])).toEqual([
      [0, 0, ''],
      [3, 32768, 'tcp,tp_dst=80'],
      [4, 7, 'in_port=2,dl_vlan=7'],
      [4, 5, 'in_port=1'],
      [5, 65535, 'in_port=LOCAL'],
      [6, 32768, 'ip'],
      [8, 32768, ''],
    ]);
    expect(bare.of('flow')[0]).toEqual({
      ...empty,
      bridge: null,
      priority: 0,
      cookie: null,
      nPackets: null,
      nBytes: null,
    });
  });

  test('the header repeats inside a long dump', () => {
    const { problems, ranges } = readFixture(ovsOfctlDumpFlows, 'switch/long/ovs-ofctl_dump-flows_br0.txt');
    expect(problems).toEqual([]);
    expect(ranges).toEqual([2, 3, 4, 6, 7, 8, 10, 11].map((line) => `flow ${line}-${line}`));
  });

  test('the same bridge in OpenFlow 1.0, 1.3 and with names: same flows', () => {
    const keys = ['', '-O_OpenFlow13_', '-O_OpenFlow13_--names_'].map((options) => {
      const read = readFixture(ovsOfctlDumpFlows, `lab/ovs-ofctl_${options}dump-flows_br-tun.txt`);
      expect(read.problems).toEqual([]);
      return read.of('flow').map(({ table, priority, match }) => `${table} ${priority} ${match}`);
    });
    expect(keys[0]).toHaveLength(28);
    expect(keys[1]).toEqual(keys[0]);
    const named = keys[2]!.map((key) =>
      key
        .replace('in_port="patch-int"', 'in_port=1')
        .replace('in_port="gre-c0a80a0d"', 'in_port=2')
        .replace('in_port="gre-c0a80a0c"', 'in_port=3'),
    );
    expect(named).toEqual(keys[0]);
  });

  test.each([
    [' cookie=0x1, duration=4s, table=0, n_packets=?, n_bytes=?, priority=1 actions=drop', null, 4],
    [
      ' cookie=0x1, duration=4.200000001s, table=0, n_packets=18446744073709551615, n_bytes=1, n_offload_packets=3, n_offload_bytes=4, idle_age=0, actions=drop',
      2 ** 64,
      4.200000001,
    ],
  ])('counters: %s', (line, nPackets, duration) => {
    const { of, problems } = readLines(ovsOfctlDumpFlows, [line]);
    expect(problems).toEqual([]);
    expect(of('flow')).toMatchObject([{ nPackets, duration, cookie: '0x1', match: '' }]);
  });

  test('a quoted name may look like anything', () => {
    const line =
      ' cookie=0x0, duration=1s, table=0, n_packets=0, n_bytes=0, in_port="x actions=(, y",ip actions=output:"a(b"';
    const { of, problems } = readLines(ovsOfctlDumpFlows, [line]);
    expect(problems).toEqual([]);
    expect(of('flow')).toMatchObject([{ match: 'in_port="x actions=(, y",ip', actions: 'output:"a(b"' }]);
  });

  test('a field of a later version is named once, and its flows are kept', () => {
    const line = (n: number): string =>
      ` cookie=0x0, duration=1s, table=${n}, n_packets=0, n_bytes=0, last_used=7, quiet_flow priority=1,ip actions=drop`;
    const { of, problems } = readLines(ovsOfctlDumpFlows, [line(1), line(2)]);
    expect(of('flow')).toMatchObject([
      { table: 1, priority: 1, match: 'ip', flags: [] },
      { table: 2, priority: 1, match: 'ip', flags: [] },
    ]);
    expect(problems.map(({ severity, line: at, code, message }) => [severity, at, code, message])).toEqual([
      ['warning', 1, 'unknown-flow-field', 'The field last_used of a flow is not known; it is left out.'],
      ['warning', 1, 'unknown-flow-field', 'The field quiet_flow of a flow is not known; it is left out.'],
    ]);
  });

  test('cut anywhere, a flow with statistics is a whole flow or a problem', () => {
    const line = linesOf(fixture('switch/ovs-ofctl_-O_OpenFlow14_dump-flows_br0.txt'))[3]!;
    const whole = readLines(ovsOfctlDumpFlows, [line]).of('flow')[0];
    for (let at = line.indexOf('actions=') + 9; at < line.length; at++) {
      const { of, problems } = readLines(ovsOfctlDumpFlows, [line.slice(0, at)]);
      expect(of('flow').length + problems.length).toBe(1);
      // Before learn() opens and between whole actions a cut cannot be seen.
      if (at > line.indexOf('learn(') + 5) expect(of('flow')).toEqual([]);
    }
    for (let at = 2; at < line.length; at++) {
      // Only the cookie is lost.
      if (line.slice(at).trim().startsWith('duration=')) continue;
      const { of, problems } = readLines(ovsOfctlDumpFlows, [line.slice(at), line]);
      expect(of('flow'), line.slice(at)).toEqual([whole]);
      expect(problems, line.slice(at)).toMatchObject([{ line: 1, code: 'unexpected-line' }]);
    }
  });

  test('flows and headers that ran together are put back', () => {
    const lines = linesOf(fixture('switch/ovs-ofctl_dump-flows_br0.txt'));
    for (const glue of ['', ' ', '   ']) {
      const together = lines.map((line) => line.trim()).join(glue);
      expect(ovsOfctlDumpFlows.unfold?.(together)).toEqual(lines);
      expect(ovsOfctlDumpFlows.sniff(together)).toBe(true);
    }
    for (const line of lines) expect(ovsOfctlDumpFlows.unfold?.(line)).toBeNull();
    expect(ovsOfctlDumpFlows.unfold?.('NXST_FLOW reply (xid=0x4): flags=[more]')).toBeNull();
    expect(ovsOfctlDumpFlows.unfold?.('NXST_FLOW reply (xid=0x4): priority=1 actions=drop')).toEqual([
      'NXST_FLOW reply (xid=0x4):',
      ' priority=1 actions=drop',
    ]);
  });

  test('command lines', () => {
    const recognise = (line: string): unknown => ovsOfctlDumpFlows.recognise(line.split(' '));
    expect(recognise('ovs-ofctl dump-flows br-int')).toEqual({ target: 'br-int' });
    expect(recognise('ovs-ofctl -O OpenFlow13 --names dump-flows br-int')).toEqual({
      target: 'br-int',
      protocol: 'OpenFlow13',
    });
    expect(recognise('ovs-ofctl -OOpenFlow14 dump-flows br-int table=0')).toEqual({
      target: 'br-int',
      protocol: 'OpenFlow14',
    });
    expect(
      recognise('ovs-ofctl --protocols=OpenFlow15 dump-flows unix:/var/run/openvswitch/br-ex.mgmt'),
    ).toEqual({
      target: 'br-ex',
      protocol: 'OpenFlow15',
    });
    expect(recognise('openstack-hypervisor.ovs-ofctl dump-flows br-int')).toEqual({ target: 'br-int' });
    expect(recognise('ovs-ofctl dump-flows')).toEqual({});
    expect(recognise('ovs-ofctl dump-ports br-int')).toBeNull();
    expect(recognise('ovs-dpctl dump-flows system@ovs-system')).toBeNull();
  });

  test.each([
    'duration=1923s, n_packets=0, n_bytes=0, priority=65535,dl_vlan=4095,actions=drop',
    'recirc_id(0),in_port(2),eth(),eth_type(0x0800),ipv4(frag=no), packets:1, bytes:98, used:1s, actions:3',
    '  table=0 (ls_in_check_port_sec), priority=100  , match=(eth.src[40]), action=(drop;)',
    'OFPST_PORT_DESC reply (xid=0x2):',
    'the flow has priority=1 actions=drop',
    '',
  ])('is not the output of another command: %s', (line) => {
    expect(ovsOfctlDumpFlows.sniff(line)).toBe(false);
  });
});
