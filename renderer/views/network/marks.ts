// Where marks stand in the picture: at a box's right corner what is laid over it, at its left what was found there, at
// the right corner opposite that there are notes, and those of a line beside its label or on it. They keep 11 px on the
// screen, and go where boxes become too small to say whose they are.
import { overlaps, pointAlong, type Point, type Rect } from '../../ui/geometry.ts';
import { monoWidth } from '../../../shared/drawing/text-size.ts';
import type { Picture, PictureBox, PictureLine } from './graph.ts';
import type { Label, Viewport } from './labels.ts';
import type { DeviceMark, MarkTone } from './overlays.ts';

export interface PlacedMark extends Rect {
  readonly key: string;
  readonly of: string;
  readonly mark: DeviceMark;
  readonly size: number;
}

const smallest = 11;
/** Below this scale only what is wrong keeps its mark. */
const legible = 0.4;

interface Wanted extends Omit<PlacedMark, keyof Rect> {
  /** Where it may stand, the best first. */
  readonly places: readonly Rect[];
}

/**
 * Of two marks that would meet, the one that says more of a fault stays, then the one that came first. Those of notes
 * have several places, and take the first where they cover no other mark and no label.
 */
export function placeMarks(
  picture: Picture,
  { scale, visible }: Viewport,
  found: ReadonlyMap<string, DeviceMark>,
  laid: ReadonlyMap<string, DeviceMark>,
  noted: ReadonlyMap<string, DeviceMark> = new Map(),
  labels: readonly Label[] = [],
): readonly PlacedMark[] {
  const size = Math.max(smallest, smallest * Math.min(scale, 1)) / scale;
  const written = labels.map(rectOf);
  const wanted: Wanted[] = [];
  for (const box of picture.boxes) {
    if (!overlaps(box, visible)) continue;
    for (const [marks, side] of [
      [found, 'start'],
      [laid, 'end'],
      [noted, 'note'],
    ] as const) {
      const mark = marks.get(box.device.id);
      if (mark === undefined || (scale < legible && !isBad(mark.tone))) continue;
      const breadth = markSize(mark, size);
      const places =
        side === 'note' ? notePlaces(box, breadth, size, visible) : [placeOf(box, breadth, side, visible)];
      wanted.push({ key: `${side} ${box.device.id}`, of: box.device.id, mark, size, places });
    }
  }
  for (const line of noted.size === 0 ? [] : picture.lines) {
    const mark = noted.get(line.link.id);
    if (mark === undefined || scale < legible) continue;
    const places = linePlaces(line, picture.boxes, markSize(mark, size));
    wanted.push({ key: `note ${line.link.id}`, of: line.link.id, mark, size, places });
  }
  const taken: PlacedMark[] = [];
  for (const { places, ...mark } of wanted.toSorted((a, b) => badness(b.mark.tone) - badness(a.mark.tone))) {
    const free = places.filter((place) => !taken.some((other) => overlaps(other, place)));
    // Where all is written on, where it covers least.
    const [clear] = free
      .map((place) => ({ place, covers: sum(written.map((label) => shared(label, place))) }))
      .toSorted((a, b) => a.covers - b.covers)
      .map(({ place }) => place);
    if (clear !== undefined) taken.push({ ...mark, ...clear });
  }
  return taken;
}

type Size = Pick<Rect, 'width' | 'height'>;

function markSize({ text }: DeviceMark, size: number): Size {
  return { width: monoWidth(text, size) + size * 0.7, height: size * 1.25 };
}

function rectOf({ text, x, y, size }: Label): Rect {
  const width = monoWidth(text, size);
  return { x: x - width / 2, y: y - size, width, height: size * 1.3 };
}

/** The corners opposite to those of the other marks; in a bar its ends, beside the marks there, then outside of it. */
function notePlaces(box: PictureBox, breadth: Size, size: number, visible: Rect): readonly Rect[] {
  const { width, height } = breadth;
  if (box.shape !== 'bar') {
    // Above a device in a namespace stands the namespace's name.
    const above = box.device.netns !== null && box.shape !== 'frame';
    const y = above ? box.y - height * 0.85 : box.y + box.height - height * 0.3;
    return [
      { ...breadth, x: box.x + box.width + 2 - width, y },
      { ...breadth, x: box.x - 2, y },
    ];
  }
  const left = Math.max(box.x, visible.x);
  const right = Math.min(box.x + box.width, visible.x + visible.width);
  const y = box.y + (box.height - height) / 2;
  const gap = size * 0.3;
  // Inside of its ends while the whole mark is on the bar; then where it has room beside it.
  const inside = [right - 4 - width, right - 4 - 2 * width - gap, left + 4, left + 4 + width + gap].filter(
    (x) => x >= left && x + width <= right,
  );
  const letter = size * 1.6;
  const outside = [0, letter].flatMap((by) => [right + gap + by, left - width - gap - by]);
  // Where its neighbours are close, over an edge of it.
  const edges = [box.y + box.height - height * 0.3, box.y - height * 0.7].flatMap((at) => [
    { ...breadth, x: right + 2 - width, y: at },
    { ...breadth, x: left - 2, y: at },
  ]);
  return [...[...inside, ...outside].map((x) => ({ ...breadth, x, y })), ...edges];
}

/** Beside its label, then on the line: in its middle, or where no box is under it. */
function linePlaces(
  { points, label, link }: PictureLine,
  boxes: readonly PictureBox[],
  breadth: Size,
): readonly Rect[] {
  const { width, height } = breadth;
  const centred = ({ x, y }: Point): Rect => ({ ...breadth, x: x - width / 2, y: y - height / 2 });
  const middle = label === null ? null : label.y + label.height / 2;
  const beside =
    label === null || middle === null
      ? []
      : [
          centred({ x: label.x + label.width + width / 2 + 4, y: middle }),
          centred({ x: label.x - width / 2 - 4, y: middle }),
        ];
  const along = [0.5, 0.4, 0.6, 0.3, 0.7].map((part) => centred(pointAlong(points, part)));
  // A frame is around its devices: what runs inside of it is not covered by it.
  const solid = boxes.filter(({ shape }) => shape !== 'frame');
  const free = [...beside, ...along].filter((place) => !solid.some((box) => overlaps(box, place)));
  const ends = solid.filter(({ device }) => device.id === link.from || device.id === link.to);
  const offEnds = along.filter((place) => !ends.some((box) => overlaps(box, place)));
  return [...free, ...offEnds, ...along];
}

function placeOf(box: PictureBox, { width, height }: Size, side: 'start' | 'end', visible: Rect): Rect {
  // A bar has ports above it, and may be longer than the window.
  const bar = box.shape === 'bar';
  const left = bar ? Math.max(box.x, visible.x) : box.x;
  const right = bar ? Math.min(box.x + box.width, visible.x + visible.width) : box.x + box.width;
  // Beside a bar's name where the bar is short, else inside its end.
  const beside = bar && box.width < 240;
  const x =
    side === 'start'
      ? left + (beside ? -width * 0.8 : bar ? 4 : -2)
      : right + (beside ? -width * 0.2 : (bar ? -4 : 2) - width);
  // Above a device in a namespace stands the namespace's name.
  const above = box.device.netns === null || box.shape === 'frame';
  const edge = above ? box.y - height * 0.85 : box.y + box.height - height * 0.3;
  return { x, y: bar ? box.y + (box.height - height) / 2 : edge, width, height };
}

/** The area that two rectangles share. */
function shared(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function isBad(tone: MarkTone): boolean {
  return tone === 'error';
}

function badness(tone: MarkTone): number {
  return tone === 'error' ? 2 : tone === 'warning' ? 1 : 0;
}
