// What Open vSwitch 4.0 prints: whole facts of outputs that older versions print in the same form.
import { expect, test } from 'vitest';
import { fixtureOutputs } from '../../../fixture-outputs.ts';
import { readLines, type ReadOutput } from '../../../read-lines.ts';

const outputs = fixtureOutputs('openvswitch').filter(({ name }) => name.startsWith('switch-4.0/'));

function read(name: string): ReadOutput {
  const output = outputs.find((one) => one.name === `switch-4.0/${name}.txt`);
  if (output === undefined) throw new Error(`no fixture ${name}`);
  return readLines(output.command, output.lines, output.context);
}

test('every output is read whole', () => {
  expect(outputs.length).toBeGreaterThan(30);
  for (const { name, command, lines, context } of outputs) {
    const { facts, problems } = readLines(command, lines, context);
    expect([name, problems, facts.length > 0]).toEqual([name, [], true]);
  }
});

test('bonds and their members', () => {
  expect(
    read('ovs-appctl_bond.list')
      .of('ovs-bond')
      .map(({ name, mode, properties }) => [name, mode, properties['members']]),
  ).toEqual([
    ['bond1', 'active-backup', 'b4, b3'],
    ['bond0', 'balance-tcp', 'b2, b1'],
    ['peer0', 'balance-tcp', 'c1, c2'],
  ]);
  expect(
    read('ovs-appctl_lacp.show')
      .of('lacp-member')
      .map(({ bond, name }) => [bond, name]),
  ).toEqual(
    read('ovs-appctl_lacp.show-stats')
      .of('lacp-member')
      .map(({ bond, name }) => [bond, name]),
  );
});

test('meters and groups with what they counted', () => {
  expect(read('ovs-ofctl_-O_OpenFlow13_meter-stats_br0').of('openflow-meter-statistics')[0]).toEqual({
    bridge: 'br0',
    meter: '1',
    flows: 1,
    packets: 3,
    bytes: 354,
    duration: 4.535,
    bands: [{ packets: 0, bytes: 0 }],
  });
  expect(read('ovs-ofctl_dump-group-stats_br0').of('openflow-group-statistics')[1]).toMatchObject({
    groupId: 1,
    packets: 3,
    bytes: 354,
  });
});

test('a thread as pmd-perf-show has it, which pmd-stats-show no longer does', () => {
  const [thread] = read('ovs-appctl_dpif-netdev.pmd-perf-show').of('pmd-thread');
  expect(thread?.counters).toMatchObject({ 'Rx packets': 30, 'Megaflow hits': 12, 'Tx batches': 49 });
});

test('ports of a datapath, and tunnels', () => {
  expect(
    read('ovs-appctl_dpif.show')
      .of('datapath-port')
      .filter(({ bridge }) => bridge === 'br-int')
      .map(({ name, type }) => [name, type]),
  ).toEqual([
    ['br-int', 'dummy-internal'],
    ['gn0', 'geneve'],
    ['gre0', 'gre'],
    ['vx0', 'vxlan'],
  ]);
  expect(
    read('ovs-appctl_ofproto.list-tunnels')
      .of('ovs-tunnel')
      .map(({ name, type }) => [name, type])
      .sort(),
  ).toEqual([
    ['gn0', 'geneve'],
    ['gre0', 'gre'],
    ['vx0', 'vxlan'],
  ]);
});

test('rows', () => {
  const [watched] = read('ovs-vsctl_list_Interface').of('ovs-interface');
  expect(watched).toMatchObject({ name: 'p1', ofport: 1, bfdStatus: { state: 'down' }, mtu: 1500 });
  expect(read('ovs-vsctl_list_Mirror').of('ovsdb-row')[0]).toMatchObject({
    table: 'Mirror',
    name: 'm0',
    columns: { select_all: true },
  });
});
