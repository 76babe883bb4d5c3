// Damaged action lists: what is left of them is one text, whose brackets close as those of the line did.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Canonicalizer } from '../../../shared/openflow/canonical.ts';
import { isClosed } from '../../../shared/openflow/flow-line.ts';
import { opaqueParts, parseActions } from '../../../shared/openflow/parse-tree.ts';

const lists = [
  'clone(output:1,ct(commit,zone=5,exec(set_field:1->ct_mark)),output:2),resubmit(,5)',
  'clone(set_field:1->reg0,clone(output:"p1"),learn(table=1,output:NXM_OF_IN_PORT[])),output:3',
  'write_actions(output:1,clone(drop)),goto_table:5',
  'ct(commit,nat(src=1.2.3.4-1.2.3.9:1-99),exec(load:1->NXM_NX_CT_MARK[]))',
  'clone(controller(reason=action,userdata=00.01)),clone(encap(nsh(md_type=1,tlv(0x1000,10,0x12345678))))',
] as const;
const bits = [
  '(',
  ')',
  '))',
  ',',
  '"',
  '[',
  ']',
  '{',
  '}',
  ' ',
  'x',
  ':',
  '->',
  'clone(',
  ')clone(',
  ',clone(',
];
const edit = fc.record({
  at: fc.nat(200),
  removed: fc.nat(3),
  added: fc.constantFrom('', ...bits),
});
const damaged = fc
  .tuple(fc.constantFrom(...lists), fc.array(edit, { minLength: 1, maxLength: 9 }))
  .map(([list, edits]) =>
    edits.reduce((text, { at, removed, added }) => {
      const from = at % Math.max(1, text.length);
      return text.slice(0, from) + added + text.slice(from + removed);
    }, list as string),
  );

test('a list whose brackets close has a canonical text whose brackets close, and which is its own', () => {
  const canonicalizer = new Canonicalizer();
  fc.assert(
    fc.property(damaged, (list) => {
      if (!isClosed(list)) return;
      const text = canonicalizer.actions(list);
      expect(isClosed(text)).toBe(true);
      expect(canonicalizer.actions(text)).toBe(text);
    }),
    { numRuns: 5_000 },
  );
});

test('what stands behind the bracket of an action is not passed over', () => {
  for (const list of ['clone(drop))', 'ct(commit)x,output:1', 'write_actions(output:1)->reg0']) {
    expect(opaqueParts(parseActions(list))).toHaveLength(1);
    expect(new Canonicalizer().actions(list)).toBe(list);
  }
  expect(opaqueParts(parseActions('check_pkt_larger(1500)->NXM_NX_REG0[0]'))).toEqual([]);
});
