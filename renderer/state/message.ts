// Texts with places in them, as the locale files write them:
//   "Copied {name}"                              the parameter as it is; numbers get the locale's grouping
//   "{count} {count|source|sources}"             one word or the other, by the number's plural category
// A place without a parameter stays as written, so that a forgotten one is seen.

export type MessageParams = Readonly<Record<string, string | number>>;

/** Fills the places of `text`. `locale` is a BCP 47 tag. */
export function formatMessage(text: string, params: MessageParams, locale: string): string {
  return text.replace(
    /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g,
    (place, name: string, one?: string, other?: string) => {
      const value = params[name];
      if (value === undefined) return place;
      if (one !== undefined && other !== undefined)
        return new Intl.PluralRules(locale).select(Number(value)) === 'one' ? one : other;
      return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
    },
  );
}
