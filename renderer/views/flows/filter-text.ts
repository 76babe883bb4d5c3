// Editing a filter's text: a condition made from a cell, and what can be completed where the caret is.
// The language itself is shared/filter/flow-filter.ts.
import { filterNames } from '../../../shared/filter/filter-names.ts';

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

/** What stands at the caret: the beginning of a field's name, or of a field's value. */
export interface CompletionPlace {
  readonly field: string | null;
  readonly prefix: string;
  /** What a choice replaces, from here to the caret. */
  readonly from: number;
}

/** Null where nothing can be completed: inside quotes, after a closed value. */
export function completionPlace(text: string, caret: number): CompletionPlace | null {
  const before = text.slice(0, caret);
  if ((before.replace(/\\./g, '').match(/"/g)?.length ?? 0) % 2 === 1) {
    const open = /(\w+)(?:!=|=)"([^"\\]*)$/.exec(before);
    if (open?.[1] === undefined || open[2] === undefined) return null;
    return { field: open[1], prefix: open[2], from: caret - open[2].length - 1 };
  }
  const value = /(?:^|[\s(])(\w+)(?:!=|=)([^\s"()]*)$/.exec(before);
  if (value?.[1] !== undefined && value[2] !== undefined) {
    return { field: value[1].toLowerCase(), prefix: value[2], from: caret - value[2].length };
  }
  const word = /(?:^|[\s(])(\w*)$/.exec(before)?.[1];
  return word === undefined ? null : { field: null, prefix: word.toLowerCase(), from: caret - word.length };
}

/** Field names that begin with a prefix, and those that contain it after them; none for an empty prefix. */
export function fieldsLike(prefix: string, limit = 12): readonly string[] {
  if (prefix === '') return [];
  const starting = filterNames.filter((field) => field.startsWith(prefix));
  const inside = filterNames.filter((field) => !field.startsWith(prefix) && field.includes(prefix));
  return [...starting, ...inside].slice(0, limit);
}

/** The text and caret after a choice was taken. A field waits for its operator's value. */
export function completed(
  text: string,
  caret: number,
  place: CompletionPlace,
  choice: string,
): { readonly text: string; readonly caret: number } {
  const insert = place.field === null ? `${choice}=` : quoted(choice);
  // A quote that was opened for this value was closed with it.
  const rest = text.slice(caret).replace(/^"/, insert.endsWith('"') ? '' : '"');
  return { text: text.slice(0, place.from) + insert + rest, caret: place.from + insert.length };
}
