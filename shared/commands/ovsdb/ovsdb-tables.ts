// The tables that `ovs-vsctl`, `ovn-nbctl`, `ovn-sbctl` (list, find) and `ovsdb-client dump` print, in each
// format of theirs (lib/table.c in Open vSwitch): one reader for all, which tells the format by itself.
//
//   Bridge table                              the title that a dump gives each table
//   _uuid               : d75e725a-9ffa-4b50-a2e7-650a6c8e7a95
//   name                : br0                 -f list; a blank line parts the records
//
//   _uuid                                name tag trunks
//   ------------------------------------ ---- --- --------
//   4c736e74-b0d7-459c-8e0f-a6e5eccc881f p1   5   [10, 20]                          -f table
//
//   _uuid,name,tag,trunks
//   4c736e74-b0d7-459c-8e0f-a6e5eccc881f,p1,5,"[10, 20]"                            -f csv
//
//   {"caption":"Port table","data":[[["uuid","4c73…"],"p1",5,["set",[10,20]]]],"headings":["_uuid",…]}
//
// and -f html (ovsdb-html-table.ts). Values are as ovsdb-value.ts says.
import type { OvsdbColumn } from '../../facts.ts';
import type { LineParser, Sink } from '../command.ts';
import { JsonElements } from '../json-elements.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { HtmlTable, isHtmlTableLine } from './ovsdb-html-table.ts';
import { OvsdbRow } from './ovsdb-row.ts';
import { tableColumns, tablesWithColumns } from './ovsdb-schema.ts';
import { sliceCells, splitCells, splitCsv } from './ovsdb-cells.ts';
import { columnOfJson, readBareColumn, readColumn } from './ovsdb-value.ts';

export interface TablesContext {
  readonly sink: Sink;
  /** For problems: `ovs-vsctl list Port`. */
  readonly title: string;
  /** Null where the output must tell. */
  readonly database: string | null;
  readonly table: string | null;
  give(row: OvsdbRow): void;
}

const columnLine = /^([a-z_0-9]+) *: *(.*)$/;
const titleLine = /^(\w+) table$/;
const headingsLine = /^[a-z_][a-z0-9_]*(?:(?: +|,)[a-z_][a-z0-9_]*)*$/;

interface Column {
  readonly text: string;
  readonly line: number;
}

type TableTypes = ReturnType<typeof tableColumns>;

type Headings = {
  readonly names: readonly string[];
  readonly format: 'csv' | 'table';
  /** Of a table: how wide each column is, by the dashes below its name. */
  readonly widths: readonly number[];
};

/** Reads one table, or several one after the other. A line that is no part of one is a problem. */
export class OvsdbTables implements LineParser {
  readonly #context: TablesContext;
  readonly #html: HtmlTable;
  #table: string | null;
  /** The record of `-f list` that is being read. */
  #record = new Map<string, Column>();
  #firstLine = 0;
  #lastLine = 0;
  /** Whether the last two lines of the record stood together: only then a blank line ends it. */
  #together = false;
  /** Lines that may be headings: a terminal may have wrapped them. What they are the dashes below tell. */
  #header: string[] = [];
  #dashes: string[] = [];
  #headings: Headings | null = null;
  /** The beginning of a row that a terminal has wrapped. */
  #wrapped: { text: string; line: number } | null = null;
  #json: JsonElements | null = null;
  #jsonRows: { readonly cells: unknown; readonly firstLine: number; readonly lastLine: number }[] = [];
  #jsonHeadings: string[] = [];
  readonly #types = new Map<string, TableTypes>();

  constructor(context: TablesContext) {
    this.#context = context;
    this.#table = context.table;
    this.#html = new HtmlTable({
      title: (table) => (this.#table = table),
      row: (names, cells, firstLine, lastLine) => this.#cells(names, cells, firstLine, lastLine),
      unexpected: (text, number) => this.#unexpected(text, number),
    });
  }

  line(line: string, number: number): void {
    const text = line.trim();
    if (this.#json !== null) {
      // `--pretty` indents; a table on one line begins with one of these.
      if (/^\{"(?!caption|data|headings)/.test(line)) this.#unexpected(line, number);
      else this.#json.line(line, number);
    } else if (text === '') {
      // In a blog's paragraphs a blank line follows every line.
      if (this.#together) this.#closeRecord();
    } else if (this.#html.isOpen || isHtmlTableLine(text)) {
      this.#html.line(text, number);
    } else if (titleLine.test(text) && this.#wrapped === null) {
      this.#newTable(titleLine.exec(text)?.[1] ?? null);
    } else if (/^\{\s*(?:"(?:caption|data|headings)"|$)/.test(text)) {
      this.#newTable(this.#table);
      this.#json = this.#jsonReader();
      this.#json.line(line, number);
    } else if (!this.#row(line, number)) {
      this.#unexpected(line, number);
    }
  }

  end(): void {
    this.#newTable(null);
    this.#html.end();
    this.#json?.end();
    this.#closeJson();
  }

  #newTable(table: string | null): void {
    this.#closeRecord();
    if (this.#wrapped !== null) this.#unexpected(this.#wrapped.text, this.#wrapped.line);
    this.#wrapped = null;
    this.#headings = null;
    this.#header = [];
    this.#dashes = [];
    this.#table = table;
  }

  /** A line of `-f list`, `table` or `csv`; false when it is none. */
  #row(line: string, number: number): boolean {
    const text = line.trim();
    if (this.#headings === null) {
      const column = columnLine.exec(text);
      if (column !== null && this.#header.length === 0) {
        this.#recordColumn(column[1] ?? '', column[2] ?? '', number);
        return true;
      }
      if (this.#record.size > 0) return false;
      if (this.#dashes.length === 0 && headingsLine.test(text) && !this.#isCsvRow(text, number)) {
        this.#header.push(line);
        return true;
      }
      if (this.#header.length > 0 && /^-+(?: +-+)*$/.test(text)) return this.#dashLine(line);
      return this.#isCsvRow(text, number);
    }
    if (this.#headings.format === 'csv') return this.#csvRow(this.#headings, text, number);
    if (this.#dashes.length < this.#header.length && /^-+(?: +-+)*$/.test(text)) return this.#dashLine(line);
    return this.#tableRow(this.#headings, line, number);
  }

  #recordColumn(name: string, text: string, number: number): void {
    if (this.#record.has(name)) this.#closeRecord();
    this.#together = this.#record.size > 0 && number <= this.#lastLine + 1;
    if (this.#record.size === 0) this.#firstLine = number;
    this.#lastLine = number;
    this.#record.set(name, { text, line: number });
  }

  #closeRecord(): void {
    if (this.#record.size === 0) return;
    const record = this.#record;
    this.#record = new Map();
    this.#together = false;
    const names = [...record.keys()];
    const table = this.#tableOf(names);
    const types = this.#typesOf(table, names);
    const columns = new Map<string, OvsdbColumn>();
    for (const [name, { text, line }] of record) {
      const value = this.#value(types, name, text);
      if (value === undefined) this.#damaged(name, line);
      else columns.set(name, value);
    }
    this.#give(table, columns, this.#firstLine, this.#lastLine);
  }

  /** `-f csv` has no line below its headings: the next line tells, by having as many cells. */
  #isCsvRow(text: string, number: number): boolean {
    const [header] = this.#header;
    if (header === undefined || this.#header.length > 1 || /\s/.test(header.trim())) return false;
    const names = header.trim().split(',');
    const headings: Headings = { names, format: 'csv', widths: [] };
    if (!this.#csvRow(headings, text, number)) return false;
    this.#headings = headings;
    return true;
  }

  #csvRow(headings: Headings, text: string, number: number): boolean {
    const cells = splitCsv(text);
    if (cells?.length !== headings.names.length) return false;
    return this.#cells(headings.names, cells, number, number);
  }

  #dashLine(line: string): boolean {
    this.#dashes.push(line);
    if (this.#dashes.length < this.#header.length) return true;
    const names = this.#header.join('').trim().split(/ +/);
    const widths = this.#dashes
      .join('')
      .trim()
      .split(/ +/)
      .map((dashes) => dashes.length);
    this.#headings = { names, format: 'table', widths };
    return names.length === widths.length;
  }

  #tableRow(headings: Headings, line: string, number: number): boolean {
    const text = (this.#wrapped?.text ?? '') + line;
    const firstLine = this.#wrapped?.line ?? number;
    const { cells, whole } = splitCells(text);
    const { names } = headings;
    if (this.#header.length > 1 && (!whole || cells.length < names.length)) {
      const width = this.#header[0]?.length ?? 0;
      if (line.length >= width) {
        this.#wrapped = { text, line: firstLine };
        return true;
      }
    }
    this.#wrapped = null;
    if (whole && cells.length === names.length && this.#cells(names, cells, firstLine, number)) return true;
    const bare = this.#bareCells(headings, text);
    return bare !== null && this.#cells(names, bare, firstLine, number);
  }

  /** `--data=bare` leaves cells empty and spaces in them: their width tells. Only rows with a UUID are taken. */
  #bareCells({ names, widths }: Headings, text: string): readonly string[] | null {
    const cells = sliceCells(text, widths);
    const uuid = cells?.[names.indexOf('_uuid')];
    return uuid !== undefined && /^[0-9a-f-]{36}$/.test(uuid) ? cells : null;
  }

  /** Gives a row of cells; false, and nothing given, when one is no value. */
  #cells(names: readonly string[], cells: readonly string[], firstLine: number, lastLine: number): boolean {
    const table = this.#tableOf(names);
    const types = this.#typesOf(table, names);
    const columns = new Map<string, OvsdbColumn>();
    for (const [i, name] of names.entries()) {
      const value = this.#value(types, name, cells[i] ?? '');
      if (value === undefined) return false;
      columns.set(name, value);
    }
    if (cells.length !== names.length) return false;
    this.#give(table, columns, firstLine, lastLine);
    return true;
  }

  #value(types: TableTypes, column: string, text: string): OvsdbColumn | undefined {
    const value = text === '' ? undefined : readColumn(text);
    if (column === '_uuid' && !(typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value))) return undefined;
    const type = types?.get(column);
    // Without quotes a number stands where the column is a string: `--data=bare`.
    const misread = type?.type === 'string' && typeof value !== 'string' && typeof value !== 'object';
    return value === undefined || misread ? readBareColumn(text, type) : value;
  }

  #jsonReader(): JsonElements {
    return new JsonElements({
      element: ({ key, value, firstLine, lastLine }) => {
        if (key === 'headings') this.#jsonHeadings.push(String(value));
        else if (this.#jsonHeadings.length > 0) this.#closeJson();
        if (key === 'caption') this.#table = titleLine.exec(String(value))?.[1] ?? null;
        if (key === 'data') this.#jsonRows.push({ cells: value, firstLine, lastLine });
      },
      unexpected: (text, number) => this.#unexpected(text, number),
      cut: (number) =>
        this.#context.sink.problem(
          'error',
          number,
          'unexpected-line',
          `The output of ${this.#context.title} ends in the middle of a table.`,
        ),
    });
  }

  /** Headings come after the rows. */
  #closeJson(): void {
    const headings = this.#jsonHeadings;
    const rows = this.#jsonRows;
    this.#jsonHeadings = [];
    this.#jsonRows = [];
    for (const { cells, firstLine, lastLine } of rows) {
      const values = Array.isArray(cells) ? cells.map(columnOfJson) : [];
      const columns = new Map<string, OvsdbColumn>();
      for (const [i, name] of headings.entries()) {
        const value = values[i];
        if (value === undefined) this.#damaged(name, firstLine);
        else columns.set(name, value);
      }
      if (columns.size > 0) this.#give(this.#tableOf(headings), columns, firstLine, lastLine);
    }
    if (rows.length > 0 && headings.length === 0) {
      const message = `The names of the columns are lost, and so are ${rows.length} rows.`;
      this.#context.sink.problem('data-loss', rows[0]?.firstLine ?? null, 'unexpected-line', message);
    }
  }

  #tableOf(columns: readonly string[]): string {
    if (this.#table !== null) return this.#table;
    return tablesWithColumns(this.#context.database, columns)[0]?.table ?? '';
  }

  /** A dump may leave the database to be told by the columns of each table. */
  #typesOf(table: string, columns: readonly string[]): TableTypes {
    const known = this.#types.get(table);
    if (known !== undefined) return known;
    const { database } = this.#context;
    const fitting = tablesWithColumns(database, columns).find((one) => one.table === table);
    const types = tableColumns(fitting?.database ?? database, table);
    this.#types.set(table, types);
    return types;
  }

  #give(table: string, columns: ReadonlyMap<string, OvsdbColumn>, firstLine: number, lastLine: number): void {
    this.#context.give(new OvsdbRow(table, columns, firstLine, lastLine));
  }

  #damaged(column: string, line: number): void {
    this.#context.sink.problem('error', line, 'unexpected-line', `The value of ${column} cannot be read.`);
  }

  #unexpected(text: string, number: number): void {
    unexpectedLine(this.#context.sink, this.#context.title, text, number);
  }
}
