// Devices that the deployments here have not: bonds, VLANs, macvlans and tunnels of the kernel, DPDK, vhost-user, SR-IOV.
// What Open vSwitch says of them is its own output; `ip`, `lspci` and libvirt's XML are as their sources and documents
// have them (iproute2's ip/iplink_*.c and print_vfinfo(), libvirt's "Domain XML format", Nova's vif.py).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { modelOf } from '../../../shared/network/build-node.ts';
import type { NetworkDevice, NodeModel } from '../../../shared/network/model.ts';
import { indexNode } from '../../../shared/network/node-index.ts';
import { emptyFacts, type FilledFacts } from '../../bundle-facts.ts';
import { fixtures } from '../../shared-data.ts';

function model(facts: FilledFacts): NodeModel {
  return modelOf(indexNode(facts, { flowsOf: facts.flowsOf, peers: [] }));
}

function device(of: NodeModel, name: string): NetworkDevice | undefined {
  const found = of.devices.filter((one) => one.name === name);
  expect(found, name).toHaveLength(1);
  return found[0];
}

function links(of: NodeModel, kind: string): readonly unknown[] {
  return of.links.filter((link) => link.kind === kind).map(({ from, to, status }) => [from, to, status]);
}

const domain = (inside: string): string => `<domain type='kvm' id='3'>
  <name>instance-00000009</name>
  <uuid>1c4a4ad6-3d2e-586a-b485-14272b622428</uuid>
  <devices>
    ${inside}
  </devices>
</domain>
`;

describe('ports of Open vSwitch', () => {
  const facts = emptyFacts('compute7');
  for (const [file, command] of [
    ['ovs-vsctl_show.txt', 'ovs-vsctl show'],
    ['ovs-vsctl_list_interface.txt', 'ovs-vsctl list interface'],
    ['ovs-vsctl_list_port.txt', 'ovs-vsctl list port'],
    ['ovs-appctl_bond.show.txt', 'ovs-appctl bond/show'],
    ['ovs-ofctl_show_br-ex.txt', 'ovs-ofctl show br-ex'],
  ] as const)
    facts.add(file, readFileSync(join(fixtures, 'openvswitch/rarer-ports', file), 'utf8'), command);
  facts.add(
    'xml',
    domain(`<interface type='vhostuser'>
      <mac address='fa:16:3e:c7:ae:08'/>
      <source type='unix' path='/var/lib/vhost_sockets/vhu36aaab22-c8' mode='server'/>
      <target dev='vhu36aaab22-c8'/>
      <model type='virtio'/>
    </interface>`),
    'virsh dumpxml instance-00000009',
  );
  facts.add(
    'lspci',
    '5e:00.1 Ethernet controller [0200]: Intel Corporation Ethernet Controller X710 for 10GbE SFP+ [8086:1572] (rev 02)\n\tKernel driver in use: vfio-pci\n',
    'lspci -nnk',
  );
  const built = model(facts);

  test('a bond is a port with its members, each a device', () => {
    expect(device(built, 'bond0')).toMatchObject({
      id: 'bond/bond0',
      parent: 'ovs-bridge/br-ex',
      detail: {
        kind: 'bond',
        openVswitch: true,
        mode: 'balance-tcp',
        lacp: 'active',
        active: null,
        members: ['eth2', 'eth3'],
      },
    });
    expect([device(built, 'eth2')?.ofport, device(built, 'eth3')?.ofport]).toEqual([2, 1]);
    expect([device(built, 'eth2')?.parent, device(built, 'eth2')?.mac]).toEqual([null, 'aa:55:aa:55:00:04']);
    expect(links(built, 'bonded')).toEqual([
      ['ovs-port/eth3', 'bond/bond0', 'known'],
      ['ovs-port/eth2', 'bond/bond0', 'known'],
    ]);
  });

  test('DPDK ports have a bus address, vhost-user ports a socket, both the error that they failed with', () => {
    expect(device(built, 'dpdk0')).toMatchObject({
      kind: 'dpdk',
      type: 'dpdk',
      pci: '0000:5e:00.1',
      parent: 'ovs-bridge/br-ex',
      ofport: null,
      error: 'could not open network device dpdk0 (Address family not supported by protocol)',
    });
    expect(device(built, 'vhu36aaab22-c8')).toMatchObject({
      kind: 'vhost-user',
      tag: 3,
      portId: '36aaab22-c860-4b23-a469-6563b7005312',
      detail: {
        kind: 'vhost-user',
        socket: '/var/lib/vhost_sockets/vhu36aaab22-c8',
        server: 'qemu',
      },
    });
    expect(device(built, 'vhost-user-1')?.detail).toEqual({
      kind: 'vhost-user',
      socket: 'vhost-user-1',
      server: 'open-vswitch',
    });
  });

  test('an instance is plugged into the port of its socket', () => {
    expect(links(built, 'attached')).toEqual([
      ['instance/instance-00000009', 'vhost-user/vhu36aaab22-c8', 'known'],
    ]);
    const [path] = built.paths;
    expect(path?.hops.slice(0, 3).map((hop) => [hop.kind, hop.device])).toEqual([
      ['instance', 'instance-00000009'],
      ['vhost-user', 'vhu36aaab22-c8'],
      ['ovs-bridge', 'br-int'],
    ]);
  });

  test('a tunnel has its key, port and addresses', () => {
    expect(device(built, 'vx1')?.detail).toEqual({
      kind: 'tunnel',
      tunnelId: '42',
      local: '192.0.2.1',
      remote: '192.0.2.2',
      port: 8472,
    });
    expect(links(built, 'tunnel')).toEqual([['tunnel/vx1', 'peer/192.0.2.2', 'known']]);
  });
});

const end = 'addrgenmode eui64 numtxqueues 1 numrxqueues 1 gso_max_size 65536 gso_max_segs 65535';
const blocks = (...list: readonly (readonly string[])[]): string =>
  `${list.map(([head = '', ...rest]) => [head, ...rest.map((line) => `    ${line}`)].join('\n')).join('\n')}\n`;
const head = (name: string, words: string): string =>
  `${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue ${words} state UP mode DEFAULT group default qlen 1000`;
const ether = (mac: string): string => `link/ether ${mac} brd ff:ff:ff:ff:ff:ff promiscuity 0 `;

describe('devices of the kernel', () => {
  const facts = emptyFacts('compute7');
  facts.add(
    'link',
    blocks(
      [
        head('2: eno1', 'master bond0'),
        ether('ac:1f:6b:9e:d8:44'),
        `bond_slave state ACTIVE mii_status UP ${end}`,
      ],
      [
        head('3: eno2', 'master bond0'),
        ether('ac:1f:6b:9e:d8:44'),
        `bond_slave state BACKUP mii_status UP ${end}`,
      ],
      [
        head('4: bond0', ''),
        ether('ac:1f:6b:9e:d8:44'),
        `bond mode active-backup active_slave eno1 miimon 100 ${end}`,
      ],
      [
        head('5: bond0.10@bond0', ''),
        ether('ac:1f:6b:9e:d8:44'),
        `vlan protocol 802.1Q id 10 <REORDER_HDR> ${end}`,
      ],
      [head('6: mv0@eno3', ''), ether('52:54:00:00:00:06'), `macvlan mode bridge bcqueuelen 1000 ${end}`],
      [head('7: macvtap0@eno3', ''), ether('fa:16:3e:00:00:09'), `macvtap mode vepa bcqueuelen 1000 ${end}`],
      [head('8: eno3', ''), ether('52:54:00:00:00:08') + end],
      [
        head('9: vxlan-42', 'master brq11112222-33'),
        ether('5a:bc:16:3c:d0:f0'),
        `vxlan id 42 group 224.0.0.1 local 192.0.2.1 dev bond0.10 srcport 0 0 dstport 8472 ttl auto ageing 300 ${end}`,
      ],
      [head('10: gv0', ''), ether('5a:bc:16:3c:d0:f1'), `geneve id 7 remote 192.0.2.9 dstport 6081 ${end}`],
      [
        head('11: gt0@NONE', ''),
        ether('5a:bc:16:3c:d0:f2'),
        `gretap remote 192.0.2.2 local 192.0.2.1 ttl inherit ikey 0.0.0.5 okey 0.0.0.5 ${end}`,
      ],
      [head('12: brq11112222-33', ''), ether('5a:bc:16:3c:d0:f0'), `bridge forward_delay 0 ${end}`],
      [head('13: gre0@NONE', ''), 'link/gre 0.0.0.0 brd 0.0.0.0 promiscuity 0 '],
    ),
    'ip -d link',
  );
  facts.add(
    'xml',
    domain(`<interface type='direct'>
      <mac address='fa:16:3e:00:00:09'/>
      <source dev='eno3' mode='vepa'/>
      <target dev='macvtap0'/>
    </interface>`),
    'virsh dumpxml instance-00000009',
  );
  const built = model(facts);

  test('each has its kind and what its kind has', () => {
    expect(device(built, 'bond0')).toMatchObject({
      kind: 'bond',
      detail: { openVswitch: false, mode: 'active-backup', active: 'eno1', members: ['eno1', 'eno2'] },
    });
    expect(device(built, 'bond0.10')?.detail).toEqual({ kind: 'vlan', vlan: 10, protocol: '802.1Q' });
    expect(device(built, 'mv0')).toMatchObject({ kind: 'macvlan', detail: { mode: 'bridge' } });
    expect(device(built, 'macvtap0')).toMatchObject({ kind: 'macvtap', detail: { mode: 'vepa' } });
    expect(device(built, 'vxlan-42')).toMatchObject({
      kind: 'tunnel',
      type: 'vxlan',
      parent: 'linux-bridge/brq11112222-33',
      detail: { tunnelId: '42', local: '192.0.2.1', remote: '224.0.0.1', port: 8472 },
    });
    expect(device(built, 'gv0')).toMatchObject({ kind: 'tunnel', type: 'geneve', detail: { tunnelId: '7' } });
    expect(device(built, 'gt0')).toMatchObject({ type: 'gretap', detail: { tunnelId: '0.0.0.5' } });
    expect(device(built, 'gre0')?.role).toBe('plumbing');
    expect(device(built, 'gv0')?.role).toBeNull();
  });

  test('they stand on each other', () => {
    expect(links(built, 'lower')).toEqual([
      ['vlan/bond0.10', 'bond/bond0', 'known'],
      ['macvtap/macvtap0', 'nic/eno3', 'known'],
      ['macvlan/mv0', 'nic/eno3', 'known'],
      ['tunnel/vxlan-42', 'vlan/bond0.10', 'known'],
    ]);
    expect(links(built, 'bonded')).toEqual([
      ['nic/eno1', 'bond/bond0', 'known'],
      ['nic/eno2', 'bond/bond0', 'known'],
    ]);
    expect(links(built, 'attached')).toEqual([['instance/instance-00000009', 'macvtap/macvtap0', 'known']]);
  });

  test('/proc knows bonds and VLANs where no `ip -d link` does', () => {
    const proc = emptyFacts('compute7');
    proc.add(
      'bond',
      'Ethernet Channel Bonding Driver: v5.4.0\n\nBonding Mode: IEEE 802.3ad Dynamic link aggregation\nMII Status: up\n\nSlave Interface: eno1\nMII Status: up\nSpeed: 10000 Mbps\nDuplex: full\n\nSlave Interface: eno2\nMII Status: up\n',
      'cat /proc/net/bonding/bond0',
    );
    proc.add(
      'vlan',
      'VLAN Dev name    | VLAN ID\nName-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD\nbond0.10       | 10  | bond0\n',
      'cat /proc/net/vlan/config',
    );
    const known = model(proc);
    expect(device(known, 'bond0')?.detail).toMatchObject({ members: ['eno1', 'eno2'] });
    expect(device(known, 'bond0.10')?.detail).toMatchObject({ kind: 'vlan', vlan: 10 });
    expect(links(known, 'lower')).toEqual([['vlan/bond0.10', 'bond/bond0', 'known']]);
  });
});

describe('SR-IOV', () => {
  const passed = domain(`<interface type='hostdev' managed='yes'>
      <mac address='fa:16:3e:00:00:09'/>
      <driver name='vfio'/>
      <source>
        <address type='pci' domain='0x0000' bus='0x3b' slot='0x02' function='0x3'/>
      </source>
      <vlan>
        <tag id='101'/>
      </vlan>
    </interface>`);
  const link = blocks([
    head('6: ens1f0', ''),
    ether('ac:1f:6b:9e:d8:44') + end,
    'vf 0     link/ether 00:00:00:00:00:00 brd ff:ff:ff:ff:ff:ff, spoof checking on, link-state auto, trust off',
    'vf 3     link/ether fa:16:3e:00:00:09 brd ff:ff:ff:ff:ff:ff, vlan 101, spoof checking on, link-state auto, trust off',
  ]);
  const lspci =
    '3b:00.0 Ethernet controller: Intel Corporation Ethernet Controller XXV710 for 25GbE SFP28 (rev 02)\n\tCapabilities: [160 v1] Single Root I/O Virtualization (SR-IOV)\n\t\tInitial VFs: 64, Total VFs: 64, Number of VFs: 4, Function Dependency Link: 00\n\tKernel driver in use: i40e\n\n3b:02.3 Ethernet controller: Intel Corporation Ethernet Virtual Function 700 Series (rev 02)\n\tKernel driver in use: vfio-pci\n';
  const driver = 'driver: i40e\nversion: 5.15.0\nfirmware-version: 8.30\nbus-info: 0000:3b:00.0\n';

  test('a function that a guest has is a device of the bus, of the adapter that lists its MAC', () => {
    const facts = emptyFacts('compute7');
    facts.add('xml', passed, 'virsh dumpxml instance-00000009');
    facts.add('link', link, 'ip -d link');
    facts.add('lspci', lspci, 'lspci -vvv');
    facts.add('ethtool', driver, 'ethtool -i ens1f0');
    const built = model(facts);
    expect(device(built, '0000:3b:02.3')).toMatchObject({
      kind: 'virtual-function',
      pci: '0000:3b:02.3',
      driver: 'vfio-pci',
      status: 'known',
      detail: { kind: 'virtual-function', index: 3, adapter: 'ens1f0' },
    });
    expect(device(built, 'ens1f0')).toMatchObject({
      kind: 'nic',
      driver: 'i40e',
      pci: '0000:3b:00.0',
      detail: {
        kind: 'adapter',
        virtualFunctions: {
          enabled: 4,
          total: 64,
          list: [
            { index: 0, instance: null },
            { index: 3, mac: 'fa:16:3e:00:00:09', vlan: 101, instance: 'instance-00000009' },
          ],
        },
      },
    });
    expect(links(built, 'attached')).toEqual([
      ['instance/instance-00000009', 'virtual-function/0000:3b:02.3', 'known'],
    ]);
    expect(links(built, 'virtual-function')).toEqual([
      ['virtual-function/0000:3b:02.3', 'nic/ens1f0', 'inferred'],
    ]);
    const [path] = built.paths;
    expect(path?.hops.map((hop) => [hop.kind, hop.device, hop.status])).toEqual([
      ['instance', 'instance-00000009', 'known'],
      ['virtual-function', '0000:3b:02.3', 'known'],
      ['nic', 'ens1f0', 'inferred'],
    ]);
    expect(path?.complete).toBe(true);
  });

  test('without the adapter’s list it is a function of an unknown adapter', () => {
    const facts = emptyFacts('compute7');
    facts.add('xml', passed, 'virsh dumpxml instance-00000009');
    facts.add('lspci', lspci, 'lspci -vvv');
    const built = model(facts);
    expect(links(built, 'virtual-function')).toEqual([]);
    expect(built.paths[0]?.hops.at(-1)).toMatchObject({
      break: 'no-underlay',
      wants: ['ip -d link show'],
    });
  });
});

describe('pairs across namespaces', () => {
  // As this kernel prints them (iproute2 6.1): the host's end has the namespace's name, the other end only a number.
  const near = blocks([
    '3: h0@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noop state UP mode DEFAULT group default qlen 1000',
    'link/ether 1a:2d:ae:35:ff:7c brd ff:ff:ff:ff:ff:ff link-netns red promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 ',
    `veth ${end}`,
  ]);
  const numbered = near.replace('link-netns red', 'link-netnsid 0');
  const far = blocks([
    '2: n0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noop state UP mode DEFAULT group default qlen 1000',
    'link/ether 86:1f:51:69:ca:a2 brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 0  allmulti 0 minmtu 68 maxmtu 65535 ',
    `veth ${end}`,
  ]);
  const build = (host: string, list: string | null, ...namespaces: readonly string[]): NodeModel => {
    const facts = emptyFacts('compute7');
    facts.add('link', host, 'ip -d link');
    if (list !== null) facts.add('netns', list, 'ip netns');
    for (const netns of namespaces) facts.add(netns, far, `ip netns exec ${netns} ip -d link`);
    return model(facts);
  };
  const pair = (of: NodeModel): readonly unknown[] => links(of, 'veth');

  test('by the name of the namespace, or by its number and `ip netns`', () => {
    const known = [['veth/h0', 'veth/red/n0', 'known']];
    expect(pair(build(near, null, 'red', 'blue'))).toEqual(known);
    expect(pair(build(numbered, 'blue (id: 1)\nred (id: 0)\n', 'red', 'blue'))).toEqual(known);
  });

  test('by their numbers alone it is inferred, and of two that can be it neither is taken', () => {
    const one = build(numbered, null, 'red');
    expect(pair(one)).toEqual([['veth/h0', 'veth/red/n0', 'inferred']]);
    expect(one.links.find(({ kind }) => kind === 'veth')?.wants).toEqual(['ip netns list-id']);
    const two = build(numbered, null, 'blue', 'red');
    expect(pair(two)).toEqual([]);
    expect(device(two, 'h0')?.detail).toMatchObject({ kind: 'adapter' });
  });

  test('a number that is no named namespace’s is a container’s', () => {
    expect(pair(build(numbered, 'red (id: 4)\n', 'red'))).toEqual([]);
  });
});

describe('outputs that differ', () => {
  const row = (name: string, tag: string): string =>
    `name                : ${name}\ntag                 : ${tag}\n\n`;
  const facts = emptyFacts('compute7');
  facts.add(
    'show',
    '    Bridge br-int\n        Port tap99990000-11\n            tag: 1\n            Interface tap99990000-11\n',
    'ovs-vsctl show',
  );
  facts.add('port', row('tap99990000-11', '2'), 'ovs-vsctl list port');
  facts.add(
    'brctl',
    'bridge name\tbridge id\t\tSTP enabled\tinterfaces\nqbr11112222-33\t\t8000.525400aabbcc\tno\t\tqvb11112222-33\n',
    'brctl show',
  );
  facts.add(
    'link',
    blocks([head('5: qvb11112222-33@qvo11112222-33', ''), ether('52:54:00:00:00:08'), `veth ${end}`]),
    'ip -d link',
  );
  facts.add(
    'addr',
    '5: qvb11112222-33@qvo11112222-33: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 9000 qdisc noqueue state UP group default qlen 1000\n    link/ether 52:54:00:00:00:08 brd ff:ff:ff:ff:ff:ff\n',
    'ip addr',
  );
  const built = model(facts);
  const said = (name: string, field: string): readonly unknown[] =>
    device(built, name)
      ?.conflicts.find((conflict) => conflict.field === field)
      ?.values.map(({ value, evidence }) => [value, evidence.map(({ source }) => source)]) ?? [];

  test('a tag: both are kept, each with its lines', () => {
    expect(said('tap99990000-11', 'tag')).toEqual([
      ['1', ['show']],
      ['2', ['port']],
    ]);
    expect(device(built, 'tap99990000-11')?.tag).toBe(1);
  });

  test('an MTU, and the bridge that a device is in', () => {
    expect(said('qvb11112222-33', 'mtu')).toEqual([
      ['1500', ['link']],
      ['9000', ['addr']],
    ]);
    expect(said('qvb11112222-33', 'parent')).toEqual([
      ['qbr11112222-33', ['brctl']],
      ['none', ['link', 'addr']],
    ]);
    const member = built.links.find(({ kind, from }) => kind === 'member' && from === 'veth/qvb11112222-33');
    expect(member?.reason).toBe('outputs differ: qbr11112222-33 or none');
  });
});

describe('names that several have', () => {
  const internal = (mac: string): string =>
    `10: tap99990000-11: <BROADCAST,UP,LOWER_UP> mtu 1450 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\n    link/ether ${mac} brd ff:ff:ff:ff:ff:ff promiscuity 0 \n    openvswitch ${end}\n`;
  const build = (mac: string): NodeModel => {
    const facts = emptyFacts('network1');
    facts.add(
      'show',
      '    Bridge br-int\n        Port tap99990000-11\n            tag: 1\n            Interface tap99990000-11\n                type: internal\n',
      'ovs-vsctl show',
    );
    facts.add(
      'interface',
      `name                : tap99990000-11\nmac_in_use          : "${mac}"\nofport              : 4\ntype                : internal\n\n`,
      'ovs-vsctl list interface',
    );
    facts.add('old', internal('fa:16:3e:00:00:01'), 'ip netns exec qdhcp-old ip -d link');
    facts.add('new', internal('fa:16:3e:00:00:02'), 'ip netns exec qdhcp-new ip -d link');
    return model(facts);
  };
  const placed = (of: NodeModel): readonly unknown[] =>
    of.devices.filter(({ name }) => name === 'tap99990000-11').map(({ id, netns, mac }) => [id, netns, mac]);

  test('an internal port is the one of two namespaces whose MAC Open vSwitch knows; the other is a device of its own', () => {
    expect(placed(build('fa:16:3e:00:00:02'))).toEqual([
      ['internal/tap99990000-11', 'qdhcp-new', 'fa:16:3e:00:00:02'],
      ['internal/qdhcp-old/tap99990000-11', 'qdhcp-old', 'fa:16:3e:00:00:01'],
    ]);
  });

  test('where neither has it, the port is nowhere rather than in one of them', () => {
    expect(placed(build('fa:16:3e:00:00:03'))[0]).toEqual([
      'internal/tap99990000-11',
      null,
      'fa:16:3e:00:00:03',
    ]);
  });
});

describe('a chassis of OVN', () => {
  test("a tunnel's peer is named by the southbound database, and a port by its binding", () => {
    const facts = emptyFacts('compute1');
    facts.add(
      'show',
      '    Bridge br-int\n        Port ovn-8904b9-0\n            Interface ovn-8904b9-0\n                type: geneve\n                options: {csum="true", key=flow, remote_ip="192.168.20.12"}\n        Port tap99990000-11\n            Interface tap99990000-11\n',
      'ovs-vsctl show',
    );
    facts.add(
      'interface',
      'external_ids        : {attached-mac="fa:16:3e:00:00:09", iface-id="99990000-1111-4a6b-9c0d-000000000001"}\nname                : tap99990000-11\nofport              : 4\n\n',
      'ovs-vsctl list interface',
    );
    facts.add(
      'sb',
      'Chassis "6e3d7d6c-6893-6bcf-e379-acd02e5879c0"\n    hostname: compute1\n    Encap geneve\n        ip: "192.168.20.11"\n        options: {csum="true"}\n    Port_Binding "99990000-1111-4a6b-9c0d-000000000001"\nChassis "8904b9c6-a310-cfab-3145-2cb59cad19b7"\n    hostname: compute2\n    Encap geneve\n        ip: "192.168.20.12"\n        options: {csum="true"}\n',
      'ovn-sbctl show',
    );
    const built = model(facts);
    expect(built.devices.find(({ id }) => id === 'peer/192.168.20.12')?.name).toBe('compute2');
    expect(device(built, 'tap99990000-11')?.binding).toMatchObject({
      logicalPort: '99990000-1111-4a6b-9c0d-000000000001',
      chassis: 'compute1',
    });
  });
});
