// The tables of a report as CSV or TSV, a file each, for a spreadsheet.
import { separators, delimitedRow, type Delimited } from '../delimited-row.ts';
import type { Language } from '../explain/phrase.ts';
import { madeFromTables, tablesOf } from './block-tables.ts';
import type { ReportDocument } from './document.ts';
import { sayIn } from './report-words.ts';
import { shownText } from '../shown-text.ts';

/** By their order in the report; the last ones say what it was made from. RFC 4180: CR LF ends a line of CSV. */
export function reportTables(
  document: ReportDocument,
  language: Language,
  format: Delimited,
): readonly string[] {
  const say = sayIn(language);
  const own = document.parts.flatMap(({ blocks }) => blocks.flatMap((block) => tablesOf(block, say)));
  const end = format === 'csv' ? '\r\n' : '\n';
  return [...own, ...madeFromTables(document, say)].map(({ columns, rows }) =>
    [columns.map(({ title }) => title), ...rows]
      .map(
        (cells) =>
          `${delimitedRow(
            cells.map((cell) => shownText(cell)),
            separators[format],
          )}${end}`,
      )
      .join(''),
  );
}
