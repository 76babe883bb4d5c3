// Ends that hosts plug into Open vSwitch: instances' interfaces, and the ports of routers and of DHCP and metadata
// servers in namespaces, each with its hops up to its port.
import type { NeutronPortFact } from '../../facts.ts';
import type { DomainInterfaceView, InstanceView } from '../instance-index.ts';
import { interfaceHops, portHops } from '../interface-path.ts';
import { isPatch, isPhysical, isTunnel, type OvsPortView } from '../ovs-index.ts';
import { wholeListOfNamespaces } from '../whole-lists.ts';
import { bare, kindOf, namesOf, routerOfNamespace, type End, type EndSources } from './end.ts';
import type { RouteHost } from './route-host.ts';
import type { RouteHop } from './route.ts';

export function instanceEnds(sources: EndSources, host: RouteHost): readonly End[] {
  return host.node.instances.flatMap((instance) =>
    instance.interfaces.map((view) => instanceEnd(sources, host, instance, view)),
  );
}

function instanceEnd(
  sources: EndSources,
  host: RouteHost,
  instance: InstanceView,
  view: DomainInterfaceView,
): End {
  const { node } = host;
  const tap = view.data.target;
  const byId = view.data.portId === null ? null : sources.networks.plugged(host.name, view.data.portId);
  const near =
    byId ?? (tap === null ? null : (node.ovs.portOf(tap) ?? node.ovs.portOf(`qvo${tap.slice(3)}`)));
  const portId = view.data.portId ?? near?.externalIds['iface-id'] ?? null;
  const neutron = portId === null ? undefined : sources.neutron.get(portId);
  const mac = view.data.mac?.toLowerCase() ?? neutron?.mac?.toLowerCase() ?? null;
  const listed = sources.networks.addresses(portId);
  const only = instance.interfaces.length === 1 ? instance.addresses : [];
  const heard = mac === null ? [] : (sources.heard.get(mac) ?? []);
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
      network: neutron?.networkId ?? sources.networks.of(host.name, near),
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
export function portEnds(sources: EndSources, host: RouteHost): readonly End[] {
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
      .flatMap((port) => portEnd(sources, host, port) ?? []),
  );
}

function portEnd(sources: EndSources, host: RouteHost, port: OvsPortView): End | null {
  const { node } = host;
  const peer = node.veths.peerOf(port.name);
  const own = node.links.byName(port.name) === null ? node.links.anywhere(port.name) : null;
  const behind = peer.name !== null && peer.netns !== null;
  const netns = behind ? peer.netns : (own?.netns ?? null);
  const portId = port.externalIds['iface-id'] ?? null;
  if (netns === null && portId === null && isPhysical(port)) return null;
  if (netns === null && portId === null && port.type !== 'internal') return null;
  const device = behind && peer.name !== null ? peer.name : port.name;
  const neutron = portId === null ? undefined : sources.neutron.get(portId);
  const link = netns === null ? node.links.byName(device) : node.links.inNamespace(netns, device);
  const prefixes = node.links.addressesOf(netns, device).filter((address) => !address.startsWith('fe80:'));
  const listed = sources.networks.addresses(portId);
  const mac = (link?.mac ?? neutron?.mac ?? port.externalIds['attached-mac'] ?? null)?.toLowerCase() ?? null;
  const kind = kindOf(netns, neutron?.deviceOwner ?? '');
  const router =
    (netns === null ? null : routerOfNamespace(netns)) ??
    (kind === 'router' && neutron?.deviceId ? neutron.deviceId : null);
  const routerName = router === null ? null : (sources.routers.get(router) ?? router);
  const addresses = prefixes.length > 0 ? prefixes.map(bare) : listed;
  const gone = netns === null ? goneNamespace(host, neutron) : null;
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
      network: neutron?.networkId ?? sources.networks.of(host.name, port),
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
      ...(gone === null ? [] : [gone]),
      ...(netns === null ? [] : [host.namespace(netns)]),
      ...(behind && peer.name !== null ? [host.hop(peer.name, { netns, facts: peer.facts })] : []),
      ...upToPort(host, portHops(node, port, port.name, {})),
    ]),
  };
}

/**
 * The namespace that Neutron's agent keeps the device of a DHCP or router port in, when a whole `ip netns` of the host
 * does not have it and no output is from inside it; null otherwise. Its name: neutron `agent/linux/dhcp.py` and
 * `agent/l3/namespaces.py`.
 */
function goneNamespace(host: RouteHost, neutron: NeutronPortFact | undefined): RouteHop | null {
  const owner = neutron?.deviceOwner ?? '';
  const netns =
    owner === 'network:dhcp' && neutron?.networkId
      ? `qdhcp-${neutron.networkId}`
      : owner === 'network:router_interface' && neutron?.deviceId
        ? `qrouter-${neutron.deviceId}`
        : null;
  const { node } = host;
  if (netns === null || node.links.namespaces.has(netns)) return null;
  const listed = wholeListOfNamespaces(node.facts);
  if (listed.length === 0 || listed.some(({ data }) => data.name === netns)) return null;
  const reason = `${host.name} has no namespace ${netns}: ip netns lists all that it has`;
  return host.missing('namespace', netns, 'no-tap', reason, { netns, facts: listed });
}
