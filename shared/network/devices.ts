// What is there on a node: every interface of every namespace once, instances, bridges, namespaces, the hosts at the
// ends of tunnels, and what should be there and is not.
import { blankDevice } from './blank-device.ts';
import { deviceId } from './device-kind.ts';
import { evidenceList } from './evidence-list.ts';
import { nameOfMissing } from './hop.ts';
import { interfaceDevice, ovsBondDevice } from './interface-device.ts';
import type { DomainInterfaceView } from './instance-index.ts';
import type { Hop, NetworkDevice, NetworkPath, VirtualNic } from './model.ts';
import { namespaceDevices } from './namespace-detail.ts';
import type { NodeIndex } from './node-index.ts';
import { deadVlan, type OvsPortView } from './ovs-port.ts';
import { plugOf } from './plugs.ts';
import { functionPlace, passedDevice } from './sriov.ts';

/** The devices of a node, each once, with the peers of its tunnels and what only a path names because its output is missing. */
export function devicesOf(node: NodeIndex, paths: readonly NetworkPath[]): readonly NetworkDevice[] {
  const devices = new Map<string, NetworkDevice>();
  const add = (device: NetworkDevice): void => {
    if (!devices.has(device.id)) devices.set(device.id, device);
  };
  for (const instance of node.instances) add(instanceDevice(node, instance));
  for (const view of node.interfaces.all) add(interfaceDevice(node, view));
  for (const device of namespaceDevices(node)) add(device);
  for (const instance of node.instances) {
    for (const view of instance.interfaces) {
      const device = functionDevice(node, view);
      if (device) add(device);
    }
  }
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) if (port.interfaces.length > 1) add(ovsBondDevice(node, port));
    for (const port of node.ovs.tunnels(bridge)) {
      const peer = peerDevice(node, port);
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
    ...blankDevice(hop.host, hop.kind, nameOfMissing(hop)),
    id: hop.deviceId,
    parent: bridge?.deviceId ?? null,
    ofport: hop.ofport,
    status: 'missing',
    reason: hop.reason,
    wants: hop.wants,
    evidence: hop.evidence,
  });
}

function instanceDevice(node: NodeIndex, instance: NodeIndex['instances'][number]): NetworkDevice {
  const nics = instance.interfaces.map((view): VirtualNic => {
    const { index, type, mac, model, target, source, mtu, portId } = view.data;
    const device = plugOf(node, view)?.id ?? null;
    return { index, type, mac, model, target, source, mtu, portId, device };
  });
  const unknown = nics.length === 0;
  return {
    ...blankDevice(node.host, 'instance', instance.title),
    state: instance.status,
    addresses: instance.addresses,
    detail: { kind: 'instance', uuid: instance.uuid, name: instance.name, nics },
    status: instance.doubt === null ? 'known' : 'inferred',
    reason: instance.doubt,
    wants: unknown ? [`virsh dumpxml ${instance.libvirtName ?? instance.title}`] : [],
    evidence: [
      ...evidenceList(node.facts, ...instance.interfaces.map((view) => view.facts)),
      ...instance.evidence,
    ],
  };
}

/** A function of an adapter that only its guest and the bus know. */
function functionDevice(node: NodeIndex, view: DomainInterfaceView): NetworkDevice | null {
  const device = passedDevice(node, view);
  if (device === null || !device.only) return null;
  const place = functionPlace(node, view.data.mac);
  const row = device.pci === null ? null : node.hardware.pciDevice(device.pci);
  return {
    ...blankDevice(node.host, device.kind, device.name),
    mac: view.data.mac,
    driver: row?.data.driver ?? null,
    pci: device.pci,
    detail:
      device.kind === 'virtual-function'
        ? { kind: 'virtual-function', index: place?.index ?? null, adapter: place?.adapter ?? null }
        : null,
    status: device.status,
    reason: device.reason,
    wants: device.wants,
    evidence: evidenceList(node.facts, device.facts),
  };
}

/** The node at a tunnel's other end: by name where another snapshot or OVN's database has its address. */
function peerDevice(node: NodeIndex, port: OvsPortView): NetworkDevice | null {
  const remote = port.options['remote_ip'];
  if (remote === undefined || remote === 'flow') return null;
  const peer = node.peerWith(remote);
  const chassis = node.ovn.chassis(port.externalIds['ovn-chassis-id'] ?? '') ?? node.ovn.chassisAt(remote);
  return {
    ...blankDevice(node.host, 'peer', peer?.facts.host ?? chassis?.hostname ?? remote),
    id: deviceId('peer', remote),
    addresses: [remote],
    evidence: [
      ...(peer ? evidenceList(peer.facts, peer.fact) : []),
      ...(chassis?.evidence ?? []),
      ...evidenceList(node.facts, port.facts),
    ],
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
  return devices.map((device) => ({
    ...device,
    network: networks.get(device.id) ?? ovnNetwork(node, device),
  }));
}

/** OVN's ports have no tags; the logical switch of their binding is the network, by its UUID where Neutron made it. */
function ovnNetwork(node: NodeIndex, { portId, binding }: NetworkDevice): string | null {
  if (portId === null || binding === null) return null;
  return node.ovn.bindingOf(portId)?.network ?? binding.datapath;
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
