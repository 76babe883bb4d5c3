// Marks of notes in a host's picture and its tables: at devices, links and findings.
import { thingOfKey } from '../../../shared/notes/thing.ts';
import { noteMarkTitle } from '../../state/note-words.ts';
import type { NoteMark } from '../../state/notes.svelte.ts';
import type { DeviceMark } from './overlays.ts';

/** `count`: how many notes it stands for. */
export interface NotedMark extends DeviceMark {
  readonly count: number;
}

/** By the id of the device, link or finding, which never meet; of the notes of one snapshot. */
export function notedThings(
  marks: ReadonlyMap<string, NoteMark>,
  snapshot: number,
): ReadonlyMap<string, NotedMark> {
  const noted = new Map<string, NotedMark>();
  for (const [key, mark] of marks) {
    const thing = thingOfKey(key);
    if (thing === null || !('id' in thing) || thing.snapshot !== snapshot) continue;
    if (thing.kind === 'device' || thing.kind === 'link' || thing.kind === 'finding')
      noted.set(thing.id, notedMark(mark));
  }
  return noted;
}

function notedMark(mark: NoteMark): NotedMark {
  const count = mark.notes.length;
  const tone = mark.open > 0 ? 'warning' : 'quiet';
  return { text: count > 1 ? `✎${count}` : '✎', count, tone, title: noteMarkTitle(mark) };
}
