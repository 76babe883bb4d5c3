// How high nodes stand in their columns: near what they are joined to, in their order, with a gap between
// each two. The method is that of Sankey diagrams: draw nodes to their neighbours, push apart what overlaps.
import type { Joint } from './order.ts';

export interface Tall {
  readonly height: number;
  /** What it keeps free above and below itself. */
  readonly gap: number;
}

const rounds = 32;

/** The upper edge of each node, the highest at 0. `columns` have the order of `orderColumns`. */
export function placeColumns(
  columns: readonly (readonly string[])[],
  sizes: ReadonlyMap<string, Tall>,
  joints: readonly Joint[],
): ReadonlyMap<string, number> {
  const tops = new Map<string, number>();
  const sizeOf = (key: string): Tall => sizes.get(key) ?? { height: 0, gap: 0 };
  const heights = columns.map((column) =>
    column.reduce((sum, key) => sum + sizeOf(key).height + sizeOf(key).gap, 0),
  );
  const tallest = Math.max(0, ...heights);
  for (const [index, column] of columns.entries()) {
    let top = (tallest - (heights[index] ?? 0)) / 2;
    for (const key of column) {
      tops.set(key, top);
      top += sizeOf(key).height + sizeOf(key).gap;
    }
  }
  const loads = new Map<string, number>();
  for (const { from, to, weight } of joints)
    for (const key of [from, to]) loads.set(key, (loads.get(key) ?? 0) + weight);
  const [before, after] = [sides(joints, 'to'), sides(joints, 'from')];
  const middle = (key: string): number => (tops.get(key) ?? 0) + sizeOf(key).height / 2;
  const pull = (
    column: readonly string[],
    side: ReadonlyMap<string, readonly Joint[]>,
    strength: number,
  ): void => {
    for (const key of column) {
      let sum = 0;
      let weights = 0;
      for (const { from, to, weight } of side.get(key) ?? []) {
        sum += middle(from === key ? to : from) * weight;
        weights += weight;
      }
      if (weights > 0) tops.set(key, (tops.get(key) ?? 0) + (sum / weights - middle(key)) * strength);
    }
    separate(column, tops, sizeOf, (key) => loads.get(key) ?? 0);
  };
  for (let round = 0; round < rounds; round++) {
    const strength = 0.99 ** round;
    for (const column of columns.slice(1)) pull(column, before, strength);
    for (const column of columns.slice(0, -1).reverse()) pull(column, after, strength);
  }
  // Last, everything to what leads to it: a reader comes from there.
  for (const column of columns.slice(1)) pull(column, before, 1);
  const highest = Math.min(...tops.values(), Infinity);
  return new Map([...tops].map(([key, top]) => [key, Math.round((top - highest) * 2) / 2]));
}

/** Pushes nodes apart in their order, away from the heaviest, so that the main way stays straight. */
function separate(
  column: readonly string[],
  tops: Map<string, number>,
  sizeOf: (key: string) => Tall,
  weightOf: (key: string) => number,
): void {
  const first = column[0] ?? '';
  const heaviest = column.reduce((best, key) => (weightOf(key) > weightOf(best) ? key : best), first);
  const centre = column.indexOf(heaviest);
  for (let i = centre + 1; i < column.length; i++) {
    const [above = '', key = ''] = [column[i - 1], column[i]];
    const least = (tops.get(above) ?? 0) + sizeOf(above).height + gapBetween(above, key, sizeOf);
    tops.set(key, Math.max(tops.get(key) ?? 0, least));
  }
  for (let i = centre - 1; i >= 0; i--) {
    const [key = '', below = ''] = [column[i], column[i + 1]];
    const most = (tops.get(below) ?? 0) - gapBetween(key, below, sizeOf) - sizeOf(key).height;
    tops.set(key, Math.min(tops.get(key) ?? 0, most));
  }
}

function gapBetween(above: string, below: string, sizeOf: (key: string) => Tall): number {
  return Math.max(sizeOf(above).gap, sizeOf(below).gap);
}

function sides(joints: readonly Joint[], end: 'from' | 'to'): ReadonlyMap<string, readonly Joint[]> {
  const sides = new Map<string, Joint[]>();
  for (const joint of joints) {
    const known = sides.get(joint[end]);
    if (known) known.push(joint);
    else sides.set(joint[end], [joint]);
  }
  return sides;
}
