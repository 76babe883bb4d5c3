// Why a frame does not get to the host of the other end, or how far it can be followed towards a host that is in
// no snapshot: as exactly as the flows and ports tell.
import { isTunnel, type OvsPortView } from '../ovs-index.ts';
import { brokenPatches, hexadecimal, type Way } from './bridge-ways.ts';
import type { Claims } from './claims.ts';
import type { CaseEnds, End, FloatingIp } from './end.ts';
import type { OvnDatabases } from './ovn-databases.ts';
import type { RouteDraft } from './route-draft.ts';
import type { RouteHost } from './route-host.ts';
import { listsPorts } from '../whole-lists.ts';
import { tunnelAddressesOf } from './underlay.ts';
import {
  breakDropped,
  hasTunnels,
  isForOne,
  nicHops,
  remoteOf,
  takeChain,
  tunnelOut,
  vlanOf,
  vlanText,
  type Places,
  type Start,
} from './way-hops.ts';

/** The other end's host is in no snapshot: as far as the near side's flows go. */
export function towardsAbsent(
  { ends }: Places,
  draft: RouteDraft,
  start: Start,
  ways: readonly Way[],
  to: End,
  mac: string | null,
): void {
  const name = to.point.host;
  const tunnels = ways.filter((way) => way.kind === 'tunnel');
  const addresses = name === null ? new Set<string>() : tunnelAddressesOf(ends, name);
  const known = tunnels.find((way) => addresses.has(remoteOf(way) ?? ''));
  const one = tunnels.length === 1 ? tunnels[0] : undefined;
  const over = known ?? one;
  const whose = name === null ? `the host of ${to.point.name}` : name;
  if (over !== undefined) {
    tunnelOut(draft, start, over);
    draft.lacks(
      'no-snapshot',
      `it goes on at ${whose}${known === undefined ? `, which is taken to be ${remoteOf(over) ?? 'there'}` : ''}, of which the case has no snapshot: a sos report of it would show how`,
      [],
    );
    return;
  }
  if (tunnels.length > 1) {
    const [first] = tunnels;
    if (first !== undefined) takeChain(draft, start.host, first);
    const all = tunnels.map((way) => `${way.port.name} to ${remoteOf(way) ?? '?'}`).join(', ');
    draft.lacks(
      'no-snapshot',
      `the frame is flooded (${all}), and which of them is ${whose} is unknown: the case has no snapshot of it`,
      [],
    );
    return;
  }
  const nic = ways.find((way) => way.kind === 'nic');
  if (nic !== undefined && nic.kind === 'nic') {
    takeChain(draft, start.host, nic);
    draft.add(...nicHops(start.host, nic));
    draft.lacks(
      'no-snapshot',
      `it goes on at ${whose}, of which the case has no snapshot: a sos report of it would show how`,
      [],
    );
    return;
  }
  explainNoWay({ ends, claims: noClaims }, draft, start, ways, to, mac);
}

const noClaims: Pick<Claims, 'of' | 'usedBy'> = {
  of: () => [],
  usedBy: (end) => ({ mac: end.point.mac, claim: null }),
};

/** `gre-c0a80a0b` is the tunnel to 192.168.10.11: neutron ovs_neutron_agent.py, get_tunnel_name. */
function namedRemote({ name }: OvsPortView): string | null {
  const digits = /^(?:gre|vxlan|geneve)-([0-9a-f]{8})$/.exec(name)?.[1];
  if (digits === undefined) return null;
  return [0, 2, 4, 6].map((at) => String(parseInt(digits.slice(at, at + 2), 16))).join('.');
}

/** No way leads to the other host: why, as exactly as the flows and ports tell. */
export function explainNoWay(
  places: { readonly ends: CaseEnds; readonly claims: Pick<Claims, 'of' | 'usedBy'> },
  draft: RouteDraft,
  start: Start,
  ways: readonly Way[],
  to: End,
  mac: string | null,
): void {
  const { host } = start;
  const far = to.point.host ?? to.point.name;
  // A tunnelled network's frames are no provider bridge's, whatever that does.
  const { network } = to.point;
  const tunnelled = network !== null && places.ends.networks.isProvider(network) === false;
  const unknown = ways.find((way) => way.kind === 'unknown' && (!tunnelled || hasTunnels(host, way.bridge)));
  const tunnels = ways.filter((way) => way.kind === 'tunnel');
  const lost = ways.find((way) => way.kind === 'lost');
  if (lost?.kind === 'lost') {
    takeChain(draft, host, lost);
    const facts = host.node.ovs.bridgeFacts(lost.bridge);
    draft.add({
      ...host.missing(
        'tunnel',
        null,
        'tunnel-port-missing',
        `flows of ${lost.bridge} send it to port ${lost.output}, and ${lost.bridge} of ${host.name} has no such port: it should lead to ${far}`,
        {
          tunnelId: lost.tunnelId === null ? null : hexadecimal(lost.tunnelId),
          facts: [...lost.walk.flows.slice(-1), ...facts],
        },
      ),
      ofport: /^\d+$/.test(lost.output) ? Number(lost.output) : null,
    });
    return;
  }
  const [first] = tunnels;
  if (first !== undefined) {
    takeChain(draft, host, first);
    const addresses =
      to.point.host === null ? new Set<string>() : tunnelAddressesOf(places.ends, to.point.host);
    const ports = host.node.ovs.ports(first.port.bridge).filter(isTunnel);
    const towards = ports.find((port) => addresses.has(port.options['remote_ip'] ?? ''));
    const goes = tunnels.map((way) => `${way.port.name} to ${remoteOf(way) ?? '?'}`).join(', ');
    const evidence = host.evidence(first.walk.flows.slice(-1));
    if (isForOne(first.walk)) {
      const claim = mac === null ? undefined : places.claims.of(mac)[0];
      const where = `${first.port.bridge} of ${host.name} sends frames for ${mac} by ${goes}, and ${to.point.name} is on ${far}`;
      const meant = namedRemote(first.port);
      const actual = remoteOf(first);
      if (meant !== null && actual !== null && meant !== actual && addresses.has(meant))
        draft.breaks(
          'wrong-encap',
          `${first.port.name} of ${host.name} is named after ${meant} of ${far}, and sends to ${actual}`,
          host.evidence(first.port.facts),
        );
      else if (claim === undefined) draft.breaks('stale-entry', where, evidence);
      else
        draft.breaks(
          'duplicate-mac',
          `${where}: ${claim.end.point.name} (${claim.end.port?.name ?? '?'} of ${claim.end.point.host ?? '?'}) sends from that MAC, too`,
          [...evidence, ...claim.evidence],
        );
    } else if (towards === undefined) {
      draft.breaks(
        'no-tunnel',
        `${first.port.bridge} of ${host.name} has no tunnel to ${far}${addresses.size === 0 ? '' : ` (${[...addresses].join(', ')})`}: the frame is flooded to ${goes}`,
        [...evidence, ...host.evidence(host.node.ovs.bridgeFacts(first.port.bridge))],
      );
    } else {
      draft.breaks(
        'no-flow',
        `${first.port.bridge} of ${host.name} has ${towards.name} to ${far}, and its flows send the frame to ${goes} only`,
        evidence,
      );
    }
    return;
  }
  if (unknown?.kind === 'unknown') {
    takeChain(draft, host, unknown);
    draft.lacks('no-evidence', unknown.reason, unknown.wants);
    return;
  }
  const refused = ways.find((way) => way.kind === 'dropped' && hasTunnels(host, way.bridge));
  if (refused === undefined && breakAtPatch(draft, host, start.port.bridge, `nothing leads to ${far}`))
    return;
  const dropped = refused ?? ways.find((way) => way.kind === 'dropped');
  if (dropped?.kind === 'dropped') {
    takeChain(draft, host, dropped);
    breakDropped(draft, host, dropped.bridge, dropped.walk, vlanText(vlanOf(start.port)));
    return;
  }
  const end = ways.find((way) => way.kind === 'dead-end');
  if (end !== undefined) {
    explainNoWire(draft, host, start.port.bridge, ways, `nothing leads to ${far}`);
    return;
  }
  const [nic] = ways.filter((way) => way.kind === 'nic');
  if (nic?.kind === 'nic') {
    takeChain(draft, host, nic);
    draft.add(...nicHops(host, nic));
    draft.breaks(
      'other-network',
      `what ${host.name} sends on that wire ${far} does not take to ${to.point.name}`,
    );
    return;
  }
  draft.breaks(
    'no-patch',
    `nothing leads out of ${start.port.bridge} of ${host.name} for ${vlanText(vlanOf(start.port))}`,
  );
}

/**
 * No NIC is behind the bridge for the frame: at the bridge that has none, or whose flows send it nowhere, or at the
 * patch that does not hold. `so` is what follows.
 */
export function explainNoWire(
  draft: RouteDraft,
  host: RouteHost,
  bridge: string,
  ways: readonly Way[],
  so: string,
): void {
  const end = ways.find((way) => way.kind === 'dead-end');
  if (end !== undefined) {
    takeChain(draft, host, end);
    const facts = host.node.ovs.bridgeFacts(end.bridge);
    const why = `${end.bridge} of ${host.name} has no physical port: ${so}`;
    draft.breaks('no-underlay', why, host.evidence(facts));
    return;
  }
  const dropped = ways.find((way) => way.kind === 'dropped' && !hasTunnels(host, way.bridge));
  if (dropped?.kind === 'dropped' && host.emptied(dropped.bridge) !== null) {
    takeChain(draft, host, dropped);
    breakDropped(draft, host, dropped.bridge, dropped.walk, so);
  } else if (dropped?.kind === 'dropped') {
    const why = `no flow of ${dropped.bridge} of ${host.name} is for it: ${so}`;
    draft.breaks('no-underlay', why, host.evidence(dropped.walk.flows.slice(-1)));
  } else if (!breakAtPatch(draft, host, bridge, so)) {
    const why = `no bridge with a physical port is behind ${bridge} of ${host.name}: ${so}`;
    draft.breaks('no-underlay', why);
  }
}

/** Neutron has a floating address that no row of OVN's databases translates. */
export function explainNoNat(
  draft: RouteDraft,
  ovn: Pick<OvnDatabases, 'hasNat'>,
  { address, fixed, router }: FloatingIp,
): void {
  if (ovn.hasNat(router))
    draft.breaks('no-nat', `no NAT rule of OVN's routers translates ${address} to ${fixed}`);
  else
    draft.lacks('no-evidence', `no output tells whether OVN's router translates ${address} to ${fixed}`, [
      router === null ? 'ovn-nbctl list NAT' : `ovn-nbctl lr-nat-list neutron-${router}`,
    ]);
}

/** False where all patches of the bridge hold, which of several is meant is not known, or not all ports are. */
export function breakAtPatch(draft: RouteDraft, host: RouteHost, bridge: string, so: string): boolean {
  const [broken, ...more] = brokenPatches(host, bridge);
  if (broken === undefined || more.length > 0 || !listsPorts(host.node.facts)) return false;
  const { port, reason } = broken;
  if (port.bridge === bridge) draft.add(host.hop(port.name, { facts: port.facts }));
  draft.breaks('no-patch', `${reason}: ${so}`, host.evidence(port.facts));
  return true;
}
