// Notes in a pipeline: which of its places and ways have some, and where their marks stand in the picture.
import { monoWidth } from '../../../../shared/drawing/text-size.ts';
import { thingOfKey } from '../../../../shared/notes/thing.ts';
import type { NoteMark } from '../../../state/notes.svelte.ts';
import { overlaps, type Rect } from '../../../ui/geometry.ts';
import { notedMark } from '../../../state/note-words.ts';
import { allNoted, type NotedMark, type PlacedNote } from '../../../ui/noted-mark.ts';
import type { PictureBox, PictureRibbon, PipelinePicture } from './layout.ts';

/** By id of a place or way; also of one that was written about where another bridge was looked at. */
export function notedPlaces(
  marks: ReadonlyMap<string, NoteMark>,
  snapshot: number,
  sources: ReadonlySet<number>,
): ReadonlyMap<string, NotedMark> {
  const noted = new Map<string, NotedMark>();
  for (const [key, mark] of marks) {
    const thing = thingOfKey(key);
    if (thing?.kind !== 'pipeline' || thing.snapshot !== snapshot || !sources.has(thing.source)) continue;
    const known = noted.get(thing.id);
    const all = allNoted([...(known === undefined ? [] : [known]), notedMark(mark)]);
    if (all !== undefined) noted.set(thing.id, all);
  }
  return noted;
}

/** Of a box or ribbon: of what it stands for. A jump is marked where it leads to, and not itself. */
export function noteOf(
  what: PictureBox | PictureRibbon,
  noted: ReadonlyMap<string, NotedMark>,
): NotedMark | undefined {
  if ('role' in what && (what.role.startsWith('jump') || what.role === 'learn')) return undefined;
  const items = 'role' in what ? what.nodes : what.edges;
  return allNoted(items.flatMap(({ id }) => noted.get(id) ?? []));
}

const least = 11;

/** At a box's corner; on a ribbon where no box is, and not where its count stands. */
export function notesIn(
  picture: PipelinePicture,
  noted: ReadonlyMap<string, NotedMark>,
  scale: number,
): readonly PlacedNote[] {
  if (noted.size === 0) return [];
  const size = least / Math.min(scale, 1);
  const placed: PlacedNote[] = [];
  for (const what of [...picture.boxes, ...picture.ribbons]) {
    const mark = noteOf(what, noted);
    if (mark === undefined) continue;
    const [width, height] = [monoWidth(mark.text, size) + size * 0.7, size * 1.25];
    const at = (x: number, y: number): Rect => ({ x: x - width / 2, y: y - height / 2, width, height });
    const places =
      'role' in what
        ? [at(what.x + what.width - 2, what.y), at(what.x + what.width - 2, what.y + what.height)]
        : [0.85, 0.7, 0.5].map((part) =>
            at(
              what.start.x + (what.end.x - what.start.x) * part,
              // The ends of its bends are level: near its end it is as high as that.
              part > 0.6 ? what.end.y : (what.start.y + what.end.y) / 2,
            ),
          );
    const free = places.filter((place) => !placed.some((other) => overlaps(other, place)));
    const clear =
      'role' in what
        ? free[0]
        : (free.find((place) => !picture.boxes.some((box) => overlaps(box, place))) ?? free[0]);
    if (clear !== undefined) placed.push({ key: what.key, size, mark, ...clear });
  }
  return placed;
}
