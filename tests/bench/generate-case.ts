// Outputs of a cloud of any size, in the shapes that the lab's compute nodes print: hybrid plug (tap, qbr, qvb,
// qvo), a br-int with tags and Neutron's notes, a br-tun with a tunnel to every other host, a provider bridge
// on each. Ids, MACs and local VLANs follow from the seed, so that one call always makes the same case.

export interface CaseOptions {
  readonly hosts: number;
  readonly instances: number;
  readonly networks: number;
  readonly seed: number;
}

/** The outputs of one host: file names as an engineer's folder has them, and texts. */
export function hostOutputs(options: CaseOptions, index: number): ReadonlyMap<string, string> {
  const host = hostOf(options, index);
  return new Map([
    ['etc/neutron/plugins/ml2/openvswitch_agent.ini', agentOptions(host)],
    ['hostname.txt', `${host.name}\n`],
    ['ovs-vsctl_show.txt', vsctlShow(host)],
    ['ovs-vsctl_list_port.txt', listPort(host)],
    ['ovs-ofctl_show_br-int.txt', ofctlShow(host, 'br-int')],
    ['ovs-ofctl_show_br-tun.txt', ofctlShow(host, 'br-tun')],
    ['ovs-ofctl_dump-flows_br-tun.txt', tunnelFlows(host)],
    ['ip_-d_link.txt', ipLink(host)],
    ['ip_addr.txt', ipAddress(host)],
    ['brctl_show.txt', brctlShow(host)],
    ...host.ports.map(
      (port, i) => [`virsh_dumpxml_${domain(index, i, options)}.txt`, domainXml(host, port, i)] as const,
    ),
  ]);
}

export function hostName(index: number): string {
  return `compute${String(index + 1).padStart(2, '0')}`;
}

interface Port {
  readonly id: string;
  readonly mac: string;
  readonly network: number;
  readonly vlan: number;
  readonly ofport: number;
  readonly ifindex: number;
}

interface Host {
  readonly index: number;
  readonly name: string;
  readonly address: string;
  readonly ports: readonly Port[];
  readonly others: readonly { readonly address: string; readonly ofport: number; readonly port: string }[];
  readonly networks: readonly { readonly index: number; readonly vlan: number }[];
  readonly options: CaseOptions;
}

const firstSegment = 1001;

function hostOf(options: CaseOptions, index: number): Host {
  const random = numbers(options.seed * 1000 + index);
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  // Local VLANs are given in the order in which ports came up: another one on each host.
  const order = Array.from({ length: options.networks }, (_, network) => ({ network, key: random() }));
  const networks = order
    .sort((a, b) => a.key - b.key)
    .map(({ network }, place) => ({ index: network, vlan: place + 1 }));
  const ports = Array.from({ length: options.instances }, (_, i): Port => {
    const { index: network, vlan } = networks[i % networks.length] ?? { index: 0, vlan: 1 };
    const id = `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
    return {
      id,
      mac: `16:3e:${hex(2)}:${hex(2)}:${hex(2)}`,
      network,
      vlan,
      ofport: 10 + i,
      ifindex: 20 + 4 * i,
    };
  });
  const address = (other: number): string => `192.168.${10 + Math.floor(other / 200)}.${11 + (other % 200)}`;
  const others = Array.from({ length: options.hosts }, (_, other) => other)
    .filter((other) => other !== index)
    .map((other, i) => {
      const octets = address(other)
        .split('.')
        .map((part) => Number(part).toString(16).padStart(2, '0'));
      return { address: address(other), ofport: 2 + i, port: `vxlan-${octets.join('')}` };
    });
  return { index, name: hostName(index), address: address(index), ports, others, networks, options };
}

/** A generator of numbers in [0, 1), the same for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

function networkId(network: number): string {
  return `${(0xa0000000 + network).toString(16)}-9f44-45bf-b270-ba95b11611f5`;
}

const domain = (host: number, i: number, { instances }: CaseOptions): string =>
  `instance-${(host * instances + i + 1).toString(16).padStart(8, '0')}`;
const suffix = ({ id }: Port): string => id.slice(0, 11);

function vsctlShow(host: Host): string {
  const controller = [
    '        Controller "tcp:127.0.0.1:6633"',
    '            is_connected: true',
    '        fail_mode: secure',
  ];
  const patch = (name: string, peer: string): readonly string[] => [
    `        Port ${name}`,
    `            Interface ${name}`,
    '                type: patch',
    `                options: {peer=${peer}}`,
  ];
  return lines(
    '1b0546b1-8df7-4946-a4ba-20e63375dd26',
    '    Bridge br-tun',
    ...controller,
    ...host.others.flatMap(({ port, address }) => [
      `        Port ${port}`,
      `            Interface ${port}`,
      '                type: vxlan',
      `                options: {df_default="true", egress_pkt_mark="0", in_key=flow, local_ip="${host.address}", out_key=flow, remote_ip="${address}"}`,
    ]),
    ...patch('patch-int', 'patch-tun'),
    '    Bridge br-ex',
    ...controller,
    '        Port eth2',
    '            Interface eth2',
    ...patch('phy-br-ex', 'int-br-ex'),
    '    Bridge br-int',
    ...controller,
    ...patch('patch-tun', 'patch-int'),
    ...patch('int-br-ex', 'phy-br-ex'),
    ...host.ports.flatMap((port) => [
      `        Port qvo${suffix(port)}`,
      `            tag: ${port.vlan}`,
      `            Interface qvo${suffix(port)}`,
    ]),
    '    ovs_version: "3.1.0"',
  );
}

function agentOptions(host: Host): string {
  return lines('[ovs]', `local_ip = ${host.address}`, 'bridge_mappings = physnet1:br-ex');
}

function listPort(host: Host): string {
  return host.ports
    .map((port) => {
      const segment = firstSegment + port.network;
      return lines(
        `_uuid               : ${port.id.replace(/^.{8}/, '0badcafe')}`,
        'external_ids        : {}',
        `name                : qvo${suffix(port)}`,
        `other_config        : {net_uuid="${networkId(port.network)}", network_type=vxlan, physical_network=None, segmentation_id="${segment}", tag="${port.vlan}"}`,
        `tag                 : ${port.vlan}`,
        'trunks              : []',
        'vlan_mode           : []',
      );
    })
    .join('\n');
}

function ofctlShow(host: Host, bridge: 'br-int' | 'br-tun'): string {
  const ports =
    bridge === 'br-int'
      ? [
          [1, 'patch-tun'] as const,
          [2, 'int-br-ex'] as const,
          ...host.ports.map((port) => [port.ofport, `qvo${suffix(port)}`] as const),
        ]
      : [[1, 'patch-int'] as const, ...host.others.map(({ ofport, port }) => [ofport, port] as const)];
  return lines(
    `OFPT_FEATURES_REPLY (xid=0x2): dpid:${(0x1a27e2ed0000 + host.index).toString(16).padStart(16, '0')}`,
    'n_tables:254, n_buffers:0',
    'capabilities: FLOW_STATS TABLE_STATS PORT_STATS QUEUE_STATS ARP_MATCH_IP',
    'actions: output enqueue set_vlan_vid set_vlan_pcp strip_vlan mod_dl_src mod_dl_dst mod_nw_src mod_nw_dst mod_nw_tos mod_tp_src mod_tp_dst',
    ...ports.flatMap(([ofport, name]) => [
      ` ${ofport}(${name}): addr:4e:39:4b:d8:${hexByte(ofport >> 8)}:${hexByte(ofport & 255)}`,
      '     config:     0',
      '     state:      0',
      '     speed: 0 Mbps now, 0 Mbps max',
    ]),
    ` LOCAL(${bridge}): addr:1a:27:e2:ed:c6:46`,
    '     config:     PORT_DOWN',
    '     state:      LINK_DOWN',
    '     speed: 0 Mbps now, 0 Mbps max',
  );
}

function tunnelFlows(host: Host): string {
  const flow = (table: number, rest: string): string =>
    ` cookie=0x21e2400a0c3edcf2, duration=1922.307s, table=${table}, n_packets=87, n_bytes=6886, idle_age=3, ${rest}`;
  const everyTunnel = host.others.map(({ ofport }) => `output:${ofport}`).join(',');
  const id = (network: number): string => `0x${(firstSegment + network).toString(16)}`;
  return lines(
    'NXST_FLOW reply (xid=0x4):',
    flow(0, 'priority=1,in_port=1 actions=resubmit(,2)'),
    ...host.others.map(({ ofport }) => flow(0, `priority=1,in_port=${ofport} actions=resubmit(,4)`)),
    ...host.networks.map(({ index, vlan }) =>
      flow(4, `priority=1,tun_id=${id(index)} actions=mod_vlan_vid:${vlan},resubmit(,10)`),
    ),
    ...host.networks.map(({ index, vlan }) =>
      flow(
        22,
        `priority=1,dl_vlan=${vlan} actions=strip_vlan,load:${id(index)}->NXM_NX_TUN_ID[],${everyTunnel}`,
      ),
    ),
    flow(22, 'priority=0 actions=drop'),
  );
}

function ipLink(host: Host): string {
  const device = (
    ifindex: number,
    name: string,
    more: string,
    mac: string,
    kind: string,
  ): readonly string[] => [
    `${ifindex}: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1450 qdisc noqueue ${more}state UP mode DEFAULT group default qlen 1000`,
    `    link/ether ${mac} brd ff:ff:ff:ff:ff:ff promiscuity 1 minmtu 68 maxmtu 65535`,
    ...(kind === '' ? [] : [`    ${kind} addrgenmode eui64 numtxqueues 2 numrxqueues 2`]),
  ];
  return lines(
    ...device(2, 'eth0', '', '52:54:00:a0:0d:00', ''),
    ...device(3, 'eth1', '', '52:54:00:a0:0d:01', ''),
    ...device(4, 'eth2', 'master ovs-system ', '52:54:00:a0:0d:02', ''),
    ...host.ports.flatMap((port) => {
      const { ifindex, mac } = port;
      const name = suffix(port);
      return [
        ...device(ifindex, `qbr${name}`, '', `02:${mac}`, 'bridge'),
        ...device(ifindex + 1, `qvo${name}@qvb${name}`, 'master ovs-system ', `06:${mac}`, 'veth'),
        ...device(ifindex + 2, `qvb${name}@qvo${name}`, `master qbr${name} `, `0a:${mac}`, 'veth'),
        ...device(
          ifindex + 3,
          `tap${name}`,
          `master qbr${name} `,
          `fe:${mac}`,
          'tun type tap pi off vnet_hdr on persist off',
        ),
      ];
    }),
  );
}

function ipAddress(host: Host): string {
  const device = (ifindex: number, name: string, address: string): readonly string[] => [
    `${ifindex}: ${name}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default qlen 1000`,
    `    link/ether 52:54:00:a0:0d:${hexByte(ifindex)} brd ff:ff:ff:ff:ff:ff`,
    `    inet ${address}/24 brd ${address.replace(/\d+$/, '255')} scope global ${name}`,
    '       valid_lft forever preferred_lft forever',
  ];
  return lines(
    ...device(2, 'eth0', host.address.replace(/^192\.168/, '10.0')),
    ...device(3, 'eth1', host.address),
  );
}

function brctlShow(host: Host): string {
  return lines(
    'bridge name\tbridge id\t\tSTP enabled\tinterfaces',
    ...host.ports.flatMap((port) => [
      `qbr${suffix(port)}\t\t8000.0a${port.mac.replaceAll(':', '')}\tno\t\tqvb${suffix(port)}`,
      `\t\t\t\t\t\t\ttap${suffix(port)}`,
    ]),
  );
}

function domainXml(host: Host, port: Port, i: number): string {
  const name = domain(host.index, i, host.options);
  const address = `10.${20 + port.network}.${host.index}.${(i % 250) + 2}`;
  return lines(
    `<domain type='kvm' id='${i + 1}'>`,
    `  <name>${name}</name>`,
    `  <uuid>${port.id.replace(/^.{8}/, '5eed5eed')}</uuid>`,
    '  <metadata>',
    '    <nova:instance xmlns:nova="http://openstack.org/xmlns/libvirt/nova/1.1">',
    `      <nova:name>vm-${host.index + 1}-${i + 1}</nova:name>`,
    '      <nova:ports>',
    `        <nova:port uuid="${port.id}">`,
    `          <nova:ip type="fixed" address="${address}" ipVersion="4"/>`,
    '        </nova:port>',
    '      </nova:ports>',
    '    </nova:instance>',
    '  </metadata>',
    '  <devices>',
    "    <interface type='bridge'>",
    `      <mac address='fa:${port.mac}'/>`,
    `      <source bridge='qbr${suffix(port)}'/>`,
    `      <target dev='tap${suffix(port)}'/>`,
    "      <model type='virtio'/>",
    "      <alias name='net0'/>",
    '    </interface>',
    '  </devices>',
    '</domain>',
  );
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

function hexByte(value: number): string {
  return (value & 255).toString(16).padStart(2, '0');
}
