// From a device outwards to the wire: OVS bridge to its physical ports, Linux bridge to its uplinks,
// VLAN to its lower device, bond to its members. Used for what carries a tunnel, and for the physical
// side of a provider bridge.
import { deviceHop, missingHop, type Step } from './hop.ts';
import type { Hop } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import { isPatch, isPhysical } from './ovs-index.ts';

/** The device that holds a tunnel's local address, and on to the NIC. Empty when addresses are not known at all. */
export function underlayOf(node: NodeIndex, local: string): readonly Hop[] {
  const held = node.links.holderOf(local);
  if (held) return outwards(node, held.data.device, { facts: [held] }, new Set());
  if (!node.links.hasAddresses) return [];
  const reason = `no device of ${node.host} has the tunnel's local address ${local}: \`ip addr\` does not list it`;
  return [missingHop(node, 'device', null, 'no-underlay', reason)];
}

/** A hop over `device`, then what it is made of or plugged into, ending at NICs. */
export function outwards(node: NodeIndex, device: string, step: Step, seen: Set<string>): readonly Hop[] {
  if (seen.has(device)) return [];
  seen.add(device);
  const hop = deviceHop(node, device, step);
  const hops: Hop[] = [hop];
  if (node.ovs.isBridge(device)) {
    hops.push(...physicalPorts(node, device, seen));
    return hops;
  }
  const port = node.ovs.portOf(device);
  if (port && !seen.has(port.bridge)) {
    // An internal port with an address, such as a VLAN interface made by `ovs-vsctl add-port`.
    hops.push(...outwards(node, port.bridge, { facts: port.facts, tag: port.tag }, seen));
    return hops;
  }
  for (const next of lowerDevices(node, device)) hops.push(...outwards(node, next, {}, seen));
  return hops;
}

/** The ports of an OVS bridge that lead to the wire; a patch to a further bridge is followed. */
export function physicalPorts(node: NodeIndex, bridge: string, seen: Set<string>): readonly Hop[] {
  const hops: Hop[] = [];
  for (const port of node.ovs.ports(bridge)) {
    if (!isPhysical(port) || node.veths.peerOf(port.name).name !== null) continue;
    for (const name of port.interfaces) {
      if (seen.has(name)) continue;
      seen.add(name);
      hops.push(deviceHop(node, name, { facts: port.facts }));
    }
  }
  if (hops.length > 0) return hops;
  for (const port of node.ovs.ports(bridge)) {
    const peer = isPatch(port) ? node.ovs.portOf(port.options['peer'] ?? '') : null;
    if (!peer || seen.has(peer.bridge) || seen.has(port.name)) continue;
    const further = physicalPorts(node, peer.bridge, new Set([...seen, bridge, peer.name]));
    if (further.length === 0) continue;
    return [deviceHop(node, port.name), deviceHop(node, peer.name), deviceHop(node, peer.bridge), ...further];
  }
  return [];
}

function lowerDevices(node: NodeIndex, device: string): readonly string[] {
  if (node.linuxBridges.has(device)) {
    return node.linuxBridges.members(device).filter((member) => isUplink(node, member));
  }
  const link = node.links.byName(device);
  if (link?.kind === 'bond') {
    return node.links.host.filter((other) => other.master === device).map((other) => other.name);
  }
  if (link?.kind === 'vlan' && link.peer !== null) return [link.peer];
  const lower = link?.kind === 'vxlan' ? link.details['dev'] : undefined;
  return typeof lower === 'string' ? [lower] : [];
}

/** A bridge's way out: not a tap, nor one end of a pair that leads to a guest, container or other bridge. */
export function isUplink(node: NodeIndex, member: string): boolean {
  const link = node.links.byName(member);
  if (link?.kind === 'tun' || /^tap/.test(member)) return false;
  if (link?.kind === 'veth' || node.veths.isVeth(member) || /^qvb/.test(member)) return false;
  return link === null || link.peerIfindex === null;
}
