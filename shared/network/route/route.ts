// The shapes of a route: how frames get from one end to another, hop by hop, over all hosts of the case.
// A one-host path (../model.ts) says how an interface is wired outwards; a route says where its frames
// to one given end go, and ends where the wiring, the flows or the evidence end.
import type { CaseEvidence } from '../../evidence.ts';
import { breakCodes, deviceKinds, type Hop } from '../model.ts';

/**
 * What a route can begin or end at. `port`: a vNIC, or a plugged port that belongs to nothing below;
 * `router`: a router's port on a network; `dhcp`, `metadata`: the port of that server; `floating-ip`: an
 * address that is translated to a port's; `outside`: beyond the hosts' physical NICs.
 */
export const routePointKinds = ['port', 'router', 'dhcp', 'metadata', 'floating-ip', 'outside'] as const;
export type RoutePointKind = (typeof routePointKinds)[number];

export interface RoutePoint {
  /** Stable and unique in the case: `compute1/port/3fa1…`; what `network.route` takes as a name, too. */
  readonly id: string;
  readonly kind: RoutePointKind;
  /** For people: `app1`, `router1`, `172.16.0.21`. */
  readonly name: string;
  /** Null where no snapshot of the case has it, and for what is outside. */
  readonly host: string | null;
  /** The device that the host plugs it in with; null where unknown. */
  readonly device: string | null;
  readonly portId: string | null;
  readonly mac: string | null;
  readonly addresses: readonly string[];
  /** The Neutron network's UUID or name, as far as it is known. */
  readonly network: string | null;
}

/** What counts frames: `ip -s link`, `ovs-ofctl dump-ports` (as the switch sees it), `statistics` of the Interface row. */
export const counterOrigins = ['ip-link', 'dump-ports', 'ovsdb'] as const;
export interface HopCounters {
  readonly from: (typeof counterOrigins)[number];
  readonly rxPackets: number | null;
  readonly rxBytes: number | null;
  readonly rxErrors: number | null;
  readonly rxDropped: number | null;
  readonly txPackets: number | null;
  readonly txBytes: number | null;
  readonly txErrors: number | null;
  readonly txDropped: number | null;
}

/** Why a step of a route does not hold, or holds only so far: those of a one-host path, and those between ends. */
export const routeCodes = [
  ...breakCodes,
  /** The bridge's flows forward nothing of this VLAN or tunnel id. */
  'no-flow',
  /** A flow drops what this port sends or gets. */
  'flow-drops',
  /** The peer has no tunnel back, or none to here. */
  'one-sided-tunnel',
  /** A tunnel's addresses are not those that the two hosts have. */
  'wrong-encap',
  /** The two ends are in different broadcast domains and nothing routes between them. */
  'other-network',
  'no-router',
  'no-route',
  'no-nat',
  /** The device that the packets are sent to does not have the address. */
  'no-address',
  /** Two ports send from one MAC; the switch learns the one that sent last. */
  'duplicate-mac',
  /** The switch has learned the MAC behind another port than its own. */
  'stale-entry',
  'duplicate-address',
  /** Frames are flooded, as no entry for the MAC is known. */
  'flooded',
  /** The host where it goes on is not in the case. */
  'no-snapshot',
  /** An output that would say how it goes on is not in the bundle. */
  'no-evidence',
  'not-bound',
  'no-gateway-chassis',
  'no-network-mapping',
] as const;
export type RouteCode = (typeof routeCodes)[number];

/** `logical-router`: OVN's, which has no device: the source's chassis does what it would do. */
export const routeHopKinds = [...deviceKinds, 'logical-router'] as const;
export type RouteHopKind = (typeof routeHopKinds)[number];

/** One hop, of whichever host. Its counters are those of the device, whichever way the frames go. */
export interface RouteHop extends Omit<Hop, 'break' | 'kind'> {
  readonly kind: RouteHopKind;
  readonly netns: string | null;
  /** As `ip link` prints it: `UP`, `DOWN`, `UNKNOWN`. */
  readonly state: string | null;
  readonly counters: readonly HopCounters[];
  /** Why the route ends here; null on every hop but the last of a route that is not complete. */
  readonly break: RouteCode | null;
  /** What qualifies the hop without breaking it. */
  readonly notes: readonly RouteNote[];
}

export interface RouteNote {
  readonly code: RouteCode;
  readonly reason: string;
  readonly evidence: readonly CaseEvidence[];
}

/** `reached`: the other end; `outside`: a NIC to it; `evidence-ends`: no source of the case says how it goes on. */
export const routeEnds = ['reached', 'outside', 'evidence-ends', 'broken'] as const;
export type RouteEnd = (typeof routeEnds)[number];

export interface Route {
  /** `FROM > TO`, of the ids of its points. */
  readonly id: string;
  readonly from: RoutePoint;
  readonly to: RoutePoint;
  /** In order from one end to the other, both included; as far as it goes. */
  readonly hops: readonly RouteHop[];
  /** True when `end` is `reached` or `outside`. */
  readonly complete: boolean;
  readonly end: RouteEnd;
  /** Why it is not complete; null when it is. */
  readonly code: RouteCode | null;
  readonly reason: string | null;
  /** Command lines whose output would show how it goes on; each for the host of the last hop. */
  readonly wants: readonly string[];
}
