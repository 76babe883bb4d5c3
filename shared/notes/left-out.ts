// What an outline leaves out of the notes and pins that the case has, so that nothing is left out silently, and the
// outline with them.
import type { Note } from './note.ts';
import type { Outline, OutlineItem } from './outline.ts';
import type { Pin } from './pin.ts';

type NotesItem = Extract<OutlineItem, { readonly kind: 'notes' }>;

/** Of a list's notes, those that are no items of their own, in the order given. */
export function notesOfItem(
  { statuses, tags }: Pick<NotesItem, 'statuses' | 'tags'>,
  outline: Outline,
  notes: readonly Note[],
): readonly Note[] {
  const own = new Set(outline.items.flatMap((item) => (item.kind === 'note' ? [item.note] : [])));
  return notes.filter(
    (note) =>
      !own.has(note.id) &&
      (statuses.length === 0 || statuses.includes(note.status)) &&
      (tags.length === 0 || tags.some((tag) => note.tags.includes(tag))),
  );
}

export interface LeftOut {
  readonly notes: readonly Note[];
  readonly pins: readonly Pin[];
}

/** Notes and pins that no item shows. */
export function leftOutOf(outline: Outline, notes: readonly Note[], pins: readonly Pin[]): LeftOut {
  const shown = new Set(
    outline.items.flatMap((item): readonly string[] => {
      if (item.kind === 'note') return [item.note];
      if (item.kind === 'pin') return [item.pin];
      return item.kind === 'notes' ? notesOfItem(item, outline, notes).map(({ id }) => id) : [];
    }),
  );
  return {
    notes: notes.filter(({ id }) => !shown.has(id)),
    pins: pins.filter(({ id }) => !shown.has(id)),
  };
}

/**
 * The outline with what it leaves out, behind the last item that shows such things. Notes stand as lists by status, which
 * later ones join, unless a list would show others a second time: then each is an item. `headingOf` gives the
 * sections' titles in the outline's language, `newId` an id that no item has.
 */
export function withLeftOut(
  outline: Outline,
  notes: readonly Note[],
  pins: readonly Pin[],
  headingOf: (of: Note['status'] | 'pins') => string,
  newId: () => string,
): Outline {
  const left = leftOutOf(outline, notes, pins);
  const heading = (of: Note['status'] | 'pins'): OutlineItem => ({
    ...{ id: newId(), kind: 'heading', level: 1, text: headingOf(of) },
  });
  const added: OutlineItem[] = [];
  const order = ['open', 'needs-customer', 'explained'] as const;
  for (const status of order) {
    const own = left.notes.filter((note) => note.status === status);
    if (own.length === 0) continue;
    const list = { statuses: [status], tags: [] };
    added.push(
      heading(status),
      ...(notesOfItem(list, outline, notes).length === own.length
        ? [{ id: newId(), kind: 'notes', ...list } as const]
        : own.map((note) => ({ id: newId(), kind: 'note', note: note.id }) as const)),
    );
  }
  if (left.pins.length > 0)
    added.push(
      heading('pins'),
      ...left.pins.map((pin) => ({ id: newId(), kind: 'pin', pin: pin.id }) as const),
    );
  const behind = outline.items.findLastIndex(({ kind }) =>
    ['note', 'notes', 'pin', 'findings'].includes(kind),
  );
  const place = behind < 0 ? outline.items.length : behind + 1;
  return { ...outline, items: outline.items.toSpliced(place, 0, ...added) };
}
