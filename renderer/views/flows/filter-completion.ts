// What can be typed where the caret is in a filter: names, operators, and the values that the dump has.
import {
  filterNames,
  findFilterName,
  hasNames,
  operatorsOf,
  settableNames,
} from '../../../shared/filter/filter-names.ts';
import type { FilterError } from '../../../shared/filter/filter-error.ts';
import { parseFlowFilter } from '../../../shared/filter/flow-filter.ts';
import { filterTokens } from '../../../shared/filter/filter-tokens.ts';
import { quoted } from './filter-text.ts';

/** `name`: a condition begins; `has` and `sets`: the name behind that word; `joiner`: a condition has ended. */
export type PlaceKind = 'name' | 'has' | 'sets' | 'operator' | 'value' | 'joiner';

export interface CompletionPlace {
  readonly kind: PlaceKind;
  /** Of a value or operator, the name before it, with `sets` or `has` where that stands before: `sets reg5`. */
  readonly field: string;
  readonly prefix: string;
  /** What a choice replaces, from here to the caret. */
  readonly from: number;
}

/** What a filter's field speaks: how its text is read, and what can be typed where. */
export interface FilterLanguage {
  /** The name of the field. */
  readonly label: string;
  readonly parse: (text: string) => { readonly ok: true } | ({ readonly ok: false } & FilterError);
  /** The choices that need no look at what is filtered; `known` are names that it has, with how many have them. */
  readonly words: (place: CompletionPlace, known: ReadonlyMap<string, number>) => readonly Choice[];
  /** Where the operators of a name that was chosen go; null when none can. */
  readonly operators: (kind: PlaceKind, choice: string, caret: number) => CompletionPlace | null;
}

/** One thing to choose. `hint` is a key of the locale; `count` flows have the value. */
export interface Choice {
  readonly text: string;
  readonly hint: string | null;
  readonly count: number | null;
}

const wordOperators: ReadonlySet<string> = new Set(['covers', 'admits', 'in', 'within']);

/** Null where nothing can be completed: inside quotes that are no value. */
export function completionPlace(text: string, caret: number): CompletionPlace | null {
  const before = text.slice(0, caret);
  const open = openQuote(before);
  const tokens = filterTokens(open === null ? before : before.slice(0, open));
  if (!('length' in tokens)) return null;
  let kind: PlaceKind = 'name';
  let field = '';
  let place: CompletionPlace | null = null;
  for (const token of tokens) {
    if (token.kind === 'end') break;
    // What ends at the caret is still being typed.
    const typing = open === null && token.to === before.length && token.kind === 'word';
    if (typing) {
      place = { kind, field, prefix: token.text, from: token.at };
      // `n_packets` may be going on, `n_packets>` is waiting for its value.
      break;
    }
    [kind, field] = after(kind, field, token.kind, token.text);
  }
  if (place !== null) return place;
  if (open !== null) {
    return kind === 'value' ? { kind, field, prefix: before.slice(open + 1), from: open } : null;
  }
  return { kind, field, prefix: '', from: before.length };
}

/** What can stand behind a token. */
function after(kind: PlaceKind, field: string, token: string, text: string): [PlaceKind, string] {
  const word = token === 'word' ? text.toLowerCase() : '';
  if (token === 'operator') return ['value', field];
  if (token === 'open') return ['name', ''];
  if (token === 'close') return ['joiner', ''];
  if (kind === 'value' || kind === 'has') return ['joiner', ''];
  if (kind === 'sets') return ['operator', `sets ${word}`];
  if (word === 'and' || word === 'or' || word === 'not' || word === '!') return ['name', ''];
  if (kind === 'operator') {
    if (word === 'has') return ['has', `${field} has`];
    return wordOperators.has(word) ? ['value', field] : ['operator', word];
  }
  if (word === 'has') return ['has', 'has'];
  if (word === 'sets') return ['sets', ''];
  return ['operator', word];
}

/** Where the quotation mark is that is not closed; null when each is. */
function openQuote(text: string): number | null {
  let open: number | null = null;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && open !== null) at++;
    else if (text[at] === '"') open = open === null ? at : null;
  }
  return open;
}

const most = 12;

/** The choices that need no look at the dump. `inDump` are names that it has, with how many flows do. */
export function wordChoices(
  { kind, field, prefix }: CompletionPlace,
  inDump: ReadonlyMap<string, number>,
): readonly Choice[] {
  const wanted = prefix.toLowerCase();
  const ofNames = (names: readonly string[]): readonly Choice[] => {
    const fitting = names.filter((name) => name.includes(wanted));
    const rank = (name: string): number => (inDump.has(name) ? 0 : 2) + (name.startsWith(wanted) ? 0 : 1);
    return fitting
      .toSorted((a, b) => rank(a) - rank(b))
      .slice(0, most)
      .map((name) => ({ text: name, hint: hintOf(name), count: inDump.get(name) ?? null }));
  };
  const ofWords = (words: readonly string[]): readonly Choice[] =>
    words
      .filter((word) => wanted !== '' && word.startsWith(wanted))
      .map((word) => ({ text: word, hint: `flows.word.${word}`, count: null }));
  switch (kind) {
    case 'name':
      return [
        ...ofWords(['has', 'sets', 'never hit', 'not']),
        ...(wanted === '' ? [] : ofNames(filterNames)),
      ];
    case 'has': {
      const names = new Set([...[...inDump.keys()].filter((name) => hasNames.includes(name)), ...hasNames]);
      return ofNames([...names]);
    }
    case 'sets':
      return wanted === '' ? [] : ofNames(settableNames);
    case 'joiner':
      return ofWords(['and', 'or']);
    case 'operator': {
      const name = findFilterName(field.replace(/^sets /, ''));
      const operators = name === null ? [] : operatorsOf(name);
      return [...operators, ...(name === null ? [] : ['and', 'or'])]
        .filter(
          (operator) => operator.startsWith(wanted) && (wanted !== '' || !/^(?:and|or)$/.test(operator)),
        )
        .map((operator) => ({
          text: operator,
          hint: /^(?:and|or)$/.test(operator) ? `flows.word.${operator}` : `flows.operator.${operator}`,
          count: null,
        }));
    }
    case 'value':
      return [];
  }
}

function hintOf(name: string): string {
  switch (findFilterName(name)?.kind) {
    case 'number':
    case 'cookie':
    case 'text':
      return 'flows.hint.column';
    case 'field':
      return 'flows.hint.field';
    case 'action':
      return 'flows.hint.action';
    default:
      return hasNames.indexOf(name) < hasNames.indexOf('drop') ? 'flows.hint.protocol' : 'flows.hint.action';
  }
}

/** Where an operator can stand once this choice of a name was taken, with the caret behind it; null for other choices. */
export function operatorPlace(kind: PlaceKind, choice: string, caret: number): CompletionPlace | null {
  if (kind === 'sets') return { kind: 'operator', field: `sets ${choice}`, prefix: '', from: caret };
  if (kind !== 'name' || findFilterName(choice) === null) return null;
  return { kind: 'operator', field: choice, prefix: '', from: caret };
}

/** The text and caret after a choice was taken. A name waits for its operator, an operator for its value. */
export function completed(
  text: string,
  caret: number,
  { kind, from }: CompletionPlace,
  choice: string,
  operators: FilterLanguage['operators'] = operatorPlace,
): { readonly text: string; readonly caret: number } {
  const rest = text.slice(caret);
  let head = text.slice(0, from);
  let insert = choice;
  if (kind === 'value') insert = quoted(choice);
  else if (kind === 'operator') {
    head = head.trimEnd();
    if (/^[a-z]/.test(choice)) insert = ` ${choice} `;
  } else if (operators(kind, choice, 0) === null) insert = `${choice} `;
  // A quote that was opened for this value was closed with it; a space that is there already is enough.
  const tail = insert.endsWith('"')
    ? rest.replace(/^"/, '')
    : insert.endsWith(' ')
      ? rest.replace(/^ /, '')
      : rest;
  return { text: head + insert + tail, caret: head.length + insert.length };
}

/** The filter over flows. */
export const flowLanguage: FilterLanguage = {
  label: 'flows.filter',
  parse: parseFlowFilter,
  words: wordChoices,
  operators: operatorPlace,
};
