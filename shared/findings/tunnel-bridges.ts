// Neutron's tunnel bridges, for the rules about their flows: the local VLANs that go through them, and the hosts that
// their tunnels lead to.
import type { CaseIndex } from '../network/case-index.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { deadVlan, isTunnel, tunnelTypes, type OvsPortView } from '../network/ovs-port.ts';
import { fixedAddress, localAddresses } from './tunnel-ends.ts';

/** A host to which there are tunnels. */
export interface TunnelPeer {
  readonly host: string;
  readonly towards: readonly OvsPortView[];
  /** The tunnelled networks that it has ports of whose instances run, or that DHCP servers use. */
  readonly networks: ReadonlySet<string | null>;
}

/** Bridges of tunnels only, all whose flows are known; OVN's has the instances' ports, too. */
export function tunnelBridges(
  node: NodeIndex,
  hosts: CaseIndex,
): readonly { readonly bridge: string; readonly peers: readonly TunnelPeer[] }[] {
  return node.ovs.bridges.flatMap((bridge) => {
    const ports = node.ovs.ports(bridge);
    const tunnels = ports.filter(isTunnel);
    if (tunnels.length === 0 || ports.some(({ externalIds }) => 'iface-id' in externalIds)) return [];
    const [first] = node.flowsOf(bridge);
    if (first === undefined || node.facts.sources.get(first.sourceId)?.state !== 'ok') return [];
    return [{ bridge, peers: peersOf(node, hosts, tunnels) }];
  });
}

function peersOf(node: NodeIndex, hosts: CaseIndex, tunnels: readonly OvsPortView[]): readonly TunnelPeer[] {
  return hosts.nodes.flatMap((far) => {
    if (far === node) return [];
    const local = localAddresses(far);
    const towards = tunnels.filter(({ options }) => {
      const remote = fixedAddress(options['remote_ip']);
      return remote !== null && (local.has(remote) || far.links.holderOf(remote) !== null);
    });
    if (towards.length === 0) return [];
    const networks = new Set(
      tunnelledPorts(far).flatMap((port) => (isInUse(far, port) ? [port.notedNetwork] : [])),
    );
    return [{ host: far.host, towards, networks }];
  });
}

/** Half of a hybrid plug stays while its instance is shut off, and routers have devices where they are not active. */
function isInUse(node: NodeIndex, { name, ofport }: OvsPortView): boolean {
  if (ofport === null || ofport <= 0) return false;
  return name.startsWith('qvo')
    ? node.links.byName(name.replace('qvo', 'tap')) !== null
    : name.startsWith('tap');
}

/** A port of each VLAN in use whose network is a tunnelled one. */
export function tunnelledVlans(node: NodeIndex): ReadonlyMap<number, OvsPortView> {
  const found = new Map<number, OvsPortView>();
  for (const port of tunnelledPorts(node))
    if (port.tag !== null && !found.has(port.tag)) found.set(port.tag, port);
  return found;
}

/** Ports whose VLAN and tunnelled network Neutron's agent noted in their Port rows. */
export function tunnelledPorts(node: NodeIndex): readonly OvsPortView[] {
  return node.ovs.bridges
    .flatMap((bridge) => node.ovs.ports(bridge))
    .filter(
      ({ tag, notedTag, notedNetwork, rows }) =>
        tag !== null &&
        tag !== deadVlan &&
        tag === notedTag &&
        notedNetwork !== null &&
        rows.some(({ data }) => tunnelTypes.has(data.otherConfig['network_type'] ?? '')),
    );
}
