// The redactor of a case: goes through everything that the case says once, to know what is to be replaced, then gives
// stand-ins, the same as last time for what was known then.
import type { Database } from 'better-sqlite3';
import { FindInText } from '../../../shared/redact/found.ts';
import { KeyedHash } from '../../../shared/redact/keyed-hash.ts';
import { standInsFor, type KnownName, type NamedStandIn } from '../../../shared/redact/names.ts';
import { Redactor } from '../../../shared/redact/redactor.ts';
import type { ContentReader } from '../case-file/content.ts';
import { getOutline, listNotes, listPins } from '../case-file/queries/notes.ts';
import { newKey, putStandIns, putWishes, storedRedaction } from '../case-file/queries/redaction.ts';
import type { CaseSession } from '../case-session.ts';
import { knownNames } from './known-names.ts';

/** Between lines: the process has other things to do, and the user may cancel. */
export interface RedactionHooks {
  readonly signal: AbortSignal;
  /** `done` of `total` lines of the case's texts. */
  readonly progress: (phase: 'finding' | 'writing', done: number, total: number) => void;
}

export interface CaseRedactor {
  readonly redactor: Redactor;
  readonly names: readonly NamedStandIn[];
  /** Names of the case that are left, as they are words of outputs or too short. */
  readonly kept: readonly KnownName[];
}

/** How many lines are gone through at a time. */
export const linesAtOnce = 2000;

export async function caseRedactor(session: CaseSession, hooks: RedactionHooks): Promise<CaseRedactor> {
  const stored = session.query(storedRedaction);
  const known = session.query(knownNames);
  const find = new FindInText(known);
  await session.query((db) => everyText(db, session.content, find, hooks));
  const found = find.found();
  const {
    key,
    names: before,
    additions,
    exceptions,
  } = stored ?? {
    ...{ key: newKey(), names: [], additions: [], exceptions: [] },
  };
  const added = additions.map((name): KnownName => ({ class: 'other', name }));
  const wanted = new Set(additions.map((name) => name.toLowerCase()));
  const others = found.names.filter(({ name }) => !wanted.has(name.toLowerCase()));
  const names = standInsFor([...added, ...others], before, new KeyedHash(key));
  const redactor = new Redactor({ key, found, names, exceptions });
  if (!session.readOnly) {
    session.annotate((db) => {
      if (stored === null) putKey(db, key);
      putStandIns(db, names);
    });
  }
  const given = new Set(names.map(({ name }) => name.toLowerCase()));
  const kept = others.filter(({ name }) => !given.has(name.toLowerCase()) && !name.includes('.'));
  return { redactor, names, kept };
}

function putKey(db: Database, key: string): void {
  putWishes(db, { additions: [], exceptions: [] });
  db.prepare('UPDATE redaction SET key = ?').run(key);
}

/** Shows every text of the case to `find`: kept outputs, paths, command lines, messages, what the user wrote. */
async function everyText(
  db: Database,
  reader: ContentReader,
  find: FindInText,
  { signal, progress }: RedactionHooks,
): Promise<void> {
  for (const sql of [
    'SELECT name FROM bundle',
    `SELECT host || ' ' || coalesce(label, '') FROM snapshot`,
    'SELECT DISTINCT path FROM source',
    'SELECT DISTINCT command_line FROM source WHERE command_line IS NOT NULL',
    'SELECT DISTINCT message FROM problem',
  ]) {
    for (const text of db.prepare<[], string>(sql).pluck().iterate()) showLines(text, find);
  }
  showStrings([listNotes(db), listPins(db), getOutline(db)], find);
  const total = linesOf(db);
  let done = 0;
  for (const { id, lines } of contents(db)) {
    for (let first = 1; first <= lines; first += linesAtOnce) {
      for (const line of reader.lines(id, first, linesAtOnce)) find.line(line);
      done += Math.min(linesAtOnce, lines - first + 1);
      progress('finding', done, total);
      await pause(signal);
    }
  }
}

/** The texts that are kept, in the order of import. */
export function contents(db: Database): readonly { readonly id: number; readonly lines: number }[] {
  return db.prepare<[], { id: number; lines: number }>('SELECT id, lines FROM content ORDER BY id').all();
}

export function linesOf(db: Database): number {
  return db.prepare<[], number>('SELECT coalesce(sum(lines), 0) FROM content').pluck().get() ?? 0;
}

/** Lets others have their turn; throws the signal's reason when aborted. */
export async function pause(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}

function showLines(text: string, find: FindInText): void {
  for (const line of text.split('\n')) find.line(line);
}

function showStrings(value: unknown, find: FindInText): void {
  if (typeof value === 'string') showLines(value, find);
  else if (typeof value === 'object' && value !== null) {
    for (const one of Object.values(value)) showStrings(one, find);
  }
}
