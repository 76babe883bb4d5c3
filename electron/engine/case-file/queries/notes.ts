// Notes, pins and the report's outline as they are stored. A case may come from anywhere: what a row holds is checked,
// and where a part of it cannot be read, the rest of what the user wrote is not lost with it.
import type { Database, Statement } from 'better-sqlite3';
import { z } from 'zod';
import type { Anchor, SnapshotRef } from '../../../../shared/notes/anchor.ts';
import { anchor, withSnapshots } from '../../../../shared/notes/anchor.ts';
import { noteStatuses, tag, type Note } from '../../../../shared/notes/note.ts';
import { outline, type Outline } from '../../../../shared/notes/outline.ts';
import { shown, withShownSnapshots, type Pin, type Shown } from '../../../../shared/notes/pin.ts';

interface NoteRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly author: string;
  readonly status: string;
  readonly tags: string;
  readonly text: string;
  readonly anchor: string;
}

interface PinRow {
  readonly id: string;
  readonly created: string;
  readonly author: string;
  readonly title: string;
  readonly shown: string;
}

/** All notes, the latest change first. */
export function listNotes(db: Database): readonly Note[] {
  return db.prepare<[], NoteRow>('SELECT * FROM note ORDER BY updated DESC, id').all().map(noteOf);
}

/** Null when there is none with this id. */
export function getNote(db: Database, id: string): Note | null {
  const row = db.prepare<[string], NoteRow>('SELECT * FROM note WHERE id = ?').get(id);
  return row === undefined ? null : noteOf(row);
}

/** Writes it in place of the one with its id and returns that; works inside the caller's transaction. */
export function putNote(db: Database, given: Note): Note | null {
  const before = getNote(db, given.id);
  db.prepare('INSERT OR REPLACE INTO note VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    ...[given.id, given.created, given.updated, given.author, given.status],
    ...[JSON.stringify(given.tags), given.text, JSON.stringify(given.anchor)],
  );
  return before;
}

/** Removes it and returns it; null when there is none with this id. */
export function removeNote(db: Database, id: string): Note | null {
  const before = getNote(db, id);
  db.prepare('DELETE FROM note WHERE id = ?').run(id);
  return before;
}

/** All pins, in the order in which they were made. */
export function listPins(db: Database): readonly Pin[] {
  return db.prepare<[], PinRow>('SELECT * FROM pin ORDER BY created, id').all().map(pinOf);
}

export function getPin(db: Database, id: string): Pin | null {
  const row = db.prepare<[string], PinRow>('SELECT * FROM pin WHERE id = ?').get(id);
  return row === undefined ? null : pinOf(row);
}

/** As `putNote`. */
export function putPin(db: Database, given: Pin): Pin | null {
  const before = getPin(db, given.id);
  db.prepare('INSERT OR REPLACE INTO pin VALUES (?, ?, ?, ?, ?)').run(
    ...[given.id, given.created, given.author, given.title, JSON.stringify(given.shown)],
  );
  return before;
}

export function removePin(db: Database, id: string): Pin | null {
  const before = getPin(db, id);
  db.prepare('DELETE FROM pin WHERE id = ?').run(id);
  return before;
}

/** Null when none was arranged, or it cannot be read: a template then makes one. */
export function getOutline(db: Database): Outline | null {
  const text = db.prepare<[], string>('SELECT outline FROM report').pluck().get();
  return text === undefined ? null : (outline.safeParse(parsed(text)).data ?? null);
}

/** Null removes it; returns what was there. */
export function putOutline(db: Database, given: Outline | null): Outline | null {
  const before = getOutline(db);
  if (given === null) db.prepare('DELETE FROM report').run();
  else db.prepare('INSERT OR REPLACE INTO report VALUES (1, ?)').run(JSON.stringify(given));
  return before;
}

/**
 * Takes in what was written in the attached case `from`, and returns how many notes and pins are new or another version
 * of one: of two versions of a note the later stays. Its outline is taken where this case has none. Works inside the
 * caller's transaction.
 */
export function takeInNotes(db: Database, from: string): number {
  const notes = db
    .prepare(
      `INSERT INTO main.note SELECT * FROM ${from}.note WHERE true
       ON CONFLICT (id) DO UPDATE SET (created, updated, author, status, tags, text, anchor) =
         (excluded.created, excluded.updated, excluded.author, excluded.status, excluded.tags, excluded.text, excluded.anchor)
       WHERE excluded.updated > note.updated`,
    )
    .run().changes;
  const pins = db.prepare(`INSERT OR IGNORE INTO main.pin SELECT * FROM ${from}.pin`).run().changes;
  db.exec(`INSERT OR IGNORE INTO main.report SELECT * FROM ${from}.report`);
  return notes + pins;
}

/**
 * Names a snapshot anew in all that the user wrote about it: it got another host, label or time, or is now a part of
 * another one. Works inside the caller's transaction.
 */
export function renameSnapshotInNotes(db: Database, from: SnapshotRef, to: SnapshotRef): void {
  if (isSame(from, to)) return;
  const renamed = (ref: SnapshotRef): SnapshotRef => (isSame(ref, from) ? to : ref);
  const writeAnchor = db.prepare<[string, string]>('UPDATE note SET anchor = ? WHERE id = ?');
  for (const { id, anchor: text } of db.prepare<[], NoteRow>('SELECT * FROM note').all()) {
    const found = anchor.safeParse(parsed(text)).data;
    if (found) writeIfOther(writeAnchor, id, text, withSnapshots(found, renamed));
  }
  const writeShown = db.prepare<[string, string]>('UPDATE pin SET shown = ? WHERE id = ?');
  for (const { id, shown: text } of db.prepare<[], PinRow>('SELECT * FROM pin').all()) {
    const found = shown.safeParse(parsed(text)).data;
    if (found) writeIfOther(writeShown, id, text, withShownSnapshots(found, renamed));
  }
  const kept = getOutline(db);
  if (kept === null) return;
  const items = kept.items.map((item) =>
    item.kind === 'excerpt' ? { ...item, anchor: withSnapshots(item.anchor, renamed) } : item,
  );
  putOutline(db, { ...kept, items });
}

function writeIfOther(
  statement: Statement<[string, string]>,
  id: string,
  before: string,
  after: Anchor | Shown,
): void {
  const text = JSON.stringify(after);
  if (text !== before) statement.run(text, id);
}

function isSame(a: SnapshotRef, b: SnapshotRef): boolean {
  return a.host === b.host && a.capturedAt === b.capturedAt && a.label === b.label;
}

/** What a row means where a part of it is not as this version writes it. */
const status = z.enum(noteStatuses).catch('open');
const tags = z.array(tag).catch([]);
const about = anchor.catch({ kind: 'case' });
const anyShown = shown.catch({ kind: 'thing', anchor: { kind: 'case' } });

function noteOf(row: NoteRow): Note {
  return {
    ...row,
    status: status.parse(row.status),
    tags: tags.parse(parsed(row.tags)),
    anchor: about.parse(parsed(row.anchor)),
  };
}

function pinOf(row: PinRow): Pin {
  return { ...row, shown: anyShown.parse(parsed(row.shown)) };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
