// What a router's namespace does with a packet: translates its destination, looks up rules and routes, and
// translates its source on the way out. From `iptables-save`, `ip rule` and `ip route` of the namespace.
import type { RouteFact, StoredFact } from '../../facts.ts';
import { covers, longestFirst } from './addresses.ts';
import { bare } from './end.ts';
import type { RouteHost } from './route-host.ts';

/** The fixed address that the namespace sends packets for an address on to; null where no rule of it does. */
export function translatedTo(
  host: RouteHost,
  netns: string,
  address: string,
): { readonly address: string; readonly rule: StoredFact<'firewall-rule'> } | null {
  for (const rule of host.natRules(netns)) {
    const { data } = rule;
    // The chain for packets of the namespace itself has the same rules; iptables(8), OUTPUT.
    if (data.target !== 'DNAT' || data.destination === null || /OUTPUT$/.test(data.chain)) continue;
    if (data.destination.startsWith('!') || data.protocol !== null) continue;
    if (bare(data.destination) !== address) continue;
    const to = /--to-destination (\S+)/.exec(data.targetOptions ?? '')?.[1];
    if (to !== undefined) return { address: bare(to), rule };
  }
  return null;
}

/** The rule that gives packets of `source` another one on their way out; null where none does. */
export function translatedFrom(
  host: RouteHost,
  netns: string,
  source: string | null,
  device: string,
): StoredFact<'firewall-rule'> | null {
  const rules = host
    .natRules(netns)
    .filter(({ data }) => data.target === 'SNAT' || data.target === 'MASQUERADE');
  const fits = ({ data }: (typeof rules)[number]): boolean =>
    (data.outInterface === null || data.outInterface === device) &&
    (data.source === null || (source !== null && covers(data.source, source)));
  // A floating address's rule names its one source, and stands before the router's own.
  return (
    rules.find((rule) => rule.data.source !== null && fits(rule)) ??
    rules.find((rule) => rule.data.outInterface !== null && fits(rule)) ??
    null
  );
}

export type Lookup =
  | {
      readonly kind: 'route';
      readonly device: string;
      readonly gateway: string | null;
      readonly facts: readonly StoredFact[];
      /** Why it is only inferred; null when a route says it. */
      readonly reason: string | null;
    }
  | { readonly kind: 'none'; readonly facts: readonly StoredFact[] }
  | { readonly kind: 'unknown'; readonly reason: string; readonly wants: readonly string[] };

/** Packets for anywhere outside; only a default route takes them. */
export const anywhere = null;

/**
 * The way that the kernel takes in a namespace (ip-rule(8), ip-route(8)): rules by priority, in their tables the
 * longest prefix. Without routes, the devices' own prefixes say what is on a link. A rule that asks for a mark
 * is passed over: marks are those of the namespace's own filters.
 */
export function lookUp(
  host: RouteHost,
  netns: string,
  destination: string | typeof anywhere,
  source: string | null,
  inDevice: string | null,
): Lookup {
  const routes = host.routes(netns);
  const fits = (route: RouteFact): boolean =>
    route.type === 'unicast' &&
    (destination === anywhere ? route.destination === 'default' : covers(route.destination, destination)) &&
    (route.family === 'inet6') === (destination?.includes(':') ?? false);
  const tables = tablesFor(host, netns, source, inDevice);
  for (const { name, rule } of tables) {
    const found = longestFirst(
      routes
        .filter(({ data }) => data.table === name && fits(data) && !data.flags.includes('dead'))
        .map((fact) => ({ fact, destination: fact.data.destination, metric: fact.data.metric })),
    )[0]?.fact;
    if (found === undefined) continue;
    const { data } = found;
    const device = data.device ?? data.nexthops.find((hop) => hop.device !== null)?.device ?? null;
    if (device === null) continue;
    const gateway = data.gateway ?? data.nexthops.find((hop) => hop.gateway !== null)?.gateway ?? null;
    return { kind: 'route', device, gateway, facts: [found, ...(rule === null ? [] : [rule])], reason: null };
  }
  if (routes.length > 0) return { kind: 'none', facts: routes.slice(0, 1) };
  const held = host.node.facts
    .of('address')
    .filter(({ data }) => data.netns === netns && data.device !== 'lo')
    .find(({ data }) => destination !== null && covers(`${data.address}/${data.prefixLength}`, destination));
  const wants = [`ip netns exec ${netns} ip route show table all`];
  if (held !== undefined) {
    return {
      kind: 'route',
      device: held.data.device,
      gateway: null,
      facts: [held],
      reason: `no routes of ${netns}: ${held.data.device} has an address of the same prefix`,
    };
  }
  return {
    kind: 'unknown',
    reason: `no routes of ${netns} on ${host.name}: where it sends this is unknown`,
    wants,
  };
}

function tablesFor(
  host: RouteHost,
  netns: string,
  source: string | null,
  inDevice: string | null,
): readonly { readonly name: string; readonly rule: StoredFact<'routing-rule'> | null }[] {
  const rules = host.node.facts
    .of('routing-rule')
    .filter(({ data }) => data.netns === netns && data.family === 'inet')
    .sort((a, b) => a.data.priority - b.data.priority);
  const found = rules.flatMap((rule) => {
    const { data } = rule;
    if (data.table === null || data.table === 'local' || data.fwmark !== null || data.not) return [];
    if (data.inInterface !== null && data.inInterface !== inDevice) return [];
    if (
      data.outInterface !== null ||
      (data.from !== 'all' && (source === null || !covers(data.from, source)))
    )
      return [];
    return [{ name: data.table, rule: data.table === 'main' || data.table === 'default' ? null : rule }];
  });
  return found.length > 0 ? found : [{ name: 'main', rule: null }];
}
