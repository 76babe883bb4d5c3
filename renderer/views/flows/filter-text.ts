// Editing a filter's text: a condition made from a cell, joined to what is there. The language itself is
// shared/filter/flow-filter.ts.

/** One condition that a cell gives. */
export type Condition =
  | { readonly field: string; readonly operator: '=' | '~'; readonly value: string }
  /** A word of the match without a value: `arp`. */
  | { readonly has: string };

/** A value as the filter reads it back: bare where that is safe, else in quotes. */
export function quoted(value: string): string {
  return /^[\w.:/+\-[\]]+$/.test(value) ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** The condition as text; `out` turns it round. */
export function conditionText(condition: Condition, out: boolean): string {
  if ('has' in condition) return `${out ? 'not ' : ''}has ${condition.has}`;
  const { field, operator, value } = condition;
  if (operator === '=') return `${field}${out ? '!=' : '='}${quoted(value)}`;
  return `${out ? 'not ' : ''}${field}~${quoted(value)}`;
}

/** The filter with a condition more; what is there already is not added twice. */
export function withCondition(filter: string, condition: string): string {
  const text = filter.trim();
  if (text === '') return condition;
  if (text === condition || text.endsWith(` and ${condition}`)) return text;
  return `${/\bor\b/i.test(text) ? `(${text})` : text} and ${condition}`;
}
