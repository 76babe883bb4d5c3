// The user's name, as new notes, pins and reports have it: a setting of this browser, asked for in the menu and in the
// dialog of a note.
import { readSetting, writeSetting } from './settings.ts';

class Author {
  /** Empty until the user gave one. */
  name = $state(readSetting('author') ?? '');
  /** Whether the setting's dialog is open. */
  asked = $state(false);

  choose(name: string): void {
    this.name = name.trim();
    writeSetting('author', this.name);
  }
}

export const author = new Author();
