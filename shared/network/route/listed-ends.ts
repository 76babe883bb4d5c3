// Ends that no device of a host in the case is: OVN's router ports, ports that only Neutron's lists know, and
// addresses of a network that nobody has.
import type { StoredFact } from '../../facts.ts';
import { sameHost } from '../instance-index.ts';
import { covers } from './addresses.ts';
import { bare, kindOf, namesOf, type End, type EndSources } from './end.ts';
import type { RouteHost } from './route-host.ts';
import type { RoutePoint } from './route.ts';

/** OVN routes in flows of the source's chassis: a router's port is no device of any host. */
export function logicalRouterEnds({ all, routers, networks }: EndSources): readonly End[] {
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
export function absentEnd(
  ends: readonly End[],
  { heard, networks }: EndSources,
  address: string,
): End | null {
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
export function listedEnds(
  { neutron, networks, routers, all }: EndSources,
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
