// Where marks stand in the picture: at a box's right corner what is laid over it, at its left what was found there, at
// the right corner opposite that there are notes. They keep 11 px on the screen, and go where boxes become too small to say whose they are.
import { overlaps, type Rect } from '../../ui/geometry.ts';
import { monoWidth } from '../../../shared/drawing/text-size.ts';
import type { Picture, PictureBox } from './graph.ts';
import type { Viewport } from './labels.ts';
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

/** Of two marks that would meet, the one that says more of a fault stays, then the one that came first. */
export function placeMarks(
  picture: Picture,
  { scale, visible }: Viewport,
  found: ReadonlyMap<string, DeviceMark>,
  laid: ReadonlyMap<string, DeviceMark>,
  noted: ReadonlyMap<string, DeviceMark> = new Map(),
): readonly PlacedMark[] {
  const size = Math.max(smallest, smallest * Math.min(scale, 1)) / scale;
  const wanted: PlacedMark[] = [];
  for (const box of picture.boxes) {
    if (!overlaps(box, visible)) continue;
    for (const [marks, side] of [
      [found, 'start'],
      [laid, 'end'],
      [noted, 'note'],
    ] as const) {
      const mark = marks.get(box.device.id);
      if (mark === undefined || (scale < legible && !isBad(mark.tone))) continue;
      wanted.push({
        key: `${side} ${box.device.id}`,
        of: box.device.id,
        mark,
        size,
        ...placeOf(box, mark, size, side, visible),
      });
    }
  }
  const taken: PlacedMark[] = [];
  for (const place of wanted.toSorted((a, b) => badness(b.mark.tone) - badness(a.mark.tone)))
    if (!taken.some((other) => overlaps(other, place))) taken.push(place);
  return taken;
}

function placeOf(
  box: PictureBox,
  { text }: DeviceMark,
  size: number,
  side: 'start' | 'end' | 'note',
  visible: Rect,
): Rect {
  const width = monoWidth(text, size) + size * 0.7;
  const height = size * 1.25;
  // A bar has ports above it, and may be longer than the window.
  const bar = box.shape === 'bar';
  const left = bar ? Math.max(box.x, visible.x) : box.x;
  const right = bar ? Math.min(box.x + box.width, visible.x + visible.width) : box.x + box.width;
  // Beside a bar's name where the bar is short, else inside its end.
  const beside = bar && box.width < 240;
  const x =
    side === 'start'
      ? left + (beside ? -width * 0.8 : bar ? 4 : -2)
      : right + (beside ? -width * 0.2 : (bar ? -4 : 2) - width) - (bar && side === 'note' ? 3 * width : 0);
  // Above a device in a namespace stands the namespace's name.
  const above = (box.device.netns === null || box.shape === 'frame') !== (side === 'note');
  const edge = above ? box.y - height * 0.85 : box.y + box.height - height * 0.3;
  return { x, y: bar ? box.y + (box.height - height) / 2 : edge, width, height };
}

function isBad(tone: MarkTone): boolean {
  return tone === 'error';
}

function badness(tone: MarkTone): number {
  return tone === 'error' ? 2 : tone === 'warning' ? 1 : 0;
}
