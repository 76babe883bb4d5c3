// Every name that may stand before an operator: the columns of a flow as `ovs-ofctl dump-flows` prints them,
// the match fields of ovs-fields(7) by all their names, and arguments of actions (action-names.ts).
import { fields, protocols } from '../openflow/fields.ts';
import { actionNames, actionWords, findActionName, type ActionName } from './action-names.ts';
import type { NumberColumnName, TextColumnName } from './flow-condition.ts';
import { matchName, type MatchName } from './match-condition.ts';
import type { ValueOperator } from './value-test.ts';

export type FilterName =
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly column: NumberColumnName;
      /** Seconds may be typed as `5m`, `2h`; counts as `10k`, `1.5M`. */
      readonly unit: 'seconds' | 'count' | null;
    }
  | { readonly kind: 'table' | 'cookie'; readonly name: string }
  | { readonly kind: 'text'; readonly name: string; readonly column: TextColumnName }
  | { readonly kind: 'field'; readonly name: string; readonly match: MatchName }
  | { readonly kind: 'action'; readonly name: string; readonly action: ActionName };

const number = (
  name: string,
  column: NumberColumnName,
  unit: 'seconds' | 'count' | null = null,
): FilterName => ({ kind: 'number', name, column, unit });

const columns: readonly FilterName[] = [
  { kind: 'table', name: 'table' },
  number('priority', 'priority'),
  number('n_packets', 'nPackets', 'count'),
  number('n_bytes', 'nBytes', 'count'),
  number('duration', 'duration', 'seconds'),
  number('age', 'duration', 'seconds'),
  number('idle_age', 'idleAge', 'seconds'),
  number('hard_age', 'hardAge', 'seconds'),
  number('idle_timeout', 'idleTimeout', 'seconds'),
  number('hard_timeout', 'hardTimeout', 'seconds'),
  number('importance', 'importance'),
  { kind: 'cookie', name: 'cookie' },
  { kind: 'text', name: 'match', column: 'match' },
  { kind: 'text', name: 'actions', column: 'actions' },
  { kind: 'text', name: 'flags', column: 'flags' },
  { kind: 'text', name: 'bridge', column: 'bridge' },
];

const columnsByName = new Map(columns.map((each) => [each.name, each]));

/** What a name stands for, letters in whatever case; null when it stands for nothing. */
export function findFilterName(typed: string): FilterName | null {
  const name = typed.toLowerCase();
  const column = columnsByName.get(name);
  if (column !== undefined) return column;
  const action = findActionName(name);
  if (action !== null) return { kind: 'action', name, action };
  const match = matchName(name);
  return match === null ? null : { kind: 'field', name, match };
}

/** Names that dumps print, where they are not the field's own. */
const printed = /^(?:dl|nw|tp)_/;

/** Names of match fields that people type; the `NXM_…` and `OXM_…` ones are understood, and not offered. */
const fieldNames: readonly string[] = [
  ...new Set([
    ...fields.flatMap(({ name, aliases }) => [
      ...aliases.filter((alias) => printed.test(alias)),
      name,
      ...aliases,
    ]),
    ...['icmp_type', 'icmp_code', 'tp_src', 'tp_dst'],
  ]),
];

/** Every name, columns first, then actions and match fields: what completion offers. */
export const filterNames: readonly string[] = [
  ...columns.map(({ name }) => name),
  ...actionNames.map(({ name }) => name),
  ...fieldNames,
];

/** Names of fields that actions can set: what may stand behind `sets`. */
export const settableNames: readonly string[] = fieldNames.filter(
  (name) => matchName(name)?.fields.some(({ writable }) => writable) ?? false,
);

/** What may stand behind `has`: columns that a dump may leave out, protocols, fields, actions. */
export const hasNames: readonly string[] = [
  ...protocols.keys(),
  ...actionWords,
  ...new Set([
    ...actionNames.map(({ name }) => name).filter((name) => !actionWords.includes(name)),
    ...fieldNames,
    ...columns.map(({ name }) => name),
  ]),
];

const compare = ['<', '<=', '>', '>='] as const;
const text = ['=', '!=', '~', 'in'] as const;

/** The operators that a name takes. */
export function operatorsOf(name: FilterName): readonly ValueOperator[] {
  switch (name.kind) {
    case 'number':
    case 'table':
    case 'cookie':
      return ['=', '!=', ...compare, 'in', '~'];
    case 'text':
      return text;
    case 'action':
      return name.action.type === 'word' ? text : ['=', '!=', 'in', ...compare, '~'];
    case 'field':
      return ['=', '!=', 'covers', 'admits', 'in', ...compare, '~'];
  }
}
