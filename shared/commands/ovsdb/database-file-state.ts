// The rows of an OVSDB file: its transactions, one after the other, applied to the tables of its schema.
//
//   {"Port":{"4c736e74-…":{"name":"p1","tag":5}},"_date":1795406727071,"_is_diff":true,"_comment":"ovs-vsctl …"}
//
// A row that is null is deleted, one that is new has its values. With `_is_diff` (Open vSwitch 2.15 and later) a set has the elements that come or
// go, a map the pairs that come, go (those as they were) or change (ovsdb/file.c and lib/ovsdb-data.c).
import type { OvsdbAtom, OvsdbColumn, OvsdbTransactionFact } from '../../facts.ts';
import { isObject, type FileColumn, type FileSchema } from './database-file-schema.ts';
import { OvsdbRow } from './ovsdb-row.ts';
import { columnOfJson, mapOf, setOf } from './ovsdb-value.ts';

interface Row {
  readonly columns: Map<string, OvsdbColumn>;
  /** The line that wrote the name it is known by, and the last one that wrote anything. */
  namedAt: number;
  writtenAt: number;
}

const nameColumns: ReadonlySet<string> = new Set(['name', 'logical_port', 'target']);
const shownRows = 100;

export class DatabaseState {
  #schema: FileSchema | null = null;
  #tables = new Map<string, Map<string, Row>>();
  /** Once records are lost, a row that was not seen before has lost its beginning: what it had is not known. */
  incomplete = false;

  get name(): string | null {
    return this.#schema?.name ?? null;
  }

  /** A schema that comes later converts the database: the transaction with it holds all rows anew. */
  setSchema(schema: FileSchema): void {
    this.#schema = schema;
    this.#tables = new Map();
  }

  /** Applies one transaction that line `line` holds, and tells what it did; columns that cannot be read go to `damaged`. */
  apply(
    json: Readonly<Record<string, unknown>>,
    line: number,
    damaged: (column: string) => void,
  ): OvsdbTransactionFact {
    const isDiff = json['_is_diff'] === true;
    const counts = new Map<string, { inserted: number; modified: number; deleted: number }>();
    const rows: OvsdbTransactionFact['rows'][number][] = [];
    for (const [table, changes] of Object.entries(json)) {
      if (table.startsWith('_') || !isObject(changes)) continue;
      const known = this.#tables.get(table) ?? new Map<string, Row>();
      this.#tables.set(table, known);
      const count = { inserted: 0, modified: 0, deleted: 0 };
      counts.set(table, count);
      for (const [uuid, columns] of Object.entries(changes)) {
        const before = known.get(uuid);
        const change = columns === null ? 'deleted' : before === undefined ? 'inserted' : 'modified';
        count[change]++;
        if (columns === null) known.delete(uuid);
        else if (isObject(columns))
          known.set(uuid, this.#write(table, before, columns, isDiff, line, damaged));
        if (rows.length < shownRows) {
          const name = rowName(known.get(uuid) ?? before);
          rows.push({ table, uuid, name, change, columns: isObject(columns) ? Object.keys(columns) : [] });
        }
      }
    }
    const [date, comment] = [json['_date'], json['_comment']];
    return {
      database: this.name,
      time: timeOf(date),
      comment: typeof comment === 'string' ? comment : null,
      tables: Object.fromEntries(counts),
      rows,
    };
  }

  #write(
    table: string,
    before: Row | undefined,
    columns: Readonly<Record<string, unknown>>,
    isDiff: boolean,
    line: number,
    damaged: (column: string) => void,
  ): Row {
    const types = this.#schema?.tables.get(table);
    const row = before ?? this.#newRow(types, line);
    for (const [name, json] of Object.entries(columns)) {
      const value = columnOfJson(json);
      if (value === undefined) {
        damaged(name);
        continue;
      }
      const type = types?.get(name);
      const now = row.columns.get(name) ?? type?.initial;
      row.columns.set(
        name,
        isDiff && before !== undefined && type?.composite ? difference(now, value, type.composite) : value,
      );
      if (nameColumns.has(name)) row.namedAt = line;
    }
    row.writtenAt = line;
    return row;
  }

  #newRow(types: ReadonlyMap<string, FileColumn> | undefined, line: number): Row {
    const columns = new Map<string, OvsdbColumn>();
    if (!this.incomplete)
      for (const [name, { initial, ephemeral }] of types ?? []) if (!ephemeral) columns.set(name, initial);
    return { columns, namedAt: line, writtenAt: line };
  }

  /** All rows, tables by name, as `ovsdb-client dump` prints them; without the columns that are never in a file. */
  *rows(): Generator<OvsdbRow> {
    for (const table of [...this.#tables.keys()].sort()) {
      for (const [uuid, row] of this.#tables.get(table) ?? []) {
        const columns = new Map<string, OvsdbColumn>([['_uuid', uuid]]);
        for (const name of [...row.columns.keys()].sort()) {
          const value = row.columns.get(name);
          if (value !== undefined) columns.set(name, value);
        }
        yield new OvsdbRow(table, columns, row.namedAt, row.writtenAt);
      }
    }
  }
}

function rowName(row: Row | undefined): string | null {
  for (const column of nameColumns) {
    const name = row?.columns.get(column);
    if (typeof name === 'string' && name !== '') return name;
  }
  return null;
}

/** Milliseconds since 1970; seconds in files of Open vSwitch 1.x. */
function timeOf(date: unknown): string | null {
  if (typeof date !== 'number' || !Number.isFinite(date)) return null;
  const time = new Date(Math.abs(date) < 1e11 ? date * 1000 : date);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function difference(now: OvsdbColumn | undefined, value: OvsdbColumn, kind: 'set' | 'map'): OvsdbColumn {
  if (kind === 'map') {
    const pairs = new Map(Object.entries(mapElements(now)));
    for (const [key, atom] of Object.entries(mapElements(value))) {
      if (pairs.get(key) === atom) pairs.delete(key);
      else pairs.set(key, atom);
    }
    return mapOf([...pairs]);
  }
  const elements = new Set(setElements(now));
  for (const atom of setElements(value)) if (!elements.delete(atom)) elements.add(atom);
  return setOf([...elements]);
}

function mapElements(value: OvsdbColumn | undefined): Readonly<Record<string, OvsdbAtom>> {
  return isObject(value) ? (value as Readonly<Record<string, OvsdbAtom>>) : {};
}

function setElements(value: OvsdbColumn | undefined): readonly OvsdbAtom[] {
  if (value === undefined || isObject(value)) return [];
  return Array.isArray(value) ? (value as readonly OvsdbAtom[]) : [value as OvsdbAtom];
}
