// Deployments unlike the lab: a real report with DVR and VXLAN over a Linux bridge, OVN with geneve on
// br-int, namespaces numbered alike, a Linux bridge agent, passed-through devices.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildNode } from '../../../shared/network/build-node.ts';
import { findPaths } from '../../../shared/network/find-paths.ts';
import type { NamespaceDetail, NetworkPath, NodeModel } from '../../../shared/network/model.ts';
import { addArchive, emptyFacts, hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

function modelOf(facts: FilledFacts): NodeModel {
  return buildNode(facts, { flowsOf: facts.flowsOf, peers: [] });
}

function devices(path: NetworkPath | undefined): readonly (string | null)[] {
  return path?.hops.map((hop) => hop.device) ?? [];
}

describe.skipIf(!hasShared)('a real report', () => {
  let model: NodeModel;
  let facts: FilledFacts;
  beforeAll(async () => {
    facts = emptyFacts('compute4');
    await addArchive(facts, sharedData('hotsos-openstack/sosreport-compute4-2022-02-10-real.tar.xz'));
    model = modelOf(facts);
  });

  test('wires its one instance from the tap to the NIC', () => {
    const instances = model.paths.filter((path) => path.instance !== null);
    expect(instances).toHaveLength(1);
    const [path] = instances;
    expect(path?.complete).toBe(true);
    expect(path?.hops.map((hop) => [hop.kind, hop.ofport, hop.tag, hop.tunnelId, hop.remote])).toEqual([
      ['instance', null, null, null, null],
      ['tap', 9, 3, null, null],
      ['ovs-bridge', null, 3, null, null],
      ['patch', 2, null, null, null],
      ['patch', 1, null, null, null],
      ['ovs-bridge', null, null, '0x4d1', null],
      ['tunnel', 2, null, '0x4d1', '10.0.0.114'],
      ['tunnel', 3, null, '0x4d1', '10.0.0.133'],
      ['linux-bridge', null, null, null, null],
      ['nic', null, null, null, null],
    ]);
    expect(devices(path).slice(-2)).toEqual(['br-ens3', 'ens3']);
  });

  test('leads the external gateway out by the provider bridge', () => {
    const [gateway] = model.paths.filter((path) => path.interface?.startsWith('qg-'));
    expect(devices(gateway).slice(2)).toEqual(['br-int', 'int-br-data', 'phy-br-data', 'br-data', 'ens7']);
    expect(gateway?.hops[0]?.kind).toBe('namespace');
    // The router is active elsewhere: its gateway is down here by design, and nothing is wrong with the way.
    expect(gateway?.complete).toBe(true);
    expect(gateway?.hops[1]?.reason).toContain('where the router is not active');
  });

  test('joins no veth of a namespace with a device of the host', () => {
    const kinds = new Map(model.devices.map((device) => [device.id, device.kind]));
    for (const link of model.links.filter((candidate) => candidate.kind === 'veth')) {
      expect([kinds.get(link.from), kinds.get(link.to)]).toEqual(['veth', 'veth']);
    }
  });

  test('has every interface of every namespace once', () => {
    const printed = new Set(facts.of('link').map(({ data }) => `${data.netns ?? ''} ${data.name}`));
    expect(printed.size).toBe(34);
    expect(new Set(facts.of('link').flatMap(({ data }) => data.netns ?? [])).size).toBe(3);
    const found = new Map<string, number>();
    for (const { netns, name, kind } of model.devices) {
      if (kind === 'namespace' || kind === 'instance' || kind === 'peer') continue;
      const place = `${netns ?? ''} ${name}`;
      found.set(place, (found.get(place) ?? 0) + 1);
    }
    for (const place of printed) expect(found.get(place), place).toBe(1);
    // What the kernel does not have: patch and tunnel ports.
    const others = [...found.keys()].filter((place) => !printed.has(place));
    expect(others.map((place) => place.trim()).sort()).toEqual([
      'int-br-data',
      'patch-int',
      'patch-tun',
      'phy-br-data',
      'vxlan-0a000072',
      'vxlan-0a000085',
    ]);
  });

  test('in numbers: devices by kind, links by kind and knowledge', () => {
    const counted = (keys: readonly string[]): Record<string, number> =>
      keys.reduce<Record<string, number>>((all, key) => ({ ...all, [key]: (all[key] ?? 0) + 1 }), {});
    expect(
      counted(model.devices.map(({ kind, role }) => (role === null ? kind : `${kind}, ${role}`))),
    ).toEqual({
      instance: 1,
      tap: 1,
      'ovs-bridge': 4,
      'linux-bridge': 2,
      patch: 4,
      tunnel: 2,
      internal: 5,
      veth: 9,
      nic: 7,
      namespace: 3,
      peer: 2,
      'device, plumbing': 5,
      'tunnel, plumbing': 1,
    });
    expect(counted(model.links.map(({ kind, status }) => `${kind}: ${status}`))).toEqual({
      'attached: known': 1,
      'member: known': 21,
      'veth: known': 1,
      'patch: known': 2,
      'tunnel: known': 2,
      'contains: known': 10,
      'underlay: inferred': 1,
    });
  });

  test('tells what its namespaces are for, and what is in them', () => {
    const details = model.devices.flatMap(({ detail }) => (detail?.kind === 'namespace' ? [detail] : []));
    expect(details.map(({ purpose, nsid }) => [purpose, nsid])).toEqual([
      ['fip', 9],
      ['router', 10],
      ['snat', 8],
    ]);
    const [fip, router, snat] = details;
    expect(fip?.routes.map(({ text }) => text)).toContain(
      'default via 10.100.0.1 dev fg-c8dcce74-c4 table 2852018311',
    );
    expect(router?.nat.map(({ text }) => text)).toEqual([
      '-A neutron-l3-agent-PREROUTING -d 169.254.169.254/32 -i qr-+ -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 9697',
      '-A neutron-l3-agent-PREROUTING -d 10.100.0.203/32 -i rfp-984c22fd-6 -j DNAT --to-destination 192.168.21.18',
      '-A neutron-l3-agent-float-snat -s 192.168.21.18/32 -j SNAT --to-source 10.100.0.203 --random-fully',
    ]);
    const programs = (list: NamespaceDetail | undefined): readonly unknown[] =>
      list?.processes.map(({ text, reason }) => [
        /haproxy|keepalived-state-change|keepalived/.exec(text)?.[0],
        reason === null,
      ]) ?? [];
    expect(programs(router)).toEqual([['haproxy', false]]);
    // Its watcher says its namespace itself.
    expect(programs(snat)).toEqual([
      ['keepalived-state-change', true],
      ['keepalived-state-change', true],
      ['keepalived', false],
      ['keepalived', false],
    ]);
    for (const item of [router, snat].flatMap((each) => each?.processes ?? []))
      expect(item.evidence.length).toBeGreaterThan(0);
  });

  test('joins the routers of both namespaces by their veth, and says of which no namespace is known', () => {
    const pair = model.links.filter(({ kind }) => kind === 'veth');
    expect(pair.map(({ from, to, status }) => [from, to, status])).toEqual([
      [
        'veth/fip-32981f34-497a-4fae-914a-8576055c8d0d/fpr-984c22fd-6',
        'veth/qrouter-984c22fd-64b3-4fa1-8ddd-87090f401ce5/rfp-984c22fd-6',
        'known',
      ],
    ]);
    const outside = model.devices.filter(({ kind, reason }) => kind === 'veth' && reason !== null);
    expect(outside).toHaveLength(7);
    for (const { reason } of outside)
      expect(reason).toMatch(/^its peer is ifindex \d+ in a namespace without a name \(number \d\)$/);
  });

  test('knows adapters by driver and bus', () => {
    const nic = model.devices.find(({ id }) => id === 'nic/ens7');
    expect(nic).toMatchObject({ driver: 'virtio_net', pci: '0000:00:07.0', parent: 'ovs-bridge/br-data' });
  });
});

describe.skipIf(!hasShared)('OVN', () => {
  test('goes on by the tunnels to the chassis that have ports of the network, as its flows say', async () => {
    const topology = z
      .object({
        hosts: z.record(z.string(), z.object({ encap_ip: z.string() })),
        port_bindings: z.array(
          z.object({
            logical_port: z.string(),
            type: z.string(),
            datapath_key: z.number(),
            chassis: z.string().nullable(),
          }),
        ),
      })
      .parse(JSON.parse(readFileSync(sharedData('ovn/truth/T0-healthy/topology.json'), 'utf8')));
    const facts = await hostFacts(sharedData('ovn/bundles/T0-healthy'), 'compute1', 'commands');
    const { paths } = modelOf(facts);
    expect(paths.length).toBeGreaterThan(3);
    for (const path of paths) {
      const bound = topology.port_bindings.find(({ logical_port: name }) => name === path.portId);
      const own = bound ?? { type: 'localport', datapath_key: 0 };
      const others = topology.port_bindings.filter(
        ({ type, chassis, datapath_key: key }) =>
          type === '' && key === own.datapath_key && chassis !== null && chassis !== 'compute1',
      );
      const remotes = new Set(others.map(({ chassis }) => topology.hosts[chassis ?? '']?.encap_ip));
      const tunnels = path.hops.filter(({ kind }) => kind === 'tunnel');
      expect(path.complete).toBe(true);
      expect(tunnels.map(({ remote }) => remote).sort()).toEqual(
        own.type === 'localport' ? [] : [...remotes].sort(),
      );
      for (const { tunnelId } of tunnels) expect(tunnelId).toBe(`0x${own.datapath_key.toString(16)}`);
    }
    expect(paths.some((path) => devices(path).slice(-2).join() === 'br-phy,eth1')).toBe(true);
    const metadata = paths.find((path) => path.hops[0]?.device?.startsWith('ovnmeta-b1b5c788'));
    expect(devices(metadata).slice(1)).toEqual(['tapb1b5c788-61', 'tapb1b5c788-60', 'br-int']);
  });

  test('ends at br-int and says what would tell the tunnels where there are no flows', async () => {
    const facts = await hostFacts(sharedData('ovn/bundles/T0-healthy'), 'compute1', 'commands');
    const { paths } = buildNode(facts, { flowsOf: () => [], peers: [] });
    for (const path of paths) {
      const last = path.hops.at(-1);
      expect(last).toMatchObject({ kind: 'tunnel', device: null, status: 'missing', break: 'no-tunnel-id' });
      expect(last?.wants).toEqual(['ovs-ofctl dump-flows br-int']);
    }
  });
});

const domain = (inside: string): string => `<domain type='kvm' id='3'>
  <name>instance-00000009</name>
  <uuid>1c4a4ad6-3d2e-586a-b485-14272b622428</uuid>
  <devices>
    <interface ${inside}
    </interface>
  </devices>
</domain>
`;
const tap = domain(`type='bridge'>
      <mac address='fa:16:3e:00:00:09'/>
      <source bridge='brq11112222-33'/>
      <target dev='tap99990000-11'/>
      <model type='virtio'/>`);

describe('small nodes', () => {
  test('a Linux bridge agent: out by the VLAN device to its NIC', () => {
    const facts = emptyFacts('compute7');
    facts.add('xml', tap, 'virsh dumpxml instance-00000009');
    facts.add(
      'brctl',
      'bridge name\tbridge id\t\tSTP enabled\tinterfaces\nbrq11112222-33\t\t8000.525400aabbcc\tno\t\teth1.100\n\t\t\t\t\t\t\ttap99990000-11\n',
      'brctl show',
    );
    facts.add(
      'link',
      [
        '3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT group default qlen 1000',
        '    link/ether 52:54:00:aa:bb:cc brd ff:ff:ff:ff:ff:ff promiscuity 0 minmtu 68 maxmtu 9000',
        '8: eth1.100@eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master brq11112222-33 state UP mode DEFAULT group default qlen 1000',
        '    link/ether 52:54:00:aa:bb:cc brd ff:ff:ff:ff:ff:ff promiscuity 1 minmtu 0 maxmtu 65535',
        '    vlan protocol 802.1Q id 100 <REORDER_HDR>',
        '9: brq11112222-33: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP mode DEFAULT group default qlen 1000',
        '    link/ether 52:54:00:aa:bb:cc brd ff:ff:ff:ff:ff:ff promiscuity 0 minmtu 68 maxmtu 65535',
        '    bridge forward_delay 0',
        '10: tap99990000-11: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel master brq11112222-33 state UNKNOWN mode DEFAULT group default qlen 1000',
        '    link/ether fe:16:3e:00:00:09 brd ff:ff:ff:ff:ff:ff promiscuity 1 minmtu 68 maxmtu 65521',
        '    tun type tap',
        '',
      ].join('\n'),
      'ip -d link',
    );
    const [path] = findPaths(modelOf(facts), 'fa:16:3e:00:00:09');
    expect(path?.hops.map((hop) => [hop.kind, hop.device, hop.ifindex, hop.status])).toEqual([
      ['instance', 'instance-00000009', null, 'known'],
      ['tap', 'tap99990000-11', 10, 'known'],
      ['linux-bridge', 'brq11112222-33', 9, 'known'],
      ['vlan', 'eth1.100', 8, 'known'],
      ['nic', 'eth1', 3, 'known'],
    ]);
  });

  test('a device passed through has no tap; of which adapter it is, only a list of functions tells', () => {
    const facts = emptyFacts('compute7');
    facts.add(
      'xml',
      domain(`type='hostdev' managed='yes'>
      <mac address='fa:16:3e:00:00:09'/>
      <source><address type='pci' domain='0x0000' bus='0x81' slot='0x10' function='0x2'/></source>`),
      'virsh dumpxml instance-00000009',
    );
    const [path] = modelOf(facts).paths;
    expect(path?.hops.slice(1)).toMatchObject([
      {
        kind: 'virtual-function',
        device: '0000:81:10.2',
        mac: 'fa:16:3e:00:00:09',
        status: 'inferred',
        wants: ['lspci -nnvv', 'ip -d link show'],
      },
      {
        kind: 'nic',
        device: null,
        break: 'no-underlay',
        reason:
          'no `ip link` of an adapter lists fa:16:3e:00:00:09: which adapter 0000:81:10.2 is of is unknown',
      },
    ]);
  });

  test('a tap that is gone, and one that is down, are told apart', () => {
    const link = (name: string, state: string): string =>
      `10: ${name}: <BROADCAST,MULTICAST> mtu 1500 qdisc noop state ${state} mode DEFAULT group default qlen 1000\n    link/ether fe:16:3e:00:00:09 brd ff:ff:ff:ff:ff:ff\n`;
    const breakOf = (text: string): unknown => {
      const facts = emptyFacts('compute7');
      facts.add('xml', tap, 'virsh dumpxml instance-00000009');
      facts.add('link', text, 'ip link');
      return modelOf(facts).paths[0]?.hops[1];
    };
    expect(breakOf(link('eth0', 'UP'))).toMatchObject({
      device: 'tap99990000-11',
      break: 'no-tap',
      status: 'missing',
    });
    expect(breakOf(link('tap99990000-11', 'DOWN'))).toMatchObject({
      break: 'link-down',
      reason: '`ip link` shows tap99990000-11 in state DOWN',
    });
  });

  const portRow = (name: string, tag: string, network: string, noted: number): string =>
    `bond_mode           : []
name                : ${name}
other_config        : {net_uuid="${network}", network_type=vlan, physical_network=physnet1, segmentation_id="101", tag="${noted}"}
tag                 : ${tag}
trunks              : []

`;
  const bridge = (tags: Readonly<Record<string, number>>): string =>
    `    Bridge br-int\n${Object.entries(tags)
      .map(([name, tag]) => `        Port ${name}\n            tag: ${tag}\n            Interface ${name}\n`)
      .join('')}        Port int-br-ex
            Interface int-br-ex
                type: patch
                options: {peer=phy-br-ex}
    Bridge br-ex
        Port phy-br-ex
            Interface phy-br-ex
                type: patch
                options: {peer=int-br-ex}
        Port eth2
            Interface eth2
`;
  const other = '7e4ebe00-9c5e-44a1-b5b3-ed89f32a6912';
  const internal = 'f4740671-9f44-45bf-b270-ba95b11611f5';

  test('a port in the dead VLAN goes on, inferred, by the VLAN that its Port row notes', () => {
    const facts = emptyFacts('compute7');
    facts.add('show', bridge({ 'tap99990000-11': 4095 }), 'ovs-vsctl show');
    facts.add('port', portRow('tap99990000-11', '4095', internal, 3), 'ovs-vsctl list port');
    facts.add(
      'flows',
      ' cookie=0x1, duration=1s, table=0, n_packets=0, n_bytes=0, priority=4,in_port="phy-br-ex",dl_vlan=3 actions=mod_vlan_vid:101,NORMAL\n',
      'ovs-ofctl dump-flows br-ex',
    );
    const [path] = findPaths(modelOf(facts), 'tap99990000-11');
    expect(path?.complete).toBe(false);
    expect(path?.hops.map((hop) => [hop.device, hop.tag, hop.status, hop.break])).toEqual([
      ['tap99990000-11', 4095, 'missing', 'dead-vlan'],
      ['br-int', 3, 'inferred', null],
      ['int-br-ex', null, 'inferred', null],
      ['phy-br-ex', null, 'inferred', null],
      ['br-ex', 101, 'inferred', null],
      ['eth2', null, 'inferred', null],
    ]);
    expect(path?.hops[1]?.evidence[0]).toMatchObject({ source: 'port', firstLine: 1, lastLine: 5 });
  });

  test('`list port` without `ovs-vsctl show` tells the tag of a port whose bridge another output tells', () => {
    const facts = emptyFacts('compute7');
    facts.add(
      'dpif',
      'netdev@ovs-netdev: hit:1 missed:1\n  br-int:\n    br-int 65534/1: (tap)\n    tap99990000-11 5/4: (system)\n',
      'ovs-appctl dpif/show',
    );
    facts.add('port', portRow('tap99990000-11', '3', internal, 3), 'ovs-vsctl list port');
    const device = modelOf(facts).devices.find(({ name }) => name === 'tap99990000-11');
    expect(device).toMatchObject({ parent: 'ovs-bridge/br-int', tag: 3, ofport: 5, network: internal });
  });

  test('a network is named by its UUID, unless notes are old or contradict each other', () => {
    const facts = emptyFacts('compute7');
    const tags = { 'tap-a': 1, 'tap-b': 2, 'tap-c': 3, 'tap-d': 3 };
    facts.add('show', bridge(tags), 'ovs-vsctl show');
    facts.add(
      'port',
      portRow('tap-a', '1', internal, 1) +
        portRow('tap-b', '2', internal, 1) +
        portRow('tap-c', '3', internal, 3) +
        portRow('tap-d', '3', other, 3),
      'ovs-vsctl list port',
    );
    const { devices } = modelOf(facts);
    expect(Object.keys(tags).map((tap) => devices.find(({ name }) => name === tap)?.network)).toEqual([
      internal,
      'vlan 2',
      'vlan 3',
      'vlan 3',
    ]);
  });

  test('nothing at all gives an empty model', () => {
    expect(modelOf(emptyFacts('compute7'))).toEqual({ host: 'compute7', devices: [], links: [], paths: [] });
  });
});
