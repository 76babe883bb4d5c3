// Whole snapshots of real hosts, before and after something happened: the changes of every kind, with all that is
// otherwise set aside, make of the first snapshot the second, and reversed of the second the first.
import { describe, expect, test } from 'vitest';
import { changeKinds, type ChangeKind, type Comparison } from '../../../shared/compare/change.ts';
import { compareSnapshots } from '../../../shared/compare/compare-snapshots.ts';
import type { Fields } from '../../../shared/compare/keyed-diff.ts';
import { asideCategories } from '../../../shared/compare/set-aside.ts';
import { collectThings } from '../../../shared/compare/things/collect-things.ts';
import { thingKinds } from '../../../shared/compare/things/registry.ts';
import { SideNames } from '../../../shared/compare/things/side-names.ts';
import { indexOvs } from '../../../shared/network/ovs-index.ts';
import { canonicalActions, canonicalMatch } from '../../../shared/openflow/canonical.ts';
import { hostFacts, type FilledFacts } from '../../bundle-facts.ts';
import { hasShared, sharedData } from '../../shared-data.ts';

type Side = 'from' | 'to';
type Things = Map<string, Record<string, unknown>>;

/** All that a side's compared sources tell of a kind, by key. */
function thingsOf(facts: FilledFacts, side: Side, kind: ChangeKind, comparison: Comparison): Things {
  const used = new Set(
    comparison.compared.filter((one) => one.kind === kind).flatMap((one) => [...one[side]]),
  );
  const ovs = indexOvs(facts);
  const names = new SideNames(
    facts,
    side,
    comparison.renamings,
    (bridge, ofport) => ovs.portByNumber(bridge, ofport)?.name ?? null,
  );
  const things: Things = new Map();
  for (const one of thingKinds.filter((each) => each.kind === kind)) {
    const found = collectThings(facts, one, (fact) => used.has(fact.sourceId), { cleaned: false, names });
    for (const { key, fields, aside } of found) {
      const known = things.get(key) ?? {};
      things.set(key, known);
      for (const [name, value] of Object.entries(
        Object.assign({}, fields, ...Object.values(aside)) as Fields,
      ))
        known[name] ??= value;
    }
  }
  return things;
}

/** `order` is of the chain as a whole, and no field of a thing. */
function apply(things: Things, { changes }: Comparison, kind: ChangeKind): number {
  const concerned = changes.filter((change) => change.kind === kind && !change.fields.includes('order'));
  for (const { change, key, to, fields } of concerned) {
    if (change === 'removed') things.delete(key);
    else if (change === 'added') things.set(key, { ...to?.fields });
    else for (const field of fields) Object.assign(things.get(key) ?? {}, { [field]: to?.fields[field] });
  }
  return concerned.length;
}

/** Fields that one side's outputs do not print are no difference. */
function expectAlike(made: Things, wanted: Things, kind: ChangeKind): void {
  expect([kind, [...made.keys()].sort()]).toEqual([kind, [...wanted.keys()].sort()]);
  for (const [key, fields] of wanted) {
    const own = made.get(key) ?? {};
    const both = Object.keys(fields).filter((name) => fields[name] !== null && (own[name] ?? null) !== null);
    const pick = (from: Record<string, unknown>): unknown => both.map((name) => [name, from[name]]);
    expect([kind, key, pick(own)]).toEqual([kind, key, pick(fields)]);
  }
}

function flowTable(facts: FilledFacts, bridge: string): Map<string, string> {
  return new Map(
    facts.flowsOf(bridge).map(({ data }) => {
      const match = canonicalMatch(data.match);
      const key = `${bridge} table=${String(data.table)} priority=${data.priority}${match === '' ? '' : ` ${match}`}`;
      return [key, canonicalActions(data.actions, data.match)];
    }),
  );
}

describe.skipIf(!hasShared)('changes of whole snapshots, applied', () => {
  test.each([
    ['lab', 'S01-sg-rule-removed', 'compute2'],
    ['lab', 'S02-instance-moved', 'compute1'],
    ['lab', 'S13-host-rebooted', 'compute2'],
    ['ovn', 'S02-floating-ip-added', 'controller1'],
    ['ovn', 'S08-encap-ip-wrong', 'compute2'],
  ] as const)(
    '%s %s, %s',
    async (set, scenario, host) => {
      const read = (side: string, id: number): Promise<FilledFacts> =>
        hostFacts(sharedData(set, 'bundles', `${scenario}-${side}`), host, 'both', id);
      const sides = { from: await read('before', 1), to: await read('after', 2) };
      const kinds = new Set<ChangeKind>();
      for (const [from, to] of [
        [sides.from, sides.to],
        [sides.to, sides.from],
      ] as const) {
        const comparison = compareSnapshots(from, to, { include: asideCategories });
        let applied = 0;
        for (const kind of changeKinds) {
          if (kind === 'flows') continue;
          const made = thingsOf(from, 'from', kind, comparison);
          if (made.size > 0) kinds.add(kind);
          applied += apply(made, comparison, kind);
          expectAlike(made, thingsOf(to, 'to', kind, comparison), kind);
        }
        expect(applied).toBeGreaterThan(20);
        // Where numbers were given out anew the table that the changes are of is in the new ones.
        if (scenario === 'S13-host-rebooted') continue;
        for (const { scope } of comparison.compared.filter((one) => one.kind === 'flows')) {
          const bridge = scope ?? '';
          const table = flowTable(from, bridge);
          for (const change of comparison.changes) {
            if (change.kind !== 'flows' || !change.key.startsWith(`${bridge} `)) continue;
            const match = change.key.replace(/^\S+ \S+ \S+ ?/, '');
            if (change.change === 'removed') table.delete(change.key);
            else table.set(change.key, canonicalActions(String(change.to?.fields['actions']), match));
          }
          expect(table).toEqual(flowTable(to, bridge));
        }
      }
      expect(kinds.size).toBeGreaterThan(25);
    },
    60_000,
  );
});
