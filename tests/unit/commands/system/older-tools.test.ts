// Tools of Debian 11 and 13 beside those of Debian 12: what they print otherwise, and the same facts from it.
import { expect, test } from 'vitest';
import { fixtureOutputs, type FixtureFolder } from '../../../fixture-outputs.ts';
import { readLines, type ReadOutput } from '../../../read-lines.ts';

function read(folder: FixtureFolder, name: string): ReadOutput {
  const output = fixtureOutputs(folder).find((one) => one.name === name);
  if (output === undefined) throw new Error(`no fixture ${name}`);
  const found = readLines(output.command, output.lines, output.context);
  expect([name, found.problems]).toEqual([name, []]);
  return found;
}

test('ebtables-save writes its negation before the option since iptables 1.8.11', () => {
  const rules = (version: string): object[] =>
    read('linux', `iptables-${version}/ebtables-save.txt`)
      .of('firewall-rule')
      .map(({ raw, ...rule }) => ({ ...rule, isNegated: raw.includes('!') }));
  expect(rules('1.8.11')).toEqual(rules('1.8.9'));
  expect(rules('1.8.11').filter((rule) => 'isNegated' in rule && rule.isNegated)).toHaveLength(1);
});

test('arptables-save', () => {
  const rules = (version: string): object[] =>
    read('linux', `iptables-${version}/arptables-save.txt`).of('firewall-rule');
  expect(rules('1.8.11')).toEqual(rules('1.8.9'));
});

test('brctl 1.7 and 1.7.1', () => {
  expect(read('linux', 'bridge-utils-1.7.1/brctl_show.txt').of('bridge-port')).toMatchObject([
    { bridge: 'br0', device: 'v0' },
  ]);
  expect(read('linux', 'bridge-utils-1.7.1/brctl_showmacs_br0.txt').of('bridge-fdb-entry')).toMatchObject([
    { mac: '92:51:21:7b:12:41', state: 'permanent', bridge: 'br0' },
    { mac: 'fa:16:3e:00:00:01', state: null, bridge: 'br0' },
  ]);
  expect(read('linux', 'bridge-utils-1.7/brctl_showstp_br0.txt').of('bridge-port')).toMatchObject([
    { bridge: 'br0', device: 'v0', state: 'listening' },
  ]);
});

test('virsh 11.3 gives the facts of 9.0', () => {
  for (const name of [
    'virsh_list_--all_--title',
    'virsh_domiflist_test',
    'virsh_net-list_--all',
    'virsh_domifaddr_test',
  ])
    expect([name, read('linux', `libvirt/test-driver-11.3/${name}`).facts]).toEqual([
      name,
      read('linux', `libvirt/test-driver/${name}`).facts,
    ]);
});

test('lscpu 2.36: caches without a number of instances', () => {
  const values = read('system', 'debian11/lscpu.txt').of('host-property');
  expect(values.find(({ name }) => name === 'L2 cache')?.value).toBe('4 MiB');
  expect(values.find(({ name }) => name === 'CPU MHz')?.value).toBe('2600.000');
});

test('numactl 2.0.19: wider distances', () => {
  expect(read('system', 'debian13/numactl_--hardware').of('numa-node')).toEqual([
    { node: 0, cpus: [0, 1], memory: 15834, free: 8755, distances: [10] },
  ]);
});

test('processes and packages', () => {
  expect(
    read('system', 'debian11/ps_auxwwf')
      .of('process')
      .map(({ pid, command }) => [pid, command]),
  ).toEqual([
    [4, '/usr/sbin/ovs-vswitchd 5'],
    [5, 'ovsdb-server /etc/openvswitch/conf.db 5'],
  ]);
  const versions = (name: string): object[] =>
    read('system', name)
      .of('package')
      .map((one) => [one.name, one.version]);
  expect(versions('debian11/dpkg_-l')).toEqual([
    ['iproute2', '5.10.0-4'],
    ['libc6', '2.31-13+deb11u11'],
    ['openvswitch-switch', '2.15.0+ds1-2+deb11u5'],
  ]);
  expect(versions('debian11/dpkg-query_-W')).toEqual(versions('debian11/dpkg_-l'));
});
