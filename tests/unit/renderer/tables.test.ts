// Every table of the interface is offered as CSV and TSV by the one way that there is; a new one is found here, so none
// is forgotten. What each gives is proved in the browser (tests/e2e/tables.test.ts).
import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { delimitedTable } from '../../../shared/delimited-row.ts';

const renderer = resolve(import.meta.dirname, '../../../renderer');
const files = new Map(
  globSync('**/*.svelte', { cwd: renderer }).map((file) => [
    basename(file, '.svelte'),
    readFileSync(join(renderer, file), 'utf8'),
  ]),
);

/** What makes rows and columns, or rows under a head. */
const makesTable =
  /<table\b|<WideTable\b|<MatrixTable\b|<HeadedRows\b|<CellTable\b|<VirtualRows\b|role="grid"|<ol aria-label/;
const offers = /<TableMenu\b|\bformatEntries\(/;

/** Where the menu of a table stands that is not in the file of the table itself. */
const offeredIn: Readonly<Record<string, string>> = {
  FlowTable: 'FlowMenus',
  NoteTable: 'NotesView',
  PinTable: 'NotesView',
  SourceTree: 'SourcesView',
  SearchResults: 'SearchPanel',
  CaseTable: 'CellTable',
  NetworkTable: 'CellTable',
  PipelineTable: 'CellTable',
};

/** What is no table, and why. */
const noTable: Readonly<Record<string, string>> = {
  HeadedRows: 'how tables are made; those that use it are looked at',
  WideTable: 'how tables are made; those that use it are looked at',
  MatrixTable: 'how tables are made; those that use it are looked at',
  VirtualRows: 'how lists are made; those that use it are looked at',
  Markdown: 'a table that the user typed into a note',
  RawText: 'the lines of a source, which are copied as they are',
  RedactionPane: 'which original a stand-in stands for: it leaves the case by no export',
};

describe('every table of the interface', () => {
  const tables = [...files].filter(([name, text]) => makesTable.test(text) && !(name in noTable));

  test('is found', () => {
    expect(tables.length).toBeGreaterThan(20);
    for (const name of [...Object.keys(noTable), ...Object.keys(offeredIn)])
      expect([name, makesTable.test(files.get(name) ?? '') || name === 'VirtualRows']).toEqual([name, true]);
  });

  test.each(tables.map(([name]) => name))('%s is offered as CSV and TSV', (name) => {
    expect(files.get(offeredIn[name] ?? name)).toMatch(offers);
  });
});

describe('a table for a spreadsheet', () => {
  const hostile = ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', ' =1', '"=1', '＝1', '\u200b=1', '\ufeff=1'];
  const harmless = ['-1', '+2', '3.5', 'a=1', 'n_packets=0', ''];

  test.each(['csv', 'tsv'] as const)(
    'has nothing that a spreadsheet runs, in titles as in cells: %s',
    (format) => {
      const text = delimitedTable(
        ['=title', 'plain'],
        [...hostile, ...harmless].map((cell) => [cell, cell]),
        format,
      );
      const end = format === 'csv' ? '\r\n' : '\n';
      const lines = text.split(end);
      expect(lines.at(-1)).toBe('');
      expect(lines).toHaveLength(hostile.length + harmless.length + 2);
      expect(lines[0]).toMatch(/^'=title/);
      const cells = lines.slice(1, -1).map((line) => line.split(format === 'csv' ? ',' : '\t')[0] ?? '');
      for (const [at, cell] of cells.slice(0, hostile.length).entries())
        expect([hostile[at], /^"?(?:'|⟨U\+|\ufffd)/.test(cell)]).toEqual([hostile[at], true]);
      expect(cells.slice(hostile.length)).toEqual(harmless);
    },
  );

  test('has a line a row, whatever is in a cell', () => {
    expect(delimitedTable(['a', 'b'], [['1\n2\r\n3', 'x\ty']], 'tsv')).toBe('a\tb\n1 2 3\tx y\n');
    expect(delimitedTable(['a', 'b'], [['1,2', 'say "x"\n']], 'csv')).toBe('a,b\r\n"1,2","say ""x"" "\r\n');
    expect(delimitedTable(['a'], [['\u001b[31mred\u202e']], 'csv')).toBe('a\r\n␛[31mred⟨U+202E⟩\r\n');
  });
});
