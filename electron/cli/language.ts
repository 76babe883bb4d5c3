// The texts that a command prints, in the language that it was asked for.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '../../shared/coded-error.ts';
import type { Language } from '../../shared/explain/phrase.ts';
import { appFolders } from '../app-folders.ts';

/** The texts of an area, `resources/locales/LOCALE/AREA.json`; throws 'bad-request' for a language that is not there. */
export function languageNamed(locale: string, area: string): Language {
  const known = readdirSync(appFolders.locales);
  if (!known.includes(locale))
    throw new CodedError('bad-request', `There is no language ${locale}; there are ${known.join(', ')}.`);
  const texts: unknown = JSON.parse(readFileSync(join(appFolders.locales, locale, `${area}.json`), 'utf8'));
  const entries = texts as Readonly<Record<string, string>>;
  return { locale, text: (key) => entries[key] };
}
