// What must hold of any flow: read, printed and read again it is the same tree; its canonical form is its
// own; its parts cover the line; and a part that is broken costs that part. The flows are those that the
// oracle sends into a real switch, and those flows with damage.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalActions, canonicalMatch, Canonicalizer } from '../../../shared/openflow/canonical.ts';
import {
  formatActions,
  formatFlowTree,
  formatMatch,
  lostInSpelling,
  type Spelling,
} from '../../../shared/openflow/format-tree.ts';
import { opaqueParts, parseActions, parseFlow, parseMatch } from '../../../shared/openflow/parse-tree.ts';
import type { FlowTree, Range } from '../../../shared/openflow/tree.ts';
import { generateActions } from '../../oracle/flows/generate-actions.ts';
import { generateMatch } from '../../oracle/flows/generate-match.ts';
import { Random } from '../../oracle/flows/random.ts';

const spellings: readonly Spelling[] = ['OpenFlow10', 'OpenFlow11', 'OpenFlow12', 'OpenFlow13', 'OpenFlow15'];

/** A line as `ovs-ofctl dump-flows` lays it out, with a match and actions in random spellings. */
function line(seed: number): { readonly line: string; readonly match: string; readonly actions: string } {
  const random = new Random(seed);
  const match = generateMatch(random);
  // A dump has no space inside a match, nor between actions.
  const text = match.text.replaceAll(', ', ',');
  const actions = generateActions(random, match, 15, 5).replaceAll(', ', ',') || 'drop';
  const header = ` cookie=0x${seed.toString(16)}, duration=${seed % 100}.5s, table=5, n_packets=${seed}, n_bytes=0, `;
  const flags = random.of(['', 'send_flow_rem ', 'reset_counts check_overlap ', 'idle_age=7, ']);
  return {
    line: `${header}${flags}priority=${1 + (seed % 99)}${text && `,${text}`} actions=${actions}`,
    match: text,
    actions,
  };
}

const seeds = fc.integer({ min: 0, max: 0x7fff_ffff });

function treeOf(text: string): FlowTree {
  const tree = parseFlow(text);
  if (typeof tree === 'string') throw new Error(`${tree}: ${text}`);
  return tree;
}

/** Everything but where it stands: ranges differ between spellings. */
function withoutRanges(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRanges);
  if (typeof value !== 'object' || value === null) return value;
  const isRange = (part: unknown): boolean =>
    typeof part === 'object' &&
    part !== null &&
    Object.keys(part).sort().join() === 'from,to' &&
    typeof (part as Range).from === 'number';
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => !(['range', 'name', 'text'].includes(key) && isRange(part)))
      .map(([key, part]) => [key, withoutRanges(part)]),
  );
}

/** The ranges of a node's own parts and of all below. */
function rangesIn(value: unknown): Range[] {
  if (Array.isArray(value)) return value.flatMap(rangesIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = (value as { range?: Range }).range;
  return [...(own === undefined ? [] : [own]), ...Object.values(value).flatMap(rangesIn)];
}

/** Where a node has parts, they lie in it, in order, and what is between them is its own syntax. */
function checkNesting(value: unknown, within: Range): void {
  if (Array.isArray(value)) {
    for (const part of value) checkNesting(part, within);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const range = (value as { range?: Range }).range ?? within;
  expect(range.from).toBeGreaterThanOrEqual(within.from);
  expect(range.to).toBeLessThanOrEqual(within.to);
  expect(range.to).toBeGreaterThanOrEqual(range.from);
  for (const [key, part] of Object.entries(value))
    if (key !== 'range' && key !== 'flow') checkNesting(part, range);
}

describe('any flow', () => {
  it('is understood, and printed and read again is the same', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { line: text } = line(seed);
        const tree = treeOf(text);
        expect(opaqueParts(tree), text).toEqual([]);
        const match = formatMatch(tree.match);
        expect(withoutRanges(parseMatch(match)), match).toEqual(withoutRanges({ ...tree.match }));
        const actions = formatActions(tree.actions);
        const again = parseActions(actions, 0, { match: tree.match });
        expect(withoutRanges(again), actions).toEqual(withoutRanges(tree.actions));
        const printed = formatFlowTree(tree);
        expect(formatFlowTree(treeOf(printed)), printed).toBe(printed);
      }),
      { numRuns: 2000 },
    );
  });

  it('has a canonical form that is its own, whatever it was asked before', () => {
    const remembering = new Canonicalizer();
    fc.assert(
      fc.property(seeds, (seed) => {
        const { match, actions } = line(seed);
        const once = { match: canonicalMatch(match), actions: canonicalActions(actions, match) };
        expect(canonicalMatch(once.match), match).toBe(once.match);
        expect(canonicalActions(once.actions, once.match), actions).toBe(once.actions);
        expect(remembering.match(match)).toBe(once.match);
        expect(remembering.actions(actions, match)).toBe(once.actions);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same in the words of every version that can say it', () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...spellings), (seed, spelling) => {
        const { line: text, match, actions } = line(seed);
        const tree = treeOf(text);
        const spelled = formatActions(tree.actions, { spelling }, tree.match);
        const again = treeOf(`${text.slice(0, text.indexOf(' actions='))} actions=${spelled}`);
        expect(opaqueParts(again), spelled).toEqual([]);
        expect(canonicalMatch(formatMatch(tree.match, { spelling }))).toBe(canonicalMatch(match));
        if (lostInSpelling(tree.actions, spelling, tree.match).length === 0)
          expect(canonicalActions(spelled, match), actions).toBe(canonicalActions(actions, match));
      }),
      { numRuns: 1000 },
    );
  });

  it('has parts that cover its line, each within the part that it belongs to', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { line: text } = line(seed);
        const tree = treeOf(text);
        checkNesting(tree, { from: 0, to: text.length });
        const leaves = [...tree.header, ...tree.match.parts, ...tree.actions.actions].map(
          ({ range }) => range,
        );
        const covered = new Set<number>();
        for (const { from, to } of leaves) for (let at = from; at < to; at++) covered.add(at);
        const rest = [...text].filter((_, at) => !covered.has(at)).join('');
        expect(rest.replace('actions=', ''), text).toMatch(/^[ ,]*$/);
        for (const { range } of tree.match.parts)
          expect(text.slice(range.from, range.to)).not.toMatch(/^[ ,]|[ ,]$/);
        expect(rangesIn(tree).length).toBeGreaterThan(leaves.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('damage', () => {
  it('of any kind throws nothing, and what is read stays within the line', () => {
    const damaged = fc
      .tuple(seeds, fc.nat(), fc.string({ unit: 'binary', maxLength: 8 }), fc.nat(12))
      .map(([seed, at, text, cut]) => {
        const { line: whole } = line(seed);
        const place = at % whole.length;
        return whole.slice(0, place) + text + whole.slice(place + cut);
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string({ unit: 'binary' })), (text) => {
        const tree = parseFlow(text);
        if (typeof tree !== 'string') {
          for (const { from, to } of rangesIn({ ...tree, flow: null }))
            expect(0 <= from && from <= to && to <= text.length, text).toBe(true);
        }
        const match = canonicalMatch(text);
        expect(canonicalMatch(match), text).toBe(match);
        canonicalActions(text, text);
      }),
      { numRuns: 4000 },
    );
  });

  it('costs the part that it is in', () => {
    fc.assert(
      fc.property(
        seeds,
        fc.constantFrom(
          'frobnicate:3',
          'load:5',
          'set_field:1->nowhere',
          'ct(zone=x)',
          'output:',
          'resubmit(1,2,3,4)',
        ),
        (seed, broken) => {
          const { match, actions } = line(seed);
          const whole = parseActions(actions, 0, { match: parseMatch(match) });
          const tree = parseActions(`${actions},${broken}`, 0, { match: parseMatch(match) });
          expect(withoutRanges(tree.actions.slice(0, -1))).toEqual(withoutRanges(whole.actions));
          expect(opaqueParts(tree).length).toBe(1);
          expect(
            opaqueParts(parseMatch(`${match === '' ? '' : `${match},`}frobnicate=7`)).map(({ text }) => text),
          ).toEqual(['frobnicate=7']);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('nests no deeper than Open vSwitch does, and takes time in proportion to its length', () => {
    const deep = `${'clone('.repeat(50_000)}drop${')'.repeat(50_000)}`;
    expect(opaqueParts(parseActions(deep)).length).toBe(1);
    const long = `${'load:0x5->NXM_NX_REG0[0..3],'.repeat(50_000)}drop`;
    expect(parseActions(long).actions.length).toBe(50_001);
  });
});
