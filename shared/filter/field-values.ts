// Which values stand in a column of flows: what the filter's completion offers behind an operator.
import { parseActions } from '../openflow/parse-actions.ts';
import { parseMatch } from '../openflow/parse-match.ts';
import { fieldOf } from '../openflow/fields.ts';
import { eachAction } from '../openflow/walk.ts';
import { argumentText, valuesSet } from './action-condition.ts';
import { wordsOf } from './action-names.ts';
import { findFilterName } from './filter-names.ts';
import type { NumberColumnName, TextColumnName } from './flow-condition.ts';
import { printedValues } from './match-condition.ts';

export type FieldValues =
  | { readonly kind: 'number'; readonly column: NumberColumnName }
  /** A number, or a name where there is none. */
  | { readonly kind: 'table' }
  | {
      readonly kind: 'text';
      readonly column: TextColumnName;
      /** Each counts once for every flow that has this text. */
      readonly valuesIn: (text: string) => Iterable<string>;
    };

/**
 * Where the values of a name are, as the filter has it: `nw_dst`, `output`, `sets reg5`; behind `match has`
 * and `actions has` they are names. Null when there is no such name. Of whole matches and action lists the
 * names are offered.
 */
export function fieldValues(words: string): FieldValues | null {
  const [first = '', second, more] = words.trim().toLowerCase().split(/\s+/);
  if (more !== undefined) return null;
  if (first === 'match' && (second === undefined || second === 'has')) return namesInMatch;
  if (first === 'actions' && (second === undefined || second === 'has')) return namesInActions;
  const name = findFilterName(second ?? first);
  if (name === null || (second !== undefined && (first !== 'sets' || name.kind !== 'field'))) return null;
  switch (name.kind) {
    case 'number':
      return { kind: 'number', column: name.column };
    case 'table':
      return { kind: 'table' };
    case 'cookie':
      return { kind: 'text', column: 'cookie', valuesIn: (text) => [text] };
    case 'text':
      return {
        kind: 'text',
        column: name.column,
        valuesIn: name.column === 'flags' ? (text) => text.split(' ') : (text) => [text],
      };
    case 'field': {
      if (second === undefined) return { kind: 'text', column: 'match', valuesIn: printedValues(name.match) };
      const values = valuesSet(name.match);
      return { kind: 'text', column: 'actions', valuesIn: (text) => new Set(values(text)) };
    }
    case 'action': {
      const { argumentsOf } = name.action;
      const values = (text: string): readonly string[] =>
        [...eachAction(parseActions(text))].flatMap(argumentsOf).map(argumentText);
      return { kind: 'text', column: 'actions', valuesIn: (text) => new Set(values(text)) };
    }
  }
}

const namesInMatch: FieldValues = {
  kind: 'text',
  column: 'match',
  valuesIn: (text) =>
    parseMatch(text).parts.flatMap((part) => {
      if (part.kind === 'protocol') return [part.name];
      if (part.kind === 'opaque') return [];
      const printed = text.slice(part.name.from, part.name.to);
      // Who prints `NXM_OF_IP_SRC[]` is understood; who types it would be told a simpler name.
      return [printed.endsWith(']') ? (fieldOf(part.field).aliases[0] ?? part.field) : printed];
    }),
};

const namesInActions: FieldValues = {
  kind: 'text',
  column: 'actions',
  valuesIn: (text) => new Set([...eachAction(parseActions(text))].flatMap(wordsOf)),
};
