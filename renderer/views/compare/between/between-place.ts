// What of two hosts is shown, as the address keeps it: bridges, classes of rules, the chosen rule, and the corrections of
// the renaming.
import { ruleClasses, type RuleClass } from '../../../../shared/compare/between/compare-nodes.ts';
import { correctionsOf, type Correction } from '../../../state/corrections.ts';
import type { ViewParams } from '../../../state/place.ts';
import type { Rules } from '../differences.svelte.ts';

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
