// One line of a table of texts for a spreadsheet: separated by commas (RFC 4180) or by tabs.
import { shownText } from './shown-text.ts';

export type Delimited = 'csv' | 'tsv';
export const separators = { csv: ',', tsv: '\t' } as const satisfies Readonly<Record<Delimited, string>>;

/** A line of a table in a format, without its end. */
export function spreadsheetRow(cells: readonly string[], format: Delimited = 'tsv'): string {
  return delimitedRow(cells, separators[format]);
}

/**
 * A table: its titles, then a line a row. RFC 4180: CR LF ends a line of CSV. What would steer a terminal or turn the
 * direction of a text is made visible, what is endless is cut.
 */
export function delimitedTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  format: Delimited,
): string {
  const end = format === 'csv' ? '\r\n' : '\n';
  const line = (cells: readonly string[]): string =>
    `${spreadsheetRow(
      cells.map((cell) => shownText(cell)),
      format,
    )}${end}`;
  return [columns, ...rows].map(line).join('');
}

/** What would break a row becomes a space; what a spreadsheet would take for a formula is made a text. */
export function delimitedRow(cells: readonly string[], separator: ',' | '\t'): string {
  return cells
    .map((text) => {
      const cell = defused(text.replace(/[\t\r\n]+/g, ' '));
      return separator === ',' && /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    })
    .join(separator);
}

/** Spreadsheets run what begins with one of these, also behind spaces, also in full width. A number is one. */
function defused(cell: string): string {
  if (!/^[\s\p{Cc}\p{Cf}"']*[=+\-@＝＋－＠]/u.test(cell) || /^[+-]?\d+(?:\.\d+)?$/.test(cell)) return cell;
  return `'${cell}`;
}
