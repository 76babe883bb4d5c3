// A column's name: that of a field is what the dump calls it.
import { t } from '../../state/locale.svelte.ts';
import { fieldOfColumn, isField, type ColumnId } from './flow-columns.ts';

export function columnTitle(id: ColumnId): string {
  return isField(id) ? fieldOfColumn(id) : t(`flows.column.${id}`);
}
