// The hosts of a case that belong together: one snapshot of each, of about one time, as node indices.
// What goes beyond one host (a path over a tunnel, a fault that two hosts show together) starts here.
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { indexNode, peerHost, type NodeIndex, type NodeOptions } from './node-index.ts';

/** One snapshot of a case index; its facts are asked for when its host or a peer of it is first indexed. */
export interface CaseMember {
  readonly snapshotId: number;
  readonly host: string;
  facts(): SnapshotFacts;
  readonly flowsOf: NodeOptions['flowsOf'];
}

export interface CaseIndex {
  /** The hosts' names, in order. */
  readonly hosts: readonly string[];
  /** All nodes, by host; the first call indexes those that nobody asked for yet. */
  readonly nodes: readonly NodeIndex[];
  /** The facts of a host, read when first asked for and kept; null for a host of which there is no snapshot. */
  facts(host: string): SnapshotFacts | null;
  /** Null for a host of which there is no snapshot. */
  node(host: string): NodeIndex | null;
  snapshotIdOf(host: string): number | null;
}

/** `members` has one snapshot a host. The same members in any order give the same index. */
export function indexCase(members: readonly CaseMember[]): CaseIndex {
  const ordered = [...members].sort((a, b) => (a.host < b.host ? -1 : a.host > b.host ? 1 : 0));
  const byHost = new Map(ordered.map((member) => [member.host, member]));
  const nodes = new Map<string, NodeIndex>();
  let peers: NodeOptions['peers'] | null = null;
  const index = (member: CaseMember): NodeIndex => {
    const known = nodes.get(member.host);
    if (known) return known;
    peers ??= ordered.map((one) => peerHost(one.facts()));
    const made = indexNode(member.facts(), { flowsOf: member.flowsOf, peers });
    nodes.set(member.host, made);
    return made;
  };
  return {
    hosts: ordered.map(({ host }) => host),
    get nodes() {
      return ordered.map(index);
    },
    facts: (host) => byHost.get(host)?.facts() ?? null,
    node: (host) => {
      const member = byHost.get(host);
      return member === undefined ? null : index(member);
    },
    snapshotIdOf: (host) => byHost.get(host)?.snapshotId ?? null,
  };
}
