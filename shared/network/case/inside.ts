// One host as the case view unfolds it: its instances by network, its namespaces, bridges and NICs, and
// what is plugged into what. The devices in between (taps, qbr bridges, patches) are for the host's own view.
import type { NetworkDevice, NodeModel } from '../model.ts';
import type { HostInside, InsideInstance } from './model.ts';
import type { NetworkPlaces } from './networks.ts';

const ownOfPort = /^qbr/;

/** `places` says which network a port and a VLAN of the host are of. */
export function insideOf(model: NodeModel, places: NetworkPlaces): HostInside {
  const devices = new Map(model.devices.map((device) => [device.id, device]));
  const networksOf = instanceNetworks(model, devices, places);
  const names = new Map(model.paths.map(({ hops, instanceName }) => [hops[0]?.deviceId ?? '', instanceName]));
  const kept = new Set<string>();
  const keep = (wanted: (device: NetworkDevice) => boolean): readonly NetworkDevice[] => {
    const list = model.devices.filter((device) => device.role !== 'plumbing' && wanted(device));
    for (const { id } of list) kept.add(id);
    return list;
  };
  const instances = keep(({ kind }) => kind === 'instance').map((device): InsideInstance => {
    const detail = device.detail?.kind === 'instance' ? device.detail.name : null;
    return {
      device,
      name: names.get(device.id) ?? detail,
      networks: networksOf.get(device.id) ?? [],
    };
  });
  // On a host without libvirt's outputs an instance is its port, by the name that OVN's binding gives it.
  const joined = new Set(model.links.filter(({ kind }) => kind === 'attached').map(({ to }) => to));
  const ports = keep(
    ({ id, binding, portId, netns }) =>
      binding?.type === '' && portId !== null && netns === null && !joined.has(id),
  ).map((device): InsideInstance => {
    const network = places.ofPort(device.portId ?? '');
    return { device, name: device.binding?.name ?? null, networks: network === null ? [] : [network] };
  });
  const namespaces = keep(({ kind }) => kind === 'namespace');
  const bridges = keep(
    ({ kind, name, netns }) =>
      kind === 'ovs-bridge' || (kind === 'linux-bridge' && netns === null && !ownOfPort.test(name)),
  );
  const nics = keep(
    ({ kind, netns }) => netns === null && (kind === 'nic' || kind === 'bond' || kind === 'dpdk'),
  );
  return {
    host: model.host,
    instances: [...instances, ...ports],
    namespaces,
    bridges,
    nics,
    links: linksBetween(model, devices, kept),
  };
}

/** Of each instance, the networks of its ports in the order of its paths. */
function instanceNetworks(
  model: NodeModel,
  devices: ReadonlyMap<string, NetworkDevice>,
  places: NetworkPlaces,
): ReadonlyMap<string, readonly string[]> {
  const networks = new Map<string, Set<string>>();
  for (const { hops, portId } of model.paths) {
    const instance = hops[0]?.deviceId;
    if (!instance) continue;
    const known = networks.get(instance) ?? new Set();
    networks.set(instance, known);
    const tag = hops.find(({ kind, tag }) => kind === 'ovs-bridge' && tag !== null)?.tag ?? null;
    const colour = hops.flatMap(({ deviceId }) => devices.get(deviceId ?? '')?.network ?? [])[0] ?? null;
    const network =
      (portId === null ? null : places.ofPort(portId)) ??
      (tag === null ? null : places.ofVlan(model.host, tag)) ??
      colour;
    if (network !== null) known.add(network);
  }
  return new Map([...networks].map(([id, set]) => [id, [...set]]));
}

/**
 * Joins two kept devices where a way between them leads over devices that are left out: a device is the
 * same as what it sits on, and ports, patches and pairs are passed through.
 */
function linksBetween(
  model: NodeModel,
  devices: ReadonlyMap<string, NetworkDevice>,
  kept: ReadonlySet<string>,
): HostInside['links'] {
  const holder = (id: string): string => {
    const device = devices.get(id);
    if (device === undefined || kept.has(id)) return id;
    if (device.parent !== null && kept.has(device.parent)) return device.parent;
    return id;
  };
  const joined = new Map<string, Set<string>>();
  const join = (a: string, b: string): void => {
    if (a === b) return;
    joined.set(a, (joined.get(a) ?? new Set()).add(b));
    joined.set(b, (joined.get(b) ?? new Set()).add(a));
  };
  for (const { from, to, kind } of model.links)
    if (kind !== 'tunnel' && kind !== 'underlay') join(holder(from), holder(to));
  for (const device of model.devices) {
    // A NIC, bond or namespace that is itself kept still sits in its bridge.
    if (device.parent !== null && kept.has(device.id)) join(device.id, device.parent);
    if (device.netns !== null && !kept.has(device.id)) {
      const netns = `namespace/${device.netns}`;
      if (kept.has(netns)) join(netns, holder(device.id));
    }
  }
  const links = new Map<string, HostInside['links'][number]>();
  for (const start of kept) {
    const seen = new Set([start]);
    const edge = [...(joined.get(start) ?? [])];
    for (let next = edge.pop(); next !== undefined; next = edge.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      if (kept.has(next)) {
        const [from, to] = start < next ? [start, next] : [next, start];
        links.set(`${from}\n${to}`, { kind: 'plugged', from, to });
      } else edge.push(...(joined.get(next) ?? []));
    }
  }
  for (const link of model.links) {
    if (link.kind !== 'underlay') continue;
    const [from, to] = [holder(link.from), holder(link.to)];
    if (from !== to && kept.has(from) && kept.has(to))
      links.set(`${from}\n${to}\ncarried`, { kind: 'carried', from, to });
  }
  return [...links.values()].sort((a, b) => (`${a.from}\n${a.to}` < `${b.from}\n${b.to}` ? -1 : 1));
}
