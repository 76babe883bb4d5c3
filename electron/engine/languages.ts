// The texts of resources/locales for what the engine writes in a language: reports, what the command line prints.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../shared/coded-error.ts';
import type { Language } from '../../shared/explain/phrase.ts';

/** The texts of all areas of a language; throws 'bad-request' for one that is not there. */
export function readLanguage(localesFolder: string, locale: string): Language {
  const known = readdirSync(localesFolder).sort();
  if (!known.includes(locale))
    throw new CodedError('bad-request', `There is no language ${locale}; there are ${known.join(', ')}.`);
  const folder = join(localesFolder, locale);
  const texts: Record<string, string> = {};
  for (const area of readdirSync(folder)) {
    const own: unknown = JSON.parse(readFileSync(join(folder, area), 'utf8'));
    Object.assign(texts, own);
  }
  return { locale, text: (key) => (Object.hasOwn(texts, key) ? texts[key] : undefined) };
}
