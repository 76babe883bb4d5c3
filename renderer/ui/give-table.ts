// A table of texts to the clipboard or into a file, as CSV or TSV.
import { delimitedTable, type Delimited } from '../../shared/delimited-row.ts';
import { copyText } from '../state/clipboard.ts';
import { t } from '../state/locale.svelte.ts';
import { said } from '../state/said.svelte.ts';
import type { MenuEntry } from './menu-entries.ts';
import { saveFile } from './save-file.ts';
import type { TextTable } from './text-table.ts';

export const tableFormats = ['tsv', 'csv'] as const satisfies readonly Delimited[];

const mediaTypes = { csv: 'text/csv', tsv: 'text/tab-separated-values' } as const;

/** What a snapshot or a host may be called is part of the name: it is made one that every file system takes. */
export function saveTable(name: string, format: Delimited, text: string): void {
  saveFile(`${name.slice(0, 100)}.${format}`, new Blob([text], { type: mediaTypes[format] }));
}

/** Puts the table on the clipboard, or into a file, and says how many rows it has. */
export async function giveTable(
  { columns, rows }: TextTable,
  format: Delimited,
  name: string,
  to: 'clipboard' | 'file',
): Promise<void> {
  const text = delimitedTable(columns, rows, format);
  if (to === 'file') saveTable(name, format, text);
  else await copyText(text);
  said.say(t(to === 'file' ? 'app.table.saved' : 'app.table.copied', { count: rows.length }));
}

/** An entry a format. */
export function formatEntries(id: string, run: (format: Delimited) => void): readonly MenuEntry[] {
  return tableFormats.map((format) => ({
    ...{ id: `${id} ${format}`, text: format.toUpperCase() },
    run: () => run(format),
  }));
}
