// The note that is being written, in a dialog over whatever is shown. What was typed and not saved is kept while the
// window is open, so that Escape loses nothing.
import type { Anchor } from '../../shared/notes/anchor.ts';
import type { Note } from '../../shared/notes/note.ts';
import type { Thing } from '../../shared/notes/thing.ts';
import { app } from './app.svelte.ts';
import { authorName } from './notes.svelte.ts';

/** What a user fills in; tags as typed, with commas. */
export interface NoteDraft {
  readonly text: string;
  readonly status: Note['status'];
  readonly tags: string;
  readonly author: string;
}

export interface EditedNote {
  readonly anchor: Anchor;
  /** Null for a new one. */
  readonly before: Note | null;
}

class NoteEditor {
  /** Null while the dialog is closed. */
  edited = $state.raw<EditedNote | null>(null);
  readonly #kept = new Map<string, NoteDraft>();

  /** A new note about a thing. An error is shown to the user. */
  async add(thing: Thing): Promise<void> {
    try {
      const { anchor } = await app.client.call('notes.anchor', { thing });
      this.edited = { anchor, before: null };
    } catch (error) {
      app.report(error);
    }
  }

  edit(note: Note): void {
    this.edited = { anchor: note.anchor, before: note };
  }

  close(): void {
    this.edited = null;
  }

  /** What was typed before and not saved; null when there is nothing of the kind. */
  keptFor(edited: EditedNote): NoteDraft | null {
    return this.#kept.get(keyOf(edited)) ?? null;
  }

  keep(edited: EditedNote, draft: NoteDraft | null): void {
    if (draft === null) this.#kept.delete(keyOf(edited));
    else this.#kept.set(keyOf(edited), draft);
  }

  /** Another case is open. */
  clear(): void {
    this.edited = null;
    this.#kept.clear();
  }
}

/** How a note is filled in at first. */
export function draftOf({ before }: EditedNote): NoteDraft {
  return before === null
    ? { text: '', status: 'open', tags: '', author: authorName() }
    : { text: before.text, status: before.status, tags: before.tags.join(', '), author: before.author };
}

function keyOf({ anchor, before }: EditedNote): string {
  return before?.id ?? JSON.stringify(anchor);
}

export const noteEditor = new NoteEditor();
