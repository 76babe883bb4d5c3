// Arrow keys in the picture of the case: to whatever stands nearest in that direction, whether it is a host, a
// tunnel, a bar or something inside of an unfolded host. Nothing is out of reach, and the way back is there.
import type { Arrow } from '../../../ui/arrow-keys.ts';
import type { Point, Rect } from '../../../ui/geometry.ts';
import type { CasePicture, PlacedTunnel } from './case-layout.ts';
import type { InsidePicture } from './inside-layout.ts';
import { deviceKey, groupKey } from './keys.ts';

export interface Stop extends Rect {
  readonly key: string;
  /** Stops inside of another are reached from it by going on, and left by going out. */
  readonly inside: string | null;
}

/** Every stop of the picture, in the order of the picture. */
export function stopsOf(
  picture: CasePicture,
  insides: ReadonlyMap<string, InsidePicture>,
  extra: readonly PlacedTunnel[],
): readonly Stop[] {
  const stops: Stop[] = [];
  for (const node of picture.nodes) {
    const head = node.kind === 'host' && node.inside !== null ? node.inside.y - node.y : node.height;
    stops.push({ key: node.id, inside: null, x: node.x, y: node.y, width: node.width, height: head });
    const inside = node.kind === 'host' && node.inside !== null ? insides.get(node.id) : undefined;
    if (node.kind !== 'host' || inside === undefined || node.inside === null) continue;
    const { x, y } = node.inside;
    const add = (key: string, rect: Rect): void => {
      const { width, height } = rect;
      stops.push({ key, inside: node.id, x: rect.x + x, y: rect.y + y, width, height });
    };
    for (const group of inside.groups) {
      add(groupKey(node.host.host, group.network), { ...group, height: 20 });
      for (const cell of group.cells) add(deviceKey(node.host.host, cell.instance.device.id), cell);
    }
    for (const box of inside.boxes) add(deviceKey(node.host.host, box.device.id), box);
  }
  for (const { id, points } of [...picture.tunnels, ...extra]) {
    const lane = points.length === 4 ? points.slice(1, 3) : points;
    const xs = lane.map(({ x }) => x);
    const ys = lane.map(({ y }) => y);
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    const straight = points.length === 2;
    // One straight across is met in its middle.
    stops.push(
      straight
        ? {
            key: id,
            inside: null,
            x: (x + Math.max(...xs)) / 2 - 8,
            y: (y + Math.max(...ys)) / 2 - 8,
            width: 16,
            height: 16,
          }
        : { key: id, inside: null, x, y: y - 6, width: Math.max(...xs) - x, height: 12 },
    );
  }
  for (const { id, first, x, y, width, height } of picture.bars)
    if (first) stops.push({ key: id, inside: null, x, y, width, height });
  return stops;
}

/** The stop to go to; null when there is none in that direction. Without `from`, the first. */
export function stepTo(stops: readonly Stop[], from: string | null, arrow: Arrow): string | null {
  const here = stops.find(({ key }) => key === from);
  if (here === undefined) return stops[0]?.key ?? null;
  return nearest(here, stops, arrow, 2) ?? nearest(here, stops, arrow, Infinity);
}

const ways: Readonly<Record<Arrow, Point>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/** `slant`: how far aside of the direction a stop may lie, in lengths along it. */
function nearest(here: Stop, stops: readonly Stop[], arrow: Arrow, slant: number): string | null {
  const way = ways[arrow];
  let best: string | null = null;
  let shortest = Infinity;
  for (const stop of stops) {
    if (stop.key === here.key) continue;
    const dx = between(here.x, here.width, stop.x, stop.width);
    const dy = between(here.y, here.height, stop.y, stop.height);
    const along = dx * way.x + dy * way.y;
    const aside = Math.abs(dx * way.y) + Math.abs(dy * way.x);
    if (along <= 0 || aside > along * slant) continue;
    const distance = along + aside * 3;
    if (distance >= shortest) continue;
    shortest = distance;
    best = stop.key;
  }
  return best;
}

/** How far one stretch lies from another: 0 where they overlap; touching counts as one pixel. */
function between(from: number, length: number, to: number, otherLength: number): number {
  if (to >= from + length) return to - (from + length) + 1;
  if (to + otherLength <= from) return to + otherLength - from - 1;
  return 0;
}
