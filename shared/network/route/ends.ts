// Everything that a route can begin or end at, over all hosts of a case: instances' interfaces, the ports of routers
// and DHCP servers in namespaces, OVN's router ports, floating addresses, and ports that only Neutron's lists know.
import type { NeutronPortFact } from '../../facts.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import type { CaseIndex } from '../case-index.ts';
import { sameHost } from '../instance-index.ts';
import { bare, routerOfNamespace, type CaseEnds, type End, type FloatingIp } from './end.ts';
import { instanceEnds, portEnds } from './host-ends.ts';
import { absentEnd, listedEnds, logicalRouterEnds } from './listed-ends.ts';
import { networksOfPorts } from './port-networks.ts';
import { RouteHost } from './route-host.ts';

/** Indexes the ends of all hosts of a case, in a fixed order; nothing throws. */
export function endsOf(index: CaseIndex): CaseEnds {
  const hosts = index.nodes.map((node) => new RouteHost(node));
  const all = hosts.map(({ node }) => node.facts);
  const neutron = neutronPorts(all);
  const networks = networksOfPorts(hosts, neutron);
  const routers = routerNames(all);
  const sources = { neutron, networks, routers, all, heard: heardAddresses(all) };
  const ends = hosts.flatMap((host) => [...instanceEnds(sources, host), ...portEnds(sources, host)]);
  const seen = new Set(ends.flatMap(({ point }) => point.portId ?? []));
  ends.push(...logicalRouterEnds(sources));
  for (const end of ends) if (end.point.portId !== null) seen.add(end.point.portId);
  ends.push(...listedEnds(sources, hosts, seen));
  const byAddress = group(ends, ({ point }) => point.addresses.map(bare));
  const byPortId = group(ends, ({ point }) => (point.portId === null ? [] : [point.portId]));
  const byMac = group(ends, ({ point }) => (point.mac === null ? [] : [point.mac]));
  return {
    hosts,
    host: (name) => hosts.find((host) => sameHost(host.name, name)) ?? null,
    ends,
    floating: floatingIps(all),
    networks,
    byAddress: (address) => byAddress.get(address) ?? [],
    byPortId: (id) => byPortId.get(id) ?? [],
    byMac: (mac) => byMac.get(mac) ?? [],
    absent: (address) => absentEnd(ends, sources, address),
  };
}

function group(ends: readonly End[], keys: (end: End) => readonly string[]): ReadonlyMap<string, End[]> {
  const map = new Map<string, End[]>();
  for (const end of ends) {
    for (const key of new Set(keys(end))) {
      const list = map.get(key);
      if (list) list.push(end);
      else map.set(key, [end]);
    }
  }
  return map;
}

/** Neighbours of the namespaces: a distributed router's are made by the agent, any other's were learned. */
function heardAddresses(all: readonly SnapshotFacts[]): ReadonlyMap<string, readonly string[]> {
  const heard = new Map<string, string[]>();
  for (const facts of all) {
    if (facts.cleaned === true) continue;
    for (const { data } of facts.of('neighbour')) {
      const { address, mac, netns, state } = data;
      if (netns === null || mac === null || address.startsWith('fe80:')) continue;
      if (state === 'FAILED' || state === 'INCOMPLETE') continue;
      const list = heard.get(mac.toLowerCase()) ?? [];
      heard.set(mac.toLowerCase(), list);
      if (!list.includes(address)) list.push(address);
    }
  }
  return heard;
}

function neutronPorts(all: readonly SnapshotFacts[]): ReadonlyMap<string, NeutronPortFact> {
  const ports = new Map<string, NeutronPortFact>();
  for (const facts of all) {
    for (const { data } of facts.of('neutron-port')) {
      if (data.id === null) continue;
      const known = ports.get(data.id);
      ports.set(data.id, known === undefined ? data : fuller(known, data));
    }
  }
  return ports;
}

/** A list prints less than `show` does: what the first leaves out the other says. */
function fuller(first: NeutronPortFact, other: NeutronPortFact): NeutronPortFact {
  return {
    ...first,
    networkId: first.networkId ?? other.networkId,
    mac: first.mac ?? other.mac,
    fixedIps: first.fixedIps ?? other.fixedIps,
    deviceId: first.deviceId ?? other.deviceId,
    deviceOwner: first.deviceOwner ?? other.deviceOwner,
    hostId: first.hostId ?? other.hostId,
  };
}

/** Names of routers by id, and ids of OVN's routers by their `neutron-UUID`. */
function routerNames(all: readonly SnapshotFacts[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const facts of all) {
    for (const { data } of facts.of('neutron-router')) {
      if (data.id !== null && data.name) names.set(data.id, data.name);
    }
    for (const { data } of facts.of('logical-router')) {
      const id = data.name?.replace(/^neutron-/, '');
      const name = data.externalIds['neutron:router_name'] ?? data.alias;
      if (id !== undefined && name && !names.has(id)) names.set(id, name);
    }
  }
  return names;
}

function floatingIps(all: readonly SnapshotFacts[]): ReadonlyMap<string, FloatingIp> {
  const found = new Map<string, FloatingIp>();
  const add = (ip: FloatingIp): void => {
    if (!found.has(ip.address)) found.set(ip.address, ip);
  };
  for (const facts of all) {
    for (const { data } of facts.of('floating-ip')) {
      if (!data.address || !data.fixedAddress) continue;
      const { address, fixedAddress: fixed, portId, routerId: router, networkId: network } = data;
      add({ address, fixed, portId: portId || null, router: router || null, network });
    }
    for (const { data } of facts.of('nat-rule')) {
      if (data.type !== 'dnat_and_snat' || data.externalIp === null || data.logicalIp === null) continue;
      add({
        address: data.externalIp,
        fixed: data.logicalIp,
        portId: data.externalIds['neutron:fip_port_id'] ?? data.logicalPort,
        router: data.router?.replace(/^neutron-/, '') ?? null,
        network: data.externalIds['neutron:fip_network_id'] ?? null,
      });
    }
    for (const { data } of facts.of('firewall-rule')) {
      if (data.table !== 'nat' || data.target !== 'DNAT' || data.netns === null) continue;
      const fixed = /--to-destination (\S+)/.exec(data.targetOptions ?? '')?.[1];
      // One address to one address; with ports it is a port forwarding.
      if (fixed === undefined || fixed.includes(':') || data.protocol !== null) continue;
      if (data.destination === null || data.destination.startsWith('!')) continue;
      const router = routerOfNamespace(data.netns);
      add({ address: bare(data.destination), fixed: bare(fixed), portId: null, router, network: null });
    }
  }
  return found;
}
