// Rows of OVSDB databases, whichever the table.
// Part of ../facts.ts, which says what all kinds have in common.

/** A column's value: an atom, a set or a map of atoms. UUIDs are strings; sets keep their printed order. */
export type OvsdbAtom = string | number | boolean;
export type OvsdbColumn = OvsdbAtom | readonly OvsdbAtom[] | Readonly<Record<string, OvsdbAtom>>;

/**
 * One row of any table of any OVSDB database, with every column that was printed. Rows of tables that have a
 * kind of their own (`ovs-port`, `port-binding` …) come as both.
 */
export interface OvsdbRowFact {
  /** `Open_vSwitch`, `OVN_Northbound`, `OVN_Southbound`; null when the output does not say. */
  readonly database: string | null;
  readonly table: string;
  readonly uuid: string | null;
  /** The column `name`, where the table has one. */
  readonly name: string | null;
  readonly columns: Readonly<Record<string, OvsdbColumn>>;
}

export interface OvsdbFacts {
  readonly 'ovsdb-row': OvsdbRowFact;
}

export const ovsdbKinds = ['ovsdb-row'] as const satisfies readonly (keyof OvsdbFacts)[];
