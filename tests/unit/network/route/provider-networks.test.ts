// What no real bundle here has: a VLAN of a physical network between two compute nodes, and what breaks it. The
// outputs are in the printed forms of Open vSwitch and libvirt, the flows those of Neutron's agent
// (neutron/plugins/ml2/drivers/openvswitch/agent/ovs_neutron_agent.py, provision_local_vlan).
import { describe, expect, test } from 'vitest';
import { RouteFinder } from '../../../../shared/network/route/find-route.ts';
import type { Route } from '../../../../shared/network/route/route.ts';
import { emptyFacts, type FilledFacts } from '../../../bundle-facts.ts';
import { caseOfFacts } from './measured.ts';

interface Node {
  readonly host: string;
  /** The node's own number of the network. */
  readonly vlan: number;
  readonly port: string;
  readonly mac: string;
  /** The VLAN on the wire. */
  readonly segment: number;
  readonly nic: string;
}

const one: Node = {
  host: 'node1',
  vlan: 5,
  port: 'aaaaaaaa-01',
  mac: 'fa:16:3e:00:00:01',
  segment: 101,
  nic: 'ens5',
};
const two: Node = {
  host: 'node2',
  vlan: 7,
  port: 'bbbbbbbb-02',
  mac: 'fa:16:3e:00:00:02',
  segment: 101,
  nic: 'enp3s0',
};

function factsOf(
  node: Node,
  change: (path: string, text: string) => string | null = (_, text) => text,
): FilledFacts {
  const { vlan, port, mac, segment, nic } = node;
  const uuid = `${port}00-4000-8000-000000000000`;
  const outputs: Readonly<Record<string, string>> = {
    'ovs-vsctl_show': `1fd3b3f6-0e0b-4d59-8e3b-8f0a0e1d7f10
    Bridge br-int
        fail_mode: secure
        Port tap${port}
            tag: ${vlan}
            Interface tap${port}
        Port int-br-data
            Interface int-br-data
                type: patch
                options: {peer=phy-br-data}
        Port br-int
            Interface br-int
                type: internal
    Bridge br-data
        Port ${nic}
            Interface ${nic}
        Port phy-br-data
            Interface phy-br-data
                type: patch
                options: {peer=int-br-data}
        Port br-data
            Interface br-data
                type: internal
    ovs_version: "3.1.0"
`,
    'ovs-ofctl_show_br-int': ports('br-int', { 1: 'int-br-data', 4: `tap${port}` }),
    'ovs-ofctl_show_br-data': ports('br-data', { 1: nic, 2: 'phy-br-data' }),
    'ovs-ofctl_dump-flows_br-int': ` cookie=0x1, duration=9s, table=0, n_packets=1, n_bytes=1, priority=3,in_port=1,dl_vlan=${segment} actions=mod_vlan_vid:${vlan},resubmit(,60)
 cookie=0x1, duration=9s, table=0, n_packets=1, n_bytes=1, priority=2,in_port=1 actions=drop
 cookie=0x1, duration=9s, table=0, n_packets=1, n_bytes=1, priority=0 actions=resubmit(,60)
 cookie=0x1, duration=9s, table=60, n_packets=1, n_bytes=1, priority=3 actions=NORMAL
`,
    'ovs-ofctl_dump-flows_br-data': ` cookie=0x1, duration=9s, table=0, n_packets=1, n_bytes=1, priority=4,in_port=2,dl_vlan=${vlan} actions=mod_vlan_vid:${segment},NORMAL
 cookie=0x1, duration=9s, table=0, n_packets=1, n_bytes=1, priority=2,in_port=2 actions=drop
 cookie=0x1, duration=9s, table=0, n_packets=1, n_bytes=1, priority=0 actions=NORMAL
`,
    [`virsh_dumpxml_instance-${port}`]: `<domain type='kvm' id='1'>
  <name>instance-${port}</name>
  <uuid>${uuid}</uuid>
  <devices>
    <interface type='bridge'>
      <mac address='${mac}'/>
      <source bridge='br-int'/>
      <virtualport type='openvswitch'>
        <parameters interfaceid='${uuid}'/>
      </virtualport>
      <target dev='tap${port}'/>
      <model type='virtio'/>
    </interface>
  </devices>
</domain>
`,
  };
  const facts = emptyFacts(node.host, node === one ? 1 : 2);
  for (const [path, text] of Object.entries(outputs)) {
    const changed = change(path, text);
    if (changed !== null)
      facts.add(path, changed, path.replace('virsh_dumpxml_', 'virsh dumpxml ').replaceAll('_', ' '));
  }
  return facts;
}

function ports(bridge: string, numbers: Readonly<Record<number, string>>): string {
  const lines = Object.entries(numbers).map(
    ([number, name]) => ` ${number}(${name}): addr:12:34:56:78:9a:0${number}
     config:     0
     state:      0
     speed: 0 Mbps now, 0 Mbps max`,
  );
  return `OFPT_FEATURES_REPLY (xid=0x2): dpid:0000123456789abc
n_tables:254, n_buffers:0
${lines.join('\n')}
 LOCAL(${bridge}): addr:12:34:56:78:9a:bc
     config:     PORT_DOWN
     state:      LINK_DOWN
     speed: 0 Mbps now, 0 Mbps max
OFPT_GET_CONFIG_REPLY (xid=0x4): frags=normal miss_send_len=0
`;
}

/** Neutron's list, which says that the two ports are of one network. */
function controller(): FilledFacts {
  const facts = emptyFacts('controller', 3);
  [one, two].forEach(({ port, mac, host }, i) => {
    const id = `${port}00-4000-8000-000000000000`;
    const shown = {
      id,
      name: '',
      network_id: 'c0ffee00-0000-4000-8000-000000000000',
      mac_address: mac,
      fixed_ips: [{ subnet_id: 'd0ffee00-0000-4000-8000-000000000000', ip_address: `10.5.0.1${i}` }],
      device_owner: 'compute:nova',
      binding_host_id: host,
      status: 'ACTIVE',
    };
    facts.add(`port${i}`, JSON.stringify(shown, null, 2), `openstack port show -f json ${id}`);
  });
  return facts;
}

function route(...hosts: readonly FilledFacts[]): Route {
  const answer = new RouteFinder(caseOfFacts([...hosts, controller()])).find('10.5.0.10', '10.5.0.11');
  if (answer.kind !== 'routes') throw new Error(answer.kind);
  return answer.forward;
}

const text = ({ hops }: Route): readonly string[] =>
  hops.map(({ host, device, tag }) => `${host} ${device ?? '?'}${tag === null ? '' : ` ${tag}`}`);

describe('a VLAN of a physical network', () => {
  const near = [
    ...['node1 instance-aaaaaaaa-01', 'node1 tapaaaaaaaa-01 5', 'node1 br-int 5', 'node1 int-br-data'],
    ...['node1 phy-br-data', 'node1 br-data 101', 'node1 ens5 101'],
  ];

  test('is followed over both nodes, whatever each calls it', () => {
    const found = route(factsOf(one), factsOf(two));
    expect(text(found)).toEqual([
      ...near,
      ...[
        'node2 enp3s0 101',
        'node2 br-data 101',
        'node2 phy-br-data',
        'node2 int-br-data',
        'node2 br-int 7',
      ],
      ...['node2 tapbbbbbbbb-02 7', 'node2 instance-bbbbbbbb-02'],
    ]);
    expect(found.complete).toBe(true);
    // That both NICs are on one wire nobody says.
    expect(found.hops.find(({ device }) => device === 'enp3s0')).toMatchObject({ status: 'inferred' });
  });

  test('whose flow is missing on the near node goes nowhere', () => {
    const lost = factsOf(one, (path, output) =>
      path.endsWith('flows_br-data') ? output.replace(/^.*priority=4.*\n/m, '') : output,
    );
    expect(route(lost, factsOf(two))).toMatchObject({ end: 'broken', code: 'flow-drops' });
    expect(text(route(lost, factsOf(two))).at(-1)).toBe('node1 br-data');
  });

  test('that the far node knows by another number is not taken', () => {
    expect(route(factsOf(one), factsOf({ ...two, segment: 102 }))).toMatchObject({
      end: 'broken',
      complete: false,
    });
  });

  test('whose far flows are in no output: evidence ends there', () => {
    const silent = factsOf(one, (path, output) => (path.endsWith('flows_br-data') ? null : output));
    expect(route(silent, factsOf(two))).toMatchObject({
      end: 'evidence-ends',
      code: 'no-evidence',
      wants: ['ovs-ofctl dump-flows br-data'],
    });
    expect(route(factsOf(one))).toMatchObject({ end: 'evidence-ends', code: 'no-snapshot' });
    expect(text(route(factsOf(one)))).toEqual(near);
  });
});
