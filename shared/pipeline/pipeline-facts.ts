// What a pipeline needs to know beside flows: which ports are patches and where they lead, and what is in
// the groups.
import { indexOvs } from '../network/ovs-index.ts';
import { isPatch, localPort } from '../network/ovs-port.ts';
import type { Port } from '../openflow/tree.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';

export interface PipelinePort {
  readonly name: string;
  readonly ofport: number | null;
  readonly type: string;
  /** Of a patch port whose peer is known. */
  readonly peer: { readonly bridge: string; readonly port: string } | null;
}

export interface PipelineGroup {
  /** `all`, `select`, `indirect`, `ff`. */
  readonly type: string;
  readonly buckets: readonly { readonly actions: string; readonly packets: number | null }[];
}

export interface PipelineFacts {
  /** A port by its number or its name; null when no output tells of it. */
  port(bridge: string, port: Port): PipelinePort | null;
  /** Null when no `dump-groups` of the bridge shows it. */
  group(bridge: string, id: number): PipelineGroup | null;
  /** The bridges at the other ends of a bridge's patch ports, in the order of its ports. */
  peersOf(bridge: string): readonly string[];
}

export function pipelineFacts(facts: SnapshotFacts): PipelineFacts {
  const ovs = indexOvs(facts);
  const peerOf = (options: Readonly<Record<string, string>>): PipelinePort['peer'] => {
    const far = ovs.portOf(options['peer'] ?? '');
    return far === null ? null : { bridge: far.bridge, port: far.name };
  };
  const bridgeOf = (fact: { readonly sourceId: number; readonly data: { readonly bridge: string | null } }) =>
    fact.data.bridge ?? ovs.bridgeOfSource(fact.sourceId);
  return {
    port(bridge, wanted) {
      const isLocal = wanted.kind === 'number' ? wanted.number === localPort : wanted.name === bridge;
      if (isLocal) return { name: bridge, ofport: localPort, type: 'internal', peer: null };
      const found = ovs
        .ports(bridge)
        .find((port) =>
          wanted.kind === 'number' ? port.ofport === wanted.number : port.name === wanted.name,
        );
      if (found === undefined) return null;
      const { name, ofport, type, options } = found;
      return { name, ofport, type, peer: isPatch(found) ? peerOf(options) : null };
    },
    group(bridge, id) {
      const known = facts.of('openflow-group').find((each) => {
        return each.data.groupId === id && bridgeOf(each) === bridge;
      });
      if (known === undefined) return null;
      const statistics = facts.of('openflow-group-statistics').find((each) => {
        return each.data.groupId === id && bridgeOf(each) === bridge;
      });
      return {
        type: known.data.type,
        buckets: known.data.buckets.map(({ actions }, index) => ({
          actions,
          packets: statistics?.data.buckets[index]?.packets ?? null,
        })),
      };
    },
    peersOf(bridge) {
      const patches = ovs.ports(bridge).filter(isPatch);
      const peers = patches.flatMap(({ options }) => peerOf(options)?.bridge ?? []);
      return [...new Set(peers)].filter((peer) => peer !== bridge);
    },
  };
}
