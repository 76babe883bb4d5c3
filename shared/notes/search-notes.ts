// Notes that have a text: in what was written, a tag, the author's name, or the name of what it is about.
import { spellingsOf, standsAt, type Spelling } from '../search/spellings.ts';
import { snapshotsOfAnchor, titleOfAnchor } from './anchor.ts';
import type { Note } from './note.ts';

/** Where in a note a text was found. */
export interface NoteMatch {
  readonly note: Note;
  /** The line of the note, tag, name … that has it; of a long one the part around it. */
  readonly excerpt: string;
  /** Where in `excerpt` it begins, and what was found: an address or id may be spelled in another way. */
  readonly at: number;
  readonly spelling: string;
}

/** Characters of an excerpt before and after what was found. */
const around = 80;

/** Those of the notes, in their order. Case is ignored; an address or an id is found in every spelling. */
export function searchNotes(notes: readonly Note[], text: string): readonly NoteMatch[] {
  const wanted = text.trim();
  if (wanted === '') return [];
  const spellings = spellingsOf(wanted);
  return notes.flatMap((note) => {
    const match = matchIn(note, spellings);
    return match === null ? [] : [match];
  });
}

function matchIn(note: Note, spellings: readonly Spelling[]): NoteMatch | null {
  const { text, tags, author, anchor } = note;
  const hosts = snapshotsOfAnchor(anchor).map(({ host }) => host);
  for (const line of [...text.split('\n'), ...tags, titleOfAnchor(anchor), ...hosts, author]) {
    const lower = line.toLowerCase();
    for (const spelling of spellings) {
      const found = placeOf(lower, spelling);
      if (found === null) continue;
      const from = Math.max(0, found - around);
      const excerpt = line.slice(from, found + spelling.text.length + around);
      return { note, excerpt, at: found - from, spelling: spelling.text };
    }
  }
  return null;
}

/** Where the spelling first stands in a line, which is in lower case; null where it does not. */
function placeOf(line: string, spelling: Spelling): number | null {
  for (let at = line.indexOf(spelling.text); at >= 0; at = line.indexOf(spelling.text, at + 1)) {
    if (standsAt(line, at, spelling)) return at;
  }
  return null;
}
