// What a route can begin or end at, over all hosts of a case: instances' interfaces, the ports of routers
// and DHCP servers in namespaces, OVN's router ports, floating addresses, and ports that only Neutron's
// lists know. Each says by which port it is plugged into Open vSwitch, and its hops up to there.
import type { NeutronPortFact, StoredFact } from '../../facts.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import type { CaseIndex } from '../case-index.ts';
import type { DomainInterfaceView, InstanceView } from '../instance-index.ts';
import { sameHost } from '../instance-index.ts';
import { interfaceHops, portHops } from '../interface-path.ts';
import type { OvsPortView } from '../ovs-index.ts';
import { isPatch, isPhysical, isTunnel } from '../ovs-index.ts';
import { networksOfPorts, type PortNetworks } from './port-networks.ts';
import { covers } from './addresses.ts';
import { RouteHost } from './route-host.ts';
import type { RouteHop, RoutePoint, RoutePointKind } from './route.ts';

export interface End {
  readonly point: RoutePoint;
  /** Null where no snapshot of the case is of its host. */
  readonly host: RouteHost | null;
  readonly netns: string | null;
  /** The port it is plugged into Open vSwitch by; null where it is not, or that is unknown. */
  readonly port: OvsPortView | null;
  /** The port that carries its ids, whether or not the wiring leads there. */
  readonly plug: OvsPortView | null;
  /** `10.18.0.1/24`, as its own host shows them; empty where only addresses are known. */
  readonly prefixes: readonly string[];
  /** Of a router: the ids and names that its namespace or logical router goes by. */
  readonly router: string | null;
  /** Everything it can be called by, in lower case. */
  readonly names: ReadonlySet<string>;
  /** OVN's router port, which no device is. */
  readonly logical: boolean;
  /** From the end itself to the port, both included; up to where the wiring breaks. */
  hops(): readonly RouteHop[];
}

export interface FloatingIp {
  readonly address: string;
  readonly fixed: string;
  readonly portId: string | null;
  readonly router: string | null;
  readonly network: string | null;
}

export interface CaseEnds {
  readonly hosts: readonly RouteHost[];
  host(name: string): RouteHost | null;
  readonly ends: readonly End[];
  readonly floating: ReadonlyMap<string, FloatingIp>;
  readonly networks: PortNetworks;
  byAddress(address: string): readonly End[];
  byPortId(id: string): readonly End[];
  byMac(mac: string): readonly End[];
  /** An address of a network of the case that no host of the case has; null for any other address. */
  absent(address: string): End | null;
}

/** Indexes the ends of all hosts of a case, in a fixed order; nothing throws. */
export function endsOf(index: CaseIndex): CaseEnds {
  const hosts = index.nodes.map((node) => new RouteHost(node));
  const all = hosts.map(({ node }) => node.facts);
  const neutron = neutronPorts(all);
  const networks = networksOfPorts(hosts, neutron);
  const routers = routerNames(all);
  const builder = { neutron, networks, routers, all, heard: heardAddresses(all) };
  const ends = hosts.flatMap((host) => [...instanceEnds(builder, host), ...portEnds(builder, host)]);
  const seen = new Set(ends.flatMap(({ point }) => point.portId ?? []));
  ends.push(...logicalRouterEnds(builder));
  for (const end of ends) if (end.point.portId !== null) seen.add(end.point.portId);
  ends.push(...listedEnds(builder, hosts, seen));
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
    absent: (address) => absentEnd(ends, builder, address),
  };
}

/** `10.18.0.1` of `10.18.0.1/24`. */
export function bare(address: string): string {
  return address.split('/')[0] ?? address;
}

interface Builder {
  readonly neutron: ReadonlyMap<string, NeutronPortFact>;
  readonly networks: PortNetworks;
  readonly routers: ReadonlyMap<string, string>;
  readonly all: readonly SnapshotFacts[];
  /** Addresses by the MAC that routers know them by. */
  readonly heard: ReadonlyMap<string, readonly string[]>;
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

/** `qrouter-UUID` and `snat-UUID` are one router's; neutron `agent/l3/namespaces.py`, `dvr_snat_ns.py`. */
export function routerOfNamespace(netns: string): string | null {
  return /^(?:qrouter|snat)-(.+)$/.exec(netns)?.[1] ?? null;
}

function instanceEnds(builder: Builder, host: RouteHost): readonly End[] {
  return host.node.instances.flatMap((instance) =>
    instance.interfaces.map((view) => instanceEnd(builder, host, instance, view)),
  );
}

function instanceEnd(
  builder: Builder,
  host: RouteHost,
  instance: InstanceView,
  view: DomainInterfaceView,
): End {
  const { node } = host;
  const tap = view.data.target;
  const byId = view.data.portId === null ? null : builder.networks.plugged(host.name, view.data.portId);
  const near =
    byId ?? (tap === null ? null : (node.ovs.portOf(tap) ?? node.ovs.portOf(`qvo${tap.slice(3)}`)));
  const portId = view.data.portId ?? near?.externalIds['iface-id'] ?? null;
  const neutron = portId === null ? undefined : builder.neutron.get(portId);
  const mac = view.data.mac?.toLowerCase() ?? neutron?.mac?.toLowerCase() ?? null;
  const listed = builder.networks.addresses(portId);
  const only = instance.interfaces.length === 1 ? instance.addresses : [];
  const heard = mac === null ? [] : (builder.heard.get(mac) ?? []);
  const addresses = [listed, only, heard].find((list) => list.length > 0) ?? [];
  const device = tap ?? near?.name ?? null;
  const hops = once(() =>
    upToPort(host, interfaceHops(node, instance, view)).map((hop) =>
      hop.kind === 'instance' && hop.addresses.length === 0 ? { ...hop, addresses } : hop,
    ),
  );
  return {
    point: {
      id: `${host.name}/port/${portId ?? device ?? `${instance.title}.${view.data.index}`}`,
      kind: 'port',
      name: instance.name ?? instance.title,
      host: host.name,
      device,
      portId,
      mac,
      addresses,
      network: neutron?.networkId ?? builder.networks.of(host.name, near),
    },
    host,
    netns: null,
    get port() {
      const last = hops().findLast((hop) => hop.device !== null && node.ovs.portOf(hop.device) !== null);
      return last?.device ? node.ovs.portOf(last.device) : null;
    },
    plug: near,
    prefixes: [],
    router: null,
    names: namesOf(host, [
      ...[instance.name, instance.libvirtName, instance.uuid, instance.title, portId, mac, mac && twin(mac)],
      ...[tap, near?.name, ...addresses],
      // The devices of a hybrid plug are named alike (nova, vif.py).
      ...(tap !== null && /^tap.{11}$/.test(tap)
        ? ['qbr', 'qvb', 'qvo'].map((word) => word + tap.slice(3))
        : []),
    ]),
    logical: false,
    hops,
  };
}

function twin(mac: string): string {
  return mac.startsWith('fa:') ? `fe:${mac.slice(3)}` : mac;
}

function namesOf(host: RouteHost | null, names: readonly (string | null | undefined)[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const name of names) {
    if (!name) continue;
    all.add(name.toLowerCase());
    if (host !== null && !/[\s:]/.test(name)) all.add(`${host.name}:${name}`.toLowerCase());
  }
  return all;
}

/** The hops of a host's own path as far as the port in Open vSwitch. */
function upToPort(host: RouteHost, hops: ReturnType<typeof interfaceHops>): readonly RouteHop[] {
  const at = hops.findIndex(
    ({ device, kind }) => device !== null && kind !== 'instance' && host.node.ovs.portOf(device) !== null,
  );
  return hops.slice(0, at < 0 ? undefined : at + 1).map((hop) => host.routeHop(hop, null));
}

function once<T>(work: () => T): () => T {
  let done: { readonly value: T } | null = null;
  return () => (done ??= { value: work() }).value;
}

/** Ports of bridges that no instance has: those of routers, DHCP and metadata servers, and any other end. */
function portEnds(builder: Builder, host: RouteHost): readonly End[] {
  const { node } = host;
  const claimed = new Set(
    node.instances.flatMap(({ interfaces }) =>
      interfaces.flatMap(({ data }) =>
        data.target === null ? [] : [data.target, `qvo${data.target.slice(3)}`],
      ),
    ),
  );
  const ids = new Set(
    node.instances.flatMap(({ interfaces }) => interfaces.flatMap(({ data }) => data.portId ?? [])),
  );
  return node.ovs.bridges.flatMap((bridge) =>
    node.ovs
      .ports(bridge)
      .filter((port) => port.name !== bridge && !isPatch(port) && !isTunnel(port) && !claimed.has(port.name))
      .filter((port) => !ids.has(port.externalIds['iface-id'] ?? ''))
      .flatMap((port) => portEnd(builder, host, port) ?? []),
  );
}

function portEnd(builder: Builder, host: RouteHost, port: OvsPortView): End | null {
  const { node } = host;
  const peer = node.veths.peerOf(port.name);
  const own = node.links.byName(port.name) === null ? node.links.anywhere(port.name) : null;
  const behind = peer.name !== null && peer.netns !== null;
  const netns = behind ? peer.netns : (own?.netns ?? null);
  const portId = port.externalIds['iface-id'] ?? null;
  if (netns === null && portId === null && isPhysical(port)) return null;
  if (netns === null && portId === null && port.type !== 'internal') return null;
  const device = behind && peer.name !== null ? peer.name : port.name;
  const neutron = portId === null ? undefined : builder.neutron.get(portId);
  const link = netns === null ? node.links.byName(device) : node.links.inNamespace(netns, device);
  const prefixes = node.links.addressesOf(netns, device).filter((address) => !address.startsWith('fe80:'));
  const listed = builder.networks.addresses(portId);
  const mac = (link?.mac ?? neutron?.mac ?? port.externalIds['attached-mac'] ?? null)?.toLowerCase() ?? null;
  const kind = kindOf(netns, neutron?.deviceOwner ?? '');
  const router =
    (netns === null ? null : routerOfNamespace(netns)) ??
    (kind === 'router' && neutron?.deviceId ? neutron.deviceId : null);
  const routerName = router === null ? null : (builder.routers.get(router) ?? router);
  const addresses = prefixes.length > 0 ? prefixes.map(bare) : listed;
  return {
    point: {
      id: `${host.name}/${kind}/${portId ?? device}`,
      kind,
      name: routerName ?? netns ?? device,
      host: host.name,
      device,
      portId,
      mac,
      addresses,
      network: neutron?.networkId ?? builder.networks.of(host.name, port),
    },
    host,
    netns,
    port,
    plug: port,
    prefixes,
    router,
    names: namesOf(host, [router, routerName, netns, device, port.name, portId, mac, ...addresses]),
    logical: false,
    hops: once(() => [
      ...(netns === null ? [] : [host.namespace(netns)]),
      ...(behind && peer.name !== null ? [host.hop(peer.name, { netns, facts: peer.facts })] : []),
      ...upToPort(host, portHops(node, port, port.name, {})),
    ]),
  };
}

/** By the namespace that Neutron's agents make for it, else by the port's owner in Neutron's own list. */
function kindOf(netns: string | null, owner: string): RoutePointKind {
  if (netns !== null) {
    if (/^qdhcp-/.test(netns)) return 'dhcp';
    if (/^(qrouter|snat|fip)-/.test(netns)) return 'router';
    if (/^ovnmeta-/.test(netns)) return 'metadata';
  }
  if (owner === 'network:dhcp') return 'dhcp';
  if (owner === 'network:distributed') return 'metadata';
  return owner.startsWith('network:') ? 'router' : 'port';
}

/** OVN routes in flows of the source's chassis: a router's port is no device of any host. */
function logicalRouterEnds({ all, routers, networks }: Builder): readonly End[] {
  const found = new Map<string, End>();
  for (const facts of all) {
    for (const fact of facts.of('logical-router-port')) {
      const { data } = fact;
      const portId = data.name.replace(/^lrp-/, '');
      if (found.has(data.name) || data.networks === null) continue;
      const router = (data.router ?? data.externalIds['neutron:router_name'] ?? '').replace(/^neutron-/, '');
      const name = routers.get(router) ?? (router === '' ? data.name : router);
      const addresses = data.networks.map(bare);
      found.set(data.name, {
        point: {
          id: `router/${data.name}`,
          kind: 'router',
          name,
          host: null,
          device: null,
          portId,
          mac: data.mac?.toLowerCase() ?? null,
          addresses,
          network: networks.ofLogicalPort(portId),
        },
        host: null,
        netns: null,
        port: null,
        plug: null,
        prefixes: data.networks,
        router: router === '' ? null : router,
        names: namesOf(null, [router, name, data.name, portId, data.mac, ...addresses]),
        logical: true,
        hops: () => [],
      });
    }
  }
  return [...found.values()];
}

/** In the prefix of a port inside (not a gateway's to a physical network), and at most known as a router's neighbour. */
function absentEnd(ends: readonly End[], { heard, networks }: Builder, address: string): End | null {
  const near = ends.find(
    ({ point, prefixes }) =>
      point.network !== null &&
      networks.isProvider(point.network) !== true &&
      !/^(qg|fg|ha|rfp|fpr)-/.test(point.device ?? '') &&
      prefixes.some((prefix) => covers(prefix, address)),
  );
  if (near === undefined) return null;
  const mac = [...heard].find(([, list]) => list.includes(address))?.[0] ?? null;
  return nowhere({ kind: 'port', name: address, mac, addresses: [address], network: near.point.network });
}

/** An end that is on no host of the case, as far as it is known. */
export function nowhere(known: Pick<RoutePoint, 'kind' | 'name' | 'mac' | 'addresses' | 'network'>): End {
  return {
    point: { ...known, id: `absent/${known.name}`, host: null, device: null, portId: null },
    host: null,
    netns: null,
    port: null,
    plug: null,
    prefixes: [],
    router: null,
    names: new Set(known.addresses),
    logical: false,
    hops: () => [],
  };
}

/** Ports that Neutron lists and no host of the case shows. */
function listedEnds(
  { neutron, networks, routers, all }: Builder,
  hosts: readonly RouteHost[],
  seen: ReadonlySet<string>,
): readonly End[] {
  const instances = new Map(
    all.flatMap((facts) =>
      facts
        .of('instance')
        .flatMap(({ data }): [string, StoredFact<'instance'>['data']][] =>
          data.uuid === null ? [] : [[data.uuid, data]],
        ),
    ),
  );
  return [...neutron.values()].flatMap((port): readonly End[] => {
    if (port.id === null || seen.has(port.id) || port.deviceOwner === 'network:floatingip') return [];
    const owner = port.deviceOwner ?? '';
    const kind = kindOf(null, owner);
    const instance = instances.get(port.deviceId ?? '');
    const router = kind === 'router' && port.deviceId ? port.deviceId : null;
    const name =
      (router === null ? null : (routers.get(router) ?? router)) ??
      (instance?.name || port.name || port.deviceId || port.id);
    const addresses = (port.fixedIps ?? []).map(({ ipAddress }) => ipAddress);
    const on = port.hostId || null;
    const host = on === null ? null : (hosts.find((one) => sameHost(one.name, on)) ?? null);
    const mac = port.mac?.toLowerCase() ?? null;
    const reason = `Neutron binds the port ${port.id} to ${on ?? 'no host'}, and no port of ${on ?? 'any host'} has its id`;
    return [
      {
        point: {
          id: `${on ?? 'unbound'}/${kind}/${port.id}`,
          kind,
          name,
          host: on,
          device: null,
          portId: port.id,
          mac,
          addresses,
          network: port.networkId ?? networks.ofLogicalPort(port.id),
        },
        host,
        netns: null,
        port: null,
        plug: null,
        prefixes: [],
        router,
        names: namesOf(null, [
          ...[name, router, port.id, port.name, mac, ...addresses],
          ...[instance?.libvirtName, instance?.uuid],
        ]),
        logical: false,
        hops: () =>
          host === null ? [] : [host.missing('ovs-port', null, 'not-in-ovs', reason, { mac: port.mac })],
      },
    ];
  });
}
