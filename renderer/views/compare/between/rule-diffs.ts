// A rule's match and actions as both hosts print them, marked where they differ in meaning; what is the same in another
// number carries what the number stands for.
import type { Change } from '../../../../shared/compare/change.ts';
import type { FieldDiff } from '../change-text.ts';
import type { Rules } from '../differences.svelte.ts';
import type { Piece } from '../../../../shared/compare/line-diff.ts';

type Side = 'from' | 'to';
type Part = NonNullable<Rules['row']['parts'][Side]>['match'][number];
export type RuleNumber = Part['numbers'][number];

/** Match and actions, where they are printed differently or differ in meaning; none for what one host has alone. */
export function ruleDiffs(
  rule: Rules['row'],
  { from, to }: Change,
  tell: (side: Side, number: RuleNumber) => string,
): readonly FieldDiff[] {
  const { parts } = rule;
  if (from === null || to === null || parts.from === null || parts.to === null) return [];
  const sides = {
    from: { fields: from.fields, parts: parts.from },
    to: { fields: to.fields, parts: parts.to },
  };
  return (['match', 'actions'] as const).flatMap((name): readonly FieldDiff[] => {
    const marked = [...sides.from.parts[name], ...sides.to.parts[name]].some(({ differs }) => differs);
    if (!marked && from.fields[name] === to.fields[name]) return [];
    const pieces = (side: Side): readonly Piece[] =>
      piecesOf(String(sides[side].fields[name] ?? ''), sides[side].parts[name], (number) =>
        tell(side, number),
      );
    return [{ name, from: pieces('from'), to: pieces('to') }];
  });
}

function piecesOf(
  text: string,
  parts: readonly Part[],
  tell: (number: RuleNumber) => string,
): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const plain = (to: number): void => {
    if (to > at) pieces.push({ text: text.slice(at, to), changed: false });
    at = Math.max(at, to);
  };
  for (const { from, to, differs, numbers } of parts) {
    plain(from);
    const hint = numbers.map(tell).join('\n');
    pieces.push({ text: text.slice(from, to), changed: differs, ...(hint !== '' && { hint }) });
    at = to;
  }
  plain(text.length);
  return pieces;
}

/** The host's own numbers in a rule, each once. */
export function numbersOf({ parts }: Rules['row'], side: Side): readonly RuleNumber[] {
  const own = parts[side];
  const all = own === null ? [] : [...own.match, ...own.actions].flatMap(({ numbers }) => numbers);
  return [...new Map(all.map((one) => [`${one.space} ${one.number}`, one])).values()];
}
