// Hops of the ways that a frame takes out of a bridge (./bridge-ways.ts), and what every stretch within one
// network needs: the VLAN of a port, the near end of a tunnel, the port that takes what comes by one.
import { deadVlan, isPatch, isPhysical, isTunnel, type OvsPortView } from '../ovs-index.ts';
import { hexadecimal, hopsOfChain, type Way } from './bridge-ways.ts';
import type { Claims } from './claims.ts';
import type { CaseEnds } from './end.ts';
import { asksForOneMac, type Walk } from './frame-walk.ts';
import type { RouteDraft } from './route-draft.ts';
import type { RouteHost } from './route-host.ts';
import type { RouteHop } from './route.ts';
import { localAddress, tunnelAddress, tunnelEnd, underlayHops } from './underlay.ts';

export interface Places {
  readonly ends: CaseEnds;
  readonly claims: Claims;
}

/** The port and VLAN that frames start from: those of an end whose hops the draft has already. */
export interface Start {
  readonly host: RouteHost;
  readonly port: OvsPortView;
  readonly mac: string | null;
}

export type NicWay = Extract<Way, { kind: 'nic' }>;

export type TunnelWay = Extract<Way, { kind: 'tunnel' }>;

/** The VLAN of a port, that behind the dead one included. */
export function vlanOf(port: OvsPortView): number | null {
  return port.tag === deadVlan ? port.notedTag : port.tag;
}

export function vlanText(vlan: number | null): string {
  return vlan === null ? 'no VLAN' : `VLAN ${vlan}`;
}

/** A patch, a tunnel or a NIC: what leads out of the bridge to other bridges or hosts. */
export function leadsOut(host: RouteHost, port: OvsPortView): boolean {
  return (
    isPatch(port) || isTunnel(port) || (isPhysical(port) && host.node.veths.peerOf(port.name).name === null)
  );
}

export function hasTunnels(host: RouteHost, bridge: string): boolean {
  return host.node.ovs.ports(bridge).some(isTunnel);
}

/** Adds what was passed on a way. */
export function takeChain(draft: RouteDraft, host: RouteHost, way: Way): void {
  draft.add(...hopsOfChain(host, way.chain));
}

/** The NIC of a way, with the VLAN on its wire. */
export function nicHops(host: RouteHost, { port, vlan }: Pick<NicWay, 'port' | 'vlan'>): readonly RouteHop[] {
  return port.interfaces.slice(0, 1).map((name) => host.hop(name, { tag: vlan, facts: port.facts }));
}

/** The far address of a tunnel: what flows set, else the port's. */
export function remoteOf(way: TunnelWay): string | null {
  return way.remote ?? tunnelAddress(way.port.options['remote_ip']);
}

/** A flow that takes one MAC only, learned or by l2population; else the network's flood flow. */
export function isForOne(walk: Walk): boolean {
  const last = walk.flows.at(-1);
  return last !== undefined && asksForOneMac(last);
}

/** The tunnel's near end and the devices that carry it. */
export function tunnelOut(draft: RouteDraft, start: Start, way: TunnelWay): string | null {
  const { host } = start;
  const remote = remoteOf(way);
  const local = remote === null ? null : localAddress(host, way.port, remote);
  takeChain(draft, host, way);
  if (!isForOne(way.walk))
    draft.note(
      'flooded',
      `${way.port.bridge} has no flow for the MAC alone: the frame is flooded`,
      host.evidence(way.walk.flows.slice(-1)),
    );
  const hop = host.hop(way.port.name, {
    tunnelId: way.tunnelId === null ? null : hexadecimal(way.tunnelId),
    facts: [...way.walk.flows.slice(-1), ...way.port.facts],
  });
  draft.add(tunnelEnd(hop, host, local, remote));
  draft.add(...underlayHops(host, local, remote));
  return local;
}

/**
 * The tunnel port that takes what comes from `from` to `at`: both addresses of the port are those, or left open
 * (ofproto/tunnel.c, tnl_find: remote and local address, each exact before any).
 */
export function tunnelAt(host: RouteHost, type: string, from: string | null, at: string): OvsPortView | null {
  const { ovs } = host.node;
  const tunnels = ovs.bridges
    .flatMap((bridge) => ovs.ports(bridge))
    .filter((port) => isTunnel(port) && (port.type === type || port.type === 'system' || type === 'system'))
    .filter((port) => {
      const remote = tunnelAddress(port.options['remote_ip']);
      const local = tunnelAddress(port.options['local_ip']);
      return (remote === null || remote === from) && (local === null || local === at);
    });
  return tunnels.find((port) => tunnelAddress(port.options['remote_ip']) !== null) ?? tunnels[0] ?? null;
}

export function noFlowAt(host: RouteHost, bridge: string): string {
  return `${bridge} of ${host.name} has no flow: it drops all that comes in`;
}

/** A bridge sends the frame nowhere: by a flow that drops it, or for want of one. */
export function breakDropped(
  draft: RouteDraft,
  host: RouteHost,
  bridge: string,
  walk: Walk,
  what: string,
): void {
  const unsure =
    walk.unsure.length === 0 ? '' : `, as far as that does not depend on ${walk.unsure.join(', ')}`;
  const evidence = host.evidence(walk.dropping === null ? walk.flows.slice(-1) : [walk.dropping]);
  const emptied = host.emptied(bridge);
  if (emptied !== null) {
    draft.breaks('no-flow', noFlowAt(host, bridge), host.evidence(emptied));
  } else if (walk.dropping !== null && walk.missed === null) {
    const drops = walk.dropping.data.actions === 'drop' || walk.dropping.data.actions === '';
    draft.breaks(
      drops ? 'flow-drops' : 'no-flow',
      `${bridge} of ${host.name} sends ${what} nowhere${unsure}`,
      evidence,
    );
  } else {
    draft.breaks(
      'no-flow',
      `no flow of ${bridge} of ${host.name} takes ${what}${walk.missed === null ? '' : ` in table ${walk.missed}`}${unsure}`,
      evidence,
    );
  }
}
