// How facts are worded: what a fact is about (its key), its one-line title for people, and the names it
// mentions, so that a name leads to it. One file beside this one an area, as in shared/facts/.

export type NameKind =
  'instance' | 'device' | 'mac' | 'address' | 'bridge' | 'network' | 'router' | 'port' | 'host';

export interface Wording<T> {
  key(fact: T): string;
  title(fact: T): string;
  names(fact: T): readonly (readonly [NameKind, string | null | undefined])[];
}

export type Wordings<Facts> = { readonly [K in keyof Facts]: Wording<Facts[K]> };

/** Joins what there is with spaces. */
export function words(...parts: readonly (string | number | null | undefined | false)[]): string {
  return parts
    .filter((part) => part !== null && part !== undefined && part !== false && part !== '')
    .join(' ');
}

/** `a=1 b=2`. */
export function optionText(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}
