// The texts that a command prints, in the language that it was asked for.
import type { Language } from '../../shared/explain/phrase.ts';
import { appFolders } from '../app-folders.ts';
import { readLanguage } from '../engine/languages.ts';

/** Throws 'bad-request' for a language that is not there. */
export function languageNamed(locale: string): Language {
  return readLanguage(appFolders.locales, locale);
}
