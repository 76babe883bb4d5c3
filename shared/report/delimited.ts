// The tables of a report as CSV or TSV, a file each, for a spreadsheet.
import { delimitedTable, type Delimited } from '../delimited-row.ts';
import type { Language } from '../explain/phrase.ts';
import { madeFromTables, tablesOf } from './block-tables.ts';
import type { ReportDocument } from './document.ts';
import { sayIn } from './report-words.ts';

/** By their order in the report; the last ones say what it was made from. */
export function reportTables(
  document: ReportDocument,
  language: Language,
  format: Delimited,
): readonly string[] {
  const say = sayIn(language);
  const own = document.parts.flatMap(({ blocks }) => blocks.flatMap((block) => tablesOf(block, say)));
  return [...own, ...madeFromTables(document, say)].map(({ columns, rows }) =>
    delimitedTable(
      columns.map(({ title }) => title),
      rows,
      format,
    ),
  );
}
