// Which texts the picture shows at a zoom, and where. None is smaller than 11 px on screen, none leaves its
// box or covers another: what does not fit is shortened, then left out, the least important first.
import { overlaps, type Point, type Rect } from '../../../ui/geometry.ts';
import { cutTo, monoWidth, sansWidth } from '../../../../shared/drawing/text-size.ts';
import type { PictureBox, PictureRibbon } from './layout.ts';

/** A line of a box: whole, and what stands for it where that does not fit. */
export interface BoxLine {
  readonly text: string;
  readonly short: string | null;
  readonly kind: 'name' | 'count' | 'detail';
  readonly mono: boolean;
  /** Over how many lines it may be broken; one unless given. */
  readonly lines?: number;
}

/** Text to draw, in the picture's pixels; `x` is its beginning or middle, `y` its baseline. */
export interface Label extends Point {
  readonly key: string;
  readonly text: string;
  readonly size: number;
  readonly kind: BoxLine['kind'] | 'edge' | 'frame';
  readonly mono: boolean;
  readonly anchor: 'start' | 'middle';
  /** The box or ribbon it belongs to. */
  readonly of: string;
}

export const smallest = 11;
const sizes: Readonly<Record<BoxLine['kind'], number>> = { name: 12, count: 12, detail: 11 };
const leading = 1.32;
/** Between the middle of a line of text and its baseline, in em. */
const baseline = 0.36;
const padding = 5;
/** Of a shortened text; fewer characters say nothing. */
const fewest = 6;

/** The texts of a box, as many lines as fit. */
export function boxLabels(box: PictureBox, lines: readonly BoxLine[], scale: number): readonly Label[] {
  const fitting: { readonly line: BoxLine; readonly text: string; readonly size: number }[] = [];
  let height = 0;
  for (const line of lines) {
    const size = Math.max(sizes[line.kind] * scale, smallest) / scale;
    const room = Math.floor((box.height - height) / (size * leading) + (fitting.length === 0 ? 0.2 : 0));
    const texts = room < 1 ? [] : textsFor(line, box.width - 2 * padding, size, room);
    if (texts.length === 0 && fitting.length === 0) return [];
    for (const text of texts) fitting.push({ line, text, size });
    height += texts.length * size * leading;
  }
  const centred = fitting.length === 1 && box.role !== 'table';
  let y = box.y + (box.height - fitting.reduce((sum, { size }) => sum + size * leading, 0)) / 2;
  return fitting.map(({ line, text, size }, index): Label => {
    const middle = y + (size * leading) / 2;
    y += size * leading;
    return {
      key: `${box.key} ${index}`,
      text,
      size,
      kind: line.kind,
      mono: line.mono,
      anchor: centred ? 'middle' : 'start',
      of: box.key,
      x: centred ? box.x + box.width / 2 : box.x + padding + 3,
      y: middle + size * baseline,
    };
  });
}

/** The text in as many lines as it may have and as there is room for, cut at the end of the last. */
function textsFor(line: BoxLine, width: number, size: number, room: number): readonly string[] {
  const { text, short, mono, kind, lines = 1 } = line;
  const widthOf = (each: string): number => (mono ? monoWidth(each, size) : sansWidth(each, size));
  if (widthOf(text) <= width) return [text];
  if (short !== null && widthOf(short) <= width) return [short];
  if (kind === 'count' || widthOf('m'.repeat(fewest)) > width) return [];
  if (Math.min(lines, room) < 2) return [cutTo(text, width, widthOf)];
  const words = text.split(/(?<=[ ,，：])/);
  let first = '';
  while (words[0] !== undefined && widthOf((first + words[0]).trimEnd()) <= width)
    first += words.shift() ?? '';
  if (first === '') {
    // A language without spaces: the line ends where it is full.
    const letters = [...text];
    while (letters[0] !== undefined && widthOf(first + letters[0]) <= width) first += letters.shift() ?? '';
    return [first, cutTo(letters.join(''), width, widthOf)];
  }
  return [first.trimEnd(), cutTo(words.join(''), width, widthOf)];
}

/** The ribbons whose count says more than the boxes at their ends do. */
export function countedRibbons(
  ribbons: readonly PictureRibbon[],
  boxes: readonly PictureBox[],
): readonly (PictureRibbon & { readonly packets: number })[] {
  const roles = new Map(boxes.map(({ key, role }) => [key, role]));
  const counts = new Map<string, number>();
  for (const { from, to } of ribbons)
    for (const end of [`from ${from}`, `to ${to}`]) counts.set(end, (counts.get(end) ?? 0) + 1);
  return ribbons.filter((ribbon): ribbon is PictureRibbon & { readonly packets: number } => {
    const { from, to, packets, learn } = ribbon;
    if (packets === null || packets === 0 || learn || counts.get(`from ${from}`) === 1) return false;
    const role = roles.get(to);
    return role !== 'end' && !(role === 'out' && counts.get(`to ${to}`) === 1);
  });
}

/** The counts of ribbons, the largest first, where nothing is in their way. `first`: keys that come before. */
export function ribbonLabels(
  ribbons: readonly (PictureRibbon & { readonly packets: number })[],
  boxes: readonly PictureBox[],
  textOf: (packets: number) => string,
  first: ReadonlySet<string>,
  scale: number,
): readonly Label[] {
  const size = smallest / Math.min(scale, 1);
  const taken: Rect[] = [...boxes];
  const order = ribbons.toSorted(
    (a, b) =>
      Number(first.has(b.key)) - Number(first.has(a.key)) ||
      b.packets - a.packets ||
      (a.key < b.key ? -1 : 1),
  );
  const labels: Label[] = [];
  for (const ribbon of order) {
    const text = textOf(ribbon.packets);
    const width = monoWidth(text, size) + 4;
    const { x, y } = ribbon.labelAt;
    const rect = { x: x - width / 2, y: y - (size * 1.1) / 2, width, height: size * 1.1 };
    if (taken.some((other) => overlaps(other, rect))) continue;
    taken.push(rect);
    labels.push({
      ...{ key: `count ${ribbon.key}`, text, size, kind: 'edge', mono: true, anchor: 'middle' },
      ...{ of: ribbon.key, x, y: y + size * baseline },
    });
  }
  return labels;
}
