// What the outputs of `ovs-vsctl list TABLE` have in common, whichever the table: one `column: value` a
// line, records parted by a blank line. Which columns there are depends on the version and on `--columns`:
//
//   _uuid               : 220f7dd5-2549-4d35-b710-e39a1147c3dd
//   bond_active_slave   : []
//   other_config        : {network_type=gre, physical_network=None, segmentation_id="554", tag="1"}
//   ingress_policing_burst: 0
//   name                : qvo1476e4c9-4e
import type { LineParser, Sink } from '../command.ts';
import { vsctlCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { readMap, readOptional, readSet } from './ovsdb-value.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const columnLine = /^([a-z_0-9]+) *: *(\S.*)$/;

/**
 * `ovs-vsctl list TABLE [NAME…]` or `find TABLE CONDITION…` with its default output format: what a
 * descriptor's `recognise` returns. `table` in lower case. Null when another table, command or format is meant.
 */
export function listedTable(argv: readonly string[], table: string): { readonly target?: string } | null {
  const line = vsctlCommandLine(argv);
  if (line === null) return null;
  const [verb, asked = '', ...rows] = line.words;
  if (verb !== 'list' && verb !== 'find') return null;
  // ovs-vsctl takes any beginning of a table's name, in either case.
  if (asked.length < 3 || !table.startsWith(asked.toLowerCase())) return null;
  if (!isListOfStrings(line.options)) return null;
  return rows.length > 0 ? { target: rows.join(' ') } : {};
}

/** Other formats (`-f table`, `--bare`, `-d json`) print other values, or no column names. */
function isListOfStrings(options: ReadonlyMap<string, string | null>): boolean {
  const format = options.get('-f') ?? options.get('--format') ?? 'list';
  const data = options.get('-d') ?? options.get('--data') ?? 'string';
  return format === 'list' && data === 'string' && !options.has('--bare') && !options.has('--oneline');
}

/** Reads the records of a table whose rows have names, and hands each to `give`. `title` and `row` (`a port`) are for problems. */
export class RecordsParser implements LineParser {
  readonly #sink: Sink;
  readonly #title: string;
  readonly #row: string;
  readonly #give: (record: OvsdbRecord) => void;
  #columns = new Map<string, Column>();
  #firstLine = 0;
  #lastLine = 0;
  /** Whether the last two lines of the record stood together: only then a blank line ends it. */
  #together = false;

  constructor(sink: Sink, title: string, row: string, give: (record: OvsdbRecord) => void) {
    this.#sink = sink;
    this.#title = title;
    this.#row = row;
    this.#give = give;
  }

  line(text: string, number: number): void {
    if (text.trim() === '') {
      // In a blog's paragraphs a blank line follows every line.
      if (this.#together) this.#close();
      return;
    }
    const found = columnLine.exec(text.trim());
    if (found === null) {
      unexpectedLine(this.#sink, this.#title, text, number);
      return;
    }
    const [, name = '', value = ''] = found;
    if (this.#columns.has(name)) this.#close();
    this.#together = this.#columns.size > 0 && number <= this.#lastLine + 1;
    if (this.#columns.size === 0) this.#firstLine = number;
    this.#lastLine = number;
    this.#columns.set(name, { value, line: number });
  }

  end(): void {
    this.#close();
  }

  #close(): void {
    if (this.#columns.size === 0) return;
    const record = new OvsdbRecord(this.#sink, this.#columns, this.#firstLine, this.#lastLine);
    this.#columns = new Map();
    this.#together = false;
    if (record.name !== '') this.#give(record);
    else {
      const message = `These columns belong to ${this.#row} whose name is not there.`;
      this.#sink.problem('error', record.firstLine, 'unexpected-line', message);
    }
  }
}

interface Column {
  readonly value: string;
  readonly line: number;
}

/** One row, by column. A value that is damaged is a problem when it is asked for, and then reads as one that is not there. */
export class OvsdbRecord {
  readonly name: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly #sink: Sink;
  readonly #columns: ReadonlyMap<string, Column>;

  constructor(sink: Sink, columns: ReadonlyMap<string, Column>, firstLine: number, lastLine: number) {
    this.#sink = sink;
    this.#columns = columns;
    this.firstLine = firstLine;
    this.lastLine = lastLine;
    this.name = this.atom('name') ?? '';
  }

  /** The text as printed; null when the column is not. */
  text(column: string): string | null {
    return this.#columns.get(column)?.value ?? null;
  }

  /** An optional value; null for `[]`, for `""` and for a column that is not there. */
  atom(column: string): string | null {
    const value = this.text(column);
    if (value === null || value === '""') return null;
    const atom = readOptional(value);
    if (atom === undefined) this.#damaged(column);
    return atom ?? null;
  }

  /** Is the column there, with no value set? */
  isUnset(column: string): boolean {
    return this.#columns.get(column)?.value === '[]';
  }

  number(column: string): number | null {
    const atom = this.atom(column);
    if (atom === null) return null;
    const value = Number(atom);
    if (Number.isFinite(value)) return value;
    this.#damaged(column);
    return null;
  }

  /** Null for a column that is not there. */
  numbers(column: string): readonly number[] | null {
    const value = this.text(column);
    if (value === null) return null;
    const numbers = readSet(value)?.map(Number) ?? [NaN];
    if (numbers.every(Number.isFinite)) return numbers;
    this.#damaged(column);
    return null;
  }

  /** Empty for a column that is not there. */
  map(column: string): Readonly<Record<string, string>> {
    const value = this.text(column);
    if (value === null) return {};
    const map = readMap(value);
    if (map === null) this.#damaged(column);
    return map ?? {};
  }

  #damaged(column: string): void {
    const line = this.#columns.get(column)?.line ?? this.firstLine;
    this.#sink.problem('error', line, 'unexpected-line', `The value of ${column} cannot be read.`);
  }
}
