// The network below tunnels: which address a host sends them from, whose a far address is, and the devices
// that carry them.
import type { RouteFact } from '../../facts.ts';
import { sameHost } from '../instance-index.ts';
import { isTunnel, type OvsPortView } from '../ovs-index.ts';
import { leadsNowhere, underlayOf } from '../underlay-path.ts';
import { covers, longestFirst } from './addresses.ts';
import { bare, type CaseEnds } from './end.ts';
import type { RouteHost } from './route-host.ts';
import type { RouteHop } from './route.ts';

/** A fixed address of a tunnel; null for one that flows set. */
export function tunnelAddress(option: string | undefined): string | null {
  return option === undefined || option === '' || option === 'flow' ? null : option;
}

/**
 * The address that a host's tunnels to `remote` are sent from: the port's `local_ip`; without it, as
 * ovs-vswitchd.conf.db(5) says, the kernel's choice: the source of the route, or the address of its device.
 */
export function localAddress(host: RouteHost, port: OvsPortView, remote: string): string | null {
  const fixed = tunnelAddress(port.options['local_ip']);
  if (fixed !== null) return fixed;
  const routes = host
    .routes(null)
    .map(({ data }) => data)
    .filter(
      (route) => route.table === 'main' && route.type === 'unicast' && covers(route.destination, remote),
    );
  const best: RouteFact | undefined = longestFirst(routes)[0];
  if (best?.source) return best.source;
  const own = host.node.facts.of('address').filter(({ data }) => data.netns === null);
  const device = best?.device ?? null;
  const held =
    device === null
      ? own.find(({ data }) => covers(`${data.address}/${data.prefixLength}`, remote))
      : own.find(
          ({ data }) => data.device === device && data.family === (remote.includes(':') ? 'inet6' : 'inet'),
        );
  return held?.data.address ?? null;
}

/** Whether an address is a host's own: of a device of its own namespace, or the local end of one of its tunnels. */
export function holdsAddress(host: RouteHost, address: string): boolean {
  if (host.holders(address).some(({ data }) => data.netns === null)) return true;
  const { ovs } = host.node;
  return ovs.bridges.some((bridge) =>
    ovs.ports(bridge).some((port) => isTunnel(port) && port.options['local_ip'] === address),
  );
}

/** Addresses by which tunnels reach a host, also one that is not in the case: what its agent or chassis says. */
export function tunnelAddressesOf(ends: CaseEnds, name: string): ReadonlySet<string> {
  const found = new Set<string>();
  const host = ends.host(name);
  if (host !== null) {
    for (const { data } of host.node.facts.of('address')) if (data.netns === null) found.add(data.address);
    const { ovs } = host.node;
    for (const port of ovs.bridges.flatMap((bridge) => ovs.ports(bridge)).filter(isTunnel)) {
      const local = tunnelAddress(port.options['local_ip']);
      if (local !== null) found.add(local);
    }
  }
  for (const { node } of ends.hosts) {
    for (const { data } of node.facts.of('network-agent')) {
      const address = data.configurations?.['tunneling_ip'];
      if (address && data.host !== null && sameHost(data.host, name)) found.add(bare(address));
    }
  }
  return found;
}

/**
 * The device that holds a tunnel's address, on to the wire. A bridge that is to send to `far` itself and has ports of
 * Open vSwitch's own only does not lead there.
 */
export function underlayHops(
  host: RouteHost,
  address: string | null,
  far: string | null,
): readonly RouteHop[] {
  if (address === null) return [];
  const hops = underlayOf(host.node, address).map((hop) => host.routeHop(hop, null));
  const bridge = hops.at(-1)?.device ?? null;
  if (far === null || bridge === null || !leadsNowhere(host.node, bridge) || !sendsBy(host, bridge, far))
    return hops;
  const reason = `${bridge} of ${host.name}, from whose address ${address} its tunnels are sent, has no physical port`;
  const facts = host.node.ovs.bridgeFacts(bridge);
  return [...hops, host.missing('nic', null, 'no-underlay', reason, { facts })];
}

/** Whether the kernel sends to an address by a device: by its routes, else by the prefixes of the device. */
function sendsBy(host: RouteHost, device: string, far: string): boolean {
  const routes = host
    .routes(null)
    .map(({ data }) => data)
    .filter((route) => route.table === 'main' && route.type === 'unicast' && covers(route.destination, far));
  const [best] = longestFirst(routes);
  if (best !== undefined) return best.device === device;
  return host.node.links.addressesOf(null, device).some((prefix) => covers(prefix, far));
}

/** A tunnel's port with its addresses; where the host's own are not known, neither is what carries it. */
export function tunnelEnd(
  hop: RouteHop,
  host: RouteHost,
  local: string | null,
  remote: string | null,
): RouteHop {
  const told = { ...hop, local, remote };
  if (host.node.links.hasAddresses) return told;
  const reason = `no \`ip addr\` of ${host.name}: the device that carries the tunnel is unknown`;
  return { ...told, reason: hop.reason === null ? reason : `${hop.reason}; ${reason}`, wants: ['ip addr'] };
}
