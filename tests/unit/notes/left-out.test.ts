// What an outline leaves out of notes and pins, and the outline with them: nothing stands there twice.
import { describe, expect, test } from 'vitest';
import { leftOutOf, withLeftOut } from '../../../shared/notes/left-out.ts';
import type { Note, NoteStatus } from '../../../shared/notes/note.ts';
import type { Outline, OutlineItem } from '../../../shared/notes/outline.ts';
import type { Pin } from '../../../shared/notes/pin.ts';

const moment = '2026-11-28T12:00:00Z';

function note(id: string, status: NoteStatus, ...tags: readonly string[]): Note {
  const times = { created: moment, updated: moment };
  return { id, ...times, author: '', status, tags, text: id, anchor: { kind: 'case' } };
}

const pin: Pin = {
  ...{ id: 'pin', created: moment, author: '', title: 'Pin' },
  shown: { kind: 'thing', anchor: { kind: 'case' } },
};
const notes = [note('a', 'open'), note('b', 'open', 'gre'), note('c', 'explained')];

const outlineOf = (...items: readonly OutlineItem[]): Outline => ({
  ...{ title: '', author: '', template: null, language: 'en', items },
});
const list = (id: string, statuses: readonly NoteStatus[], tags: readonly string[] = []): OutlineItem => ({
  ...{ id, kind: 'notes', statuses, tags },
});

function whole(outline: Outline): Outline {
  let made = 0;
  return withLeftOut(
    outline,
    notes,
    [pin],
    (of) => `# ${of}`,
    () => `new-${++made}`,
  );
}

const words = ({ items }: Outline): readonly string[] =>
  items.map((item) => {
    if (item.kind === 'heading') return item.text;
    if (item.kind === 'note') return `note ${item.note}`;
    return item.kind === 'notes' ? `notes ${item.statuses.join()}` : item.kind;
  });

describe('what an outline leaves out', () => {
  const left = (outline: Outline): readonly string[] => {
    const { notes: ofNotes, pins } = leftOutOf(outline, notes, [pin]);
    return [...ofNotes, ...pins].map(({ id }) => id);
  };

  test('is what no item shows, neither by itself nor in a list', () => {
    expect(left(outlineOf())).toEqual(['a', 'b', 'c', 'pin']);
    expect(left(outlineOf(list('1', ['explained'])))).toEqual(['a', 'b', 'pin']);
    expect(left(outlineOf(list('1', [], ['gre'])))).toEqual(['a', 'c', 'pin']);
    expect(
      left(outlineOf({ id: '1', kind: 'note', note: 'a' }, { id: '2', kind: 'pin', pin: 'pin' })),
    ).toEqual(['b', 'c']);
    expect(left(outlineOf(list('1', []), { id: '2', kind: 'pin', pin: 'pin' }))).toEqual([]);
  });

  test('is put in by status behind the last that is like it, and then nothing is left out', () => {
    const outline = outlineOf(list('1', ['explained']), { id: '2', kind: 'timeline' });
    const made = whole(outline);
    expect(words(made)).toEqual([
      ...['notes explained', '# open', 'notes open', '# pins', 'pin', 'timeline'],
    ]);
    expect(left(made)).toEqual([]);
    expect(new Set(made.items.map(({ id }) => id)).size).toBe(made.items.length);
    expect(whole(made)).toEqual(made);
  });

  test('is put in one by one where a list would show others again', () => {
    const made = whole(outlineOf(list('1', ['open'], ['gre'])));
    expect(words(made)).toEqual([
      ...['notes open', '# open', 'note a', '# explained', 'notes explained', '# pins', 'pin'],
    ]);
    expect(left(made)).toEqual([]);
  });
});
