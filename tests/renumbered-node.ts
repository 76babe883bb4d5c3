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

/** Numbers that a node draws for itself: those of the renaming, and cookies, which mean nothing to a comparison. */
type DrawnSpace = NumberSpace | 'cookie';
type Draw = (space: DrawnSpace, bridge: string | null, number: number) => number;

/**
 * - `anew`: other numbers, hardly any of which the node had before.
 * - `permuted`: the node's own numbers, given to other things: each of them is there on both sides.
 */
export type Redrawn = 'anew' | 'permuted';

/** The host with its ofports, local VLANs, conjunctions, zones, groups and cookies drawn anew, consistently. */
export function renumbered(facts: SnapshotFacts, shuffle: number, redrawn: Redrawn = 'anew'): SnapshotFacts {
  const node = new NodeSide(facts, flowTables(facts));
  return redrawn === 'anew'
    ? withDrawn(node, drawnAnew(shuffle))
    : withDrawn(node, permuted(numbersOf(node), shuffle));
}

/** Random, and the same for the same shuffle. */
function mixed(number: number, shuffle: number): number {
  return Math.imul(number ^ shuffle, 0x9e3779b1) >>> 12;
}

function spaceOf(maps: Map<string, Map<number, number>>, space: DrawnSpace, bridge: string | null) {
  const key = `${space} ${bridge ?? ''}`;
  const map = maps.get(key) ?? new Map<number, number>();
  maps.set(key, map);
  return map;
}

/** One after the other from a place that depends on the shuffle, in an order that does too. */
function drawnAnew(shuffle: number): Draw {
  const maps = new Map<string, Map<number, number>>();
  return (space, bridge, number) => {
    const map = spaceOf(maps, space, bridge);
    const known = map.get(number);
    if (known !== undefined) return known;
    const room = space === 'local-vlan' ? 4000 : 30_000;
    let now = 1 + (mixed(number, shuffle) % room);
    while ([...map.values()].includes(now)) now = 1 + (now % room);
    map.set(number, now);
    return now;
  };
}

function permuted(numbers: ReadonlyMap<string, ReadonlyMap<number, number>>, shuffle: number): Draw {
  const maps = new Map(
    [...numbers].map(([key, map]) => {
      const own = [...map.keys()];
      const order = [...own].sort((a, b) => mixed(a, shuffle) - mixed(b, shuffle) || a - b);
      return [key, new Map(own.map((number, i) => [number, order[i] ?? number]))] as const;
    }),
  );
  return (space, bridge, number) => maps.get(`${space} ${bridge ?? ''}`)?.get(number) ?? number;
}

/** Every number that the node has, by where it counts. */
function numbersOf(node: NodeSide): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const maps = new Map<string, Map<number, number>>();
  const seen = withDrawn(node, (space, bridge, number) => {
    spaceOf(maps, space, bridge).set(number, number);
    return number;
  });
  for (const kind of changedKinds) seen.of(kind);
  return maps;
}

const changedKinds = [
  ...(['ovs-interface', 'openflow-port', 'datapath-port', 'fdb-entry'] as const),
  ...(['ovs-port', 'openflow-group', 'flow'] as const),
] satisfies readonly FactKind[];

function withDrawn(node: NodeSide, draw: Draw): SnapshotFacts {
  const port = (bridge: string | null, ofport: number | null): number | null =>
    ofport === null || ofport <= 0 || ofport >= 0xff00 ? ofport : draw('ofport', bridge, ofport);
  const vlan = (tag: number): number => (tag > 0 && tag < deadVlan ? draw('local-vlan', null, tag) : tag);
  const bridgeOf = (name: string): string | null => node.ovs.portOf(name)?.bridge ?? null;
  const pipelines = new Map<string, BridgePipeline>();
  // Half of a cookie is more than a table of flows has of them; zero says that there is none.
  const cookie = (bridge: string, text: string): string =>
    /^0x0*$/.test(text)
      ? text
      : `0x${draw('cookie', bridge, parseInt(text.slice(2).slice(-8), 16)).toString(16)}`;
  const change: { [K in (typeof changedKinds)[number]]: (data: FactKinds[K]) => FactKinds[K] } = {
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
      return {
        ...data,
        cookie: data.cookie === null ? null : cookie(bridge, data.cookie),
        match: formatMatch(tree.match),
        actions: actions.replace(
          /cookie=(0x[0-9a-f]+)/g,
          (_, text: string) => `cookie=${cookie(bridge, text)}`,
        ),
      };
    },
  };
  const isChanged = (kind: FactKind): kind is keyof typeof change => kind in change;
  return withFacts(node.facts, (kind, list) => {
    if (!isChanged(kind)) return list;
    const by = change[kind] as (data: FactKinds[typeof kind]) => FactKinds[typeof kind];
    return list.map((fact) => ({ ...fact, data: by(fact.data) }));
  });
}
