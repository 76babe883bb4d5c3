// That what is drawn or listed has notes: one mark for what may stand for several things. Pure.
import type { CellRow, CellRows } from './cell-table.ts';
import type { Rect } from './geometry.ts';

export interface NotedMark {
  readonly text: string;
  /** `warning` as long as one of them is not explained. */
  readonly tone: 'warning' | 'quiet';
  /** How many there are, and their first lines. */
  readonly title: string;
  readonly count: number;
}

/** A mark at its place in a picture, under the key of what it is about. */
export interface PlacedNote extends Rect {
  readonly key: string;
  readonly size: number;
  readonly mark: NotedMark;
}

/** Of what shows as one; undefined where nothing of it has notes. */
export function allNoted(marks: readonly NotedMark[]): NotedMark | undefined {
  return marks.length === 0 ? undefined : marks.reduce(bothNoted);
}

function bothNoted(a: NotedMark, b: NotedMark): NotedMark {
  const count = a.count + b.count;
  const tone = a.tone === 'warning' ? a.tone : b.tone;
  return { text: `✎${count}`, count, tone, title: `${a.title}\n${b.title}` };
}

/** In a cell of a table, behind the sign that a picture has. */
export function notedText(mark: NotedMark | undefined): string {
  return mark === undefined ? '' : `${mark.text} ${mark.title.replaceAll('\n', '; ')}`;
}

/** A table with a column `notes` more, as soon as any of its rows has some. */
export function withNotes<R extends CellRow>(
  table: CellRows<R>,
  noted: ReadonlyMap<string, NotedMark>,
): CellRows<R> {
  if (!table.rows.some(({ id }) => noted.has(id))) return table;
  return {
    ...table,
    columns: [...table.columns, 'notes'],
    widths: `${table.widths} minmax(8rem, 1fr)`,
    rows: table.rows.map((row) => ({
      ...row,
      cells: [...row.cells, { text: notedText(noted.get(row.id)) }],
    })),
  };
}
