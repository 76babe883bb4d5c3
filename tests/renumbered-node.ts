// A node whose own numbers were drawn anew, consistently, as a restart or another node would have them: for tests of
// comparisons, which must find no difference.
import { flowTables } from '../shared/compare/flow-tables.ts';
import { NodeSide } from '../shared/compare/node-side.ts';
import { replaceNumbers, type BridgePipeline } from '../shared/compare/renaming/node-numbers.ts';
import type { NumberSpace } from '../shared/compare/renaming/renaming.ts';
import type { FactKind, FactKinds, StoredFact } from '../shared/facts.ts';
import { deadVlan } from '../shared/network/ovs-port.ts';
import { formatActions, formatMatch } from '../shared/openflow/format-tree.ts';
import { parseActions } from '../shared/openflow/parse-actions.ts';
import { parseMatch } from '../shared/openflow/parse-match.ts';
import type { SnapshotFacts } from '../shared/snapshot-facts.ts';

/** The same sources with other facts. */
export function withFacts(
  facts: SnapshotFacts,
  change: <K extends FactKind>(kind: K, list: readonly StoredFact<K>[]) => readonly StoredFact<K>[],
): SnapshotFacts {
  const known = new Map<FactKind, readonly StoredFact[]>();
  return {
    ...facts,
    of: <K extends FactKind>(kind: K): readonly StoredFact<K>[] => {
      const made = known.get(kind) ?? (change(kind, facts.of(kind)) as unknown as readonly StoredFact[]);
      known.set(kind, made);
      return made as unknown as readonly StoredFact<K>[];
    },
  };
}

/** The host with its ofports, local VLANs, conjunctions, zones, groups and cookies drawn anew. */
export function renumbered(facts: SnapshotFacts, shuffle: number): SnapshotFacts {
  const node = new NodeSide(facts, flowTables(facts));
  const maps = new Map<string, Map<number, number>>();
  // One after the other from a place that depends on the shuffle, in an order that does too.
  const draw = (space: NumberSpace, bridge: string | null, number: number): number => {
    const key = `${space} ${bridge ?? ''}`;
    const map = maps.get(key) ?? new Map<number, number>();
    maps.set(key, map);
    const known = map.get(number);
    if (known !== undefined) return known;
    const room = space === 'local-vlan' ? 4000 : 30_000;
    let now = 1 + ((Math.imul(number ^ shuffle, 0x9e3779b1) >>> 12) % room);
    while ([...map.values()].includes(now)) now = 1 + (now % room);
    map.set(number, now);
    return now;
  };
  const port = (bridge: string | null, ofport: number | null): number | null =>
    ofport === null || ofport <= 0 || ofport >= 0xff00 ? ofport : draw('ofport', bridge, ofport);
  const vlan = (tag: number): number => (tag > 0 && tag < deadVlan ? draw('local-vlan', null, tag) : tag);
  const bridgeOf = (name: string): string | null => node.ovs.portOf(name)?.bridge ?? null;
  const pipelines = new Map<string, BridgePipeline>();
  const cookie = `0x${shuffle.toString(16)}abcdef`;
  const change: { [K in FactKind]?: (data: FactKinds[K]) => FactKinds[K] } = {
    'ovs-interface': (data) => ({ ...data, ofport: port(bridgeOf(data.name), data.ofport) }),
    'openflow-port': (data) => ({
      ...data,
      ofport: port(data.bridge ?? bridgeOf(data.name), data.ofport) ?? 0,
    }),
    'datapath-port': (data) => ({ ...data, ofport: port(data.bridge, data.ofport) ?? 0 }),
    'fdb-entry': (data) => ({
      ...data,
      port: /^\d+$/.test(data.port) ? String(port(data.bridge, Number(data.port))) : data.port,
      vlan: data.bridge === 'br-int' ? vlan(data.vlan) : data.vlan,
    }),
    'ovs-port': (data) => ({
      ...data,
      tag: typeof data.tag === 'number' ? vlan(data.tag) : data.tag,
      otherConfig:
        data.otherConfig['tag'] === undefined
          ? data.otherConfig
          : { ...data.otherConfig, tag: String(vlan(Number(data.otherConfig['tag']))) },
    }),
    'openflow-group': (data) => ({ ...data, groupId: draw('group', data.bridge, data.groupId) }),
    flow: (data) => {
      const bridge = data.bridge ?? '';
      const pipeline = pipelines.get(bridge) ?? node.pipeline(bridge);
      pipelines.set(bridge, pipeline);
      const match = parseMatch(data.match);
      const tree = replaceNumbers(
        { match, actions: parseActions(data.actions, 0, { match }) },
        pipeline,
        (space, number) => draw(space, space === 'local-vlan' ? null : bridge, number),
      );
      const actions = formatActions(tree.actions);
      const drawn = data.cookie !== null && pipeline.writer !== 'ovn';
      return {
        ...data,
        cookie: drawn ? cookie : data.cookie,
        match: formatMatch(tree.match),
        actions: drawn ? actions.replace(/cookie=0x[0-9a-f]+/g, `cookie=${cookie}`) : actions,
      };
    },
  };
  return withFacts(facts, (kind, list) => {
    const by = change[kind];
    return by === undefined ? list : list.map((fact) => ({ ...fact, data: by(fact.data) }));
  });
}
