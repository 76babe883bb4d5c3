// Tables of texts: what a view draws as a picture, row by row. Cells are text; what is sorted by number has one.
import type { Knowledge } from '../../shared/network/model.ts';
import type { TextTable } from './text-table.ts';

export interface Cell {
  readonly text: string;
  readonly mono?: boolean;
  /** What it is sorted by, in place of the text. In mono it stands at the end of its cell. */
  readonly number?: number;
  readonly tone?: 'error' | 'warning' | 'quiet';
  /** 1 … 8, of a network. */
  readonly colour?: number | undefined;
  readonly status?: Knowledge;
}

export interface CellRow {
  readonly id: string;
  readonly cells: readonly Cell[];
}

export interface CellRows<R extends CellRow = CellRow> {
  /** Each has a title in the texts of the view. */
  readonly columns: readonly string[];
  /** CSS: the columns' widths, and the least of the table. */
  readonly widths: string;
  readonly least: string;
  readonly rows: readonly R[];
}

export const mono = (text: string | null): Cell => ({ text: text ?? '', mono: true });
export const numeric = (value: number | null): Cell =>
  value === null ? { text: '', mono: true } : { text: String(value), mono: true, number: value };

export const isNumeric = (cell: Cell | undefined): boolean =>
  cell?.number !== undefined && cell.mono === true;

export interface Sorting {
  readonly column: number;
  readonly descending: boolean;
}

const collator = new Intl.Collator('en', { numeric: true });

/** Empty cells, and texts among numbers, come last, whichever way; rows that are equal keep their order. */
export function sortedRows<R extends CellRow>(rows: readonly R[], sorting: Sorting | null): readonly R[] {
  if (sorting === null) return rows;
  const { column, descending } = sorting;
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [one, other] = [a.cells[column], b.cells[column]];
    const empty = (cell: Cell | undefined): boolean =>
      cell === undefined || (cell.text === '' && cell.status === undefined);
    if (empty(one) || empty(other)) return Number(empty(one)) - Number(empty(other));
    const isText = (cell: Cell | undefined): boolean => cell?.number === undefined;
    if (one?.number !== undefined && other?.number !== undefined) return sign * (one.number - other.number);
    if (!isText(one) || !isText(other)) return Number(isText(one)) - Number(isText(other));
    const key = ({ status, text }: Cell): string => `${status ?? ''} ${text}`;
    return sign * (one && other ? collator.compare(key(one), key(other)) : 0);
  });
}

/** For a spreadsheet. A cell's status stands before its text. */
export function textTable(
  columns: readonly string[],
  rows: readonly CellRow[],
  statusText: (status: Knowledge) => string,
): TextTable {
  return {
    columns,
    rows: rows.map(({ cells }) =>
      cells.map(({ text, status }) =>
        [...(status === undefined ? [] : [statusText(status)]), text].join(' ').trim(),
      ),
    ),
  };
}
