// What holds of every comparison, on the facts of real hosts: nothing differs from itself, a comparison reversed
// is the comparison of the sides exchanged, applied to one side it gives the other, and a consistent renaming of
// a node's own numbers is no change.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Change, ChangeType } from '../../../shared/compare/change.ts';
import { compareFlows } from '../../../shared/compare/compare-flows.ts';
import { compareSnapshots } from '../../../shared/compare/compare-snapshots.ts';
import { diffKeyed, type Keyed } from '../../../shared/compare/keyed-diff.ts';
import { AsideCounts, asideCategories } from '../../../shared/compare/set-aside.ts';
import { collectThings } from '../../../shared/compare/things/collect-things.ts';
import { thingKinds } from '../../../shared/compare/things/registry.ts';
import { SideNames } from '../../../shared/compare/things/side-names.ts';
import type { FactKind, FlowFact } from '../../../shared/facts.ts';
import { canonicalActions, canonicalMatch } from '../../../shared/openflow/canonical.ts';
import type { SnapshotFacts } from '../../../shared/snapshot-facts.ts';
import { hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { renumbered, withFacts } from '../../renumbered-node.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

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
      fc.property(
        fc.nat({ max: 2 }),
        seed,
        fc.constantFrom('anew', 'permuted'),
        (which, shuffle, redrawn) => {
          const facts = hosts[which]!;
          const other = renumbered(facts, shuffle, redrawn);
          const { changes, renamings } = compareSnapshots(facts, other);
          expect(
            changes.map(({ kind, change, key, fields }) => `${kind} ${change} ${key} ${fields.join()}`),
          ).toEqual([]);
          expect(renamings.flatMap(({ contradictions }) => contradictions)).toEqual([]);
          expect(renamings.some(({ pairs }) => pairs.some(({ from, to }) => from !== to))).toBe(true);
        },
      ),
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
