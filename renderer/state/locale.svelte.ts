// The interface's language and its texts. Each area has a file in resources/locales/LOCALE, with flat
// keys that begin with the area's name ("flows.filter"), so that a key is found by searching for it.
import type { Language as Phrases } from '../../shared/explain/phrase.ts';
import { formatMessage, type MessageParams } from '../../shared/message.ts';
import { readSetting, writeSetting } from './settings.ts';

export const locales = ['en', 'zh-CN'] as const;
export type Locale = (typeof locales)[number];
/** Each language in its own words. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', 'zh-CN': '简体中文' };

const files = import.meta.glob<Readonly<Record<string, string>>>('../../resources/locales/*/*.json', {
  eager: true,
  import: 'default',
});
const texts: Readonly<Record<Locale, Record<string, string>>> = { en: {}, 'zh-CN': {} };
for (const [path, entries] of Object.entries(files)) {
  const locale = locales.find((each) => path.includes(`/locales/${each}/`));
  if (locale) Object.assign(texts[locale], entries);
}

function fromSystem(): Locale {
  return navigator.languages.some((tag) => /^zh\b/i.test(tag)) &&
    !/^en\b/i.test(navigator.languages[0] ?? navigator.language)
    ? 'zh-CN'
    : 'en';
}

class Language {
  locale = $state<Locale>('en');

  constructor() {
    const stored = readSetting('locale');
    this.locale = locales.find((locale) => locale === stored) ?? fromSystem();
    document.documentElement.lang = this.locale;
  }

  choose(locale: Locale): void {
    this.locale = locale;
    writeSetting('locale', locale);
    document.documentElement.lang = locale;
  }
}

export const language = new Language();

/** The text of `key` in the current language; English where a translation is absent, the key where both are. */
export function t(key: string, params: MessageParams = {}): string {
  const text = texts[language.locale][key] ?? texts.en[key];
  return text === undefined ? key : formatMessage(text, params, language.locale);
}

/** True when there is a text for `key`: for keys made from codes of the contract. */
export function hasText(key: string): boolean {
  return texts.en[key] !== undefined;
}

/** The texts that explanations are made of, in the current language; English where a translation is absent. */
export function explanationLanguage(): Phrases {
  const { locale } = language;
  return { locale, text: (key) => texts[locale][key] ?? texts.en[key] };
}
