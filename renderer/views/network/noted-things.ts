// Marks of notes in a host's picture and its tables: at devices, links and findings.
import { thingOfKey } from '../../../shared/notes/thing.ts';
import type { NoteMark } from '../../state/notes.svelte.ts';
import { notedMark } from '../../state/note-words.ts';
import type { NotedMark } from '../../ui/noted-mark.ts';

/**
 * By the id of the device, link or finding, which never meet; of the notes of one snapshot, and of those of an earlier one
 * what is gone since.
 */
export function notedThings(
  marks: ReadonlyMap<string, NoteMark>,
  snapshot: number,
  earlier: { readonly snapshot: number; readonly gone: ReadonlySet<string> } | null = null,
): ReadonlyMap<string, NotedMark> {
  const noted = new Map<string, NotedMark>();
  for (const [key, mark] of marks) {
    const thing = thingOfKey(key);
    if (thing === null || !('id' in thing)) continue;
    const isGone = thing.snapshot === earlier?.snapshot && earlier.gone.has(thing.id);
    if (thing.snapshot !== snapshot && !isGone) continue;
    if (thing.kind === 'device' || thing.kind === 'link' || thing.kind === 'finding')
      noted.set(thing.id, notedMark(mark));
  }
  return noted;
}
