// The columns of the flow table: the article's (table, packets, priority, match, actions), what else a dump
// prints, the share of the table's packets, and any field of the matches. Which are shown, in which order and
// how wide, is in the address: `columns=table,field:reg5,match` and `widths=match:400`.
import { flowColumns, type FlowColumn, type FlowRow, type FlowSort } from '../../../shared/api.ts';
import { printedValue } from '../../../shared/flows/field-order.ts';

export type FieldColumn = `field:${string}`;
export type ColumnId = FlowColumn | 'share' | FieldColumn;

export interface Column {
  readonly id: ColumnId;
  /** A CSS grid track. */
  readonly track: string;
  /** Pixels below which it is no use. */
  readonly least: number;
  readonly numeric: boolean;
  /** What its header sorts by. */
  readonly sort: FlowSort;
}

interface Known extends Omit<Column, 'sort'> {
  readonly id: FlowColumn | 'share';
  /** Hidden until the user asks for it. */
  readonly hiddenAtFirst: boolean;
}

const known: readonly Known[] = [
  { id: 'line', track: '3.5rem', least: 56, numeric: true, hiddenAtFirst: false },
  { id: 'table', track: '3.25rem', least: 52, numeric: true, hiddenAtFirst: false },
  { id: 'nPackets', track: '5rem', least: 80, numeric: true, hiddenAtFirst: false },
  { id: 'share', track: '5.5rem', least: 88, numeric: true, hiddenAtFirst: false },
  { id: 'nBytes', track: '6rem', least: 96, numeric: true, hiddenAtFirst: true },
  { id: 'priority', track: '3.5rem', least: 56, numeric: true, hiddenAtFirst: false },
  { id: 'match', track: 'minmax(7rem, 1fr)', least: 112, numeric: false, hiddenAtFirst: false },
  { id: 'actions', track: 'minmax(8rem, 1.2fr)', least: 128, numeric: false, hiddenAtFirst: false },
  { id: 'cookie', track: '9.5rem', least: 152, numeric: false, hiddenAtFirst: true },
  { id: 'duration', track: '4.5rem', least: 72, numeric: true, hiddenAtFirst: true },
  { id: 'idleAge', track: '4.5rem', least: 72, numeric: true, hiddenAtFirst: true },
];

/** The columns of every dump, in the order in which a menu lists them. */
export const columnIds: readonly (FlowColumn | 'share')[] = known.map(({ id }) => id);

/** Narrowest and widest that a column can be made, in pixels. */
const widthRange = [32, 2000] as const;

export function isField(id: string): id is FieldColumn {
  return id.startsWith('field:') && id.length > 'field:'.length;
}

/** The name of a field's column: `reg5`. */
export function fieldOfColumn(id: FieldColumn): string {
  return id.slice('field:'.length);
}

/** The columns to show, by the two parameters of the address; an unknown name is left out, none at all means the usual ones. */
export function columnsShown(shown: string | undefined, widths = ''): readonly Column[] {
  const pixels = readWidths(widths);
  const ids = [...new Set((shown ?? '').split(','))].filter((id) => isField(id) || find(id) !== undefined);
  const usual = known.filter(({ hiddenAtFirst }) => !hiddenAtFirst).map(({ id }) => id);
  return (ids.length === 0 ? usual : ids).flatMap((id): readonly Column[] => {
    const own = find(id);
    const width = pixels.get(id);
    const track = width === undefined ? {} : { track: `${width}px`, least: width };
    if (own !== undefined) {
      const { track: usualTrack, least, numeric } = own;
      const sort = own.id === 'share' ? 'nPackets' : own.id;
      return [{ id: own.id, least, numeric, sort, ...{ track: usualTrack }, ...track }];
    }
    if (!isField(id)) return [];
    return [{ id, track: '8rem', least: 128, numeric: false, sort: id, ...track }];
  });
}

function find(id: string): Known | undefined {
  return known.find((column) => column.id === id);
}

/** The parameter `columns` with one shown or hidden; the last one stays. */
export function toggled(columns: readonly Column[], id: ColumnId): string {
  const ids = columns.map((column) => column.id);
  if (!ids.includes(id)) {
    // A field stands before the match that it is taken out of; others where they are listed.
    const match = ids.indexOf('match');
    return (isField(id) && match >= 0 ? ids.toSpliced(match, 0, id) : [...ids, id]).join();
  }
  return ids.length === 1 ? ids.join() : ids.filter((other) => other !== id).join();
}

/** The parameter `columns` with one moved to a place among them. */
export function moved(columns: readonly Column[], id: ColumnId, to: number): string {
  const ids = columns.map((column) => column.id);
  const others = ids.filter((other) => other !== id);
  return others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, id).join();
}

/** The parameter `widths` with one set in pixels, or back to the usual width. */
export function resized(widths: string, id: ColumnId, pixels: number | null): string {
  const all = readWidths(widths);
  const [least, most] = widthRange;
  if (pixels === null) all.delete(id);
  else all.set(id, Math.round(Math.max(least, Math.min(most, pixels))));
  return [...all].map(([column, width]) => `${column}:${width}`).join();
}

function readWidths(text: string): Map<string, number> {
  const widths = new Map<string, number>();
  for (const part of text.split(',')) {
    const colon = part.lastIndexOf(':');
    const width = Number(part.slice(colon + 1));
    if (colon > 0 && width >= widthRange[0] && width <= widthRange[1])
      widths.set(part.slice(0, colon), width);
  }
  return widths;
}

/** What the address sorts by; reading order for what is none. */
export function sortOf(text: string | undefined): FlowSort {
  if (text !== undefined && isField(text)) return text;
  return flowColumns.find((column) => column === text) ?? 'line';
}

/** A cell's text as the dump prints it; the empty text where the dump left it out. */
export function cellText(flow: FlowRow, column: ColumnId): string {
  if (isField(column)) return printedValue(flow.match, fieldOfColumn(column)) ?? '';
  switch (column) {
    case 'line':
      return String(flow.evidence.firstLine);
    case 'duration':
      return flow.duration === null ? '' : `${flow.duration}s`;
    case 'idleAge':
      return flow.idleAge === null ? '' : `${flow.idleAge}s`;
    case 'share':
      return String(flow.nPackets ?? '');
    default:
      return String(flow[column] ?? '');
  }
}
