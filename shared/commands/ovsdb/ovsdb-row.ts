// One row of an OVSDB table, by column, with the lines it was read from: what every reader of OVSDB hands on,
// whether `ovs-vsctl list`, `ovsdb-client dump` or the database's own file gave it.
import type { OvsdbAtom, OvsdbColumn } from '../../facts.ts';

export class OvsdbRow {
  readonly table: string;
  readonly columns: ReadonlyMap<string, OvsdbColumn>;
  readonly firstLine: number;
  readonly lastLine: number;

  constructor(table: string, columns: ReadonlyMap<string, OvsdbColumn>, firstLine: number, lastLine: number) {
    this.table = table;
    this.columns = columns;
    this.firstLine = firstLine;
    this.lastLine = lastLine;
  }

  get uuid(): string | null {
    return this.text('_uuid');
  }

  has(column: string): boolean {
    return this.columns.has(column);
  }

  /** Is the column there, with no value set? */
  isUnset(column: string): boolean {
    const value = this.columns.get(column);
    return Array.isArray(value) && value.length === 0;
  }

  /** One atom; null for an unset optional column, a set of several, a map and a column that is not there. */
  atom(column: string): OvsdbAtom | null {
    const value = this.columns.get(column);
    return value === undefined || typeof value === 'object' ? null : value;
  }

  /** As `atom`, as text; null for the empty string too. */
  text(column: string): string | null {
    const value = this.atom(column);
    return value === null || value === '' ? null : String(value);
  }

  /** As `text`, with the empty string: null only where no atom is. */
  string(column: string): string | null {
    const value = this.atom(column);
    return value === null ? null : String(value);
  }

  number(column: string): number | null {
    const value = Number(this.atom(column) ?? NaN);
    return Number.isFinite(value) ? value : null;
  }

  boolean(column: string): boolean | null {
    const value = this.atom(column);
    return typeof value === 'boolean' ? value : null;
  }

  /** Null for a column that is not there. */
  strings(column: string): readonly string[] | null {
    const value = this.columns.get(column);
    if (value === undefined) return null;
    if (Array.isArray(value)) return (value as readonly OvsdbAtom[]).map(String);
    return typeof value === 'object' ? null : [String(value)];
  }

  /** Null for a column that is not there, and where an element is no number. */
  numbers(column: string): readonly number[] | null {
    const numbers = this.strings(column)?.map(Number) ?? null;
    return numbers?.every(Number.isFinite) === true ? numbers : null;
  }

  /** Empty for a column that is not there. */
  map(column: string): Readonly<Record<string, string>> {
    const value = this.columns.get(column);
    if (value === undefined || typeof value !== 'object' || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value).map(([key, atom]) => [key, String(atom)]));
  }

  /** The values of a map that are numbers. */
  counters(column: string): Readonly<Record<string, number>> {
    const entries = Object.entries(this.map(column)).map(([key, value]) => [key, Number(value)] as const);
    return Object.fromEntries(entries.filter(([, value]) => Number.isFinite(value)));
  }
}
