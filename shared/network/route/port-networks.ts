// Which Neutron network a port is in, which addresses it has, and where it is plugged, over all hosts:
// from what the agent noted in the Port row, Neutron's own list, OVN's databases, or the tunnel id of the
// port's VLAN, in this order.
import type { NeutronPortFact } from '../../facts.ts';
import { readDatapaths } from '../ovn-index.ts';
import { isPatch, isTunnel, type OvsPortView } from '../ovs-index.ts';
import type { RouteHost } from './route-host.ts';

export interface PortNetworks {
  /** A Neutron network's UUID, or `tunnel id 0x22a`; null where nothing tells. */
  of(host: string, port: OvsPortView | null): string | null;
  ofLogicalPort(portId: string): string | null;
  /** Fixed addresses of a Neutron port. */
  addresses(portId: string | null): readonly string[];
  /** The port of a host that has a Neutron port's id. */
  plugged(host: string, portId: string): OvsPortView | null;
  /** True where frames of the network leave by a physical network (flat, VLAN): external ones do. */
  isProvider(network: string): boolean | null;
}

export function networksOfPorts(
  hosts: readonly RouteHost[],
  neutron: ReadonlyMap<string, NeutronPortFact>,
): PortNetworks {
  const ofVlan = new Map<string, string>();
  const plugged = new Map<string, OvsPortView>();
  const logical = new Map<string, string>();
  const addresses = new Map<string, string[]>();
  const provider = new Map<string, boolean>();
  for (const [id, port] of neutron) {
    addresses.set(
      id,
      (port.fixedIps ?? []).map(({ ipAddress }) => ipAddress),
    );
  }
  const datapaths = readDatapaths(hosts.map(({ node }) => node.facts));
  for (const { node } of hosts) {
    const { facts } = node;
    for (const { data } of facts.of('neutron-network')) {
      if (data.id !== null && data.networkType !== null)
        provider.set(data.id, data.networkType === 'flat' || data.networkType === 'vlan');
    }
    for (const { data } of facts.of('port-binding')) {
      const network =
        networkOfSwitch(data.datapathName) ?? datapaths.networks.get(data.datapath ?? '') ?? null;
      if (network !== null) logical.set(data.logicalPort, network);
      if (data.type === 'localnet' && network !== null) provider.set(network, true);
      addLogical(addresses, data.logicalPort, data.mac ?? []);
    }
    for (const { data } of facts.of('logical-switch-port')) {
      const network = networkOfSwitch(data.switch);
      if (network !== null && !logical.has(data.name)) logical.set(data.name, network);
      if (data.type === 'localnet' && network !== null) provider.set(network, true);
      addLogical(addresses, data.name, data.addresses ?? []);
      const cidrs = data.externalIds['neutron:cidrs'];
      if (cidrs) addLogical(addresses, data.name, [`- ${cidrs.replaceAll(/\/\d+/g, '')}`]);
    }
  }
  const noted = (port: OvsPortView): string | null => {
    const id = port.externalIds['iface-id'];
    if (port.notedNetwork !== null) return port.notedNetwork;
    return id === undefined ? null : (neutron.get(id)?.networkId ?? logical.get(id) ?? null);
  };
  const byTunnelId = new Map<string, string>();
  for (const { node } of hosts) {
    for (const bridge of node.ovs.bridges) {
      for (const port of node.ovs.ports(bridge)) {
        const id = port.externalIds['iface-id'];
        if (id !== undefined) plugged.set(`${node.host} ${id}`, port);
        const network = noted(port);
        const vlan = port.notedTag ?? port.tag;
        if (network === null || vlan === null) continue;
        const key = `${node.host} ${bridge} ${vlan}`;
        if (!ofVlan.has(key)) ofVlan.set(key, network);
      }
    }
  }
  for (const { node } of hosts) {
    const { facts } = node;
    for (const { data } of facts.of('neutron-network')) {
      if (data.id === null || data.segmentationId === null || provider.get(data.id) !== false) continue;
      byTunnelId.set(`0x${data.segmentationId.toString(16)}`, data.id);
    }
  }
  const tunnelIds = new Map<string, string | null>();
  const tunnelIdOf = (host: RouteHost, vlan: number): string | null => {
    const key = `${host.name} ${vlan}`;
    const known = tunnelIds.get(key);
    if (known !== undefined) return known;
    const { ovs } = host.node;
    const found =
      ovs.bridges
        .filter((bridge) => ovs.ports(bridge).some(isTunnel))
        .map((bridge) => host.node.tunnelUse(bridge, vlan)?.tunnelId ?? null)
        .find((id) => id !== null) ?? null;
    tunnelIds.set(key, found);
    return found;
  };
  for (const [key, network] of ofVlan) {
    const [name = '', , vlan = ''] = key.split(' ');
    const host = hosts.find((one) => one.name === name);
    const id = host === undefined ? null : tunnelIdOf(host, Number(vlan));
    if (id !== null && !byTunnelId.has(id)) byTunnelId.set(id, network);
  }
  return {
    of: (name, port) => {
      if (port === null || isPatch(port) || isTunnel(port)) return null;
      const own = noted(port);
      const vlan = port.notedTag ?? port.tag;
      if (own !== null || vlan === null) return own;
      const shared = ofVlan.get(`${name} ${port.bridge} ${vlan}`);
      if (shared !== undefined) return shared;
      const host = hosts.find((one) => one.name === name);
      const id = host === undefined ? null : tunnelIdOf(host, vlan);
      return id === null ? null : (byTunnelId.get(id) ?? `tunnel id ${id}`);
    },
    ofLogicalPort: (portId) => logical.get(portId) ?? neutron.get(portId)?.networkId ?? null,
    addresses: (portId) => (portId === null ? [] : (addresses.get(portId) ?? [])),
    plugged: (host, portId) => plugged.get(`${host} ${portId}`) ?? null,
    isProvider: (network) => provider.get(network) ?? null,
  };
}

/** `neutron-UUID`, as Neutron names a network's logical switch. */
function networkOfSwitch(name: string | null): string | null {
  return /^neutron-(.+)$/.exec(name ?? '')?.[1] ?? null;
}

/** `fa:16:3e:87:b1:87 10.18.0.75`: what stands behind the MAC. */
function addLogical(addresses: Map<string, string[]>, port: string, entries: readonly string[]): void {
  if ((addresses.get(port)?.length ?? 0) > 0) return;
  const found = entries.flatMap((entry) => entry.split(' ').slice(1)).filter((word) => /[.:]/.test(word));
  if (found.length > 0) addresses.set(port, [...new Set(found)]);
}
