// What holds of every comparison, on the facts of real hosts: nothing differs from itself, a comparison reversed
// is the comparison of the sides exchanged, applied to one side it gives the other, and a consistent renaming of
// a node's own numbers is no change.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Change, ChangeType } from '../../../shared/compare/change.ts';
import { compareFlows } from '../../../shared/compare/compare-flows.ts';
import { compareSnapshots } from '../../../shared/compare/compare-snapshots.ts';
import { diffKeyed, type Keyed } from '../../../shared/compare/keyed-diff.ts';
import { replaceNumbers, type BridgePipeline } from '../../../shared/compare/renaming/node-numbers.ts';
import type { NumberSpace } from '../../../shared/compare/renaming/renaming.ts';
import { NodeSide } from '../../../shared/compare/node-side.ts';
import { flowTables } from '../../../shared/compare/flow-tables.ts';
import { AsideCounts, asideCategories } from '../../../shared/compare/set-aside.ts';
import { collectThings } from '../../../shared/compare/things/collect-things.ts';
import { thingKinds } from '../../../shared/compare/things/registry.ts';
import { SideNames } from '../../../shared/compare/things/side-names.ts';
import type { FactKind, FactKinds, FlowFact, StoredFact } from '../../../shared/facts.ts';
import { deadVlan } from '../../../shared/network/ovs-index.ts';
import { canonicalActions, canonicalMatch } from '../../../shared/openflow/canonical.ts';
import { formatActions, formatMatch } from '../../../shared/openflow/format-tree.ts';
import { parseActions } from '../../../shared/openflow/parse-actions.ts';
import { parseMatch } from '../../../shared/openflow/parse-match.ts';
import type { SnapshotFacts } from '../../../shared/snapshot-facts.ts';
import { hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

/** The same sources with other facts. */
function withFacts(
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

/** About an eighth of the facts is missing, which depends on the seed only. */
function thinned(facts: SnapshotFacts, seed: number, kept: readonly FactKind[] = []): SnapshotFacts {
  return withFacts(facts, (kind, list) =>
    kept.includes(kind) ? list : list.filter(({ id }) => (Math.imul(id ^ seed, 0x9e3779b1) >>> 16) % 8 !== 0),
  );
}

const opposite: Readonly<Record<ChangeType, ChangeType>> = {
  added: 'removed',
  removed: 'added',
  changed: 'changed',
  moved: 'moved',
};

function reversed({ kind, change, key, from, to, fields }: Change): Change {
  return { kind, change: opposite[change], key, from: to, to: from, fields };
}

function inOrder(changes: readonly Change[]): readonly string[] {
  return changes.map((change) => JSON.stringify({ ...change, fields: [...change.fields].sort() })).sort();
}

const seed = fc.integer({ min: 1, max: 2 ** 30 });

describe.skipIf(!hasShared)('on real hosts', () => {
  let hosts: readonly FilledFacts[] = [];
  beforeAll(async () => {
    hosts = [
      await hostFacts(sharedData('lab/bundles/T0-healthy'), 'compute2', 'commands', 1),
      await hostFacts(sharedData('lab/bundles/T0-healthy'), 'network1', 'commands', 1),
      await hostFacts(sharedData('ovn/bundles/T0-healthy'), 'compute1', 'commands', 1),
    ];
  }, 60_000);

  test('nothing differs from itself, whatever is included', () => {
    for (const facts of hosts) {
      const { changes, events, aside, notComparable } = compareSnapshots(facts, facts, {
        include: asideCategories,
      });
      expect({ changes, events, aside, notComparable }).toEqual({
        changes: [],
        events: [],
        aside: [],
        notComparable: [],
      });
    }
  });

  test('reversed it is the comparison of the sides exchanged', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2 }),
        seed,
        seed,
        fc.subarray([...asideCategories]),
        (which, a, b, include) => {
          const facts = hosts[which]!;
          const [from, to] = [thinned(facts, a), thinned(facts, b)];
          const there = compareSnapshots(from, to, { include });
          const back = compareSnapshots(to, from, { include });
          if (a !== b) expect(there.changes.length).toBeGreaterThan(0);
          expect(inOrder(there.changes.map(reversed))).toEqual(inOrder(back.changes));
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  test('reversed it is so as well when numbers are others and something is missing', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 }), seed, seed, seed, (which, a, b, shuffle) => {
        const facts = hosts[which]!;
        // Ports stay, so that what they stand for is known.
        const keep: readonly FactKind[] = [
          'ovs-interface',
          'ovs-port',
          'openflow-port',
          'datapath-port',
          'ovs-bridge',
        ];
        const from = thinned(facts, a, keep);
        const to = thinned(renumbered(facts, shuffle), b, keep);
        const there = compareSnapshots(from, to);
        const back = compareSnapshots(to, from);
        if (a !== b) expect(there.changes.length).toBeGreaterThan(0);
        expect(inOrder(there.changes.map(reversed))).toEqual(inOrder(back.changes));
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  test('applied to one list of things it gives the other', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 }), fc.constantFrom(...thingKinds), seed, seed, (which, kind, a, b) => {
        const facts = hosts[which]!;
        const things = collectThings(facts, kind, () => true, {
          cleaned: false,
          names: new SideNames(facts),
        });
        const from = things.filter((_, i) => (Math.imul(i ^ a, 0x9e3779b1) >>> 16) % 4 !== 0);
        const to = things
          .filter((_, i) => (Math.imul(i ^ b, 0x9e3779b1) >>> 16) % 4 !== 0)
          .map((thing, i) => ((i ^ a) % 3 === 0 ? mutated(thing, b) : thing));
        const options = { include: new Set(asideCategories), counts: new AsideCounts() };
        const { changes, equal } = diffKeyed(kind.kind, from, to, options);
        expect(applied(from, changes)).toEqual(new Map(to.map((thing) => [thing.key, valuesOf(thing)])));
        expect(options.counts.list()).toEqual([]);
        expect(equal + changes.filter(({ change }) => change !== 'added').length).toBe(from.length);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test('applied to one flow table it gives the other', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 }), seed, seed, (which, a, b) => {
        const flows = hosts[which]!.flowsOf('br-int');
        const from = flows.filter(({ id }) => (Math.imul(id ^ a, 0x9e3779b1) >>> 16) % 5 !== 0);
        const to = flows
          .filter(({ id }) => (Math.imul(id ^ b, 0x9e3779b1) >>> 16) % 5 !== 0)
          .map((flow) =>
            (flow.id ^ b) % 7 === 0 ? { ...flow, data: { ...flow.data, actions: 'output:4711' } } : flow,
          );
        const table = new Map(
          from.map(({ data }) => [keyOf(data), canonicalActions(data.actions, data.match)]),
        );
        const { differences, equal } = compareFlows(from, to);
        for (const { key, to: now } of differences) {
          const at = `${key.table} ${key.priority} ${key.match}`;
          if (now === null) table.delete(at);
          else table.set(at, canonicalActions(now.data.actions, now.data.match));
        }
        expect(table).toEqual(
          new Map(to.map(({ data }) => [keyOf(data), canonicalActions(data.actions, data.match)])),
        );
        expect(equal + differences.filter(({ to: now }) => now !== null).length).toBe(to.length);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  test("any renaming of a node's own numbers is no change", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 }), seed, (which, shuffle) => {
        const facts = hosts[which]!;
        const other = renumbered(facts, shuffle);
        const { changes, renamings } = compareSnapshots(facts, other);
        expect(
          changes.map(({ kind, change, key, fields }) => `${kind} ${change} ${key} ${fields.join()}`),
        ).toEqual([]);
        expect(renamings.flatMap(({ contradictions }) => contradictions)).toEqual([]);
        expect(renamings.some(({ pairs }) => pairs.some(({ from, to }) => from !== to))).toBe(true);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

function keyOf({ table, priority, match }: FlowFact): string {
  return `${table} ${priority} ${canonicalMatch(match)}`;
}

function mutated(thing: Keyed, by: number): Keyed {
  const names = Object.keys(thing.fields).filter((name) => thing.fields[name] !== null);
  const name = names[by % Math.max(1, names.length)];
  return name === undefined ? thing : { ...thing, fields: { ...thing.fields, [name]: `mutated ${by}` } };
}

function valuesOf({ fields, aside }: Keyed): Readonly<Record<string, unknown>> {
  return Object.assign({}, fields, ...Object.values(aside)) as Record<string, unknown>;
}

function applied(
  from: readonly Keyed[],
  changes: readonly Change[],
): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const things = new Map(from.map((thing) => [thing.key, { ...valuesOf(thing) }]));
  for (const { change, key, to, fields } of changes) {
    if (change === 'removed') things.delete(key);
    else if (change === 'added') things.set(key, { ...to?.fields });
    else for (const field of fields) things.get(key)![field] = to?.fields[field];
  }
  return things;
}

/** The host with its ofports, local VLANs, conjunctions, zones, groups and cookies drawn anew. */
function renumbered(facts: SnapshotFacts, shuffle: number): SnapshotFacts {
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
      return {
        ...data,
        cookie: data.cookie === null || pipeline.writer === 'ovn' ? data.cookie : cookie,
        match: formatMatch(tree.match),
        actions: formatActions(tree.actions).replace(/cookie=0x[0-9a-f]+/g, `cookie=${cookie}`),
      };
    },
  };
  return withFacts(facts, (kind, list) => {
    const by = change[kind];
    return by === undefined ? list : list.map((fact) => ({ ...fact, data: by(fact.data) }));
  });
}
