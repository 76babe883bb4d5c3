// Marks of notes at the devices of a host's picture.
import { thingOfKey } from '../../../shared/notes/thing.ts';
import { noteMarkTitle } from '../../state/note-words.ts';
import type { NoteMark } from '../../state/notes.svelte.ts';
import type { DeviceMark } from './overlays.ts';

/** By device; of the notes of one snapshot. */
export function notedDevices(
  marks: ReadonlyMap<string, NoteMark>,
  snapshot: number,
): ReadonlyMap<string, DeviceMark> {
  const noted = new Map<string, DeviceMark>();
  for (const [key, mark] of marks) {
    const thing = thingOfKey(key);
    if (thing?.kind !== 'device' || thing.snapshot !== snapshot) continue;
    const text = mark.notes.length > 1 ? `✎${mark.notes.length}` : '✎';
    noted.set(thing.id, { text, tone: mark.open > 0 ? 'warning' : 'quiet', title: noteMarkTitle(mark) });
  }
  return noted;
}
