// What a menu offers on a thing: to write a note about it, to read those there are, to pin it.
import type { Thing } from '../../shared/notes/thing.ts';
import type { MenuEntry, MenuGroup } from '../ui/menu-entries.ts';
import { app } from './app.svelte.ts';
import { t } from './locale.svelte.ts';
import { noteEditor } from './note-editor.svelte.ts';
import { aboutWords } from './note-words.ts';
import { attempt, notes } from './notes.svelte.ts';
import { noteTitle } from '../../shared/notes/note.ts';

/** Notes of one thing that a menu lists. */
const most = 4;

export function noteMenu(thing: Thing): MenuGroup {
  const there = notes.of(thing).slice(0, most);
  return {
    id: 'notes',
    entries: [
      { id: 'note', text: t('notes.add'), keys: 'a', run: () => void noteEditor.add(thing) },
      ...there.map((note): MenuEntry => ({
        id: `note ${note.id}`,
        text: t('notes.editNamed', { title: noteTitle(note).slice(0, 60) }),
        run: () => noteEditor.edit(note),
      })),
      { id: 'pin', text: t('notes.pin'), keys: 'b', run: () => void pinThing(thing) },
    ],
  };
}

/** Keeps a thing for the report. An error is shown to the user. */
export async function pinThing(thing: Thing): Promise<void> {
  const pinned = async (): Promise<void> => {
    const { anchor } = await app.client.call('notes.anchor', { thing });
    const { kind, title } = aboutWords(anchor);
    await notes.pin(title === '' ? kind : `${kind} ${title}`, { kind: 'thing', anchor });
  };
  await attempt(pinned());
}
