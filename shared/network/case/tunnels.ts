// Which tunnels join the hosts of a case: each end from the ports of its host, the two ends of one tunnel
// put together by their addresses.
import type { CaseEvidence } from '../../evidence.ts';
import type { CaseIndex } from '../case-index.ts';
import { evidenceList } from '../evidence-list.ts';
import { sameHost } from '../instance-index.ts';
import type { NodeIndex } from '../node-index.ts';
import { encapsulationsOf } from '../ovn-chassis.ts';
import { isTunnel } from '../ovs-port.ts';
import type { CasePeer, CaseTunnel, TunnelEnd } from './model.ts';
import { indexPeerNames } from './peer-names.ts';

interface OpenEnd {
  readonly node: NodeIndex;
  readonly type: string;
  readonly end: TunnelEnd;
  /** The host in the case that has the remote address; null when none has. */
  readonly far: string | null;
}

/** What leads from host to host, and the hosts outside of the case that tunnels lead to. */
export interface CaseTunnels {
  readonly tunnels: readonly CaseTunnel[];
  readonly peers: readonly CasePeer[];
}

/** Tunnels whose remote address is set by flows join no two hosts, and are left out. */
export function tunnelsOf(index: CaseIndex): CaseTunnels {
  const { nodes } = index;
  const holders = holdersOf(nodes);
  const names = indexPeerNames(nodes);
  const farHost = (remote: string): string | null => {
    const held = holders.get(remote) ?? null;
    if (held !== null) return held;
    // Whose address it should be: that no device of the host holds it is what the tunnel is told to suffer from.
    const name = names.get(remote)?.name;
    return nodes.find(({ host }) => name !== undefined && sameHost(host, name))?.host ?? null;
  };
  const ends = nodes.flatMap((node) => endsOf(node, farHost));
  const byPair = new Map<string, OpenEnd[]>();
  for (const open of ends) {
    if (open.far !== null) append(byPair, pairKey(open.type, open.node.host, open.far), open);
  }
  const tunnels: CaseTunnel[] = [];
  for (const open of byPair.values()) tunnels.push(...joinEnds(index, open));

  const peers = new Map<string, { peer: CasePeer; evidence: CaseEvidence[] }>();
  for (const { end, type, far } of ends) {
    if (far !== null) continue;
    const named = names.get(end.remote) ?? null;
    const id = `peer/${named?.name ?? end.remote}`;
    const known = peers.get(id);
    const addresses = new Set([...(known?.peer.addresses ?? []), end.remote]);
    const evidence = [...(known?.evidence ?? named?.evidence ?? []), ...end.evidence];
    const peer: CasePeer = {
      kind: 'peer',
      id,
      name: named?.name ?? null,
      addresses: [...addresses].sort(),
      reason: named?.reason ?? null,
      evidence,
    };
    peers.set(id, { peer, evidence });
    tunnels.push({
      kind: 'tunnel',
      id: tunnelId(type, end),
      type,
      from: hostId(end.host),
      to: id,
      ends: [end, null],
      knowledge: 'peer-outside',
      status: 'known',
      reason: `the case has no snapshot of the host with ${end.remote}`,
      wants: [],
    });
  }
  return {
    tunnels: tunnels.sort(byEnds),
    peers: [...peers.values()].map(({ peer }) => peer).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

export function hostId(host: string): string {
  return `host/${host}`;
}

function tunnelId(type: string, end: TunnelEnd): string {
  return `tunnel/${type}/${end.host}/${end.port}`;
}

function byEnds(a: CaseTunnel, b: CaseTunnel): number {
  const key = (tunnel: CaseTunnel): string => `${tunnel.from}\n${tunnel.to}\n${tunnel.id}`;
  const [one, other] = [key(a), key(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}

function pairKey(type: string, a: string, b: string): string {
  return JSON.stringify([type, ...[a, b].sort()]);
}

/**
 * Which host has an address: one whose device holds it, else one whose tunnels start from it. An address
 * that several hosts hold (a network of its own on each) says nothing of where a tunnel leads.
 */
function holdersOf(nodes: readonly NodeIndex[]): ReadonlyMap<string, string | null> {
  const holders = new Map<string, string | null>();
  for (const node of nodes) {
    const own = new Set<string>();
    for (const { data } of node.facts.of('address')) if (data.netns === null) own.add(data.address);
    for (const bridge of node.ovs.bridges) {
      for (const port of node.ovs.ports(bridge)) {
        const local = isTunnel(port) ? port.options['local_ip'] : undefined;
        if (local !== undefined && local !== 'flow') own.add(local);
      }
    }
    for (const address of encapsulationsOf(node.facts)) own.add(address);
    for (const address of own) holders.set(address, holders.has(address) ? null : node.host);
  }
  return holders;
}

function endsOf(node: NodeIndex, farHost: (remote: string) => string | null): readonly OpenEnd[] {
  const ends: OpenEnd[] = [];
  const add = (type: string, end: TunnelEnd): void => {
    const far = farHost(end.remote);
    if (far !== node.host) ends.push({ node, type, end, far });
  };
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      const remote = port.options['remote_ip'];
      if (!isTunnel(port) || !isAddress(remote)) continue;
      const local = port.options['local_ip'];
      add(port.type, {
        host: node.host,
        bridge,
        port: port.name,
        ofport: port.ofport,
        local: isAddress(local) ? local : node.encapsulation,
        remote,
        state: port.state,
        error: port.error,
        evidence: evidenceList(node.facts, port.facts),
      });
    }
  }
  for (const link of node.links.host) {
    const { remote, local } = link.details;
    if (typeof remote !== 'string' || node.ovs.portOf(link.name) !== null || !isAddress(remote)) continue;
    add(link.kind === 'gretap' ? 'gre' : (link.kind ?? 'tunnel'), {
      host: node.host,
      bridge: link.master,
      port: link.name,
      ofport: null,
      local: typeof local === 'string' && isAddress(local) ? local : null,
      remote,
      state: link.state,
      error: null,
      evidence: evidenceList(node.facts, link.facts),
    });
  }
  return ends;
}

function isAddress(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value !== 'flow' && value !== 'any' && value !== '0.0.0.0';
}

/** The ends that two hosts have towards each other, of one type: pairs whose addresses answer each other, then the rest. */
function joinEnds(index: CaseIndex, open: readonly OpenEnd[]): readonly CaseTunnel[] {
  const hosts = [...new Set(open.flatMap(({ node, far }) => [node.host, far ?? node.host]))].sort();
  const [first = '', second = ''] = hosts;
  const near = open.filter(({ node }) => node.host === first);
  const far = open.filter(({ node }) => node.host === second);
  const left = new Set(far);
  const tunnels: CaseTunnel[] = [];
  for (const one of near) {
    const other = [...left].find((candidate) => answers(one.end, candidate.end)) ?? null;
    if (other !== null) left.delete(other);
    tunnels.push(joined(index, one, other, [first, second]));
  }
  for (const other of left) tunnels.push(joined(index, null, other, [first, second]));
  return tunnels;
}

/** Do two ends belong to one tunnel? Where a local address is not known, it may be any. */
function answers(a: TunnelEnd, b: TunnelEnd): boolean {
  return (a.local === null || a.local === b.remote) && (b.local === null || b.local === a.remote);
}

function joined(
  index: CaseIndex,
  one: OpenEnd | null,
  other: OpenEnd | null,
  [first, second]: readonly [string, string],
): CaseTunnel {
  const lead = one ?? other;
  if (lead === null) throw new Error('a tunnel has at least one end');
  const shape = {
    kind: 'tunnel',
    id: tunnelId(lead.type, lead.end),
    type: lead.type,
    from: hostId(first),
    to: hostId(second),
    ends: [one?.end ?? null, other?.end ?? null],
  } as const;
  if (one !== null && other !== null) {
    const reason = unheld(one) ?? unheld(other);
    const status = reason === null ? 'known' : 'missing';
    return { ...shape, knowledge: 'both', status, reason, wants: [] };
  }
  const silent = one === null ? first : second;
  const readable = index.node(silent)?.ovs.bridges.length ?? 0;
  if (readable === 0) {
    return {
      ...shape,
      knowledge: 'other-unread',
      status: 'inferred',
      reason: `no output shows the tunnels of ${silent}`,
      wants: ['ovs-vsctl show'],
    };
  }
  const towards = lead.end.local === null ? '' : ` towards ${lead.end.local}`;
  return {
    ...shape,
    knowledge: 'one-side',
    status: 'missing',
    reason: `${lead.end.host} has ${lead.end.port} towards ${lead.end.remote}, and ${silent} has no ${lead.type} tunnel${towards}`,
    wants: [],
  };
}

/** An end whose local address no device of its host holds: nothing that is sent to it arrives. */
function unheld({ node, end }: OpenEnd): string | null {
  if (end.local === null || !node.links.hasAddresses || node.links.holderOf(end.local) !== null) return null;
  return `no device of ${end.host} has the tunnel's local address ${end.local}`;
}

function append<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
