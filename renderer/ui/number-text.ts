// Numbers as the interface's language writes them.
import { language } from '../state/locale.svelte.ts';

export function number(value: number): string {
  return new Intl.NumberFormat(language.locale).format(value);
}

/** Exact up to six digits, then with three that count: `212,331`, `1.05M`. */
export function shortNumber(value: number): string {
  if (value < 1e6) return number(value);
  return new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(value);
}
