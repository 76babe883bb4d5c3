// The menu of a flow's row or cell: filters for what is there, and copies.
import type { FlowRow, FlowTextFormat } from '../../../shared/api.ts';
import { copyText } from '../../state/clipboard.ts';
import { t } from '../../state/locale.svelte.ts';
import type { MenuEntry, MenuGroup } from '../../ui/menu-entries.ts';
import { conditionOf } from './cell-condition.ts';
import { conditionText, type Condition } from './filter-text.ts';
import { cellText, fieldOfColumn, isField, type ColumnId } from './flow-columns.ts';
import { matchParts } from './flow-text.ts';

export interface CellDeeds {
  /** Narrows the filter by a condition. */
  readonly filterBy: (condition: string) => void;
  readonly copyAs: (format: FlowTextFormat) => void;
  readonly showLine: () => void;
  /** To write about the flow, and to pin it. */
  readonly notes: MenuGroup;
}

/** `column` null: of the whole row. `part` is one field of the match or one action, as printed. */
export function cellMenu(
  flow: FlowRow,
  column: ColumnId | null,
  part: string | null,
  { filterBy, copyAs, showLine, notes }: CellDeeds,
): readonly MenuGroup[] {
  const conditions = (
    column === null
      ? [
          conditionOf(flow, 'table', null),
          conditionOf(flow, 'priority', null),
          ...matchParts(flow.match).map(({ text }) => conditionOf(flow, 'match', text)),
        ]
      : [conditionOfCell(flow, column, part)]
  ).filter((condition) => condition !== null);
  const entry = (condition: Condition, out: boolean): MenuEntry => {
    const text = conditionText(condition, out);
    return {
      id: `${out ? 'out' : 'in'} ${text}`,
      text: t(out ? 'flows.filterOut' : 'flows.filterFor', { condition: conditionText(condition, false) }),
      run: () => filterBy(text),
    };
  };
  const copies: MenuEntry[] = [
    { id: 'raw', text: t('flows.copyLine'), keys: 'mod+c', run: () => copyAs('printed') },
    { id: 'canonical', text: t('flows.copyCanonical'), run: () => copyAs('canonical') },
    { id: 'add', text: t('flows.copyAddFlow'), run: () => copyAs('add-flow') },
    { id: 'show', text: t('flows.showLine'), run: showLine },
  ];
  const value = column === null ? null : (part ?? cellText(flow, column));
  if (value !== null && value !== '') {
    copies.unshift({ id: 'value', text: t('flows.copyValue', { value }), run: () => void copyText(value) });
  }
  const groups: MenuGroup[] = [
    { id: 'for', entries: conditions.map((condition) => entry(condition, false)) },
    { id: 'out', entries: conditions.map((condition) => entry(condition, true)) },
    { id: 'copy', entries: copies },
    notes,
  ];
  return groups.filter(({ entries }) => entries.length > 0);
}

function conditionOfCell(flow: FlowRow, column: ColumnId, part: string | null): Condition | null {
  if (column === 'share') return conditionOf(flow, 'nPackets', null);
  if (!isField(column)) return conditionOf(flow, column, part);
  const value = cellText(flow, column);
  return value === '' ? null : conditionOf(flow, 'match', `${fieldOfColumn(column)}=${value}`);
}
