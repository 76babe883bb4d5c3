// The schema that an OVSDB file begins with (RFC 7047, 3.2): what a column holds where no record has written it,
// and how a record's difference to it is to be read.
import type { OvsdbColumn } from '../../facts.ts';

export interface FileColumn {
  /** What a new row has: 0, false, the empty string, or nothing. */
  readonly initial: OvsdbColumn;
  /** A value of several elements: a record of differences has those that come and go. */
  readonly composite: 'set' | 'map' | null;
  /** Kept in memory only; the file never has it. */
  readonly ephemeral: boolean;
}

export interface FileSchema {
  readonly name: string;
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, FileColumn>>;
}

/** Null when `json` is no schema. */
export function readFileSchema(json: unknown): FileSchema | null {
  if (!isObject(json) || typeof json['name'] !== 'string' || !isObject(json['tables'])) return null;
  const tables = Object.entries(json['tables']).map(([table, definition]) => {
    const columns = isObject(definition) && isObject(definition['columns']) ? definition['columns'] : {};
    return [
      table,
      new Map(Object.entries(columns).map(([name, column]) => [name, readColumnType(column)] as const)),
    ] as const;
  });
  return { name: json['name'], tables: new Map(tables) };
}

function readColumnType(column: unknown): FileColumn {
  const type = isObject(column) ? column['type'] : undefined;
  const ephemeral = isObject(column) && column['ephemeral'] === true;
  const { key, value, min = 1, max = 1 } = isObject(type) ? type : { key: type };
  const composite = value !== undefined ? 'map' : max !== 1 ? 'set' : null;
  const initial = composite === 'map' ? {} : min === 0 ? [] : initialAtom(key);
  return { initial, composite: max === 1 ? null : composite, ephemeral };
}

function initialAtom(key: unknown): OvsdbColumn {
  switch (isObject(key) ? key['type'] : key) {
    case 'integer':
    case 'real':
      return 0;
    case 'boolean':
      return false;
    case 'uuid':
      return '00000000-0000-0000-0000-000000000000';
    default:
      return '';
  }
}

export function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
