// Which notes the view shows: by a text in any of their parts, a status, a tag, a host.
import { snapshotsOfAnchor } from '../../../shared/notes/anchor.ts';
import { noteStatuses, type Note, type NoteStatus } from '../../../shared/notes/note.ts';
import { searchNotes } from '../../../shared/notes/search-notes.ts';
import type { ViewParams } from '../../state/place.ts';

export interface NoteFilter {
  readonly find: string;
  /** Null for any. */
  readonly status: NoteStatus | null;
  readonly tag: string | null;
  readonly host: string | null;
}

/** As parameters: every note. */
export const showAll = { find: '', status: '', tag: '', host: '' } as const;

export function filterOf(params: ViewParams): NoteFilter {
  return {
    find: params['find'] ?? '',
    status: noteStatuses.find((status) => status === params['status']) ?? null,
    tag: params['tag'] || null,
    host: params['host'] || null,
  };
}

/** Those that are as the filter says, in their order. */
export function shownNotes(list: readonly Note[], filter: NoteFilter): readonly Note[] {
  const { status, tag, host } = filter;
  const found = filter.find.trim() === '' ? list : searchNotes(list, filter.find).map(({ note }) => note);
  return found.filter(
    (note) =>
      (status === null || note.status === status) &&
      (tag === null || note.tags.includes(tag)) &&
      (host === null || hostsOf(note).has(host)),
  );
}

/** How many notes have each status, tag and host; tags and hosts by name. */
export function tallies(list: readonly Note[]): {
  readonly statuses: ReadonlyMap<string, number>;
  readonly tags: readonly (readonly [string, number])[];
  readonly hosts: readonly (readonly [string, number])[];
} {
  return {
    statuses: counted(list.map(({ status }) => status)),
    tags: sorted(counted(list.flatMap(({ tags }) => [...new Set(tags)]))),
    hosts: sorted(counted(list.flatMap((note) => [...hostsOf(note)]))),
  };
}

export function hostsOf({ anchor }: Note): ReadonlySet<string> {
  return new Set(snapshotsOfAnchor(anchor).map(({ host }) => host));
}

function counted(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function sorted(counts: ReadonlyMap<string, number>): readonly (readonly [string, number])[] {
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
