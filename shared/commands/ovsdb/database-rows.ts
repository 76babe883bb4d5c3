// From rows to facts: every row as it is, and besides as the bridge, port, binding … that it is.
import type { Sink } from '../command.ts';
import type { OvsdbColumn } from '../../facts.ts';
import { NorthboundRows } from '../ovn/northbound-rows.ts';
import { SouthboundRows } from '../ovn/southbound-rows.ts';
import { OpenVswitchRows } from './open-vswitch-rows.ts';
import type { OvsdbRow } from './ovsdb-row.ts';
import { databases, tablesWithColumns, type DatabaseName } from './ovsdb-schema.ts';

export const openVswitchRowKinds = [
  'ovsdb-row',
  'open-vswitch',
  'ovs-bridge',
  'ovs-controller',
  'ovsdb-manager',
  'ovs-port',
  'ovs-interface',
] as const;
export const northboundRowKinds = [
  'ovsdb-row',
  'ovsdb-manager',
  'logical-switch',
  'logical-switch-port',
  'logical-router',
  'logical-router-port',
  'nat-rule',
  'logical-route',
  'logical-router-policy',
  'acl',
  'load-balancer',
] as const;
export const southboundRowKinds = [
  'ovsdb-row',
  'ovsdb-manager',
  'chassis',
  'datapath-binding',
  'port-binding',
  'logical-flow',
] as const;

interface TypedRows {
  /** False when the row lacks the name that such a row must have. */
  give(row: OvsdbRow): boolean;
}

/** Gives the rows of one output. Where `database` is null, the columns of each row tell. */
export class DatabaseRows {
  readonly #sink: Sink;
  /** Once a row has told it, it holds for rows whose columns several databases have. */
  #database: string | null;
  readonly #typed = new Map<DatabaseName, TypedRows>();
  /** Rows that lack their names, and whether there are others: `--columns` may have left names out of all. */
  readonly #nameless: OvsdbRow[] = [];
  #named = false;

  constructor(sink: Sink, database: string | null) {
    this.#sink = sink;
    this.#database = database;
  }

  give(row: OvsdbRow): void {
    const database = (this.#database ??= databaseOf(row));
    const columns = Object.fromEntries(row.columns) as Record<string, OvsdbColumn>;
    const name = row.text('name') ?? row.text('logical_port') ?? row.text('target');
    const data = { database, table: row.table, uuid: row.uuid, name, columns };
    this.#sink.fact('ovsdb-row', data, row.firstLine, row.lastLine);
    const typed = this.#typedRows(database);
    if (typed === null) return;
    if (typed.give(row)) this.#named = true;
    else this.#nameless.push(row);
  }

  end(): void {
    if (!this.#named) return;
    for (const row of this.#nameless) {
      const message = `These columns belong to a row of ${row.table} whose name is not there.`;
      this.#sink.problem('error', row.firstLine, 'unexpected-line', message);
    }
  }

  #typedRows(database: string | null): TypedRows | null {
    const name = databases.find((one) => one === database);
    if (name === undefined) return null;
    const known = this.#typed.get(name);
    if (known !== undefined) return known;
    const made =
      name === 'Open_vSwitch'
        ? new OpenVswitchRows(this.#sink)
        : name === 'OVN_Northbound'
          ? new NorthboundRows(this.#sink)
          : new SouthboundRows(this.#sink);
    this.#typed.set(name, made);
    return made;
  }
}

/** Tables of one name are in several databases: NB's DHCP_Options and SB's have other columns. */
function databaseOf(row: OvsdbRow): string | null {
  const fitting = tablesWithColumns(null, [...row.columns.keys()]).filter(({ table }) => table === row.table);
  return fitting.length === 1 ? (fitting[0]?.database ?? null) : null;
}
