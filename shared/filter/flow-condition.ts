// What a filter asks of a flow, as data: conditions on one column each, joined by all, any and not. So
// whoever stores flows column by column can ask each different text once, and pass over what cannot fit.
import type { FlowFact } from '../facts.ts';

/** The columns of numbers; null where the dump left one out. */
export type NumberColumnName =
  | 'table'
  | 'priority'
  | 'nPackets'
  | 'nBytes'
  | 'duration'
  | 'idleTimeout'
  | 'hardTimeout'
  | 'idleAge'
  | 'hardAge'
  | 'importance';

/**
 * The columns of text; `flags` are joined by spaces, and null without any; `tableName` is null where the table's
 * number is known.
 */
export type TextColumnName = 'match' | 'actions' | 'cookie' | 'bridge' | 'flags' | 'tableName';

export interface NumberCondition {
  readonly kind: 'number';
  readonly column: NumberColumnName;
  readonly test: (value: number | null) => boolean;
}

export interface TextCondition {
  readonly kind: 'text';
  readonly column: TextColumnName;
  readonly test: (text: string | null) => boolean;
  /**
   * A text that passes contains, letters in whatever case, all pieces of at least one of these lists.
   * They are in lower case. Null: nothing is known of the texts that pass.
   */
  readonly pieces: Pieces;
  /** The same, narrower, where no text of a group has a decimal number with zeros in front. */
  readonly plainPieces?: Pieces;
}

export type Pieces = readonly (readonly string[])[] | null;

export type FlowCondition =
  | NumberCondition
  | TextCondition
  | { readonly kind: 'all' | 'any'; readonly parts: readonly FlowCondition[] }
  | { readonly kind: 'not'; readonly part: FlowCondition };

/** What every flow passes, and what none does. */
export const everyFlow: FlowCondition = { kind: 'all', parts: [] };
export const noFlow: FlowCondition = { kind: 'any', parts: [] };

/** All of the parts, or any of them; one alone is itself. */
export function joined(kind: 'all' | 'any', parts: readonly FlowCondition[]): FlowCondition {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, parts };
}

/** Does one flow pass? */
export function passes(condition: FlowCondition, flow: FlowFact): boolean {
  switch (condition.kind) {
    case 'number':
      return condition.test(numberOf(flow, condition.column));
    case 'text':
      return condition.test(textOf(flow, condition.column));
    case 'all':
      return condition.parts.every((part) => passes(part, flow));
    case 'any':
      return condition.parts.some((part) => passes(part, flow));
    case 'not':
      return !passes(condition.part, flow);
  }
}

function numberOf(flow: FlowFact, column: NumberColumnName): number | null {
  const value = flow[column];
  return typeof value === 'string' ? null : value;
}

function textOf(flow: FlowFact, column: TextColumnName): string | null {
  if (column === 'tableName') return typeof flow.table === 'string' ? flow.table : null;
  if (column !== 'flags') return flow[column];
  return flow.flags.length === 0 ? null : flow.flags.join(' ');
}
