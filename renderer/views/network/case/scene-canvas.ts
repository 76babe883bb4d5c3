// What a scene is drawn on: a part in sight at a zoom, which takes lines, boxes and texts and keeps what can be seen of
// them, each with what became of its thing since other snapshots. No text is smaller than 11 px on screen: it keeps that
// size while it fits its place, is then cut, and then left out.
import type { Knowledge } from '../../../../shared/network/model.ts';
import { asWritten, cutTo, monoWidth, sansWidth } from '../../../../shared/drawing/text-size.ts';
import { overlaps, type Rect } from '../../../ui/geometry.ts';
import type { SceneBox, SceneChange, SceneInput, SceneLine, SceneText, SceneView } from './scene-shapes.ts';

export const least = 11;
export const nameBase = 12;
export const textBase = 11;
export const leading = 1.4;
const baseline = 0.36;

export interface Canvas {
  readonly view: SceneView;
  readonly changes: SceneInput['changes'];
  readonly shapes: (SceneBox | SceneLine)[];
  readonly texts: SceneText[];
  /** What names written over the picture cover. */
  readonly taken: Rect[];
}

export function worldSize(canvas: Canvas, base: number): number {
  return Math.max(base, least / canvas.view.scale);
}

export function line(
  { view, shapes, changes }: Canvas,
  given: Omit<SceneLine, 'kind' | 'status' | 'down' | 'change'> & {
    readonly status?: Knowledge;
    readonly down?: boolean;
  },
): void {
  const xs = given.points.map(({ x }) => x);
  const ys = given.points.map(({ y }) => y);
  const [x, y] = [Math.min(...xs) - 1, Math.min(...ys) - 1];
  const bounds = { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 };
  if (!overlaps(bounds, view.visible)) return;
  const change = changeAt(changes, given.key);
  shapes.push({ kind: 'line', status: 'known', down: false, change, ...given });
}

function changeAt(changes: SceneInput['changes'], key: string | null): SceneChange | null {
  return key === null ? null : (changes.get(key) ?? null);
}

/** A name with the sign of what became of it; of an instance that moved with where to, or from where. */
export function signed(canvas: Canvas, key: string, names: readonly string[]): readonly string[] {
  const change = changeAt(canvas.changes, key);
  if (change === null) return names;
  const { sign, gone, other } = change;
  const [first] = names;
  const moved =
    other === null || first === undefined
      ? []
      : [gone ? `${first} ${sign} ${other}` : `${other} ${sign} ${first}`];
  return [...moved, ...names.map((name) => `${sign} ${name}`)];
}

/** How such a name is written; nothing of what did not change. */
export function signedTone(canvas: Canvas, key: string): { tone?: SceneText['tone']; struck?: boolean } {
  const change = changeAt(canvas.changes, key);
  if (change === null) return {};
  return change.gone ? { tone: 'quiet', struck: change.other === null } : { tone: change.tone };
}

export function box(
  { view, shapes, changes }: Canvas,
  given: Omit<SceneBox, 'kind' | 'colour' | 'status' | 'change'> &
    Partial<Pick<SceneBox, 'colour' | 'status'>>,
): void {
  if (!overlaps(given, view.visible)) return;
  const change = changeAt(changes, given.key);
  shapes.push({ kind: 'box', colour: null, status: 'known', change, ...given });
}

interface TextOptions {
  readonly tone?: SceneText['tone'];
  readonly base?: number;
  readonly mono?: boolean;
  readonly anchor?: SceneText['anchor'];
  readonly rim?: boolean;
  readonly struck?: boolean;
  /** Characters below which a cut text says nothing. */
  readonly fewest?: number;
}

/**
 * Writes the first of `alternatives` that fits `room`, else the last of them cut; nothing where there is no
 * room for either. A text that begins out of sight begins where the view does.
 */
export function write(
  canvas: Canvas,
  id: string,
  alternatives: readonly string[],
  room: Rect,
  {
    tone = 'plain',
    base = textBase,
    mono = false,
    anchor = 'start',
    rim = false,
    struck = false,
    fewest = 6,
  }: TextOptions = {},
): boolean {
  const { visible } = canvas.view;
  const size = worldSize(canvas, base);
  if (size * 1.1 > room.height) return false;
  const left = Math.max(room.x, visible.x);
  const right = Math.min(room.x + room.width, visible.x + visible.width);
  const widthOf = (text: string): number => (mono ? monoWidth(text, size) : sansWidth(text, size));
  const width = right - left;
  if (!overlaps(room, visible) || width <= 0) return false;
  let text = alternatives.find((each) => widthOf(each) <= width);
  if (text === undefined) {
    const last = alternatives.at(-1) ?? '';
    text = cutTo(last, width, widthOf);
    if ([...text].length < Math.min(fewest, [...last].length)) return false;
  }
  if (text === '') return false;
  const x = anchor === 'start' ? left : anchor === 'end' ? right : (left + right) / 2;
  const middle = room.y + room.height / 2;
  if (rim) {
    const broad = widthOf(text) + size / 2;
    const rect = { x: x - broad / 2, y: middle - size * 0.7, width: broad, height: size * leading };
    if (canvas.taken.some((other) => overlaps(other, rect))) return false;
    canvas.taken.push(rect);
  }
  const y = middle + size * baseline;
  canvas.texts.push({ id, x, y, size, text: asWritten(text), anchor, tone, mono, rim, struck });
  return true;
}
