// What an explanation says, in no language: keys of texts in resources/locales, with what fills their
// places. Whoever shows it makes words of it. Names and numbers of the dump are literals and stay as
// they are printed; what the user can go to is a mention.
import type { TableId } from '../openflow/table-id.ts';
import { messagePieces, pluralWord } from '../message.ts';

/** Where a mention leads. */
export type Target =
  | { readonly kind: 'device'; readonly name: string }
  | { readonly kind: 'instance'; readonly name: string }
  | { readonly kind: 'table'; readonly bridge: string; readonly table: TableId }
  | { readonly kind: 'name'; readonly name: string };

/** A name with a place to go to. */
export interface Mention {
  readonly text: string;
  readonly target: Target;
}

export interface Phrase {
  /** A key of resources/locales/LOCALE/explain.json. */
  readonly key: string;
  readonly values: Readonly<Record<string, Value>>;
}

/** A string is a literal, a number a count; an array is said one behind the other. */
export type Value = string | number | Phrase | Mention | readonly Value[];

export function phrase(key: string, values: Readonly<Record<string, Value>> = {}): Phrase {
  return { key: `explain.${key}`, values };
}

/** A piece of the words: `literal` where the dump's own spelling stands. */
export interface PhrasePiece {
  readonly text: string;
  readonly literal: boolean;
  readonly target: Target | null;
}

/** The texts of one language. */
export interface Language {
  /** BCP 47. */
  readonly locale: string;
  /** The text of a key; undefined where there is none. */
  text(key: string): string | undefined;
}

/** The phrase in words, in pieces. A key without a text is shown as it is, so that it is seen. */
export function phrasePieces(said: Phrase, language: Language): readonly PhrasePiece[] {
  const pieces: PhrasePiece[] = [];
  addPhrase(pieces, said, language);
  return joined(/^zh\b/.test(language.locale) ? spaced(pieces) : pieces);
}

/** The phrase as plain text. */
export function phraseText(said: Phrase, language: Language): string {
  return phrasePieces(said, language)
    .map(({ text }) => text)
    .join('');
}

function addPhrase(pieces: PhrasePiece[], { key, values }: Phrase, language: Language): void {
  for (const piece of messagePieces(language.text(key) ?? key)) {
    if (piece.kind === 'words') {
      pieces.push(words(piece.text));
      continue;
    }
    const value = values[piece.name];
    if (value === undefined) pieces.push(words(`{${piece.name}}`));
    else if (piece.kind === 'place') addValue(pieces, value, language);
    else if (typeof value === 'number')
      pieces.push(words(pluralWord(value, piece.one, piece.other, language.locale)));
  }
}

function addValue(pieces: PhrasePiece[], value: Value, language: Language): void {
  if (typeof value === 'string') pieces.push({ text: value, literal: true, target: null });
  else if (typeof value === 'number')
    pieces.push(words(new Intl.NumberFormat(language.locale, { useGrouping: false }).format(value)));
  else if (isList(value)) {
    for (const [index, each] of value.entries()) {
      if (index > 0) pieces.push(words(language.text('explain.comma') ?? ', '));
      addValue(pieces, each, language);
    }
  } else if ('target' in value) pieces.push({ text: value.text, literal: true, target: value.target });
  else addPhrase(pieces, value, language);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function words(text: string): PhrasePiece {
  return { text, literal: false, target: null };
}

/** In Chinese, a Latin word or number and a Chinese character stand a space apart, and so do two of the former. */
function spaced(pieces: readonly PhrasePiece[]): readonly PhrasePiece[] {
  const list: PhrasePiece[] = [];
  for (const piece of pieces) {
    const before = list.at(-1)?.text.at(-1);
    const after = piece.text[0];
    if (before !== undefined && after !== undefined && standApart(before, after)) list.push(words(' '));
    if (piece.text !== '') list.push(piece);
  }
  return list;
}

const latin = /[\p{Script=Latin}\p{Nd}%/<>*+.]/u;
const chinese = /\p{Script=Han}/u;

function standApart(before: string, after: string): boolean {
  return latin.test(before)
    ? latin.test(after) || chinese.test(after)
    : chinese.test(before) && latin.test(after);
}

/** Words beside words are one piece. */
function joined(pieces: readonly PhrasePiece[]): readonly PhrasePiece[] {
  const list: PhrasePiece[] = [];
  for (const piece of pieces) {
    const last = list.at(-1);
    if (last && !last.literal && !piece.literal) list[list.length - 1] = words(last.text + piece.text);
    else if (piece.text !== '') list.push(piece);
  }
  return list;
}
