// How much of a picture gets elements of its own: what is near the part in sight, and of that no more than a
// window shows smoothly. The rest is drawn in few paths, and found by its place when it is clicked. Pure.
import { overlaps, type Point, type Rect } from '../../ui/geometry.ts';
import type { Picture, PictureBox, PictureLine } from './graph.ts';

/** Boxes and lines that have elements of their own at most, bars, frames and what is marked aside. */
export const mostElements = 600;

/** The part of the picture to draw: what is in sight and half as much on every side. */
export function regionAround({ x, y, width, height }: Rect): Rect {
  return { x: x - width / 2, y: y - height / 2, width: width * 2, height: height * 2 };
}

/** True as long as what is drawn still holds what is in sight, and is not far more than that. */
export function stillCovers(region: Rect | null, visible: Rect): boolean {
  if (region === null) return false;
  const holds =
    region.x <= visible.x &&
    region.y <= visible.y &&
    region.x + region.width >= visible.x + visible.width &&
    region.y + region.height >= visible.y + visible.height;
  return holds && region.width <= visible.width * 4;
}

export interface DrawnParts {
  /** With elements of their own. */
  readonly boxes: readonly PictureBox[];
  readonly lines: readonly PictureLine[];
  /** In paths, by the network that colours them; '' for none. */
  readonly bulkBoxes: string;
  readonly bulkStripes: ReadonlyMap<string, string>;
  readonly bulkLines: ReadonlyMap<string, string>;
}

/** `special` are ids that always have elements: what is selected, followed, found, broken or marked. */
export function drawnParts(
  { boxes, lines }: Picture,
  region: Rect,
  special: ReadonlySet<string>,
  colourOf: {
    readonly box: (box: PictureBox) => string | null;
    readonly line: (line: PictureLine) => string | null;
  },
  most: number = mostElements,
): DrawnParts {
  const nearBoxes = boxes.filter((box) => overlaps(box, region));
  const nearLines = lines.filter((line) => overlaps(boundsOfLine(line), region));
  if (nearBoxes.length + nearLines.length <= most)
    return {
      boxes: nearBoxes,
      lines: nearLines,
      bulkBoxes: '',
      bulkStripes: new Map(),
      bulkLines: new Map(),
    };
  const own = ({ device, shape }: PictureBox): boolean =>
    shape === 'bar' ||
    shape === 'frame' ||
    device.kind === 'peer' ||
    device.status !== 'known' ||
    special.has(device.id);
  const ownLine = ({ link }: PictureLine): boolean =>
    link.status === 'missing' || link.kind === 'underlay' || special.has(link.id);
  const stripes = new Map<string, string[]>();
  const shapes: string[] = [];
  for (const box of nearBoxes) {
    if (own(box)) continue;
    shapes.push(rectPath(box));
    const colour = colourOf.box(box);
    if (colour !== null)
      add(stripes, colour, rectPath({ x: box.x + 2, y: box.y + 4, width: 3, height: box.height - 8 }));
  }
  const ways = new Map<string, string[]>();
  for (const line of nearLines) {
    if (ownLine(line)) continue;
    add(ways, colourOf.line(line) ?? '', `M${line.points.map(({ x, y }) => `${x} ${y}`).join('L')}`);
  }
  return {
    boxes: nearBoxes.filter(own),
    lines: nearLines.filter(ownLine),
    bulkBoxes: shapes.join(''),
    bulkStripes: joined(stripes),
    bulkLines: joined(ways),
  };
}

/** What is at a place: the smallest box there, else the nearest line within `reach`. */
export function keyAt({ boxes, lines }: Picture, at: Point, reach: number): string | null {
  let best: PictureBox | null = null;
  for (const box of boxes) {
    const holds = at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height;
    if (holds && (best === null || box.width * box.height < best.width * best.height)) best = box;
  }
  if (best !== null) return best.device.id;
  let key: string | null = null;
  let least = reach;
  for (const { link, points } of lines) {
    for (const [index, to] of points.entries()) {
      const from = points[index - 1];
      if (from === undefined) continue;
      const away = distance(at, from, to);
      if (away > least) continue;
      least = away;
      key = link.id;
    }
  }
  return key;
}

/** To a stretch that runs along an axis, as all lines here do. */
function distance(at: Point, from: Point, to: Point): number {
  const dx = Math.max(Math.min(from.x, to.x) - at.x, 0, at.x - Math.max(from.x, to.x));
  const dy = Math.max(Math.min(from.y, to.y) - at.y, 0, at.y - Math.max(from.y, to.y));
  return Math.hypot(dx, dy);
}

/** Never empty: a straight line is as thick as a pixel. */
function boundsOfLine({ points }: PictureLine): Rect {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

function rectPath({ x, y, width, height }: Rect): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}

function add(lists: Map<string, string[]>, key: string, item: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

function joined(lists: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, string> {
  return new Map([...lists].map(([key, list]) => [key, list.join('')]));
}
