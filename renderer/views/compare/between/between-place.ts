// What of two hosts is shown, as the address keeps it: bridges, classes of rules, the chosen rule, and the corrections of
// the renaming.
import type { Request } from '../../../../shared/api.ts';
import { ruleClasses, type RuleClass } from '../../../../shared/compare/between/compare-nodes.ts';
import { numberSpaces } from '../../../../shared/compare/renaming/renaming.ts';
import type { ViewParams } from '../../../state/place.ts';
import type { Rules } from '../differences.svelte.ts';

export type Correction = NonNullable<Request<'between.summary'>['rename']>[number];
/** A rule by the first line of one side. */
export interface RuleName {
  readonly source: number;
  readonly line: number;
}

export interface BetweenPlace {
  readonly bridges: readonly string[];
  readonly classes: readonly RuleClass[];
  readonly rename: readonly Correction[];
  readonly rule: RuleName | null;
  readonly filter: string;
}

export function betweenPlace(params: ViewParams): BetweenPlace {
  const classes = (params['classes'] ?? '').split(',');
  const [, source, line] = /^(\d+):(\d+)$/.exec(params['rule'] ?? '') ?? [];
  return {
    bridges: (params['bridges'] ?? '').split(',').filter((name) => name !== ''),
    classes: ruleClasses.filter((each) => classes.includes(each)),
    rename: correctionsOf(params['rename'] ?? ''),
    rule: source === undefined || line === undefined ? null : { source: Number(source), line: Number(line) },
    filter: params['filter'] ?? '',
  };
}

export function nameOfRule(rule: Rules['row']): RuleName | null {
  const evidence = (rule.from ?? rule.to)?.evidence[0];
  return evidence === undefined ? null : { source: evidence.sourceId, line: evidence.firstLine };
}

/** Corrections as one parameter; `correctionsOf` reads it again, and leaves out what it cannot read. */
export function correctionsText(list: readonly Correction[]): string {
  return list.length === 0
    ? ''
    : JSON.stringify(
        list.map(({ host, space, bridge, number, alias }) => [host, space, bridge, number, alias]),
      );
}

export function correctionsOf(text: string): readonly Correction[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return [];
  }
  if (!Array.isArray(read)) return [];
  return read.flatMap((one: unknown): Correction[] => {
    if (!Array.isArray(one)) return [];
    const [host, name, bridge, number, alias] = one as unknown[];
    const space = numberSpaces.find((each) => each === name);
    const isText = (value: unknown): value is string | null => value === null || typeof value === 'string';
    if (space === undefined || !isText(host) || !isText(bridge)) return [];
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 0) return [];
    if (typeof alias !== 'string' || alias.trim() === '') return [];
    return [{ host, space, bridge, number, alias: alias.trim() }];
  });
}

/** The corrections with one more; it takes the place of one of the same number, and an empty word takes that out. */
export function withCorrection(list: readonly Correction[], next: Correction): readonly Correction[] {
  const rest = list.filter(
    ({ host, space, bridge, number }) =>
      !(host === next.host && space === next.space && bridge === next.bridge && number === next.number),
  );
  return next.alias.trim() === '' ? rest : [...rest, { ...next, alias: next.alias.trim() }];
}
