// The items of a report's outline: made, moved, changed, and named in the list. Nothing here is kept.
import type { Note } from '../../../shared/notes/note.ts';
import { noteTitle } from '../../../shared/notes/note.ts';
import type { Outline, OutlineItem } from '../../../shared/notes/outline.ts';
import type { Pin } from '../../../shared/notes/pin.ts';
import { t } from '../../state/locale.svelte.ts';
import { aboutWords } from '../../state/note-words.ts';

/** What can be put in at any place. */
export const plainKinds = [
  'heading',
  'text',
  'summary',
  'timeline',
  'notes',
  'findings',
  'requests',
] as const satisfies readonly OutlineItem['kind'][];
export type PlainKind = (typeof plainKinds)[number];

/** Lines before and after those of an excerpt, until the user says otherwise. */
const usualContext = 3;

export function newItem(kind: PlainKind): OutlineItem {
  const id = crypto.randomUUID();
  switch (kind) {
    case 'heading':
      return { id, kind, level: 1, text: t('report.newHeading') };
    case 'text':
      return { id, kind, text: '' };
    case 'notes':
      return { id, kind, statuses: [], tags: [] };
    case 'findings':
      return { id, kind, severities: [] };
    case 'summary':
    case 'timeline':
    case 'requests':
      return { id, kind };
  }
}

export function noteItem(note: Note): OutlineItem {
  return { id: crypto.randomUUID(), kind: 'note', note: note.id };
}

export function pinItem(pin: Pin): OutlineItem {
  return { id: crypto.randomUUID(), kind: 'pin', pin: pin.id };
}

/** The lines of a pinned thing, with some around them; null where it is no lines. */
export function excerptItem({ shown }: Pin): OutlineItem | null {
  if (shown.kind !== 'thing' || !['line', 'fact', 'flow'].includes(shown.anchor.kind)) return null;
  return { id: crypto.randomUUID(), kind: 'excerpt', anchor: shown.anchor, context: usualContext };
}

/** Behind the item with the id, at the end where there is none. */
export function withItem(outline: Outline, item: OutlineItem, behind: string | null): Outline {
  const at = outline.items.findIndex(({ id }) => id === behind);
  const place = at < 0 ? outline.items.length : at + 1;
  return { ...outline, items: outline.items.toSpliced(place, 0, item) };
}

export function withoutItem(outline: Outline, id: string): Outline {
  return { ...outline, items: outline.items.filter((item) => item.id !== id) };
}

/** The same outline where the place is the item's own, or there is no such place. */
export function movedItem(outline: Outline, id: string, to: number): Outline {
  const from = outline.items.findIndex((item) => item.id === id);
  const item = outline.items[from];
  if (item === undefined || to === from || to < 0 || to >= outline.items.length) return outline;
  return { ...outline, items: outline.items.toSpliced(from, 1).toSpliced(to, 0, item) };
}

export function changedItem(outline: Outline, changed: OutlineItem): Outline {
  return { ...outline, items: outline.items.map((item) => (item.id === changed.id ? changed : item)) };
}

export interface ItemWords {
  readonly kind: string;
  /** Empty where the kind says it all. */
  readonly title: string;
  /** It shows what is not in the case any more. */
  readonly gone: boolean;
}

/** How an item is named in the list. */
export function itemWords(
  item: OutlineItem,
  notes: ReadonlyMap<string, Note>,
  pins: ReadonlyMap<string, Pin>,
): ItemWords {
  const named = (title: string): ItemWords => ({
    kind: t(`report.kind.${item.kind}`),
    title: title.slice(0, 200),
    gone: false,
  });
  const lost: ItemWords = { kind: t(`report.kind.${item.kind}`), title: t('report.gone'), gone: true };
  switch (item.kind) {
    case 'heading':
      return named(item.text);
    case 'text':
      return named(noteTitle(item));
    case 'note': {
      const note = notes.get(item.note);
      return note === undefined ? lost : named(noteTitle(note));
    }
    case 'pin': {
      const pin = pins.get(item.pin);
      return pin === undefined ? lost : named(pin.title);
    }
    case 'notes':
      return named([...item.statuses.map((status) => t(`notes.status.${status}`)), ...item.tags].join(', '));
    case 'findings':
      return named(item.severities.map((severity) => t(`findings.severity.${severity}`)).join(', '));
    case 'excerpt':
      return named(aboutWords(item.anchor).title);
    case 'summary':
    case 'timeline':
    case 'requests':
      return named('');
  }
}

/** Notes and pins that no item shows by itself. */
export function notPlaced(
  outline: Outline,
  notes: readonly Note[],
  pins: readonly Pin[],
): { readonly notes: readonly Note[]; readonly pins: readonly Pin[] } {
  const placed = new Set(
    outline.items.flatMap((item) =>
      item.kind === 'note' ? [item.note] : item.kind === 'pin' ? [item.pin] : [],
    ),
  );
  return {
    notes: notes.filter(({ id }) => !placed.has(id)),
    pins: pins.filter(({ id }) => !placed.has(id)),
  };
}
