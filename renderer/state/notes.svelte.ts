// The notes and pins of the open case, and which things have some: read again whenever this window, another one or
// another process changed them. Every change can be undone.
import { CodedError, type Response } from '../../shared/api.ts';
import type { Note } from '../../shared/notes/note.ts';
import type { Pin, Shown } from '../../shared/notes/pin.ts';
import { thingKey, thingOfKey, type Thing } from '../../shared/notes/thing.ts';
import { app } from './app.svelte.ts';
import { author } from './author.svelte.ts';
import { t } from './locale.svelte.ts';
import { said } from './said.svelte.ts';
import { sameJson } from './same-json.ts';
import { undo } from './undo.svelte.ts';

export type NoteMark = Omit<Response<'notes.of'>['marks'][number], 'key'>;

/** Another window or process has written what was to be written here. */
export class ChangedElsewhere extends Error {}

/** As a sentence knows them: the word for what was done. */
type Deed = 'add' | 'edit' | 'remove';

class Notes {
  list = $state.raw<readonly Note[]>([]);
  pins = $state.raw<readonly Pin[]>([]);
  /** By the thing's key. */
  marks = $state.raw<ReadonlyMap<string, NoteMark>>(new Map());
  /** False until the marks are those of the notes. */
  placed = $state(false);
  #reading = 0;

  readonly byId: ReadonlyMap<string, Note> = $derived(new Map(this.list.map((note) => [note.id, note])));
  /** Notes whose object is in the case as it is now. */
  readonly found: ReadonlySet<string> = $derived(
    new Set([...this.marks.values()].flatMap((mark) => mark.notes)),
  );
  /** By what is the same thing wherever it was looked at from. */
  readonly #same: ReadonlyMap<string, NoteMark> = $derived.by(() => {
    const same = Map.groupBy(this.marks, ([key]) => {
      const thing = thingOfKey(key);
      return thing === null ? key : sameKey(thing);
    });
    return new Map(
      [...same].map(([key, all]) => [
        key,
        {
          notes: all.flatMap(([, { notes: ids }]) => ids),
          open: all.reduce((sum, [, { open }]) => sum + open, 0),
        },
      ]),
    );
  });
  readonly tags: readonly string[] = $derived(
    [...new Set(this.list.flatMap((note) => note.tags))].toSorted((a, b) => a.localeCompare(b)),
  );

  constructor() {
    app.client.on('notes.changed', () => void this.read());
  }

  /** Reads all anew; of several at once the last counts. */
  async read(): Promise<void> {
    const reading = ++this.#reading;
    if (app.case === null) {
      [this.list, this.pins, this.marks] = [[], [], new Map()];
      return;
    }
    try {
      const [{ notes }, { pins }] = await Promise.all([
        app.client.call('notes.list', {}),
        app.client.call('pins.list', {}),
      ]);
      if (reading !== this.#reading) return;
      [this.list, this.pins] = [notes, pins];
      const snapshots = app.snapshots.map(({ id }) => id);
      const { marks } = notes.length === 0 ? { marks: [] } : await app.client.call('notes.of', { snapshots });
      if (reading !== this.#reading) return;
      this.marks = new Map(marks.map(({ key, ...mark }) => [key, mark]));
      this.placed = true;
    } catch (error) {
      if (reading === this.#reading) app.report(error);
    }
  }

  /** How many notes a thing has; undefined where it has none. */
  markOf(thing: Thing): NoteMark | undefined {
    return this.#same.get(sameKey(thing));
  }

  /** Of several that show as one. */
  markOfAll(things: readonly Thing[]): NoteMark | undefined {
    const ids = new Set(things.flatMap((thing) => this.markOf(thing)?.notes ?? []));
    const list = [...ids].flatMap((id) => this.byId.get(id) ?? []);
    if (list.length === 0) return undefined;
    return {
      notes: list.map(({ id }) => id),
      open: list.filter(({ status }) => status !== 'explained').length,
    };
  }

  /** Notes about a thing, the latest change first. */
  of(thing: Thing): readonly Note[] {
    return (this.markOf(thing)?.notes ?? []).flatMap((id) => this.byId.get(id) ?? []);
  }

  /**
   * Writes a note in place of `before`, which is null for a new one. Rejects where it cannot be written; with
   * `ChangedElsewhere` where another window has written it since.
   */
  async write(note: Note, before: Note | null): Promise<void> {
    await this.#change(before === null ? 'add' : 'edit', before, note);
  }

  async remove(note: Note): Promise<void> {
    await this.#change('remove', note, null);
  }

  /** Keeps a thing or a view for the report; says so where it is kept already. */
  async pin(title: string, shown: Shown): Promise<void> {
    const same = JSON.stringify(shown);
    if (this.pins.some((each) => JSON.stringify(each.shown) === same)) {
      said.say(t('notes.pin.already', { title }));
      return;
    }
    const created = new Date().toISOString();
    const pin: Pin = {
      ...{ id: crypto.randomUUID(), created, author: authorName(), title: title.slice(0, 1000) },
      shown,
    };
    await this.#changePin('add', null, pin);
    said.say(t('notes.pin.done', { title }));
  }

  async unpin(pin: Pin): Promise<void> {
    await this.#changePin('remove', pin, null);
  }

  async renamePin(pin: Pin, title: string): Promise<void> {
    await this.#changePin('edit', pin, { ...pin, title });
  }

  #change(deed: Deed, before: Note | null, after: Note | null): Promise<void> {
    const put = async (note: Note | null, expected: Note | null): Promise<void> => {
      const id = note?.id ?? expected?.id ?? '';
      // What another window or process wrote since is not taken back from here.
      if (!sameJson(await noteNow(id), expected)) throw new ChangedElsewhere();
      if (note !== null) await app.client.call('notes.put', { note });
      else await app.client.call('notes.remove', { id });
    };
    return undo.run({
      title: t(`notes.deed.${deed}`),
      apply: () => put(after, before),
      revert: () => put(before, after),
    });
  }

  #changePin(deed: Deed, before: Pin | null, after: Pin | null): Promise<void> {
    const put = async (pin: Pin | null, expected: Pin | null): Promise<void> => {
      const id = pin?.id ?? expected?.id ?? '';
      const now = this.pins.find((each) => each.id === id) ?? null;
      if (!sameJson(now, expected)) throw new ChangedElsewhere();
      if (pin !== null) await app.client.call('pins.put', { pin });
      else await app.client.call('pins.remove', { id });
    };
    return undo.run({
      title: t(`notes.pinDeed.${deed}`),
      apply: () => put(after, before),
      revert: () => put(before, after),
    });
  }
}

/**
 * A part of the case is the same from whichever snapshot it was looked at, a place of a pipeline from whichever bridge:
 * its id names its own.
 */
function sameKey(thing: Thing): string {
  switch (thing.kind) {
    case 'part':
      return `part:${thing.id}`;
    case 'pipeline':
      return `pipeline:${thing.snapshot}:${thing.id}`;
    default:
      return thingKey(thing);
  }
}

/** Waits for a change; what fails is shown to the user. */
export async function attempt(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (error instanceof ChangedElsewhere) said.say(t('notes.changedElsewhere'));
    else app.report(error);
  }
}

/** Whose name new notes and pins have; empty until the user gave one. */
export function authorName(): string {
  return author.name;
}

/** Null where the case has no such note. */
async function noteNow(id: string): Promise<Note | null> {
  try {
    return await app.client.call('notes.get', { id });
  } catch (error) {
    if (error instanceof CodedError && error.code === 'not-found') return null;
    throw error;
  }
}

export const notes = new Notes();
