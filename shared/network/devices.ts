// What the picture draws of a node: every device that carries, or should carry, an instance's frames,
// with what it sits on and where it was read.
import type { StoredFact } from '../facts.ts';
import { deviceId, kindInNamespace, kindOfDevice } from './device-kind.ts';
import { evidenceList } from './evidence-list.ts';
import type { DeviceKind, Hop, NetworkDevice, NetworkPath } from './model.ts';
import type { LinkView } from './link-index.ts';
import type { NodeIndex } from './node-index.ts';
import { hostStatistics } from './veth-peers.ts';
import { nameOfMissing } from './hop.ts';
import { deadVlan, isTunnel, localPort, type OvsPortView } from './ovs-index.ts';

/** Datapath devices of Open vSwitch and the loopback: present on every node, part of no path. */
const plumbing =
  /^(lo|ovs-system|ovs-netdev|(vxlan|gre|genev|stt|lisp|gtp)_sys.*|(gre|gretap|erspan|ip6gre|ip6tnl|sit)0)$/;

/** The devices of a node, each once, with the peers of its tunnels and what only a path names because its output is missing. */
export function devicesOf(node: NodeIndex, paths: readonly NetworkPath[]): readonly NetworkDevice[] {
  const devices = new Map<string, NetworkDevice>();
  const add = (device: NetworkDevice): void => {
    if (!devices.has(device.id)) devices.set(device.id, device);
  };
  for (const instance of node.instances) add(instanceDevice(node, instance));
  for (const bridge of node.ovs.bridges) add(bridgeDevice(node, bridge));
  for (const bridge of node.linuxBridges.names)
    add(linkDevice(node, bridge, node.links.byName(bridge), null));
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      if (port.name !== bridge && port.ofport !== localPort) add(portDevice(node, port));
    }
  }
  for (const name of hostDevices(node)) add(linkDevice(node, name, node.links.byName(name), null));
  for (const [netns, links] of node.links.namespaces) {
    add(namespaceDevice(node, netns, links));
    for (const link of links) {
      if (!plumbing.test(link.name) && !node.ovs.portOf(link.name))
        add(linkDevice(node, link.name, link, netns));
    }
  }
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      const peer = isTunnel(port) ? peerDevice(node, port) : null;
      if (peer) add(peer);
    }
  }
  for (const path of paths) path.hops.forEach((hop, i) => addMissing(add, hop, path.hops.slice(0, i)));
  return withNetworks(node, [...devices.values()], paths);
}

/** Where a path has a hop that no output shows: drawn in its place, with what would show it. */
function addMissing(add: (device: NetworkDevice) => void, hop: Hop, before: readonly Hop[]): void {
  if (hop.deviceId === null || hop.status !== 'missing') return;
  const bridge = hop.kind === 'tunnel' ? before.findLast((other) => other.kind === 'ovs-bridge') : undefined;
  add({
    ...blank(hop.host, hop.kind, nameOfMissing(hop)),
    id: hop.deviceId,
    parent: bridge?.deviceId ?? null,
    ofport: hop.ofport,
    status: 'missing',
    reason: hop.reason,
    evidence: hop.evidence,
  });
}

/** Devices of the host that `ip link`, a Linux bridge or a veth mentions, and that are no OVS port. */
function hostDevices(node: NodeIndex): readonly string[] {
  const names = new Set<string>();
  for (const link of node.links.host) names.add(link.name);
  for (const bridge of node.linuxBridges.names)
    for (const member of node.linuxBridges.members(bridge)) names.add(member);
  for (const fact of hostStatistics(node.facts)) names.add(fact.data.device);
  for (const instance of node.instances) {
    for (const { data } of instance.interfaces) if (data.target !== null) names.add(data.target);
  }
  return [...names].filter(
    (name) => !plumbing.test(name) && !node.ovs.isBridge(name) && !node.ovs.portOf(name),
  );
}

function blank(host: string, kind: DeviceKind, name: string): NetworkDevice {
  return {
    id: deviceId(kind, name),
    host,
    kind,
    name,
    parent: null,
    netns: null,
    ifindex: null,
    ofport: null,
    tag: null,
    mac: null,
    mtu: null,
    state: null,
    addresses: [],
    network: null,
    role: null,
    type: null,
    driver: null,
    pci: null,
    error: null,
    options: {},
    portId: null,
    binding: null,
    detail: null,
    conflicts: [],
    status: 'known',
    reason: null,
    wants: [],
    evidence: [],
  };
}

function instanceDevice(node: NodeIndex, instance: NodeIndex['instances'][number]): NetworkDevice {
  return {
    ...blank(node.host, 'instance', instance.title),
    state: instance.status,
    addresses: instance.addresses,
    evidence: [
      ...evidenceList(node.facts, ...instance.interfaces.map((view) => view.facts)),
      ...instance.evidence,
    ],
  };
}

function bridgeDevice(node: NodeIndex, bridge: string): NetworkDevice {
  const link = node.links.byName(bridge);
  const local = node.ovs.portOf(bridge);
  return {
    ...blank(node.host, 'ovs-bridge', bridge),
    ...linkFields(node, link, null, bridge),
    evidence: evidenceList(node.facts, node.ovs.bridgeFacts(bridge), link?.facts, local?.facts),
  };
}

/** A port of an OVS bridge. An internal port may have been moved into a namespace. */
function portDevice(node: NodeIndex, port: OvsPortView): NetworkDevice {
  const kind = kindOfDevice(node, port.name);
  const moved = node.links.byName(port.name) === null && port.type === 'internal';
  const link = moved ? node.links.anywhere(port.name) : node.links.byName(port.name);
  const peer = kind === 'veth' ? node.veths.peerOf(port.name) : null;
  const near = peer?.name ? node.veths.peerOf(peer.name) : null;
  const fields = linkFields(node, link, link?.netns ?? null, port.name);
  return {
    ...blank(node.host, kind, port.name),
    ...fields,
    parent: deviceId('ovs-bridge', port.bridge),
    ifindex: fields.ifindex ?? port.ifindex ?? near?.ifindex ?? null,
    mac: fields.mac ?? port.mac,
    mtu: fields.mtu ?? port.mtu,
    state: fields.state ?? port.state,
    ofport: port.ofport,
    tag: port.tag,
    reason: port.error,
    evidence: evidenceList(node.facts, statisticsOfPair(near?.facts), link?.facts, port.facts, peer?.facts),
  };
}

/** The peer's `ethtool -S` comes first: `peer_ifindex` is the line that shows what the device is. */
function statisticsOfPair(facts: readonly StoredFact[] | undefined): readonly StoredFact[] {
  return (facts ?? []).filter((fact) => fact.kind === 'ethtool-statistics');
}

function linkDevice(
  node: NodeIndex,
  name: string,
  link: LinkView | null,
  netns: string | null,
): NetworkDevice {
  const kind = netns === null ? kindOfDevice(node, name) : kindInNamespace(link);
  const member = netns === null ? node.linuxBridges.of(name) : null;
  const peer = kind === 'veth' && netns === null ? node.veths.peerOf(name) : null;
  const nics = node.facts.of('nic').filter((fact) => fact.data.device === name && netns === null);
  return {
    ...blank(node.host, kind, name),
    id: deviceId(kind, name, netns),
    ...linkFields(node, link, netns, name),
    mac: link?.mac ?? nics[0]?.data.serial ?? null,
    parent: member ? deviceId('linux-bridge', member.bridge) : null,
    netns,
    reason: member?.conflict ?? null,
    evidence: evidenceList(
      node.facts,
      statisticsOfPair(peer?.facts),
      link?.facts,
      member?.facts,
      node.linuxBridges.bridgeFacts(name),
      nics,
      domainFacts(node, name),
    ),
  };
}

function domainFacts(node: NodeIndex, tap: string): readonly StoredFact[] {
  return node.instances.flatMap((instance) =>
    instance.interfaces.filter((view) => view.data.target === tap).flatMap((view) => view.facts),
  );
}

function linkFields(
  node: NodeIndex,
  link: LinkView | null,
  netns: string | null,
  name: string,
): Pick<NetworkDevice, 'ifindex' | 'mac' | 'mtu' | 'state' | 'netns' | 'addresses'> {
  return {
    ifindex: link?.ifindex ?? null,
    mac: link?.mac ?? null,
    mtu: link?.mtu ?? null,
    state: link?.state ?? null,
    netns,
    addresses: node.links.addressesOf(netns, name),
  };
}

function namespaceDevice(node: NodeIndex, netns: string, links: readonly LinkView[]): NetworkDevice {
  const facts = links.flatMap((link) => link.facts);
  return { ...blank(node.host, 'namespace', netns), evidence: evidenceList(node.facts, facts) };
}

/** The node at a tunnel's other end: by name where another snapshot holds its address. */
function peerDevice(node: NodeIndex, port: OvsPortView): NetworkDevice | null {
  const remote = port.options['remote_ip'];
  if (remote === undefined || remote === 'flow') return null;
  const peer = node.peerWith(remote);
  return {
    ...blank(node.host, 'peer', peer?.facts.host ?? remote),
    id: deviceId('peer', remote),
    addresses: [remote],
    evidence: [...(peer ? evidenceList(peer.facts, peer.fact) : []), ...evidenceList(node.facts, port.facts)],
  };
}

/** The network of the local VLAN colours everything between an instance and the integration bridge. */
function withNetworks(
  node: NodeIndex,
  devices: readonly NetworkDevice[],
  paths: readonly NetworkPath[],
): readonly NetworkDevice[] {
  const names = networkNames(node);
  const networks = new Map<string, string | null>();
  for (const path of paths) {
    const end = path.hops.findIndex((hop) => hop.kind === 'ovs-bridge');
    const bridge = path.hops[end];
    if (!bridge || bridge.tag === null) continue;
    const local = `vlan ${bridge.tag}`;
    const network = names.get(`${bridge.device} ${local}`) ?? local;
    for (const { deviceId: id } of path.hops.slice(0, end)) {
      if (id === null) continue;
      const known = networks.get(id);
      networks.set(id, known === undefined || known === network ? network : null);
    }
  }
  return devices.map((device) => ({ ...device, network: networks.get(device.id) ?? null }));
}

/**
 * The UUIDs of the networks that ports of a bridge (`br-int vlan 1`) were bound to. A note that the port's
 * tag or another port's note contradicts is old, and the VLAN keeps its number as its name.
 */
function networkNames(node: NodeIndex): ReadonlyMap<string, string | null> {
  const names = new Map<string, string | null>();
  for (const bridge of node.ovs.bridges) {
    for (const { tag, notedTag, notedNetwork } of node.ovs.ports(bridge)) {
      if (notedNetwork === null || (tag !== notedTag && tag !== deadVlan)) continue;
      const local = `${bridge} vlan ${notedTag}`;
      const known = names.get(local);
      names.set(local, known === undefined || known === notedNetwork ? notedNetwork : null);
    }
  }
  return names;
}
