// A rule of two hosts in the shape of a change, so that what filters, shows and copies changes does so with rules, too.
import type { FlowFact } from '../../facts.ts';
import { tableText } from '../../openflow/table-id.ts';
import { flowOfSide } from '../change-filter.ts';
import type { Change, ChangeSide } from '../change.ts';
import type { RuleResult, RuleSide } from './compare-nodes.ts';

/** What a filter can ask of a rule beside the names of flows and of changes. */
export const ruleFilterNames = ['class', 'reason', 'about'] as const;

/**
 * The fields that differ are those of the lines as printed: `match` and `actions`. Where it is the actions that do something
 * else, they are among them even if they are printed alike: `output:2` is another port on the other host.
 */
export function changeOfRule(rule: RuleResult): Change {
  const { bridge, table, priority } = rule;
  const sides = { from: sideOf(rule, 'from'), to: sideOf(rule, 'to') };
  const { from, to } = sides;
  const match = (from ?? to)?.fields['match'];
  return {
    kind: 'flows',
    change: from === null ? 'added' : to === null ? 'removed' : 'changed',
    key: `${bridge} table=${tableText(table)} priority=${priority} ${String(match ?? '')}`.trim(),
    from,
    to,
    fields:
      from === null || to === null
        ? []
        : (['match', 'actions'] as const).filter(
            (name) =>
              from.fields[name] !== to.fields[name] || (name === 'actions' && rule.class === 'differs'),
          ),
  };
}

function sideOf(rule: RuleResult, which: 'from' | 'to'): ChangeSide | null {
  const side = rule[which];
  if (side === null) return null;
  const told = { class: rule.class, reason: rule.reason, about: rule.about.join(', ') || null };
  const flow = flowOfRule(side, rule.bridge);
  return { ...side, fields: { ...told, match: flow?.match ?? null, actions: flow?.actions ?? null } };
}

/** The flow of one side; null when its line cannot be read. */
export function flowOfRule(side: RuleSide, bridge: string): FlowFact | null {
  return flowOfSide({ ...side, fields: {} }, bridge);
}
