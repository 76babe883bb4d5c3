// Which number a bridge's tables have by name: where a dump was taken with `--names`, it has the name in place
// of the number. The switch's database says both, and so do dumps of the tables themselves:
//
//   Bridge      name: br-int   flow_tables: {60=6a554b3c-…, 61=da881643-…}
//   Flow_Table  _uuid: 6a554b3c-…   name: ingress                              (ovs-vswitchd.conf.db(5))
//   table 60 ("ingress"): ditto                                     (ovs-ofctl --names dump-table-features)
import { noTableNumbers, type TableId, type TableNumbers } from '../openflow/table-id.ts';
import type { OvsdbRowFact } from '../facts/ovsdb.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';

/**
 * Of a bridge; a name that two outputs give two numbers is left out. `rows`: the database's, of which only those of
 * the tables `Bridge` and `Flow_Table` are looked at.
 */
export function tableNumbers(
  facts: Pick<SnapshotFacts, 'of'>,
  bridge: string,
  rows: readonly OvsdbRowFact[] = facts.of('ovsdb-row').map(({ data }) => data),
): TableNumbers {
  const found = new Map<string, Set<number>>();
  const add = (name: string | null, table: number): void => {
    if (name !== null && name !== '') found.set(name, (found.get(name) ?? new Set()).add(table));
  };
  const names = new Map(
    rows.filter(({ table }) => table === 'Flow_Table').map(({ uuid, columns }) => [uuid, columns['name']]),
  );
  for (const { table, name, columns } of names.size === 0 ? [] : rows) {
    if (table !== 'Bridge' || name !== bridge) continue;
    for (const [number, uuid] of entriesOf(columns['flow_tables'])) {
      const given = names.get(uuid);
      if (typeof given === 'string' && /^\d+$/.test(number)) add(given, Number(number));
    }
  }
  for (const { data } of facts.of('openflow-table')) {
    if (data.bridge === bridge && data.table === data.lastTable) add(data.name, data.table);
  }
  const known = new Map<string, number>();
  for (const [name, [number, ...others]] of found) {
    if (number !== undefined && others.length === 0) known.set(name, number);
  }
  return known.size === 0 ? noTableNumbers : known;
}

/** Flows of one table that stand together in a dump. */
export interface TableRun {
  readonly table: TableId;
  readonly flows: number;
}

/**
 * Numbers by another dump of the same bridge, which has them: `ovs-ofctl` prints one table after the other, so
 * that two dumps of the same tables, each with as many flows, have them at the same places. None where
 * anything speaks against that.
 */
export function numbersByPlace(named: readonly TableRun[], numbered: readonly TableRun[]): TableNumbers {
  const inOrder = numbered.every(({ table }, place) => {
    const before = numbered[place - 1]?.table ?? -1;
    return typeof table === 'number' && typeof before === 'number' && table > before;
  });
  const alike =
    named.length === numbered.length &&
    named.every(({ table, flows }, place) => {
      const other = numbered[place];
      return flows === other?.flows && (typeof table === 'string' || table === other.table);
    });
  const numbers = new Map<string, number>();
  if (!inOrder || !alike) return numbers;
  for (const [place, { table }] of named.entries()) {
    const number = numbered[place]?.table;
    if (typeof table !== 'string' || typeof number !== 'number') continue;
    // A table stands in one place only, or the dump is in another order.
    if (numbers.has(table)) return noTableNumbers;
    numbers.set(table, number);
  }
  return numbers;
}

function entriesOf(column: unknown): readonly (readonly [string, string])[] {
  if (typeof column !== 'object' || column === null || Array.isArray(column)) return [];
  return Object.entries(column).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[key, value]] : [],
  );
}
