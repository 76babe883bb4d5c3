// Where an OVN router meets its physical network: the gateway's chassis, and from its integration bridge by the
// localnet patch to the provider bridge and its adapter. ovn-architecture(7), "Gateway"; ovn-controller(8).
import { chassisSettings } from '../ovn-chassis.ts';
import { isTunnel } from '../ovs-index.ts';
import { hopsOfChain, patchesOf, waysOut } from './bridge-ways.ts';
import { breakAtPatch } from './no-way.ts';
import type { End } from './end.ts';
import { tunnelTo, type OvnParts } from './ovn-tunnel.ts';
import { physicalNetworkOf } from './physical-networks.ts';
import type { RouteHost } from './route-host.ts';
import type { RouteHop } from './route.ts';

export function routerName({ places }: OvnParts, router: string): string {
  return places.ends.ends.find((end) => end.logical && end.router === router)?.point.name ?? router;
}

/** The chassis where a router meets its physical network: the gateway's, or `own`'s for a distributed floating address. */
export function gateOf(
  parts: OvnParts,
  router: string,
  own: End | null,
): {
  readonly host: RouteHost;
  readonly bridge: string;
  readonly chassis: string;
  readonly network: string;
  readonly distributed: boolean;
} | null {
  const { draft } = parts;
  const gateway = parts.ovn.gateway(router);
  const network = gateway?.port.point.network ?? null;
  if (gateway === null || network === null) {
    draft.breaks('no-router', `the router ${routerName(parts, router)} has no gateway port`);
    return null;
  }
  // Its own chassis alone answers for a distributed address, whether or not it has a way to the physical network.
  if (own?.host === null) {
    draft.lacks(
      'no-snapshot',
      `${own.point.host ?? 'the chassis'} of ${own.point.name} translates its address, and the case has no snapshot of it`,
      [],
    );
    return null;
  }
  if (own !== null && own.port !== null) {
    const chassis = parts.ovn.chassisOf(own.host) ?? own.host.name;
    return { host: own.host, bridge: own.port.bridge, chassis, network, distributed: true };
  }
  const { data, evidence } = gateway.binding;
  if (data.chassis === null || data.chassis === 'none') {
    draft.breaks(
      'no-gateway-chassis',
      `no chassis has ${data.logicalPort}, the gateway of ${routerName(parts, router)}`,
      evidence,
    );
    return null;
  }
  const host = parts.ovn.hostOf(data.chassis);
  if (host === null) {
    const last = draft.hops.at(-1);
    const near = parts.places.ends.hosts.find((one) => one.name === last?.host);
    const bridge = near?.node.ovs.bridges.find((name) => near.node.ovs.ports(name).some(isTunnel));
    if (near !== undefined && bridge !== undefined) tunnelTo(parts, near, bridge, data.chassis, null);
    draft.lacks(
      'no-snapshot',
      `the gateway of ${routerName(parts, router)} is on ${parts.ovn.nameOf(data.chassis)}, of which the case has no snapshot`,
      [],
      evidence,
    );
    return null;
  }
  return { host, bridge: integrationBridge(host), chassis: data.chassis, network, distributed: false };
}

/** The bridge that a chassis maps to the physical network of a network; null where it maps none. */
function mappedBridge(
  parts: OvnParts,
  host: RouteHost,
  network: string,
): { readonly bridge: string; readonly physical: string } | null {
  const physical = parts.ovn.localnet(network)?.data.options['network_name'] ?? null;
  if (physical === null) return null;
  const bridge = host.node.ovs.bridges.find(
    (name) => physicalNetworkOf(parts.places.ends, host, name) === physical,
  );
  return bridge === undefined ? null : { bridge, physical };
}

export function providerWay(
  parts: OvnParts,
  host: RouteHost,
  bridge: string,
  network: string,
): { readonly hops: readonly RouteHop[] } | null {
  const { draft } = parts;
  const localnet = parts.ovn.localnet(network);
  const mapped = mappedBridge(parts, host, network);
  if (mapped === null) {
    const physical = localnet?.data.options['network_name'];
    begin(parts, host, bridge);
    if (physical === undefined)
      draft.lacks(
        'no-evidence',
        `which physical network ${network} is on, no output tells`,
        parts.ovn.localnetWants,
      );
    else if (chassisSettings(host.node.facts, 'ovn-remote').length === 0)
      draft.lacks(
        'no-evidence',
        `which bridge of ${host.name} is on the physical network ${physical}, no output tells`,
        ['ovs-vsctl list Open_vSwitch'],
        localnet?.evidence ?? [],
      );
    else
      draft.breaks(
        'no-network-mapping',
        `ovn-bridge-mappings of ${host.name} has no bridge for the physical network ${physical}`,
        localnet?.evidence ?? [],
      );
    return null;
  }
  const vlan = localnet?.data.tag ?? null;
  const patch = patchesOf(host, bridge).find(({ far }) => far.bridge === mapped.bridge);
  if (patch === undefined) {
    begin(parts, host, mapped.bridge);
    if (breakAtPatch(draft, host, bridge, `nothing joins ${bridge} and ${mapped.bridge}`)) return null;
    draft.breaks(
      'no-patch',
      `no patch port joins ${bridge} and ${mapped.bridge} of ${host.name}`,
      host.evidence(host.node.ovs.bridgeFacts(mapped.bridge).slice(0, 1)),
    );
    return null;
  }
  const ways = waysOut(host, bridge, { vlan, tunnelId: null, source: null, destination: null }).filter(
    (way) => way.chain.some(({ device }) => device === patch.near.name),
  );
  const nic = ways.find((way) => way.kind === 'nic');
  if (nic?.kind === 'nic') {
    return {
      hops: [
        ...hopsOfChain(host, nic.chain),
        ...nic.port.interfaces
          .slice(0, 1)
          .map((name) => host.hop(name, { tag: nic.vlan, facts: nic.port.facts })),
      ],
    };
  }
  begin(parts, host, mapped.bridge);
  const unknown = ways.find((way) => way.kind === 'unknown');
  if (unknown?.kind === 'unknown') draft.lacks('no-evidence', unknown.reason, unknown.wants);
  else
    draft.breaks(
      'no-underlay',
      `${mapped.bridge} of ${host.name} brings it to no physical port`,
      host.evidence(host.node.ovs.bridgeFacts(mapped.bridge).slice(0, 1)),
    );
  return null;
}

/** A route from outside that does not get in begins where it would have come in. */
function begin({ draft }: OvnParts, host: RouteHost, bridge: string): void {
  if (draft.hops.length === 0) draft.add(host.hop(bridge, { tag: null }));
}

/** `ovn-bridge` of the Open_vSwitch row; `br-int` where it is not set (ovn-controller(8)). */
function integrationBridge(host: RouteHost): string {
  return chassisSettings(host.node.facts, 'ovn-bridge')[0]?.value ?? 'br-int';
}
