// Filters that the user has given a name, those of flows and those of changes, kept in this browser like other settings: never in a case.
import { readSavedFilters, type SavedFilter } from './saved-filter-list.ts';
import { readSetting, writeSetting } from './settings.ts';

export class SavedFilters {
  list = $state.raw<readonly SavedFilter[]>([]);
  readonly #setting: string;
  readonly #keyed: number;

  /** Kept under `setting`; the first `keyed` have keys. */
  constructor(setting: string, keyed: number) {
    this.#setting = setting;
    this.#keyed = keyed;
    this.list = readSavedFilters(readSetting(setting));
  }

  /** Under a name that is there already it takes the place of the old one. */
  save(name: string, filter: string): void {
    const saved = { name: name.trim(), filter: filter.trim() };
    if (saved.name === '' || saved.filter === '') return;
    const at = this.list.findIndex((each) => each.name === saved.name);
    this.#keep(at < 0 ? [...this.list, saved] : this.list.with(at, saved));
  }

  /** False when another has that name, or it is none. */
  rename(from: string, to: string): boolean {
    const name = to.trim();
    if (name === from) return true;
    if (name === '' || this.list.some((each) => each.name === name)) return false;
    this.#keep(this.list.map((each) => (each.name === from ? { ...each, name } : each)));
    return true;
  }

  remove(name: string): void {
    this.#keep(this.list.filter((each) => each.name !== name));
  }

  /** The key that applies the filter at a place of the list. */
  keyOf(index: number): string | undefined {
    return index < this.#keyed ? `alt+${index + 1}` : undefined;
  }

  #keep(list: readonly SavedFilter[]): void {
    this.list = list;
    writeSetting(this.#setting, JSON.stringify(list));
  }
}

export const savedFilters = new SavedFilters('savedFilters', 9);
export const savedChangeFilters = new SavedFilters('savedChangeFilters', 0);
