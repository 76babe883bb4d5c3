// Notes in the case's picture and its tables: which of its keys have some, and where their marks stand in a scene. A mark
// covers no text and no other mark where it has another place; it keeps 11 px on the screen.
import { monoWidth, sansWidth } from '../../../../shared/drawing/text-size.ts';
import type { CaseOverview } from '../../../../shared/network/case/overview.ts';
import { thingKey, thingOfKey, type Thing } from '../../../../shared/notes/thing.ts';
import type { NoteMark } from '../../../state/notes.svelte.ts';
import { overlaps, pointAlong, type Rect } from '../../../ui/geometry.ts';
import { notedMark } from '../../../state/note-words.ts';
import { allNoted, type NotedMark, type PlacedNote } from '../../../ui/noted-mark.ts';
import { deviceKey, groupKey, parseKey } from './keys.ts';
import type { Scene, SceneBox, SceneLine, SceneText, SceneView } from './scene-shapes.ts';

/** What a key of the picture is a note's object as; null where it is none: a bar of all tunnels of a type. */
export function thingOfPictureKey(
  overview: CaseOverview,
  key: string,
  snapshotId: number,
  goneFrom: ReadonlyMap<string, number>,
): Thing | null {
  const what = parseKey(key);
  // What went is a thing of the snapshot that still has it.
  const earlier = goneFrom.get(key);
  const snapshot = earlier ?? snapshotId;
  switch (what.kind) {
    case 'mesh':
      return null;
    case 'part':
      return { kind: 'part', snapshot, id: what.id };
    case 'group':
      return what.network === null ? null : { kind: 'part', snapshot, id: what.network };
    case 'device': {
      const host = overview.hosts.find((each) => each.host === what.host);
      return host === undefined
        ? null
        : { kind: 'device', snapshot: earlier ?? host.snapshotId, id: what.device };
    }
  }
}

/** By key of the picture, and by id of a row; `goneFrom`: the snapshot of what is there no more, by key. A network is marked at its instances on every host, a tunnel on the bar of all as well. */
export function notedKeys(
  overview: CaseOverview,
  marks: ReadonlyMap<string, NoteMark>,
  goneFrom: ReadonlyMap<string, number>,
): ReadonlyMap<string, NotedMark> {
  const noted = new Map<string, NotedMark>();
  const add = (key: string, mark: NotedMark): void => {
    const known = noted.get(key);
    noted.set(key, allNoted(known === undefined ? [mark] : [known, mark]) ?? mark);
  };
  const hosts = new Map(overview.hosts.map(({ snapshotId, host }) => [snapshotId, host]));
  const tunnels = new Map(overview.tunnels.map(({ id, type }) => [id, type]));
  for (const [key, each] of marks) {
    const thing = thingOfKey(key);
    const mark = notedMark(each);
    if (thing?.kind === 'device') {
      const host = hosts.get(thing.snapshot);
      if (host !== undefined) add(deviceKey(host, thing.id), mark);
    } else if (thing?.kind === 'part') {
      // A part is of the case, from whichever snapshot it was looked at.
      add(thing.id, mark);
      const type = tunnels.get(thing.id);
      if (type !== undefined) add(`mesh/${type}`, mark);
      const network = overview.networks.find(({ id }) => id === thing.id);
      for (const { host } of network?.hosts ?? []) add(groupKey(host, thing.id), mark);
    }
  }
  for (const [key, snapshot] of goneFrom) {
    const what = parseKey(key);
    if (what.kind !== 'device') continue;
    const mark = marks.get(thingKey({ kind: 'device', snapshot, id: what.device }));
    if (mark !== undefined) add(key, notedMark(mark));
  }
  return noted;
}

const least = 11;
/** Lower than this many pixels a thing is too small to say which one the mark is of. */
const legible = 9;

export function notesIn(
  { shapes, texts }: Scene,
  noted: ReadonlyMap<string, NotedMark>,
  { scale }: SceneView,
): readonly PlacedNote[] {
  if (noted.size === 0) return [];
  const size = least / Math.min(scale, 1);
  const written = texts.map(rectOfText);
  const placed: PlacedNote[] = [];
  const done = new Set<string>();
  for (const shape of shapes) {
    const mark = shape.key === null ? undefined : noted.get(shape.key);
    if (shape.key === null || mark === undefined || done.has(shape.key)) continue;
    if (shape.kind === 'box' && (shape.shape === 'stub' || shape.height * scale < legible)) continue;
    done.add(shape.key);
    const places = placesOf(shape, { width: monoWidth(mark.text, size) + size * 0.7, height: size * 1.25 });
    const free = places.filter((place) => !placed.some((other) => overlaps(other, place)));
    const place = free.find((each) => !written.some((text) => overlaps(text, each))) ?? free[0];
    if (place !== undefined) placed.push({ key: shape.key, size, mark, ...place });
  }
  return placed;
}

function placesOf(
  shape: SceneBox | SceneLine,
  { width, height }: { readonly width: number; readonly height: number },
): readonly Rect[] {
  if (shape.kind === 'line')
    return [0.5, 0.35, 0.65, 0.2, 0.8].map((part) => {
      const { x, y } = pointAlong(shape.points, part);
      return { x: x - width / 2, y: y - height / 2, width, height };
    });
  const right = shape.x + shape.width;
  const below = shape.y + shape.height;
  const middle = shape.y + (shape.height - height) / 2;
  return [
    { x: right - width * 0.6, y: shape.y - height * 0.6, width, height },
    { x: right - width * 0.6, y: below - height * 0.4, width, height },
    { x: right - width - 4, y: middle, width, height },
    { x: right + 2, y: middle, width, height },
    { x: shape.x - width * 0.4, y: shape.y - height * 0.6, width, height },
    { x: shape.x - width * 0.4, y: below - height * 0.4, width, height },
  ];
}

function rectOfText({ x, y, size, text, anchor, mono }: SceneText): Rect {
  const width = mono ? monoWidth(text, size) : sansWidth(text, size);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { x: left, y: y - size * 0.9, width, height: size * 1.2 };
}
