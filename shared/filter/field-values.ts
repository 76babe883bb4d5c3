// Which values of a field stand in a column of flows: what the filter's completion offers.
import type { NumberColumnName, TextColumnName } from './flow-condition.ts';
import { fieldReader, numberColumn, textColumn } from './flow-fields.ts';
import { splitActions } from '../flows/actions-text.ts';

export type FieldValues =
  | { readonly kind: 'number'; readonly column: NumberColumnName }
  | {
      readonly kind: 'text';
      readonly column: TextColumnName;
      readonly valuesIn: (text: string) => readonly string[];
    };

/** Where a field's values are, by its name as the filter has it. Of actions, the names: whole lists are no use. */
export function fieldValues(name: string): FieldValues {
  const number = numberColumn(name);
  if (number !== null) return { kind: 'number', column: number };
  const column = textColumn(name);
  if (name === 'actions') {
    return {
      kind: 'text',
      column,
      valuesIn: (text) => [...new Set(splitActions(text).map((each) => each.name))],
    };
  }
  if (column === 'flags') {
    return { kind: 'text', column, valuesIn: (text) => text.split(' ') };
  }
  const read = fieldReader(name);
  return {
    kind: 'text',
    column,
    valuesIn: (text) => {
      const value = read(text)?.text ?? '';
      return value === '' ? [] : [value];
    },
  };
}
