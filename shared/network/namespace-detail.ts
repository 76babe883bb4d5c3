// A network namespace as a device: what it is for by its name, its addresses and routes, the rules in it that
// translate addresses, and the processes that work in it.
//   qrouter-ROUTER  snat-ROUTER  qdhcp-NETWORK  fip-NETWORK     Neutron's agents
//   ovnmeta-NETWORK (of old: ovnmeta-DATAPATH)                  OVN's metadata agent
import type { FirewallRuleFact, RouteFact, StoredFact } from '../facts.ts';
import { blankDevice } from './blank-device.ts';
import { evidenceList } from './evidence-list.ts';
import type { NamespaceDetail, NamespaceItem, NetworkDevice } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import { processesOf } from './namespace-processes.ts';
import { inNetns } from './veth-namespaces.ts';

const purposes = {
  qrouter: 'router',
  snat: 'snat',
  qdhcp: 'dhcp',
  fip: 'fip',
  ovnmeta: 'metadata',
} as const satisfies Readonly<Record<string, NamespaceDetail['purpose']>>;

/** All namespaces of the host: those that `ip netns` lists, and those of which any output tells. */
export function namespaceDevices(node: NodeIndex): readonly NetworkDevice[] {
  const routes = byNamespace(node.facts.of('route'));
  const rules = byNamespace(node.facts.of('firewall-rule'));
  const nft = byNamespace(node.facts.of('nft-rule'));
  const names = new Set([
    ...node.namespaces.names,
    ...node.links.namespaces.keys(),
    ...routes.keys(),
    ...rules.keys(),
    ...nft.keys(),
  ]);
  for (const source of node.facts.sources.values()) {
    // An output that says nothing, as of an empty list of rules, was still taken in a namespace.
    if (source.netns !== null && source.state !== 'error') names.add(source.netns);
  }
  const processes = processesOf(node, [...names].sort());
  return [...names].sort().map((netns): NetworkDevice => {
    const links = node.links.namespaces.get(netns) ?? [];
    const shown = links.length > 0;
    const [, prefix, of] = /^([a-z]+)-([0-9a-f]{8}-[0-9a-f-]{27})$/.exec(netns) ?? [];
    const addresses = links.flatMap((link) => node.links.addressesOf(netns, link.name));
    return {
      ...blankDevice(node.host, 'namespace', netns),
      addresses: addresses.filter((address) => !/^(127\.|::1\/)/.test(address)),
      detail: {
        kind: 'namespace',
        purpose: isPurpose(prefix) ? purposes[prefix] : null,
        of: of ?? null,
        nsid: node.namespaces.numberOf(netns),
        addresses,
        routes: routeItems(node, routes.get(netns) ?? []),
        nat: [
          ...natItems(node, rules.get(netns) ?? []),
          ...items(node, (nft.get(netns) ?? []).filter(translates), ({ data }) => nftText(data)),
        ],
        processes: processes.get(netns) ?? [],
      },
      reason: shown ? null : `no \`${inNetns(netns, 'ip -d addr')}\`: what is in it is unknown`,
      wants: shown ? [] : [inNetns(netns, 'ip -d addr')],
      evidence: evidenceList(
        node.facts,
        links.flatMap((link) => link.facts),
        node.namespaces.factsOf(netns),
      ),
    };
  });
}

function isPurpose(prefix: string | undefined): prefix is keyof typeof purposes {
  return prefix !== undefined && Object.hasOwn(purposes, prefix);
}

function byNamespace<F extends { readonly data: { readonly netns: string | null } }>(
  list: readonly F[],
): ReadonlyMap<string, readonly F[]> {
  const groups = new Map<string, F[]>();
  for (const fact of list) {
    const { netns } = fact.data;
    if (netns === null) continue;
    const group = groups.get(netns);
    if (group) group.push(fact);
    else groups.set(netns, [fact]);
  }
  return groups;
}

/** Each text once, with the lines of every output that has it. */
function items<F extends StoredFact>(
  node: NodeIndex,
  facts: readonly F[],
  textOf: (fact: F) => string,
): readonly NamespaceItem[] {
  const groups = new Map<string, F[]>();
  for (const fact of facts) {
    const text = textOf(fact);
    const group = groups.get(text);
    if (group) group.push(fact);
    else groups.set(text, [fact]);
  }
  return [...groups].map(([text, list]) => ({
    text,
    evidence: evidenceList(node.facts, list),
    reason: null,
  }));
}

/** Routes that lead somewhere; the kernel's own of its addresses and of broadcasts (table `local`) are left out. */
function routeItems(node: NodeIndex, facts: readonly StoredFact<'route'>[]): readonly NamespaceItem[] {
  const leading = facts.filter(
    ({ data }) =>
      data.table !== 'local' &&
      !/^(local|broadcast|multicast|anycast)$/.test(data.type) &&
      data.destination !== 'ff00::/8',
  );
  return items(node, leading, ({ data }) => routeText(data));
}

/** As `ip route` writes it, with the table where it is not the main one. */
function routeText(route: RouteFact): string {
  const words = [route.type === 'unicast' ? '' : route.type, route.destination];
  if (route.gateway !== null) words.push('via', route.gateway);
  if (route.device !== null) words.push('dev', route.device);
  for (const hop of route.nexthops)
    words.push('nexthop', ...(hop.gateway === null ? [] : ['via', hop.gateway]), 'dev', hop.device ?? '?');
  if (route.source !== null) words.push('src', route.source);
  if (route.metric !== null && route.family === 'inet') words.push('metric', String(route.metric));
  if (route.table !== 'main') words.push('table', route.table);
  return words.filter((word) => word !== '').join(' ');
}

const translating = new Set(['SNAT', 'DNAT', 'MASQUERADE', 'REDIRECT', 'NETMAP']);

function natItems(node: NodeIndex, facts: readonly StoredFact<'firewall-rule'>[]): readonly NamespaceItem[] {
  const rules = facts.filter(({ data }) => translating.has(data.target ?? ''));
  return items(node, rules, ({ data }) => ruleText(data));
}

/** As `iptables-save` writes it, whichever command printed it. */
function ruleText(rule: FirewallRuleFact): string {
  const words = ['-A', rule.chain];
  const option = (name: string, value: string | null): void => {
    if (value === null) return;
    const negated = value.startsWith('! ');
    words.push(...(negated ? ['!', name, value.slice(2)] : [name, value]));
  };
  option('-s', rule.source);
  option('-d', rule.destination);
  option('-i', rule.inInterface);
  option('-o', rule.outInterface);
  option('-p', rule.protocol);
  words.push(...rule.matches);
  if (rule.target !== null) words.push('-j', rule.target);
  if (rule.targetOptions !== null) words.push(rule.targetOptions);
  return words.join(' ');
}

function translates({ data }: StoredFact<'nft-rule'>): boolean {
  const text = data.rule ?? (data.expressions ?? []).join(' ');
  return /\b(snat|dnat|masquerade|redirect)\b|"(snat|dnat|masquerade|redirect)"/.test(text);
}

function nftText({ chain, rule, expressions }: StoredFact<'nft-rule'>['data']): string {
  return `${chain} ${rule ?? (expressions ?? []).join(' ')}`;
}
