// What a hop knows, in the spelling of the tools: the same for a path of one host and for a route over several.
import type { Hop } from '../model.ts';
import type { HopCounters, RouteHop, RouteNote } from './route.ts';

/** A hop of either: a route's knows more. */
export interface ShownHop extends Omit<Hop, 'break' | 'kind'> {
  readonly kind: RouteHop['kind'];
  readonly break: string | null;
  readonly netns?: string | null;
  readonly state?: string | null;
  readonly counters?: readonly HopCounters[];
  readonly notes?: readonly RouteNote[];
}

/** Tag, ports and tunnel, as Open vSwitch and iproute2 write them. */
export function numbersOf(hop: ShownHop): readonly string[] {
  return [
    ...(hop.tag === null ? [] : [`tag ${hop.tag}`]),
    ...(hop.ofport === null ? [] : [`ofport ${hop.ofport}`]),
    ...(hop.ifindex === null ? [] : [`ifindex ${hop.ifindex}`]),
    ...(hop.tunnelId === null ? [] : [`tun_id ${hop.tunnelId}`]),
    ...(hop.local === null || hop.remote === null ? [] : [`${hop.local} → ${hop.remote}`]),
    ...(hop.remote !== null && hop.local === null ? [`→ ${hop.remote}`] : []),
    ...(hop.mtu === null ? [] : [`mtu ${hop.mtu}`]),
    ...stateOf(hop),
    // Every interface has a link-local address; it says nothing here.
    ...hop.addresses.filter((address) => !/^fe80:/i.test(address)).slice(0, 3),
  ];
}

/**
 * As `ip link` prints it. An OVS bridge forwards whether its own internal port is up or not, and nothing sets that up
 * where the bridge has no address: its DOWN would look like a fault.
 */
function stateOf({ kind, state = null }: ShownHop): readonly string[] {
  return state === null || (kind === 'ovs-bridge' && state === 'DOWN') ? [] : [state];
}

export interface CountedHop {
  readonly received: number | null;
  readonly sent: number | null;
  readonly dropped: number;
  readonly errors: number;
}

/** Of the output that counted most; null where none counts the device. */
export function countersOfHop({ counters = [] }: ShownHop): CountedHop | null {
  const all = counters.map((each): CountedHop => ({
    received: each.rxPackets,
    sent: each.txPackets,
    dropped: (each.rxDropped ?? 0) + (each.txDropped ?? 0),
    errors: (each.rxErrors ?? 0) + (each.txErrors ?? 0),
  }));
  const known = all.filter(({ received, sent }) => received !== null || sent !== null);
  return (
    known.toSorted((a, b) => (b.received ?? 0) + (b.sent ?? 0) - (a.received ?? 0) - (a.sent ?? 0))[0] ?? null
  );
}

/** True where a hop begins another host's, or another namespace's, stretch. */
export function beginsStretch(hops: readonly Pick<ShownHop, 'host'>[], index: number): boolean {
  const [hop, before] = [hops[index], hops[index - 1]];
  return hop !== undefined && hop.host !== before?.host;
}
