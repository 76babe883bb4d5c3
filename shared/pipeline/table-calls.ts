// How packets come into a table: to go on from there, or because a list looks something up there and goes
// on itself. `resubmit` returns (ovs-actions(7), "The resubmit Action"), so a flow without output ends the
// packet in the first case only:
//   table=0  actions=resubmit(,9)                  table 9 has the packet
//   table=9  actions=resubmit(,73),resubmit(,10)   table 73 answers, and table 10 has the packet
import type { TableId } from '../openflow/table-id.ts';
import type { WayTarget } from './action-ways.ts';

export interface TableCalls {
  /** Some packets go on from here or end here. */
  packet: boolean;
  /** Some lists go on after it. */
  lookup: boolean;
}

/** A way from one table into another. `from` null: from outside, or as a copy of its own. */
export interface TableCall {
  readonly from: TableId | null;
  readonly to: TableId;
  readonly target: WayTarget & { readonly kind: 'table' };
}

/** For each table of `tables` and of the calls; one that nothing leads to is taken as having the packet. */
export function tableCalls(
  tables: Iterable<TableId>,
  calls: readonly TableCall[],
): ReadonlyMap<TableId, TableCalls> {
  const known = new Map<TableId, TableCalls>();
  for (const table of [...tables, ...calls.map(({ to }) => to)])
    known.set(table, { packet: table === 0, lookup: false });
  const inherits = new Map<TableId, Set<TableId>>();
  const called = new Set<TableId>();
  for (const { from, to, target } of calls) {
    const entry = known.get(to);
    if (entry === undefined || from === to) continue;
    called.add(to);
    if (target.again) entry.lookup = true;
    else if (from === null || target.copy) entry.packet = true;
    else inherits.set(from, (inherits.get(from) ?? new Set()).add(to));
  }
  for (const [table, entry] of known) if (!called.has(table)) entry.packet = true;
  // The last word of a list is the list's own: what its table is called for goes on there.
  const open = [...known.keys()];
  for (let table = open.pop(); table !== undefined; table = open.pop()) {
    const own = known.get(table);
    for (const next of inherits.get(table) ?? []) {
      const entry = known.get(next);
      if (own === undefined || entry === undefined) continue;
      const [packet, lookup] = [entry.packet || own.packet, entry.lookup || own.lookup];
      if (packet === entry.packet && lookup === entry.lookup) continue;
      entry.packet = packet;
      entry.lookup = lookup;
      open.push(next);
    }
  }
  // A ring that nothing leads into.
  for (const entry of known.values()) if (!entry.packet && !entry.lookup) entry.packet = true;
  return known;
}
