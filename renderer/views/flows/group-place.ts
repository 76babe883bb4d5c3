// Groups in a list, some of them unfolded: which row of the list is which group, or which flow of one.

/** An unfolded group: its place among the groups, and its flows. */
export interface Unfolded {
  readonly position: number;
  readonly flows: number;
}

export type GroupPlace =
  | { readonly kind: 'group'; readonly position: number }
  /** The flow at `offset` of the group. */
  | { readonly kind: 'member'; readonly position: number; readonly offset: number };

/** How many rows there are. */
export function rowCount(groups: number, unfolded: readonly Unfolded[]): number {
  return unfolded.reduce((sum, { flows }) => sum + flows, groups);
}

/** What stands in a row; `unfolded` in the order of their positions. */
export function placeOfRow(row: number, unfolded: readonly Unfolded[]): GroupPlace {
  let before = 0;
  for (const { position, flows } of unfolded) {
    const first = position + before + 1;
    if (row < first) break;
    if (row < first + flows) return { kind: 'member', position, offset: row - first };
    before += flows;
  }
  return { kind: 'group', position: row - before };
}

/** Ids of flows by the number of their group. */
export function flowsByGroup(
  groups: readonly { readonly flow: number; readonly group: number }[],
): ReadonlyMap<number, readonly number[]> {
  const byGroup = Map.groupBy(groups, ({ group }) => group);
  return new Map(Array.from(byGroup, ([group, list]) => [group, list.map(({ flow }) => flow)]));
}
