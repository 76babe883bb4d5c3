// Which labels the picture shows at a zoom, and where. A label never covers another and is never
// smaller than 11 px on screen: a text stands inside its own box as long as it fits there, then shortened,
// and is otherwise left out, except for the landmarks (bridges, instances, peers, what the user follows),
// which are written over the picture where there is room.
import type { DeviceKind } from '../../../shared/network/model.ts';
import { overlaps, type Rect } from '../../ui/geometry.ts';
import type { Picture, PictureBox } from './graph.ts';
import { detailSize, nameSize } from './sketch.ts';
import { monoWidth, shorten } from '../../../shared/drawing/text-size.ts';

export interface Viewport {
  /** Screen pixels per picture pixel. */
  readonly scale: number;
  /** The part of the picture in sight. */
  readonly visible: Rect;
}

/** Text to draw, in the picture's pixels; `x` is its middle, `y` its baseline. */
export interface Label {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly text: string;
  readonly kind: 'name' | 'detail' | 'line' | 'landmark' | 'host';
  /** The device or link it names; null for the host's. */
  readonly of: string | null;
}

const smallest = 11;
const leading = 1.3;
/** Height of a line that stands alone in its box, in em: nothing of it is below or above. */
const tight = 1.05;
/** The same in a bar: a bridge must have its name, and the ports on its sides leave a pixel to it. */
const snug = 0.8;
/** What the network's colour takes of a box, on its left. */
const stripe = 5;
/** Characters below which a shortened name says nothing. */
const fewest = 6;
const longestLandmark = 18;
/** Between the middle of a line of text and its baseline, in em. */
const baseline = 0.36;

const landmarkOrder: Partial<Readonly<Record<DeviceKind, number>>> = {
  'ovs-bridge': 1,
  peer: 2,
  instance: 3,
  namespace: 3,
};

/** The labels for one viewport. `strong` are device ids to name whenever there is room. */
export function labelsFor(
  picture: Picture,
  { scale, visible }: Viewport,
  strong: ReadonlySet<string>,
): Label[] {
  const nameWorld = Math.max(nameSize * scale, smallest) / scale;
  const detailWorld = Math.max(detailSize * scale, smallest) / scale;
  const labels: Label[] = [];
  const taken: Rect[] = [];
  const unnamed: PictureBox[] = [];
  const seen = picture.boxes.filter((box) => overlaps(box, visible));

  for (const box of seen) {
    const place = box.title ?? box;
    const room = box.shape === 'bar' || box.shape === 'frame' ? intersection(place, visible) : place;
    const detail = box.text[1];
    const inset = box.device.network !== null && box.shape !== 'bar' ? stripe : 0;
    const width = room.width - inset - 2;
    const name = nameIn(box, width, nameWorld);
    if (name === null || nameWorld * (box.shape === 'bar' ? snug : tight) > room.height) {
      unnamed.push(box);
      continue;
    }
    const middle = { x: room.x + (inset + room.width) / 2, y: room.y + room.height / 2 };
    const both =
      detail !== undefined &&
      // Where the alias stands for the name, a second line that is the alias says nothing more.
      !(name === box.alias && detail === box.alias) &&
      monoWidth(detail, detailWorld) <= width &&
      (nameWorld + detailWorld) * leading <= room.height;
    const of = box.device.id;
    const nameMiddle = both ? middle.y - (detailWorld * leading) / 2 : middle.y;
    labels.push({
      key: `name ${of}`,
      of,
      text: name,
      kind: 'name',
      ...textAt(middle.x, nameMiddle, nameWorld),
    });
    if (both) {
      const detailMiddle = middle.y + (nameWorld * leading) / 2;
      labels.push({
        key: `detail ${of}`,
        of,
        text: detail,
        kind: 'detail',
        ...textAt(middle.x, detailMiddle, detailWorld),
      });
    }
    taken.push(place);
  }

  const host = hostLabel(picture, visible, nameWorld);
  if (host !== null && !seen.some((box) => overlaps(box, host.rect))) {
    labels.push(host.label);
    taken.push(host.rect);
  }

  for (const box of landmarks(unnamed, strong)) {
    const room = intersection(box.title ?? box, visible);
    const text = box.alias ?? shorten(box.text[0] ?? '', longestLandmark);
    const middle = { x: room.x + room.width / 2, y: room.y + room.height / 2 };
    const rect = around(middle.x, middle.y, text, nameWorld);
    if (!within(rect, visible) || taken.some((other) => overlaps(other, rect))) continue;
    taken.push(rect);
    const of = box.device.id;
    labels.push({ key: `name ${of}`, of, text, kind: 'landmark', ...textAt(middle.x, middle.y, nameWorld) });
  }

  for (const { link, label } of picture.lines) {
    if (label === null || !overlaps(label, visible)) continue;
    const middle = { x: label.x + label.width / 2, y: label.y + label.height / 2 };
    const rect = around(middle.x, middle.y, label.text, detailWorld);
    if (!within(rect, visible) || crossed(picture, link.id, rect)) continue;
    if (taken.some((other) => overlaps(other, rect)) || seen.some((box) => overlaps(box, rect))) continue;
    taken.push(rect);
    labels.push({
      key: `line ${link.id}`,
      of: link.id,
      text: label.text,
      kind: 'line',
      ...textAt(middle.x, middle.y, detailWorld),
    });
  }
  return labels;
}

/** True when another link's line runs through `rect`: a label there would interrupt it. */
function crossed(picture: Picture, own: string, rect: Rect): boolean {
  return picture.lines.some(
    ({ link, points }) =>
      link.id !== own &&
      points.some((to, index) => {
        const from = points[index - 1];
        if (from === undefined) return false;
        const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
        return overlaps({ x, y, width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) }, rect);
      }),
  );
}

/** The name that fits: the whole one, the shorter one, or as much as still tells devices apart. */
function nameIn({ device, text, alias }: PictureBox, width: number, size: number): string | null {
  const name = text[0] ?? '';
  for (const whole of [name, alias]) if (whole !== null && monoWidth(whole, size) <= width) return whole;
  const characters = Math.floor(width / (size * 0.6));
  if (characters < fewest) return null;
  // Instances and addresses differ at their ends, devices at their beginnings.
  return device.kind === 'instance' || device.kind === 'peer'
    ? `…${name.slice(1 - characters)}`
    : shorten(name, characters);
}

function landmarks(boxes: readonly PictureBox[], strong: ReadonlySet<string>): readonly PictureBox[] {
  const orderOf = ({ device }: PictureBox): number =>
    strong.has(device.id) ? 0 : (landmarkOrder[device.kind] ?? Infinity);
  return boxes
    .map((box) => ({ box, order: orderOf(box) }))
    .filter(({ order }) => order < Infinity)
    .sort((a, b) => a.order - b.order)
    .map(({ box }) => box);
}

function hostLabel(
  picture: Picture,
  visible: Rect,
  size: number,
): { readonly label: Label; readonly rect: Rect } | null {
  const { hostFrame } = picture;
  if (hostFrame === null || !overlaps(hostFrame, visible)) return null;
  const room = intersection(hostFrame, visible);
  const width = monoWidth(hostFrame.host, size);
  const x = room.x + width / 2 + size / 2;
  // In the frame's corner, or on top of it where the first row of boxes leaves no room for it.
  const y = picture.boxes.some((box) => box.y < hostFrame.y + size * 1.7)
    ? hostFrame.y - size * 0.7
    : hostFrame.y + size;
  const rect = around(x, y, hostFrame.host, size);
  if (!overlaps(rect, visible)) return null;
  return {
    rect,
    label: { key: 'host', of: null, text: hostFrame.host, kind: 'host', ...textAt(x, y, size) },
  };
}

function textAt(x: number, middle: number, size: number): Pick<Label, 'x' | 'y' | 'size'> {
  return { x, y: middle + size * baseline, size };
}

function around(x: number, y: number, text: string, size: number): Rect {
  const width = monoWidth(text, size) + size / 2;
  return { x: x - width / 2, y: y - (size * leading) / 2, width, height: size * leading };
}

function within(inner: Rect, outer: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function intersection(a: Rect, b: Rect): Rect {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y),
  };
}
