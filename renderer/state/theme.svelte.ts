// Light, dark or as the system: the choice is kept in this browser, the result is on the root element.
import { readSetting, writeSetting } from './settings.ts';

export const themeChoices = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof themeChoices)[number];

class Theme {
  choice = $state<ThemeChoice>('system');
  #system = matchMedia('(prefers-color-scheme: dark)');
  #systemDark = $state(this.#system.matches);
  readonly dark: boolean = $derived(this.choice === 'dark' || (this.choice === 'system' && this.#systemDark));

  constructor() {
    const stored = readSetting('theme');
    this.choice = themeChoices.find((choice) => choice === stored) ?? 'system';
    this.#system.addEventListener('change', (event) => {
      this.#systemDark = event.matches;
      this.apply();
    });
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    writeSetting('theme', choice);
    this.apply();
  }

  apply(): void {
    document.documentElement.dataset['theme'] = this.dark ? 'dark' : 'light';
  }
}

export const theme = new Theme();
