// The order of nodes inside their columns that crosses few edges: each node to the middle of those it is
// joined to, back and forth, and the best order seen is kept. Edges over several columns run through
// waypoints, which are ordered like nodes.

export interface Joint {
  readonly from: string;
  readonly to: string;
  /** How much a crossing of this one costs. */
  readonly weight: number;
}

const sweeps = 16;

/** `columns`: keys column by column, in their first order. `joints` lead from a column to the next. */
export function orderColumns(
  columns: readonly (readonly string[])[],
  joints: readonly Joint[],
): readonly (readonly string[])[] {
  const before = new Map<string, Joint[]>();
  const after = new Map<string, Joint[]>();
  for (const joint of joints) {
    push(before, joint.to, joint);
    push(after, joint.from, joint);
  }
  let order = columns.map((column) => [...column]);
  let best = order;
  let least = crossings(order, after);
  for (let sweep = 0; sweep < sweeps && least > 0; sweep++) {
    order = order.map((column) => [...column]);
    const down = sweep % 2 === 0;
    const indexes = order.map((_, index) => (down ? index : order.length - 1 - index)).slice(1);
    for (const index of indexes) {
      const fixed = order[down ? index - 1 : index + 1] ?? [];
      sortByMiddle(order[index] ?? [], placesOf(fixed), down ? before : after, down);
    }
    const count = crossings(order, after);
    if (count >= least) continue;
    least = count;
    best = order;
  }
  return best;
}

function sortByMiddle(
  column: string[],
  places: ReadonlyMap<string, number>,
  joints: ReadonlyMap<string, readonly Joint[]>,
  down: boolean,
): void {
  const middles = new Map(
    column.map((key, index) => {
      let sum = 0;
      let weights = 0;
      for (const { from, to, weight } of joints.get(key) ?? []) {
        sum += (places.get(down ? from : to) ?? 0) * weight;
        weights += weight;
      }
      // What is joined to nothing keeps its place.
      return [key, { middle: weights > 0 ? sum / weights : index, index }];
    }),
  );
  column.sort((a, b) => {
    const [one, other] = [middles.get(a), middles.get(b)];
    return (one?.middle ?? 0) - (other?.middle ?? 0) || (one?.index ?? 0) - (other?.index ?? 0);
  });
}

function crossings(
  order: readonly (readonly string[])[],
  after: ReadonlyMap<string, readonly Joint[]>,
): number {
  let count = 0;
  for (const [index, column] of order.entries()) {
    const places = placesOf(order[index + 1] ?? []);
    const ends = column.flatMap((key, place) =>
      (after.get(key) ?? []).map(({ to, weight }) => ({ from: place, to: places.get(to) ?? 0, weight })),
    );
    for (const [i, one] of ends.entries()) {
      for (const other of ends.slice(i + 1)) {
        if ((one.from - other.from) * (one.to - other.to) < 0) count += Math.min(one.weight, other.weight);
      }
    }
  }
  return count;
}

function placesOf(column: readonly string[]): ReadonlyMap<string, number> {
  return new Map(column.map((key, index) => [key, index]));
}

function push(map: Map<string, Joint[]>, key: string, joint: Joint): void {
  const known = map.get(key);
  if (known) known.push(joint);
  else map.set(key, [joint]);
}
