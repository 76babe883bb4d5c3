// What a route can begin or end at: the shapes of ends and of their index over a case, and what their makers share.
import type { NeutronPortFact } from '../../facts.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import type { OvsPortView } from '../ovs-index.ts';
import type { PortNetworks } from './port-networks.ts';
import type { RouteHost } from './route-host.ts';
import type { RouteHop, RoutePoint, RoutePointKind } from './route.ts';

export interface End {
  readonly point: RoutePoint;
  /** Null where no snapshot of the case is of its host. */
  readonly host: RouteHost | null;
  readonly netns: string | null;
  /** The port it is plugged into Open vSwitch by; null where it is not, or that is unknown. */
  readonly port: OvsPortView | null;
  /** The port that carries its ids, whether or not the wiring leads there. */
  readonly plug: OvsPortView | null;
  /** `10.18.0.1/24`, as its own host shows them; empty where only addresses are known. */
  readonly prefixes: readonly string[];
  /** Of a router: the ids and names that its namespace or logical router goes by. */
  readonly router: string | null;
  /** Everything it can be called by, in lower case. */
  readonly names: ReadonlySet<string>;
  /** OVN's router port, which no device is. */
  readonly logical: boolean;
  /** From the end itself to the port, both included; up to where the wiring breaks. */
  hops(): readonly RouteHop[];
}

export interface FloatingIp {
  readonly address: string;
  readonly fixed: string;
  readonly portId: string | null;
  readonly router: string | null;
  readonly network: string | null;
}

export interface CaseEnds {
  readonly hosts: readonly RouteHost[];
  host(name: string): RouteHost | null;
  readonly ends: readonly End[];
  readonly floating: ReadonlyMap<string, FloatingIp>;
  readonly networks: PortNetworks;
  byAddress(address: string): readonly End[];
  byPortId(id: string): readonly End[];
  byMac(mac: string): readonly End[];
  /** An address of a network of the case that no host of the case has; null for any other address. */
  absent(address: string): End | null;
}

/** What all makers of ends read. */
export interface EndSources {
  readonly neutron: ReadonlyMap<string, NeutronPortFact>;
  readonly networks: PortNetworks;
  readonly routers: ReadonlyMap<string, string>;
  readonly all: readonly SnapshotFacts[];
  /** Addresses by the MAC that routers know them by. */
  readonly heard: ReadonlyMap<string, readonly string[]>;
}

/** `10.18.0.1` of `10.18.0.1/24`. */
export function bare(address: string): string {
  return address.split('/')[0] ?? address;
}

/** In lower case, and with the host before them. */
export function namesOf(
  host: RouteHost | null,
  names: readonly (string | null | undefined)[],
): ReadonlySet<string> {
  const all = new Set<string>();
  for (const name of names) {
    if (!name) continue;
    all.add(name.toLowerCase());
    if (host !== null && !/[\s:]/.test(name)) all.add(`${host.name}:${name}`.toLowerCase());
  }
  return all;
}

/** By the namespace that Neutron's agents make for it, else by the port's owner in Neutron's own list. */
export function kindOf(netns: string | null, owner: string): RoutePointKind {
  if (netns !== null) {
    if (/^qdhcp-/.test(netns)) return 'dhcp';
    if (/^(qrouter|snat|fip)-/.test(netns)) return 'router';
    if (/^ovnmeta-/.test(netns)) return 'metadata';
  }
  if (owner === 'network:dhcp') return 'dhcp';
  if (owner === 'network:distributed') return 'metadata';
  return owner.startsWith('network:') ? 'router' : 'port';
}

/** `qrouter-UUID` and `snat-UUID` are one router's; neutron `agent/l3/namespaces.py`, `dvr_snat_ns.py`. */
export function routerOfNamespace(netns: string): string | null {
  return /^(?:qrouter|snat)-(.+)$/.exec(netns)?.[1] ?? null;
}
