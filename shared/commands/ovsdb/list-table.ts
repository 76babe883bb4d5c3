// What `list TABLE` and `find TABLE` of `ovs-vsctl`, `ovn-nbctl` and `ovn-sbctl` have in common: their command
// lines, how an output without a name is known, and their parser.
import type { FactKind } from '../../facts.ts';
import type { LineParser, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { DatabaseRows } from './database-rows.ts';
import { tableOfColumn, tableOfWords, tablesWithColumns, type DatabaseName } from './ovsdb-schema.ts';
import { OvsdbTables } from './ovsdb-tables.ts';

const databaseOf = {
  'ovs-vsctl': 'Open_vSwitch',
  'ovn-nbctl': 'OVN_Northbound',
  'ovn-sbctl': 'OVN_Southbound',
} as const satisfies Record<string, DatabaseName>;

/** The table that `TOOL list TABLE [ROW…]` or `find` prints, and the rows it was asked for; null for another command. */
export function listedTable(
  argv: readonly string[],
  tool: keyof typeof databaseOf,
): { readonly table: string; readonly rows: readonly string[] } | null {
  const line = databaseCommandLine(argv, tool);
  const [verb, ...words] = line?.words ?? [];
  if (line === null || (verb !== 'list' && verb !== 'find')) return null;
  // Without column names the values could be anything's; `--oneline` writes `\n` for line ends.
  if (['--bare', '--no-headings', '--oneline'].some((option) => line.options.has(option))) return null;
  const found = tableOfWords(databaseOf[tool], words);
  return found === null ? null : { table: found.table, rows: words.slice(found.taken) };
}

/** As a descriptor's `recognise`, for a descriptor of one table. */
export function listOf(
  argv: readonly string[],
  tool: keyof typeof databaseOf,
  table: string,
): { readonly target?: string } | null {
  const listed = listedTable(argv, tool);
  if (listed?.table !== table) return null;
  return listed.rows.length > 0 ? { target: listed.rows.join(' ') } : {};
}

/** Reads what `title` printed. `table` null: the columns must tell. */
export function listParser(
  sink: Sink,
  title: string,
  tool: keyof typeof databaseOf,
  table: string | null,
): LineParser {
  const database = databaseOf[tool];
  const rows = new DatabaseRows(sink, database);
  const tables = new OvsdbTables({ sink, title, database, table, give: (row) => rows.give(row) });
  return {
    line: (text, number) => tables.line(text, number),
    end: () => {
      tables.end();
      rows.end();
    },
  };
}

/**
 * The table whose rows this line shows: a column that only one table has, or the names of all columns of
 * `-f table`, `csv` or `json`. Null for any other line.
 */
export function tableOfLine(
  line: string,
): { readonly database: DatabaseName; readonly table: string } | null {
  const column = /^([a-z_0-9]+) *: \S/.exec(line)?.[1];
  // `list` pads names to 20 places; a name of one word stands before a colon in many other outputs.
  if (column !== undefined)
    return (column.includes('_') && line.charAt(column.length) === ' ') || line.indexOf(':') >= 20
      ? tableOfColumn(column)
      : null;
  const names = namesOf(line);
  if (names === null || names.length < 2) return null;
  const fitting = tablesWithColumns(null, names);
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

/** The names of the columns, where the line has all of them and one is `_uuid`. */
function namesOf(line: string): readonly string[] | null {
  if (line.startsWith('_uuid')) {
    const names = line.trim().split(line.startsWith('_uuid,') ? ',' : / +/);
    return names.every((name) => /^[a-z_][a-z0-9_]*$/.test(name)) ? names : null;
  }
  if (!line.startsWith('{"data":[')) return null;
  const headings = line.slice(line.lastIndexOf('"headings":[') + '"headings":['.length, -2);
  return headings.startsWith('"_uuid"') ? headings.split(',').map((name) => name.replaceAll('"', '')) : null;
}

/** The kinds that rows of one table of Open_vSwitch give. */
export function rowKinds<K extends FactKind>(kind: K): readonly ['ovsdb-row', K] {
  return ['ovsdb-row', kind];
}
