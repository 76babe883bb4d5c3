// Within one network, from a port of one integration bridge to a port of the same or another host's, or to
// the wire: by VLAN tags on one bridge, by the flows of the tunnel bridge over a tunnel, by those of a
// provider bridge over a physical network. Neutron doc "Open vSwitch: Self-service networks".
import type { CaseEvidence } from '../../evidence.ts';
import { deadVlan, isPhysical, isTunnel, type OvsPortView } from '../ovs-index.ts';
import {
  arrive,
  droppedAtEntry,
  hexadecimal,
  hopsOfChain,
  waysOut,
  type Arrival,
  type Carried,
} from './bridge-ways.ts';
import type { End } from './end.ts';
import { flowsTo } from './frame-walk.ts';
import { breakAtPatch, explainNoWay, explainNoWire, towardsAbsent } from './no-way.ts';
import { physicalNetworkOf } from './physical-networks.ts';
import type { RouteDraft } from './route-draft.ts';
import type { RouteHost } from './route-host.ts';
import type { RouteHop } from './route.ts';
import { holdsAddress, tunnelEnd, underlayHops } from './underlay.ts';
import {
  breakDropped,
  hasTunnels,
  leadsOut,
  nicHops,
  remoteOf,
  takeChain,
  tunnelAt,
  tunnelOut,
  vlanOf,
  vlanText,
  type NicWay,
  type Places,
  type Start,
  type TunnelWay,
} from './way-hops.ts';

/** On from `start` to another end of its network; adds hops to the draft until they reach it or do not hold. */
export function carry(places: Places, draft: RouteDraft, start: Start, to: End): void {
  const begun = enter(draft, start);
  if (!draft.goes) return;
  const used = places.claims.usedBy(to);
  const { mac } = used;
  const target = to.port;
  if (to.host !== null && target === null) {
    // What is wrong at the far end is wrong whichever way frames come.
    const hops = to.hops();
    if (hops.some((hop) => hop.status === 'missing')) draft.add(...[...hops].reverse());
    else
      draft.lacks(
        'no-evidence',
        `by which port ${to.point.name} is plugged into ${to.host.name} is not known`,
        ['ovs-vsctl show'],
      );
    return;
  }
  if (to.host !== null && to.host === start.host && target?.bridge === start.port.bridge) {
    deliver(places, draft, start.host, begun.vlan, to, mac);
    return;
  }
  const misled = learnedElsewhere(start.host, start.port.bridge, begun.vlan, mac, null);
  if (misled !== null) {
    draft.add(begun.bridge);
    breakMisled(places, draft, start.host, misled, to, mac);
    return;
  }
  const frame: Carried = { vlan: begun.vlan, tunnelId: null, source: start.mac, destination: mac };
  const ways = waysOut(start.host, start.port.bridge, frame);
  draft.add(begun.bridge);
  if (to.host === null) {
    towardsAbsent(places, draft, start, ways, to, mac);
    return;
  }
  const tunnels = ways.filter((way) => way.kind === 'tunnel');
  const over = tunnels.find((way) => {
    const remote = remoteOf(way);
    return remote !== null && to.host !== null && holdsAddress(to.host, remote);
  });
  if (over !== undefined) {
    overTunnel(places, draft, start, over, to, mac);
    return;
  }
  const nics = ways.filter((way) => way.kind === 'nic');
  const wired = nics.length > 0 ? wireBetween(places, start, nics, to, frame) : null;
  if (wired !== null) {
    overWire(places, draft, start, wired, to, mac);
    return;
  }
  explainNoWay(places, draft, start, ways, to, mac);
}

/** On from `start` to the wire of a physical network. `to` is what the draft says is there. */
export function carryOutside(draft: RouteDraft, start: Start, to: string): boolean {
  const begun = enter(draft, start);
  if (!draft.goes) return false;
  const frame: Carried = { vlan: begun.vlan, tunnelId: null, source: start.mac, destination: null };
  const ways = waysOut(start.host, start.port.bridge, frame);
  draft.add(begun.bridge);
  const nics = ways.filter((way) => way.kind === 'nic');
  const [nic] = nics;
  if (nic !== undefined) {
    takeChain(draft, start.host, nic);
    draft.add(...nicHops(start.host, nic));
    return draft.goes;
  }
  const unknown = ways.find((way) => way.kind === 'unknown');
  if (unknown !== undefined) {
    takeChain(draft, start.host, unknown);
    draft.lacks('no-evidence', unknown.reason, unknown.wants);
    return false;
  }
  const dropped = ways.find((way) => way.kind === 'dropped' && !hasTunnels(start.host, way.bridge));
  if (dropped !== undefined && dropped.kind === 'dropped') {
    takeChain(draft, start.host, dropped);
    breakDropped(draft, start.host, dropped.bridge, dropped.walk, `VLAN ${begun.vlan ?? 'none'}`);
    return false;
  }
  explainNoWire(draft, start.host, start.port.bridge, ways, `nothing leads to ${to}`);
  return false;
}

/** From the wire of a physical network to an end on it: the other way round as `carryOutside`. */
export function carryInside(places: Places, draft: RouteDraft, to: End): void {
  const { host, port } = to;
  if (host === null || port === null) {
    draft.add(...[...to.hops()].reverse());
    draft.lacks(
      'no-snapshot',
      `no snapshot of the case is of ${to.point.host ?? 'the host'} that has ${to.point.name}`,
      [],
    );
    return;
  }
  const { mac } = to.point;
  const out: Carried = { vlan: vlanOf(port), tunnelId: null, source: mac, destination: null };
  const ways = waysOut(host, port.bridge, out);
  const [nic] = ways.filter((way) => way.kind === 'nic');
  if (nic === undefined) {
    draft.add(host.hop(port.bridge, { tag: vlanOf(port), facts: port.facts }));
    explainNoWire(draft, host, port.bridge, ways, `nothing of a physical network comes to ${port.name}`);
    return;
  }
  draft.add(...[...nicHops(host, nic)].reverse());
  const arrival = arrive(
    host,
    nic.port,
    { vlan: nic.vlan, tunnelId: null, source: null, destination: mac },
    port.bridge,
  );
  fromArrival(places, draft, host, arrival, to, mac);
}

/** The bridge's own hop and the VLAN there; what already drops frames of the port is told at once. */
function enter(
  draft: RouteDraft,
  { host, port, mac }: Start,
): { readonly vlan: number | null; readonly bridge: RouteHop } {
  const vlan = vlanOf(port);
  const bridge = host.hop(port.bridge, { tag: vlan, facts: port.facts });
  const dropped = droppedAtEntry(host, port, mac);
  if (dropped !== null) {
    draft.add(bridge);
    breakDropped(draft, host, port.bridge, dropped, `what comes in by ${port.name}`);
  }
  return { vlan, bridge };
}

/** On the destination's own bridge: to its port, if its VLAN is the frame's. */
function deliver(
  places: Places,
  draft: RouteDraft,
  host: RouteHost,
  vlan: number | null,
  to: End,
  mac: string | null,
): void {
  const target = to.port;
  if (target === null) return;
  const own = vlanOf(target);
  const { bridge } = target;
  const misled = learnedElsewhere(host, bridge, vlan, mac, target);
  draft.add(host.hop(bridge, { tag: vlan, facts: misled === null ? [] : misled.facts }));
  if (target.tag !== deadVlan && own !== vlan) {
    draft.breaks(
      'other-network',
      `on ${bridge} of ${host.name} the frame is in ${vlanText(vlan)}, and ${target.name} is in ${vlanText(own)}`,
      host.evidence(target.facts),
    );
    return;
  }
  if (misled !== null) {
    breakMisled(places, draft, host, misled, to, mac);
    return;
  }
  noteClaims(places, draft, to, mac);
  draft.add(...[...to.hops()].reverse());
}

interface Misled {
  readonly port: OvsPortView;
  readonly facts: Parameters<RouteHost['evidence']>[0];
}

/**
 * The port that the bridge sends frames for a MAC to, when it is another than `target` (null: one that leads out
 * of the host). A flow to the MAC decides before what was learned: where the firewall is in flows, nothing is
 * looked up in the learned table.
 */
function learnedElsewhere(
  host: RouteHost,
  bridge: string,
  vlan: number | null,
  mac: string | null,
  target: OvsPortView | null,
): Misled | null {
  if (mac === null) return null;
  const { ovs } = host.node;
  for (const { flow, actions } of flowsTo(host.tables(bridge), vlan, mac)) {
    for (const action of actions.actions) {
      const number =
        action.kind === 'output'
          ? host.tables(bridge).numberOf(action.port)
          : action.kind === 'set_field' && action.field === 'reg5'
            ? Number(action.value)
            : null;
      const port = number === null ? null : ovs.portByNumber(bridge, number);
      if (port === null) continue;
      if (target === null ? leadsOut(host, port) : port.name === target.name) return null;
      return { port, facts: [flow] };
    }
  }
  const learned = host.learned(bridge, vlan ?? 0, mac);
  if (learned === null || learned.port === null) return null;
  if (target === null ? leadsOut(host, learned.port) : learned.port.name === target.name) return null;
  return { port: learned.port, facts: [learned.entry] };
}

function breakMisled(
  places: Places,
  draft: RouteDraft,
  host: RouteHost,
  { port, facts }: Misled,
  to: End,
  mac: string | null,
): void {
  const claim = mac === null ? undefined : places.claims.of(mac)[0];
  const evidence = [...host.evidence(facts), ...(claim?.evidence ?? [])];
  const where = `${port.bridge} of ${host.name} sends frames for ${mac} to ${port.name}`;
  if (claim !== undefined)
    draft.breaks('duplicate-mac', `${where}: ${claimText(claim.mac, claim.end, places, to)}`, evidence);
  else draft.breaks('stale-entry', `${where}, and not to ${to.point.name}`, evidence);
}

function claimText(mac: string, end: End, { ends }: Places, to: End): string {
  const owner = ends.byMac(mac).find((other) => other !== end) ?? to;
  return `${end.point.name} (${end.port?.name ?? '?'} of ${end.point.host ?? '?'}) sends from ${mac}, which is ${owner.point.name}'s`;
}

/** Two ports have sent from the MAC: the frame gets there now, and may not a moment later. */
function noteClaims(places: Places, draft: RouteDraft, to: End, mac: string | null): void {
  for (const claim of mac === null ? [] : places.claims.of(mac)) {
    draft.note('duplicate-mac', claimText(claim.mac, claim.end, places, to), claim.evidence);
  }
}

function overTunnel(
  places: Places,
  draft: RouteDraft,
  start: Start,
  way: TunnelWay,
  to: End,
  mac: string | null,
): void {
  const remote = remoteOf(way);
  const local = tunnelOut(draft, start, way);
  const peer = to.host;
  if (!draft.goes || peer === null || remote === null || to.port === null) return;
  const entry = tunnelAt(peer, way.port.type, local, remote);
  draft.add(...[...underlayHops(peer, remote, local)].reverse());
  if (entry === null) {
    const reason = `${peer.name} has no ${way.port.type} tunnel that takes frames from ${local ?? start.host.name} at ${remote}: ${start.host.name} has ${way.port.name} towards ${remote}, and ${peer.name} none back`;
    draft.breaks('one-sided-tunnel', reason, tunnelEvidence(peer));
    return;
  }
  const hop = peer.hop(entry.name, {
    tunnelId: way.tunnelId === null ? null : hexadecimal(way.tunnelId),
    facts: entry.facts,
  });
  draft.add(tunnelEnd(hop, peer, remote, local));
  const frame: Carried = { vlan: null, tunnelId: way.tunnelId, source: way.source, destination: mac };
  fromArrival(places, draft, peer, arrive(peer, entry, frame, to.port.bridge), to, mac);
}

function tunnelEvidence(host: RouteHost): readonly CaseEvidence[] {
  const { ovs } = host.node;
  const bridges = ovs.bridges.filter((bridge) => ovs.ports(bridge).some(isTunnel));
  return host.evidence(bridges.flatMap((bridge) => [...ovs.bridgeFacts(bridge).slice(0, 1)]));
}

/** On the way to the bridge that was looked for: flows that drop it, or a port that leads there no more. */
function breakArrival(
  draft: RouteDraft,
  host: RouteHost,
  { bridge, by, walk }: Extract<Arrival, { kind: 'dropped' }>,
): void {
  const what = `what comes in by ${by.name}`;
  if (walk.sent.length === 0) breakDropped(draft, host, bridge, walk, what);
  else if (!breakAtPatch(draft, host, bridge, `${what} goes nowhere`))
    draft.breaks(
      'no-patch',
      `${bridge} of ${host.name} sends ${what} to no port that leads on`,
      host.evidence(walk.flows.slice(-1)),
    );
}

/** Behind the peer's tunnel port or NIC. */
function fromArrival(
  places: Places,
  draft: RouteDraft,
  host: RouteHost,
  arrival: Arrival,
  to: End,
  mac: string | null,
): void {
  draft.add(...hopsOfChain(host, arrival.chain));
  if (!draft.goes) return;
  switch (arrival.kind) {
    case 'unknown':
      draft.lacks('no-evidence', arrival.reason, arrival.wants);
      break;
    case 'dropped':
      breakArrival(draft, host, arrival);
      break;
    case 'there':
      deliver(places, draft, host, arrival.vlan, to, mac);
  }
}

/** NICs of both hosts that are on one physical network, and what the near one sends. */
interface Wire {
  readonly way: NicWay;
  readonly far: OvsPortView;
  readonly arrival: Arrival;
  /** Why they are taken to be on one physical network. */
  readonly reason: string | null;
}

function wireBetween(
  { ends }: Places,
  start: Start,
  nics: readonly NicWay[],
  to: End,
  frame: Carried,
): Wire | null {
  const { host, port } = to;
  if (host === null || port === null) return null;
  const { ovs } = host.node;
  let best: Wire | null = null;
  for (const way of nics) {
    const near = physicalNetworkOf(ends, start.host, way.port.bridge);
    for (const bridge of ovs.bridges) {
      const other = physicalNetworkOf(ends, host, bridge);
      if (near !== null && other !== null && near !== other) continue;
      const reason =
        near !== null && near === other
          ? null
          : `that ${way.port.bridge} of ${start.host.name} and ${bridge} of ${host.name} are on one physical network is not told`;
      for (const far of ovs.ports(bridge).filter((one) => isPhysical(one) && leadsOut(host, one))) {
        const arrival = arrive(host, far, { ...frame, vlan: way.vlan }, port.bridge);
        const wire: Wire = { way, far, arrival, reason };
        if (arrival.kind === 'there' && (arrival.vlan === vlanOf(port) || port.tag === deadVlan)) return wire;
        if (near !== null && near === other) best ??= wire;
      }
    }
  }
  return best;
}

function overWire(
  places: Places,
  draft: RouteDraft,
  start: Start,
  { way, far, arrival, reason }: Wire,
  to: End,
  mac: string | null,
): void {
  if (to.host === null) return;
  takeChain(draft, start.host, way);
  draft.add(...nicHops(start.host, way));
  const hops = [...nicHops(to.host, { ...way, port: far })].reverse();
  draft.add(
    ...hops.map((hop, i): RouteHop =>
      i === 0 && reason !== null
        ? { ...hop, status: hop.status === 'known' ? 'inferred' : hop.status, reason: hop.reason ?? reason }
        : hop,
    ),
  );
  fromArrival(places, draft, to.host, arrival, to, mac);
}
