// Rows of OVSDB databases, whichever the table.
// Part of ../facts.ts, which says what all kinds have in common.

/**
 * A column's value: an atom, a set or a map of atoms. UUIDs are strings. Every printed form of a value gives
 * the same here: a set of one is its atom (as in RFC 7047), longer sets and the keys of maps are in order.
 */
export type OvsdbAtom = string | number | boolean;
export type OvsdbColumn = OvsdbAtom | readonly OvsdbAtom[] | Readonly<Record<string, OvsdbAtom>>;

/**
 * One row of any table of any OVSDB database, with every column that was printed. Rows of tables that have a
 * kind of their own (`ovs-port`, `port-binding` …) come as both.
 */
export interface OvsdbRowFact {
  /** `Open_vSwitch`, `OVN_Northbound`, `OVN_Southbound`; null when the output does not say. */
  readonly database: string | null;
  /** Empty when neither the command line nor the columns say. */
  readonly table: string;
  readonly uuid: string | null;
  /** The column `name`, or what stands for it: a logical port, a target. */
  readonly name: string | null;
  readonly columns: Readonly<Record<string, OvsdbColumn>>;
}

/** One transaction that a database's file has kept: what was done, when, and by which command. */
export interface OvsdbTransactionFact {
  readonly database: string | null;
  /** ISO 8601; null where the record has no time, as after a conversion. */
  readonly time: string | null;
  /** `ovs-vsctl (invoked by nova-compute): ovs-vsctl add-port br-int tap1 …`, `ovn-northd`. */
  readonly comment: string | null;
  /** How many rows of each table. */
  readonly tables: Readonly<
    Record<string, { readonly inserted: number; readonly modified: number; readonly deleted: number }>
  >;
  /** The first hundred of those rows, with the columns that were written. */
  readonly rows: readonly {
    readonly table: string;
    readonly uuid: string;
    readonly name: string | null;
    readonly change: 'inserted' | 'modified' | 'deleted';
    readonly columns: readonly string[];
  }[];
}

export interface OvsdbFacts {
  readonly 'ovsdb-row': OvsdbRowFact;
  readonly 'ovsdb-transaction': OvsdbTransactionFact;
}

export const ovsdbKinds = ['ovsdb-row', 'ovsdb-transaction'] as const satisfies readonly (keyof OvsdbFacts)[];
