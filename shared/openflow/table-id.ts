// Which flow table is meant. `ovs-ofctl --names` prints the name of a table that has one (Flow_Table in
// ovs-vswitchd.conf.db(5)), and then not its number: `table=ingress`, `table="64 odd, name"`. The number is
// known where another output of the bridge says it.
import { formatName } from './quoted-name.ts';

/** The number of a table, 0 to 254; its name where only that was printed. */
export type TableId = number | string;

/** Numbers of a bridge's tables by their names. */
export type TableNumbers = ReadonlyMap<string, number>;

/** Where no names are known. */
export const noTableNumbers: TableNumbers = new Map();

/** As `ovs-ofctl` prints it: a name that is no plain word in quotes. */
export function tableText(table: TableId): string {
  return typeof table === 'number' ? String(table) : formatName(table);
}

/** The number of a table that has its name, where it is known. */
export function resolvedTable(table: TableId, numbers: TableNumbers): TableId {
  return typeof table === 'number' ? table : (numbers.get(table) ?? table);
}

/** A table as the tree of an action has it. */
type PrintedTable =
  { readonly kind: 'number'; readonly number: number } | { readonly kind: 'name'; readonly name: string };

/** The table that an action names. */
export function tableOf(table: PrintedTable, numbers: TableNumbers = noTableNumbers): TableId {
  return resolvedTable(table.kind === 'number' ? table.number : table.name, numbers);
}

/** From where on tables that only have a name are numbered: no number of OpenFlow's is so large. */
const firstNamed = 0x8000;

/** Gives tables that only have a name a number, too, for where tables are kept by number. */
export class TableIndex {
  readonly #numbers = new Map<string, number>();
  readonly names: string[] = [];

  /** A table's own number, or one that stands for its name. */
  number(table: TableId): number {
    if (typeof table === 'number') return table;
    const known = this.#numbers.get(table);
    if (known !== undefined) return known;
    const number = firstNamed + this.names.length;
    this.#numbers.set(table, number);
    this.names.push(table);
    return number;
  }

  /** The table that `number` gave this number. */
  table(number: number): TableId {
    return this.names[number - firstNamed] ?? number;
  }
}

/** Numbers in their order, then names in theirs. */
export function compareTables(a: TableId, b: TableId): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
