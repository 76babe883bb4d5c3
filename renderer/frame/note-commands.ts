// Notes, pins and undo as commands: on what is selected, on the snapshot that is looked at, on the case.
import type { Thing } from '../../shared/notes/thing.ts';
import { app } from '../state/app.svelte.ts';
import { author } from '../state/author.svelte.ts';
import type { AppCommand } from '../state/commands.svelte.ts';
import { t } from '../state/locale.svelte.ts';
import { noteEditor } from '../state/note-editor.svelte.ts';
import { pinThing } from '../state/note-menu.ts';
import { attempt, notes } from '../state/notes.svelte.ts';
import { said } from '../state/said.svelte.ts';
import { thingOf } from '../state/selection.ts';
import { undo } from '../state/undo.svelte.ts';

function selected(): Thing | null {
  return app.selection === null ? null : thingOf(app.selection);
}

/** The latest note of what is selected. */
function noteAtHand(): (typeof notes.list)[number] | null {
  const thing = selected();
  return thing === null ? null : (notes.of(thing)[0] ?? null);
}

async function take(back: boolean): Promise<void> {
  const deed = await (back ? undo.undo() : undo.redo());
  if (deed !== null) said.say(t(back ? 'notes.undone' : 'notes.redone', { deed: deed.title }));
}

export const noteCommands: readonly AppCommand[] = [
  {
    id: 'notes.add',
    title: 'notes.command.add',
    keys: ['a'],
    when: () => selected() !== null,
    run: () => {
      const thing = selected();
      if (thing !== null) void noteEditor.add(thing);
    },
  },
  {
    id: 'notes.edit',
    title: 'notes.command.edit',
    keys: ['mod+e'],
    whileTyping: false,
    when: () => noteAtHand() !== null,
    run: () => {
      const note = noteAtHand();
      if (note !== null) noteEditor.edit(note);
    },
  },
  {
    id: 'notes.remove',
    title: 'notes.command.remove',
    when: () => noteAtHand() !== null,
    run: () => {
      const note = noteAtHand();
      if (note !== null) void attempt(notes.remove(note));
    },
  },
  {
    id: 'notes.addToSnapshot',
    title: 'notes.command.addToSnapshot',
    when: () => app.snapshot !== null,
    run: () => {
      if (app.snapshot !== null) void noteEditor.add({ kind: 'snapshot', snapshot: app.snapshot.id });
    },
  },
  {
    id: 'notes.addToCase',
    title: 'notes.command.addToCase',
    when: () => app.case !== null,
    run: () => void noteEditor.add({ kind: 'case' }),
  },
  {
    id: 'notes.pin',
    title: 'notes.command.pin',
    keys: ['b'],
    when: () => selected() !== null,
    run: () => {
      const thing = selected();
      if (thing !== null) void pinThing(thing);
    },
  },
  {
    id: 'app.author',
    title: 'app.command.author',
    run: () => (author.asked = true),
  },
  {
    id: 'app.undo',
    title: 'app.command.undo',
    keys: ['mod+z'],
    whileTyping: false,
    when: () => undo.next !== null,
    run: () => void attempt(take(true)),
  },
  {
    id: 'app.redo',
    title: 'app.command.redo',
    keys: ['mod+shift+z', 'mod+y'],
    whileTyping: false,
    when: () => undo.nextAgain !== null,
    run: () => void attempt(take(false)),
  },
];
