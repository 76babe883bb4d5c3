// What `ovs-appctl` and `ovs-dpctl` say of datapaths, bonds, tunnels and threads: whole facts of real outputs.
import { describe, expect, test } from 'vitest';
import { commandLineFromPath, recogniseCommandLine } from '../../../../shared/bundle/command-line.ts';
import { fixtureOutputs } from '../../../fixture-outputs.ts';
import { readLines, type ReadOutput } from '../../../read-lines.ts';

const outputs = new Map(fixtureOutputs('openvswitch').map((output) => [output.name, output]));

function read(name: string): ReadOutput {
  const output = outputs.get(`${name}.txt`);
  if (output === undefined) throw new Error(`no fixture ${name}`);
  const found = readLines(output.command, output.lines, output.context);
  expect(found.problems).toEqual([]);
  return found;
}

const versions = ['switch-2.15', 'switch', 'switch-3.5'];

describe('datapath flows', () => {
  test.each(versions)('%s: every flow with its fields', (folder) => {
    const flows = read(`${folder}/ovs-appctl_dpctl.dump-flows_-m`).of('datapath-flow');
    const flow = flows.find((one) => one.actions.startsWith('ct(commit,zone=8'));
    expect(flow).toMatchObject({
      thread: 'the main thread',
      recircId: '0',
      inPort: 'p1',
      fields: { eth_type: '0x0800', udp: 'src=53/0,dst=53/0' },
      actions: 'ct(commit,zone=8,nat(src=10.9.9.1-10.9.9.5:100-200)),p3',
      layer: 'ovs',
      offloaded: null,
    });
    expect(flow?.ufid).toMatch(/^[0-9a-f-]{36}$/);
    expect(Object.keys(flow?.other ?? {})).toEqual(['dp-extra-info']);
    expect(flows.some((one) => one.tcpFlags === 'S')).toBe(true);
    expect(flows.find((one) => one.fields['vlan'] !== undefined)?.fields['encap']).toMatch(/^eth_type\(0x0/);
  });

  test('the kernel datapath: tunnel, offload and never used', () => {
    const { command, context } = recogniseCommandLine(
      commandLineFromPath('ovs-appctl_dpctl.dump-flows_-m_system_ovs-system')!,
    )!;
    // The shape of the kernel's and the tc datapath's flows; values are made up.
    const line =
      'ufid:1f9b1716-2986-4828-b465-4690e929d7fd, recirc_id(0),tunnel(tun_id=0x3e9,src=192.0.2.1,dst=192.0.2.2,flags(-df-csum+key)),in_port(vxlan_sys_4789),eth_type(0/0xffff), packets:0, bytes:0, used:never, offloaded:yes, dp:tc, actions:drop';
    expect(readLines(command, [line], context).of('datapath-flow')).toEqual([
      {
        datapath: 'system@ovs-system',
        thread: null,
        ufid: '1f9b1716-2986-4828-b465-4690e929d7fd',
        match:
          'recirc_id(0),tunnel(tun_id=0x3e9,src=192.0.2.1,dst=192.0.2.2,flags(-df-csum+key)),in_port(vxlan_sys_4789),eth_type(0/0xffff)',
        actions: 'drop',
        fields: {
          recirc_id: '0',
          tunnel: 'tun_id=0x3e9,src=192.0.2.1,dst=192.0.2.2,flags(-df-csum+key)',
          in_port: 'vxlan_sys_4789',
          eth_type: '0/0xffff',
        },
        recircId: '0',
        inPort: 'vxlan_sys_4789',
        packets: 0,
        bytes: 0,
        used: null,
        tcpFlags: null,
        layer: 'tc',
        offloaded: 'yes',
        other: {},
      },
    ]);
    const twin = recogniseCommandLine('ovs-dpctl dump-flows -m system@ovs-system');
    expect(twin?.command).toBe(command);
    expect(twin?.context.target).toBe('system@ovs-system');
  });
});

test('datapaths and their devices, with counters that some do not have', () => {
  const plain = read('switch/ovs-appctl_dpctl.show');
  expect(plain.of('datapath')).toEqual([
    { name: 'dummy@ovs-dummy', hit: 224, missed: 96, lost: 0, flows: 52, counters: {} },
  ]);
  const devices = new Map(plain.of('datapath-interface').map((device) => [device.name, device]));
  expect(devices.get('genev_sys_6081')).toMatchObject({
    datapath: 'dummy@ovs-dummy',
    datapathPort: 6081,
    type: 'geneve',
    options: { packet_type: 'ptap' },
    received: null,
  });
  const counted = read('switch-3.5/ovs-appctl_dpctl.show_-s').of('datapath-interface')[0];
  expect(counted?.received).toEqual({
    packets: 0,
    errors: null,
    dropped: null,
    overruns: null,
    frame: null,
    bytes: 0,
  });
  expect(counted?.upcalls).toEqual({ packets: null, errors: null });
});

test('a device in another namespace has no counters, and the next one stands behind its error', () => {
  const devices = read('lab/ovs-appctl_dpctl.show_-s').of('datapath-interface');
  expect(
    devices.slice(-5).map(({ datapathPort, received, error }) => [datapathPort, received, error]),
  ).toEqual([8, 9, 10, 11, 12].map((port) => [port, null, 'No such device']));
});

test('tracked connections, with timeouts and with both states', () => {
  const [tcp, udp] = read('switch/ovs-appctl_dpctl.dump-conntrack_-s').of('conntrack-entry');
  expect(tcp).toMatchObject({
    protocol: 'tcp',
    state: 'SYN_SENT',
    original: { src: '10.0.0.1', dst: '10.0.0.2', sport: '1234', dport: '80' },
    reply: { src: '10.0.0.2', dst: '10.0.0.1', sport: '80', dport: '1234' },
    zone: 7,
    mark: '5',
    labels: '0x1234',
    other: {},
  });
  expect(udp).toMatchObject({ protocol: 'udp', state: null, zone: 8, mark: null });
  expect(tcp?.timeout).toBeGreaterThan(0);
  for (const folder of versions) {
    expect(read(`${folder}/ovs-appctl_dpctl.dump-conntrack_-m`).of('conntrack-entry')[0]).toMatchObject({
      state: 'SYN_SENT',
      flags: [],
      other: { id: '0', state_reply: 'CLOSED' },
    });
    expect(read(`${folder}/ovs-appctl_dpctl.ct-stats-show_-m`).of('conntrack-summary')).toEqual([
      { datapath: null, total: 2, protocols: { TCP: 1, UDP: 1 }, tcpStates: { SYN_SENT: 1 } },
    ]);
  }
});

test.each(versions)('bonds of %s', (folder) => {
  const { of } = read(`${folder}/ovs-appctl_bond.show`);
  const bonds = new Map(of('ovs-bond').map((bond) => [bond.name, bond]));
  expect([...bonds].map(([name, { mode, lacpStatus }]) => [name, mode, lacpStatus]).sort()).toEqual([
    ['bond0', 'balance-tcp', 'negotiated'],
    ['bond1', 'active-backup', 'off'],
    ['bond2', 'balance-slb', 'off'],
    ['peer0', 'balance-tcp', 'negotiated'],
  ]);
  expect(bonds.get('bond1')?.activeMemberMac).toMatch(/^aa:55:aa:55:00:/);
  const members = of('ovs-bond-member');
  expect(members.map(({ bond, name }) => `${bond} ${name}`).sort()).toEqual(
    ['bond0 b1', 'bond0 b2', 'bond1 b3', 'bond1 b4', 'bond2 b5', 'bond2 b6', 'peer0 c1', 'peer0 c2'].sort(),
  );
  for (const bond of ['bond1', 'bond2']) {
    const active = members.filter((member) => member.bond === bond && member.active);
    expect(active.map(({ name }) => name)).toEqual([bonds.get(bond)?.activeMember]);
  }
  expect(members.every((member) => member.enabled && member.mayEnable === true)).toBe(true);
});

test('LACP: both sides of a member, and its counters', () => {
  const { of } = read('switch/ovs-appctl_lacp.show');
  expect(of('lacp')[0]).toEqual({
    name: 'bond0',
    status: ['active', 'negotiated'],
    properties: {
      sys_id: 'aa:55:aa:55:00:00',
      sys_priority: '65534',
      'aggregation key': '11',
      lacp_time: 'fast',
    },
  });
  expect(of('lacp-member')[0]).toMatchObject({
    bond: 'bond0',
    name: 'b1',
    status: 'current attached',
    mayEnable: true,
    properties: { port_id: '11', port_priority: '65535' },
    actor: { sys_id: 'aa:55:aa:55:00:00', port_id: '11' },
    partner: { sys_id: '6a:6d:8c:23:8a:47', port_id: '4' },
    counters: {},
  });
  expect(read('switch/ovs-appctl_lacp.show-stats').of('lacp-member')[0]).toMatchObject({
    bond: 'bond0',
    name: 'b1',
    status: null,
    counters: { 'TX PDUs': 34, 'RX PDUs': 18, 'Link Defaulted': 1 },
  });
});

test('tunnels, their entries and neighbours, and the routes behind them', () => {
  expect(read('switch/ovs-appctl_ofproto.list-tunnels').of('ovs-tunnel')).toContainEqual({
    name: 'gre0',
    type: 'gre',
    datapathPort: 19,
    localAddress: '192.168.10.11',
    remoteAddress: '192.168.10.10',
    options: { key: 'flow', legacy_l2: '', 'dp port': '19', ttl: '64' },
  });
  expect(read('switch/ovs-appctl_tnl.ports.show_-v').of('tunnel-listener')[1]).toEqual({
    name: 'vxlan_sys_4789',
    datapathPort: 4789,
    references: null,
    match:
      'eth(dst=aa:55:aa:55:00:00),eth_type(0x0800),ipv4(dst=192.168.10.11,proto=17,frag=no),udp(dst=4789)',
    mac: 'aa:55:aa:55:00:00',
    address: '192.168.10.11',
  });
  expect(read('switch/ovs-appctl_tnl.ports.show').of('tunnel-listener')[0]).toMatchObject({ references: 1 });
  expect(read('switch/ovs-appctl_tnl.neigh.show').of('tunnel-neighbour')).toEqual([
    { address: '192.168.10.10', mac: 'aa:bb:cc:00:00:01', bridge: 'br0' },
    { address: 'fe80::1', mac: 'aa:bb:cc:00:00:02', bridge: 'br0' },
  ]);
  const route = {
    origin: 'User',
    device: 'br0',
    source: '192.168.10.11',
    mark: null,
    table: null,
    local: false,
  };
  expect(read('switch/ovs-appctl_ovs.route.show').of('ovs-route')).toEqual([
    { ...route, prefix: '192.168.10.0/24', gateway: null },
    { ...route, prefix: '10.0.0.0/8', gateway: '192.168.10.1' },
  ]);
});

test('multicast groups, with their protocol where the version prints it', () => {
  const groups = (folder: string) =>
    read(`${folder}/ovs-appctl_mdb.show_br0`)
      .of('ovs-mdb-entry')
      .map(({ bridge, port, vlan, group, protocol }) => [bridge, port, vlan, group, protocol]);
  expect(groups('switch-3.5')).toContainEqual(['br0', '3', 12, '239.9.9.9', 'IGMPv3']);
  for (const folder of ['switch-2.15', 'switch'])
    expect(groups(folder)).toContainEqual(['br0', '3', 12, '239.9.9.9', null]);
});

test('spanning trees, BFD and CFM', () => {
  const { of } = read('switch/ovs-appctl_stp.show');
  expect(of('spanning-tree')).toMatchObject([{ bridge: 'br-stp', protocol: 'stp', isRoot: true }]);
  expect(of('spanning-tree-port')[0]).toEqual({
    bridge: 'br-stp',
    protocol: 'stp',
    name: 's1',
    role: 'designated',
    state: 'forwarding',
    cost: 2,
    priority: '128.1',
  });
  expect(read('switch/ovs-appctl_bfd.show').of('bfd-session')).toMatchObject([
    { name: 'bfd0', forwarding: true, localState: 'up', remoteState: 'up' },
    { name: 'bfd1', forwarding: true, localState: 'up', remoteState: 'up' },
  ]);
  // The name of a single session is only in the command line.
  expect(read('switch/ovs-appctl_bfd.show_bfd0').of('bfd-session')[0]).toMatchObject({ name: 'bfd0' });
  expect(read('switch/ovs-appctl_cfm.show').of('cfm-session')[0]).toMatchObject({
    name: 'cfm0',
    mpid: '1',
    properties: { opstate: 'up' },
    remotes: { '2': { 'recv since check': 'false', opstate: 'up' } },
  });
});

test('threads of the userspace datapath and their queues', () => {
  const stats = read('switch-3.5/ovs-appctl_dpif-netdev.pmd-stats-show').of('pmd-thread');
  expect(stats.map(({ thread, numa, core }) => [thread, numa, core])).toEqual([
    ['pmd thread numa_id 0 core_id 1', 0, 1],
    ['main thread', null, null],
  ]);
  expect(stats[1]?.counters).toMatchObject({
    'packets received': 368,
    'avg. datapath passes per packet': 1.07,
  });
  expect(stats[0]?.texts).toMatchObject({ 'idle cycles': '100.00%' });
  for (const folder of versions) {
    const queues = read(`${folder}/ovs-appctl_dpif-netdev.pmd-rxq-show`).of('pmd-rxq');
    expect(
      queues.map(({ port, queue, enabled, usage, core }) => [port, queue, enabled, usage, core]),
    ).toEqual([0, 1, 2, 3].map((queue) => ['pmd0', queue, true, 0, 1]));
  }
  const [perf] = read('switch/ovs-appctl_dpif-netdev.pmd-perf-show').of('pmd-thread');
  expect(perf?.counters['Rx packets']).toBe(0);
  expect(perf?.histogram.length).toBeGreaterThan(30);
});

test('counters and settings of the daemon', () => {
  const coverage = read('switch/ovs-appctl_coverage.show');
  expect(coverage.of('coverage-counter')[0]).toEqual({
    event: 'bridge_reconfigure',
    perSecond5s: 0,
    perSecondMinute: 0.05,
    perSecondHour: 0.0075,
    total: 27,
  });
  expect(coverage.of('ovs-daemon-state')).toMatchObject([{ topic: 'coverage/show' }]);
  expect(read('switch-3.5/ovs-appctl_memory.show').of('ovs-daemon-state')[0]?.values).toMatchObject({
    'udpif keys': '26',
  });
  expect(read('switch/ovs-appctl_upcall.show').of('upcall-statistics')).toEqual([
    {
      datapath: 'dummy@ovs-dummy',
      current: 52,
      average: 48,
      maximum: 52,
      limit: 31000,
      dumpDuration: 1,
      features: { 'ufid enabled': 'true' },
      keys: { '5': 52 },
    },
  ]);
  expect(read('switch/ovs-appctl_vlog.list').of('log-level')[0]).toEqual({
    module: 'backtrace',
    console: 'OFF',
    syslog: 'INFO',
    file: 'INFO',
  });
  expect(read('switch-2.15/ovs-vswitchd_--version').of('ovs-version')).toEqual([
    { program: 'ovs-vswitchd', version: '2.15.0', other: {} },
  ]);
  expect(read('switch/ovs-ofctl_--version').of('ovs-version')[0]?.other).toEqual({
    'OpenFlow versions': '0x1:0x6',
  });
  expect(read('switch/ovs-appctl_qos.show_p1').of('ovs-qos')).toEqual([
    { name: 'p1', type: 'none', settings: {}, queues: {} },
  ]);
  const [shaped] = read('switch-3.5/ovs-appctl_qos.show_vm1').of('ovs-qos');
  expect(shaped).toMatchObject({ name: 'vm1', type: 'linux-htb', settings: { 'max-rate': '10000000' } });
  expect(Object.keys(shaped!.queues)).toEqual(['1', '10', 'Default']);
  expect(shaped!.queues['1']).toEqual({
    burst: '40000', 'min-rate': '1000000', 'max-rate': '5000000', tx_packets: '0', tx_bytes: '0', tx_errors: '0',
  }); // prettier-ignore
  expect(read('switch-3.5/ovs-appctl_qos.show_vm2').of('ovs-qos')[0]!.type).toBe('linux-hfsc');
  expect(
    read('switch-3.5/ovs-appctl_dpif.show-dp-features_br0').of('ovs-bridge-state')[0]?.values,
  ).toMatchObject({
    'psample action': 'No',
    'Max VLAN headers': '1',
  });
});

test.each([
  ['ovs-appctl_dpctl.show_-s_netdev_ovs-netdev', 'ovs-appctl-dpctl-show', 'netdev@ovs-netdev'],
  ['ovs-dpctl_show_-s', 'ovs-appctl-dpctl-show', null],
  ['ovs-appctl_tnl.ports.show_-v', 'ovs-appctl-tnl-ports-show', null],
  ['ovs-appctl tnl_ports_show -v.txt', 'ovs-appctl-tnl-ports-show', null],
  ['ovs-appctl ovs_route_show.txt', 'ovs-appctl-ovs-route-show', null],
  ['ovs-appctl-dpif-netdev-pmd-stats-show', 'ovs-appctl-dpif-netdev-pmd-stats-show', null],
  ['ovs-ofctl-queue-stats-br-int', 'ovs-ofctl-queue-stats', 'br-int'],
  ['ovs-ofctl-dump-tlv-map-br-int', 'ovs-ofctl-dump-tlv-map', 'br-int'],
  ['openstack-hypervisor.ovs-appctl_bond.show', 'ovs-appctl-bond-show', null],
  ['ovs-vswitchd_--version', 'ovs-version', null],
])('%s', (name, id, target) => {
  const recognised = recogniseCommandLine(commandLineFromPath(name) ?? '');
  expect([recognised?.command.id, recognised?.context.target]).toEqual([id, target]);
});
