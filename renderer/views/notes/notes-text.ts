// Notes and pins as tables of texts: whole, with what they are about and where that is.
import type { Note } from '../../../shared/notes/note.ts';
import type { Pin } from '../../../shared/notes/pin.ts';
import { t } from '../../state/locale.svelte.ts';
import { aboutWords, pinKind, pinWhere } from '../../state/note-words.ts';
import type { TextTable } from '../../ui/text-table.ts';

export function notesText(notes: readonly Note[]): TextTable {
  return {
    columns: [
      ...[t('notes.column.status'), t('notes.text'), t('notes.column.kind'), t('notes.column.about')],
      ...[t('notes.column.where'), t('notes.tags'), t('notes.author'), t('notes.column.updated')],
    ],
    rows: notes.map(({ status, text, anchor, tags, author, updated }) => {
      const { kind, title, where } = aboutWords(anchor);
      return [t(`notes.status.${status}`), text, kind, title, where, tags.join(', '), author, updated];
    }),
  };
}

export function pinsText(pins: readonly Pin[]): TextTable {
  return {
    columns: [
      ...['kind', 'title', 'where', 'pinned'].map((key) => t(`notes.column.${key}`)),
      ...[t('notes.author'), t('notes.filtered')],
    ],
    rows: pins.map((pin) => [
      ...[pinKind(pin), pin.title, pinWhere(pin), pin.created, pin.author],
      'filter' in pin.shown ? pin.shown.filter : '',
    ]),
  };
}
