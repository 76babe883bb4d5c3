// From a device outwards to the wire: OVS bridge to its physical ports, Linux bridge to its uplinks,
// VLAN to its lower device, bond to its members. Used for what carries a tunnel, and for the physical
// side of a provider bridge.
import { deviceHop, downReason, missingHop, type Step } from './hop.ts';
import { bondMembers } from './device-detail.ts';
import type { Hop } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import { isPatch } from './ovs-port.ts';
import { lowerOf } from './stacked-links.ts';
import { listsPorts } from './whole-lists.ts';

/** The device that holds a tunnel's local address, and on to the NIC. Empty when addresses are not known at all. */
export function underlayOf(node: NodeIndex, local: string): readonly Hop[] {
  const held = node.links.holderOf(local);
  if (held) {
    const { device } = held.data;
    const state = node.links.byName(device)?.state ?? null;
    // Nothing is sent from the address of a device that is down, a bridge's own included.
    const step: Step =
      state === 'DOWN'
        ? { facts: [held], break: 'link-down', reason: downReason(device, state) }
        : { facts: [held] };
    return outwards(node, device, step, new Set());
  }
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
  for (const port of node.ovs.physical(bridge)) {
    if (node.veths.peerOf(port.name).name !== null) continue;
    if (port.interfaces.length > 1 && !seen.has(port.name)) {
      seen.add(port.name);
      hops.push(deviceHop(node, port.name, { facts: port.rows }));
    }
    for (const name of port.interfaces) {
      if (seen.has(name)) continue;
      seen.add(name);
      hops.push(deviceHop(node, name, { facts: port.facts }));
    }
  }
  if (hops.length > 0) return hops;
  for (const port of node.ovs.patches(bridge)) {
    const peer = node.ovs.portOf(port.options['peer'] ?? '');
    if (!peer || seen.has(peer.bridge) || seen.has(port.name)) continue;
    const further = physicalPorts(node, peer.bridge, new Set([...seen, bridge, peer.name]));
    if (further.length === 0) continue;
    return [deviceHop(node, port.name), deviceHop(node, peer.name), deviceHop(node, peer.bridge), ...further];
  }
  return [];
}

/**
 * An OVS bridge of which all ports are known, and none but Open vSwitch's own: internal ones, and patches to bridges
 * that lead nowhere either.
 */
export function leadsNowhere(node: NodeIndex, bridge: string): boolean {
  if (!node.ovs.isBridge(bridge) || !listsPorts(node.facts)) return false;
  const own = node.ovs.ports(bridge).every((port) => port.type === 'internal' || isPatch(port));
  return own && physicalPorts(node, bridge, new Set([bridge])).length === 0;
}

function lowerDevices(node: NodeIndex, device: string): readonly string[] {
  if (node.linuxBridges.has(device)) {
    return node.bridgeMembers(device).uplinks;
  }
  const view = node.interfaces.byName(device);
  if (view?.kind === 'bond') return bondMembers(node, device, null);
  const lower = view === null ? null : lowerOf(node, view);
  return lower === null ? [] : [lower.view.name];
}
