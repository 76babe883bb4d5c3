import { describe, expect, test } from 'vitest';
import { ovsAppctlDpifShow } from '../../../../shared/commands/open-vswitch/ovs-appctl-dpif-show.ts';
import { ovsAppctlFdbShow } from '../../../../shared/commands/open-vswitch/ovs-appctl-fdb-show.ts';
import { fixture, linesOf, readFixture } from '../../../openvswitch-output.ts';
import { readLines } from '../../../read-lines.ts';

const tunnel = (remote: string): unknown => ({
  egress_pkt_mark: '0',
  key: 'flow',
  local_ip: '192.168.10.11',
  remote_ip: remote,
});
const datapathPorts = (
  [
    ['br-int', 'br-int', 65534, 3, 'tap', {}],
    ['br-int', 'patch-tun', 1, null, 'patch', { peer: 'patch-int' }],
    ['br-int', 'qvo1476e4c9-4e', 11, 6, 'system', {}],
    ['br-int', 'qvo36aaab22-c8', 14, 9, 'system', {}],
    ['br-int', 'qvo983234ab-64', 13, 8, 'system', {}],
    ['br-int', 'qvod2d2ac5d-a7', 12, 7, 'system', {}],
    ['br-phy', 'br-phy', 65534, 2, 'tap', {}],
    ['br-phy', 'eth1', 1, 1, 'system', {}],
    ['br-tun', 'br-tun', 65534, 4, 'tap', {}],
    ['br-tun', 'gre-c0a80a0c', 3, 5, 'gre', tunnel('192.168.10.12')],
    ['br-tun', 'gre-c0a80a0d', 2, 5, 'gre', tunnel('192.168.10.13')],
    ['br-tun', 'patch-int', 1, null, 'patch', { peer: 'patch-tun' }],
  ] as const
).map(([bridge, name, ofport, datapathPort, type, options]) => ({
  datapath: 'netdev@ovs-netdev',
  bridge,
  name,
  ofport,
  datapathPort,
  type,
  options,
}));

describe('ovs-appctl dpif/show', () => {
  test('Open vSwitch 3.1', () => {
    const { of, ranges, problems } = readFixture(ovsAppctlDpifShow, 'lab/ovs-appctl_dpif.show.txt');
    expect(problems).toEqual([]);
    expect(of('datapath-port')).toEqual(datapathPorts);
    expect(ranges).toEqual(
      [3, 4, 5, 6, 7, 8, 10, 11, 13, 14, 15, 16].map((line) => `datapath-port ${line}-${line}`),
    );
  });

  test('without indentation, with tabs, and in one line', () => {
    const lines = linesOf(fixture('lab/ovs-appctl_dpif.show.txt'));
    const bare = lines.map((line) => line.trim());
    const tabbed = lines.map((line) =>
      line.replaceAll('  ', '\t').replace(/^(\tbr-\w+:)$/, '$1 hit:1 missed:2'),
    );
    for (const variant of [bare, tabbed, [bare.join(' ')]]) {
      const { of, problems } = readLines(ovsAppctlDpifShow, variant);
      expect(problems).toEqual([]);
      expect(of('datapath-port')).toEqual(datapathPorts);
    }
    expect(ovsAppctlDpifShow.unfold?.(bare.join(' '))).toEqual(lines);
    for (const line of lines) expect(ovsAppctlDpifShow.unfold?.(line)).toBeNull();
  });

  test('a port before any bridge is a problem', () => {
    const lines = linesOf(fixture('lab/ovs-appctl_dpif.show.txt')).slice(2);
    const { facts, problems } = readLines(ovsAppctlDpifShow, lines);
    expect(facts).toEqual([]);
    expect(problems).toHaveLength(lines.length);
  });

  test('command lines and content', () => {
    expect(ovsAppctlDpifShow.recognise(['ovs-appctl', 'dpif/show'])).toEqual({});
    expect(ovsAppctlDpifShow.recognise(['ovs-appctl', 'dpif.show'])).toEqual({});
    expect(ovsAppctlDpifShow.recognise(['ovs-appctl', 'dpif.show-dp-features', 'br-int'])).toBeNull();
    expect(ovsAppctlDpifShow.sniff('netdev@ovs-netdev: hit:25075 missed:1120')).toBe(true);
    expect(ovsAppctlDpifShow.sniff('system@ovs-system:')).toBe(false);
  });
});

describe('ovs-appctl fdb/show', () => {
  test('Open vSwitch 4.0: one bridge, and all in one table', () => {
    const own = (bridge: string, port: string, vlan: number, mac: string, age: number | null): object => ({
      bridge,
      port,
      vlan,
      mac: `50:54:00:00:${mac}`,
      age,
    });
    const br0 = [
      own('br0', '2', 0, '00:05', null),
      own('br0', '1', 5, '01:01', 1),
      own('br0', '2', 0, '01:02', 1),
    ];
    const one = readFixture(ovsAppctlFdbShow, 'switch-4.0/ovs-appctl_fdb.show_br0.txt', { target: 'br0' });
    expect(one.problems).toEqual([]);
    expect(one.of('fdb-entry')).toEqual(br0);
    const all = readFixture(ovsAppctlFdbShow, 'switch-4.0/ovs-appctl_fdb.show.txt');
    expect(all.problems).toEqual([]);
    expect(all.of('fdb-entry')).toEqual([...br0, own('br1', '3', 0, '01:03', 1)]);
  });

  const brPhy = [
    { bridge: 'br-phy', port: '1', vlan: 0, mac: '6a:84:91:2b:38:bb', age: 89 },
    { bridge: 'br-phy', port: '1', vlan: 0, mac: '52:54:00:b0:0c:01', age: 9 },
    { bridge: 'br-phy', port: 'LOCAL', vlan: 0, mac: '52:54:00:b0:0b:01', age: 4 },
    { bridge: 'br-phy', port: '1', vlan: 0, mac: '52:54:00:b0:0d:01', age: 4 },
  ];

  test('Open vSwitch 3.1, with a LOCAL entry', () => {
    const { of, ranges, problems } = readFixture(ovsAppctlFdbShow, 'lab/ovs-appctl_fdb.show_br-phy.txt', {
      target: 'br-phy',
    });
    expect(problems).toEqual([]);
    expect(of('fdb-entry')).toEqual(brPhy);
    expect(ranges).toEqual([2, 3, 4, 5].map((line) => `fdb-entry ${line}-${line}`));
  });

  test('a static entry has no age', () => {
    const { of, problems } = readFixture(ovsAppctlFdbShow, 'switch/ovs-appctl_fdb.show_br0.txt');
    expect(problems).toEqual([]);
    expect(of('fdb-entry')).toEqual([
      { bridge: null, port: '1', vlan: 0, mac: '50:54:00:00:00:05', age: null },
    ]);
  });

  test('in one line', () => {
    const lines = linesOf(fixture('lab/ovs-appctl_fdb.show_br-phy.txt'));
    const together = lines.map((line) => line.trim()).join(' ');
    expect(ovsAppctlFdbShow.sniff(together)).toBe(true);
    expect(readLines(ovsAppctlFdbShow, [together], { target: 'br-phy' })).toMatchObject({
      problems: [],
      facts: brPhy.map((data) => ({ data, firstLine: 1, lastLine: 1 })),
    });
    for (const line of lines) expect(ovsAppctlFdbShow.unfold?.(line)).toBeNull();
  });

  test('command lines', () => {
    expect(ovsAppctlFdbShow.recognise(['ovs-appctl', 'fdb/show', 'br-int'])).toEqual({ target: 'br-int' });
    expect(ovsAppctlFdbShow.recognise(['ovs-appctl', 'fdb.show', 'br-int'])).toEqual({ target: 'br-int' });
    expect(ovsAppctlFdbShow.recognise(['ovs-appctl', 'fdb.stats-show', 'br-int'])).toBeNull();
  });
});
