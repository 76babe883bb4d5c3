// Overlaps by kinds of match against the obvious way: every pair.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MatchBits } from '../../../shared/openflow/match-bits.ts';
import type { Rule, RuleMarks } from '../../../shared/openflow/overlap.ts';
import { bitsEqual, bitsOverlap, OverlapSearch } from '../../../shared/openflow/overlap.ts';

function search(rules: readonly Rule[], steps?: number): readonly (RuleMarks | null)[] | null {
  const overlaps = new OverlapSearch();
  for (const rule of rules) overlaps.add(rule);
  const run = overlaps.search(steps);
  for (;;) {
    const { done, value } = run.next();
    if (done === true) return value === true ? rules.map((_, place) => overlaps.marks(place)) : null;
  }
}

/** Few fields of few bits and few actions, so that much overlaps, is equal, or does the same. */
const bits: fc.Arbitrary<MatchBits> = fc
  .dictionary(
    fc.constantFrom('in_port', 'eth_type', 'ip_src', 'reg0'),
    fc.tuple(fc.bigInt(0n, 7n), fc.constantFrom(7n, 7n, 7n, 6n, 4n, 1n)),
  )
  .map((fields) => new Map(Object.entries(fields).map(([f, [v, mask]]) => [f, { value: v & mask, mask }])));
const rule: fc.Arbitrary<Rule> = fc.record({
  bits: fc.option(bits, { freq: 20 }),
  actions: fc.constantFrom('drop', 'NORMAL', 'output:1'),
  conjunctive: fc.constantFrom(false, false, false, true),
});

/** May these two be told of as an overlap, if their matches do? */
function conflicting(a: Rule, b: Rule): boolean {
  return a.actions !== b.actions && !a.conjunctive && !b.conjunctive;
}

test('finds what comparing every pair finds', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 40 }), (rules) => {
      const marks = search(rules);
      for (const [place, rule] of rules.entries()) {
        const mark = marks?.[place] ?? null;
        const others = rules.flatMap((other, at) =>
          at !== place && rule.bits && other.bits && bitsOverlap(rule.bits, other.bits) ? [at] : [],
        );
        const equal = others.filter((at) => bitsEqual(rules[at]!.bits!, rule.bits!));
        const bad = others.filter((at) => conflicting(rule, rules[at]!));
        found += bad.length;
        expect(mark?.overlaps ?? 0).toBe(bad.length);
        expect(mark?.duplicates ?? null).toEqual(
          equal.length === 0 ? null : [...equal, place].toSorted((a, b) => a - b),
        );
        if (bad.length > 0) expect(bad).toContain(mark?.overlapsWith);
      }
    }),
    { numRuns: 400 },
  );
  // About 1,000 on average: enough that a search which finds nothing cannot pass.
  expect(found).toBeGreaterThan(500);
});

test('a table of a hundred thousand flows is searched without comparing every pair', () => {
  const field = (value: number, mask = 0xffffffffn) => ({ value: BigInt(value) & mask, mask });
  const rules: Rule[] = Array.from({ length: 100_000 }, (_, i) => ({
    bits: new Map([
      ['eth_type', field(0x800)],
      i % 2 === 0 ? ['reg5', field(i)] : (['ip_src', field(i * 256, 0xffffff00n)] as const),
      ['tcp_dst', field(i % 3)],
    ]),
    actions: 'drop',
    conjunctive: false,
  }));
  // The only one that does something else: it overlaps with what asks for another field and the same port.
  rules[4] = { ...rules[4]!, actions: 'NORMAL' };
  const marks = search(rules);
  const expected = rules.filter((_, i) => i % 2 === 1 && i % 3 === 1).length;
  expect(marks?.[4]).toEqual({ duplicates: null, overlaps: expected, overlapsWith: 1 });
  expect(marks?.[1]).toEqual({ duplicates: null, overlaps: 1, overlapsWith: 4 });
  expect(marks?.filter((mark) => mark !== null)).toHaveLength(expected + 1);
});

test('says that it did not search rather than that there is nothing', () => {
  const rules: Rule[] = Array.from({ length: 50 }, (_, i) => ({
    bits: new Map([['reg0', { value: BigInt(i), mask: 0xffn }]]),
    actions: i,
    conjunctive: false,
  }));
  expect(search(rules, 99)).toBeNull();
  expect(search(rules, 100)).toEqual(rules.map(() => null));
});
