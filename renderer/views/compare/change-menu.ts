// The menu of a change or a rule, above its copies: filters for what it is, and the ways to where else it is seen.
import type { Change } from '../../../shared/compare/change.ts';
import { app } from '../../state/app.svelte.ts';
import { t } from '../../state/locale.svelte.ts';
import type { MenuEntry, MenuGroup } from '../../ui/menu-entries.ts';
import { conditionText, type Condition } from '../flows/filter-text.ts';
import { deviceNames, flowPlace } from './change-text.ts';
import { showDevice, showFlow, type Pair } from './change-ways.ts';

/** `snapshots`: those compared. `conditions`: what of it a filter can ask for. */
export function changeMenu(
  change: Change,
  snapshots: Pair,
  conditions: readonly Condition[],
  filterBy: (condition: string) => void,
): readonly MenuGroup[] {
  const filters = (out: boolean): MenuEntry[] =>
    conditions.map((condition) => {
      const text = conditionText(condition, out);
      const words = { condition: conditionText(condition, false) };
      return {
        id: text,
        text: out ? t('flows.filterOut', words) : t('flows.filterFor', words),
        run: () => filterBy(text),
      };
    });
  return [
    { id: 'for', entries: filters(false) },
    { id: 'out', entries: filters(true) },
    ...(['from', 'to'] as const).map((which) => ({
      ...{ id: which, title: t(`compare.side.${which}`) },
      entries: waysOf(change, which, snapshots),
    })),
  ].filter(({ entries }) => entries.length > 0);
}

/** None of a side that is not there. */
function waysOf(change: Change, which: 'from' | 'to', snapshots: Pair): MenuEntry[] {
  const side = change[which];
  const evidence = side?.evidence[0];
  if (side === null) return [];
  return [
    ...(flowPlace(change, side) === null
      ? []
      : [
          {
            id: 'flow',
            text: t('compare.showFlow'),
            run: () => void showFlow(change, side, snapshots[which]),
          },
        ]),
    ...(deviceNames(change).length === 0
      ? []
      : [
          {
            id: 'device',
            text: t('compare.showDevice'),
            run: () => void showDevice(change, which, snapshots),
          },
        ]),
    ...(evidence === undefined
      ? []
      : [{ id: 'line', text: t('flows.showLine'), run: () => void app.showLine(evidence) }]),
  ];
}
