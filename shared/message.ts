// Texts with places in them, as the locale files write them:
//   "Copied {name}"                              the parameter as it is; numbers get the locale's grouping
//   "{count} {count|source|sources}"             one word or the other, by the number's plural category
// A place without a parameter stays as written, so that a forgotten one is seen.

export type MessageParams = Readonly<Record<string, string | number>>;

const place = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;

/** Fills the places of `text`. `locale` is a BCP 47 tag. */
export function formatMessage(text: string, params: MessageParams, locale: string): string {
  return text.replace(place, (whole, name: string, one?: string, other?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    if (one !== undefined && other !== undefined) return pluralWord(value, one, other, locale);
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

/** A piece of a text: words, or the place of a parameter. */
export type MessagePiece =
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'place'; readonly name: string }
  | { readonly kind: 'plural'; readonly name: string; readonly one: string; readonly other: string };

/** The text in pieces, for whoever fills the places with more than text. */
export function messagePieces(text: string): readonly MessagePiece[] {
  const pieces: MessagePiece[] = [];
  let from = 0;
  for (const found of text.matchAll(place)) {
    if (found.index > from) pieces.push({ kind: 'words', text: text.slice(from, found.index) });
    const [whole, name = '', one, other] = found;
    pieces.push(
      one === undefined || other === undefined
        ? { kind: 'place', name }
        : { kind: 'plural', name, one, other },
    );
    from = found.index + whole.length;
  }
  if (from < text.length) pieces.push({ kind: 'words', text: text.slice(from) });
  return pieces;
}

/** The word for a number: the singular where the locale's plural category of it is `one`. */
export function pluralWord(value: string | number, one: string, other: string, locale: string): string {
  return new Intl.PluralRules(locale).select(Number(value)) === 'one' ? one : other;
}
