// Notes as the interface asks for them: a list, what a search finds, and the marks of a view.
import type { Request, Response } from '../../../shared/api.ts';
import { CodedError } from '../../../shared/coded-error.ts';
import type { Anchor } from '../../../shared/notes/anchor.ts';
import { snapshotsOfAnchor } from '../../../shared/notes/anchor.ts';
import { noteTitle, type Note } from '../../../shared/notes/note.ts';
import type { Resolution } from '../../../shared/notes/resolution.ts';
import { searchNotes } from '../../../shared/notes/search-notes.ts';
import { snapshotsOfThing, type Thing } from '../../../shared/notes/thing.ts';
import { getNote, listNotes } from '../case-file/queries/notes.ts';
import type { CaseSession } from '../case-session.ts';
import { withHostFacts } from '../host-facts.ts';
import { makeAnchor } from './make-anchor.ts';
import { resolveAnchor } from './resolve-anchor.ts';

/** Throws 'not-found'. */
export function noteById(session: CaseSession, id: string): Note {
  const note = session.query((db) => getNote(db, id));
  if (note === null) throw new CodedError('not-found', `There is no note ${id}.`);
  return note;
}

export function noteList(session: CaseSession, request: Request<'notes.list'>): Response<'notes.list'> {
  const all = session.query(listNotes);
  const { statuses, tags = [], host, text = '' } = request;
  const having = new Set(
    (text.trim() === '' ? all : searchNotes(all, text).map(({ note }) => note)).map(({ id }) => id),
  );
  return {
    notes: all.filter(
      (note) =>
        having.has(note.id) &&
        (statuses === undefined || statuses.includes(note.status)) &&
        tags.every((tag) => note.tags.includes(tag)) &&
        (host === undefined || hostsOf(note).has(host)),
    ),
    total: all.length,
    tags: counted(all.flatMap((note) => [...new Set(note.tags)])).map(([tag, notes]) => ({ tag, notes })),
    hosts: counted(all.flatMap((note) => [...hostsOf(note)])).map(([name, notes]) => ({ host: name, notes })),
  };
}

/** Of the case, and of what the given snapshots have. */
export function noteMarks(session: CaseSession, { snapshots }: Request<'notes.of'>): Response<'notes.of'> {
  const wanted = new Set(snapshots);
  const places = session.part(NotePlaces);
  const marks = new Map<string, { readonly notes: string[]; open: number }>();
  for (const note of session.query(listNotes)) {
    const at = places.of(note.anchor);
    if (at.state === 'gone') continue;
    for (const { thing, key } of at.state === 'found' ? [at] : at.places) {
      if (!snapshotsOfThing(thing).every((id) => wanted.has(id))) continue;
      const mark = marks.get(key) ?? { notes: [], open: 0 };
      mark.notes.push(note.id);
      if (note.status !== 'explained') mark.open++;
      marks.set(key, mark);
    }
  }
  return { marks: Array.from(marks, ([key, mark]) => ({ key, ...mark })) };
}

export function noteSearch(
  session: CaseSession,
  { text, limit }: Request<'search.notes'>,
): Response<'search.notes'> {
  const found = searchNotes(session.query(listNotes), text);
  return {
    total: found.length,
    notes: found.slice(0, limit).map(({ note, excerpt, at, spelling }) => ({
      ...{ id: note.id, title: noteTitle(note), status: note.status, tags: note.tags },
      ...{ anchor: note.anchor, excerpt, at, spelling },
    })),
  };
}

/** The facts of the hosts that its picture needs are read a host at a time. */
export async function anchorOfThing(opened: () => CaseSession, thing: Thing): Promise<Anchor> {
  const [snapshot] = snapshotsOfThing(thing);
  const session = snapshot === undefined || isRead(thing) ? opened() : await withHostFacts(opened, snapshot);
  return makeAnchor(session, thing);
}

export async function resolution(opened: () => CaseSession, anchor: Anchor): Promise<Resolution> {
  const near = resolveAnchor(opened(), anchor, { exact: false });
  if (near.state === 'gone') return near;
  for (const { thing } of near.state === 'found' ? [near] : near.places) {
    const [snapshot] = snapshotsOfThing(thing);
    if (snapshot !== undefined && !isRead(thing)) await withHostFacts(opened, snapshot);
  }
  return resolveAnchor(opened(), anchor, { exact: true });
}

/** Needs no picture of the network to be found. */
function isRead({ kind }: Thing): boolean {
  return ['case', 'snapshot', 'line', 'fact', 'flow', 'pipeline', 'change', 'rule'].includes(kind);
}

function hostsOf({ anchor }: Note): ReadonlySet<string> {
  return new Set(snapshotsOfAnchor(anchor).map(({ host }) => host));
}

/** The most frequent first. */
function counted(words: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

/** Where notes are, without working out networks; looked up once while the case is as it is. */
class NotePlaces {
  readonly #session: CaseSession;
  readonly #places = new Map<string, Resolution>();

  constructor(session: CaseSession) {
    this.#session = session;
  }

  of(anchor: Anchor): Resolution {
    const key = JSON.stringify(anchor);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const made = resolveAnchor(this.#session, anchor, { exact: false });
    this.#places.set(key, made);
    return made;
  }
}
