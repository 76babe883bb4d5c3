// What runs in a namespace. Neutron's agents start a process there with the router's or network's UUID in its command
// line: dnsmasq for DHCP, haproxy for metadata, keepalived and its watcher for HA routers, radvd for IPv6.
//   dnsmasq … --pid-file=/var/lib/neutron/dhcp/NETWORK/pid …             in qdhcp-NETWORK
//   haproxy -f /var/lib/neutron/ns-metadata-proxy/ROUTER.conf            in qrouter-ROUTER, or qdhcp-NETWORK
//   haproxy -f /var/lib/neutron/ovn-metadata-proxy/NETWORK.conf          in ovnmeta-NETWORK
//   keepalived -P -f /var/lib/neutron/ha_confs/ROUTER/keepalived.conf …  in qrouter-ROUTER, of DVR snat-ROUTER
//   radvd -C /var/lib/neutron/ra/ROUTER.radvd.conf                       in qrouter-ROUTER
//   neutron-keepalived-state-change … --namespace=snat-ROUTER …          says it itself
import type { StoredFact } from '../facts.ts';
import { evidenceList } from './evidence-list.ts';
import type { NamespaceItem } from './model.ts';
import type { NodeIndex } from './node-index.ts';

const placed =
  /(?:^|\/| )(dnsmasq|haproxy|keepalived|radvd|dibbler-client|neutron-keepalived-state-change|neutron-ns-metadata-proxy)\b/;

/** Which prefixes a program's namespace has, the likeliest first. */
const homes: Readonly<Record<string, readonly string[]>> = {
  dnsmasq: ['qdhcp'],
  haproxy: ['qrouter', 'qdhcp', 'ovnmeta'],
  'neutron-ns-metadata-proxy': ['qrouter', 'qdhcp', 'ovnmeta'],
  // A distributed router's are where its addresses move: in the snat namespace.
  keepalived: ['snat', 'qrouter'],
  'neutron-keepalived-state-change': ['snat', 'qrouter'],
  radvd: ['qrouter'],
  'dibbler-client': ['qrouter'],
};

/** The processes of `names`, in the order of their numbers. Where a command line does not name the namespace, the reason says what does. */
export function processesOf(
  node: NodeIndex,
  names: readonly string[],
): ReadonlyMap<string, readonly NamespaceItem[]> {
  const found = new Map<string, NamespaceItem[]>();
  const known = new Set(names);
  const byPid = new Map<number, StoredFact<'process'>[]>();
  for (const fact of node.facts.of('process')) {
    const list = byPid.get(fact.data.pid);
    if (list) list.push(fact);
    else byPid.set(fact.data.pid, [fact]);
  }
  for (const [pid, facts] of [...byPid].sort(([a], [b]) => a - b)) {
    const command = facts.map(({ data }) => data.command).reduce((a, b) => (b.length > a.length ? b : a));
    const place = placeOf(command, known);
    if (place === null) continue;
    const item = {
      text: `${pid} ${command}`,
      evidence: evidenceList(node.facts, facts),
      reason: place.reason,
    };
    const list = found.get(place.netns);
    if (list) list.push(item);
    else found.set(place.netns, [item]);
  }
  return found;
}

function placeOf(
  command: string,
  known: ReadonlySet<string>,
): { readonly netns: string; readonly reason: string | null } | null {
  const program = placed.exec(command)?.[1];
  if (program === undefined) return null;
  const said = /(?:--namespace[= ]|ip netns exec )(\S+)/.exec(command)?.[1];
  if (said !== undefined && known.has(said)) return { netns: said, reason: null };
  for (const prefix of homes[program] ?? []) {
    for (const [id] of command.matchAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)) {
      const netns = `${prefix}-${id}`;
      if (known.has(netns))
        return { netns, reason: `its command line names ${id}, and Neutron runs ${program} of it there` };
    }
  }
  return null;
}
