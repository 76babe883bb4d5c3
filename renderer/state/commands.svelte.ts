// Every action is a command: an id, a title, a key. The palette lists them, one listener runs them by
// their keys, and a view adds its own for as long as it is shown.
import { keyOf } from './keys.ts';

export interface AppCommand {
  /** `flows.clearFilter`: area and what it does. */
  readonly id: string;
  /** A locale key. */
  readonly title: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** As `keyOf` writes it: `mod+k`, `/`, `alt+arrowleft`, `shift+f7`. The first is shown. */
  readonly keys?: readonly string[];
  /** Absent: always. A command that cannot run now is not listed. */
  readonly when?: () => boolean;
  /** Also while the user types in a field. Keys with `mod`, and Escape, do so without being told; false keeps them from it. */
  readonly whileTyping?: boolean;
  /** Left out of the palette: only worth a key (the palette itself, for one). */
  readonly keyOnly?: boolean;
  readonly run: () => void;
}

class Commands {
  /**
   * What is registered. Not state itself: while an effect is taken back, Svelte gives the state from before the change,
   * and what another view registered in the same change would be lost.
   */
  #registered: readonly AppCommand[] = [];
  #all = $state.raw<readonly AppCommand[]>([]);
  /** A dialog is open: its own keys apply, ours rest. */
  paused = $state(false);

  get available(): readonly AppCommand[] {
    return this.#all.filter((command) => command.when?.() ?? true);
  }

  get all(): readonly AppCommand[] {
    return this.#all;
  }

  /** Adds commands, a later one before an earlier one with the same key. Returns what takes them away. */
  register(commands: readonly AppCommand[]): () => void {
    this.#set([...commands, ...this.#registered]);
    return () => this.#set(this.#registered.filter((each) => !commands.includes(each)));
  }

  #set(commands: readonly AppCommand[]): void {
    this.#registered = commands;
    this.#all = commands;
  }

  run(id: string): void {
    this.available.find((command) => command.id === id)?.run();
  }

  /** For the window's `keydown`. A key that a widget has used already is left alone. */
  handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || this.paused) return;
    const key = keyOf(event);
    const typing = isTyping(event.target);
    for (const command of this.available) {
      if (!command.keys?.includes(key)) continue;
      if (typing && !(command.whileTyping ?? (key.includes('mod+') || key === 'escape'))) continue;
      event.preventDefault();
      command.run();
      return;
    }
  }
}

/** Also in a menu, where letters find an entry. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="menu"]') !== null) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target.isContentEditable;
}

export const commands = new Commands();
