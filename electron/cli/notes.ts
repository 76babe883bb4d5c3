// coldtrace notes: what users wrote about the case, and writing more.
import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { text as textOf } from 'node:stream/consumers';
import { CodedError } from '../../shared/coded-error.ts';
import { snapshotsOfAnchor, titleOfAnchor, type Anchor } from '../../shared/notes/anchor.ts';
import {
  note as noteSchema,
  noteStatuses,
  tagsOf,
  type Note,
  type NoteStatus,
} from '../../shared/notes/note.ts';
import type { Resolution } from '../../shared/notes/resolution.ts';
import { shownText } from '../../shared/shown-text.ts';
import { putNote } from '../engine/case-file/queries/notes.ts';
import type { CaseSession } from '../engine/case-session.ts';
import { makeAnchor, snapshotTitle } from '../engine/notes/make-anchor.ts';
import { noteList } from '../engine/notes/note-views.ts';
import { resolveAnchor } from '../engine/notes/resolve-anchor.ts';
import type { Arguments, CliCommand, Terminal } from './cli-command.ts';
import { usageError, wordsBetween } from './cli-command.ts';
import { thingNamed } from './note-thing.ts';
import { withCase } from './open-session.ts';

export const notesCommand: CliCommand = {
  name: 'notes',
  usage:
    'CASE [list] [--status S] [--tag T …] [--host H] [--text TEXT] [--json] | CASE add --on WHAT --text TEXT|- [--snapshot S] [--kind K] [--bridge B] [--from S --to S] [--status S] [--tag T …] [--author NAME]',
  about: 'list the notes of the case, those that are as asked (1: there is none), or write one',
  options: {
    ...{ status: 'text', tag: 'list', host: 'text', text: 'text', json: 'flag' },
    ...{
      on: 'text',
      snapshot: 'text',
      kind: 'text',
      bridge: 'text',
      from: 'text',
      to: 'text',
      author: 'text',
    },
  },
  async run(given, terminal) {
    const [casePath = '', deed = 'list'] = wordsBetween(this, given, 1, 2);
    if (deed === 'add') return add(casePath, given, terminal);
    const strange = ['on', 'snapshot', 'kind', 'bridge', 'from', 'to', 'author'].find(
      (name) => given.text(name) !== null,
    );
    if (deed !== 'list') throw usageError(this);
    if (strange !== undefined)
      throw new CodedError('bad-request', `--${strange} is an option of notes CASE add.`);
    return list(casePath, given, terminal);
  },
};

async function list(casePath: string, given: Arguments, terminal: Terminal): Promise<number> {
  const status = statusNamed(given.text('status'));
  return withCase(casePath, async (session) => {
    const host = given.text('host');
    const { notes } = noteList(session, {
      ...(status === null ? {} : { statuses: [status] }),
      ...(host === null ? {} : { host }),
      tags: [...tagsGiven(given)],
      text: given.text('text') ?? '',
    });
    const json = given.flag('json');
    await terminal.print(
      notes.flatMap((note) => (json ? [noteJson(session, note)] : [...noteLines(session, note), ''])),
    );
    return notes.length === 0 ? 1 : 0;
  });
}

async function add(casePath: string, given: Arguments, terminal: Terminal): Promise<number> {
  const on = given.text('on');
  const typed = given.text('text');
  if (on === null || typed === null)
    throw new CodedError(
      'bad-request',
      'notes CASE add needs --on WHAT and --text TEXT (- reads standard input).',
    );
  if (given.text('host') !== null)
    throw new CodedError(
      'bad-request',
      '--host is an option of notes CASE list; name the host in --on or --snapshot.',
    );
  const status = statusNamed(given.text('status')) ?? 'open';
  const text = (typed === '-' ? await textOf(process.stdin) : typed).trimEnd();
  if (text.trim() === '') throw new CodedError('bad-request', 'The note is empty.');
  return withCase(casePath, async (session) => {
    const names = ['snapshot', 'kind', 'bridge', 'from', 'to'] as const;
    const hints = Object.fromEntries(names.map((name) => [name, given.text(name)] as const));
    const anchor = makeAnchor(session, thingNamed(session, on, hints));
    const now = new Date().toISOString();
    const made = noteSchema.safeParse({
      ...{ id: randomUUID(), created: now, updated: now, status, tags: tagsGiven(given), text, anchor },
      author: given.text('author') ?? userName(),
    });
    if (!made.success) {
      const [issue] = made.error.issues;
      throw new CodedError(
        'bad-request',
        `The note cannot be kept: ${issue?.path.join('.')}: ${issue?.message}.`,
      );
    }
    session.annotate((db) => putNote(db, made.data));
    await terminal.print([given.flag('json') ? noteJson(session, made.data) : made.data.id]);
    return 0;
  });
}

/** A line of JSON: the note, what it is about in words, and where that is in the case as it is now. */
function noteJson(session: CaseSession, note: Note): string {
  const { anchor, ...rest } = note;
  const at = resolveAnchor(session, anchor, { exact: false });
  return JSON.stringify({
    ...rest,
    on: {
      kind: anchor.kind,
      title: titleOfAnchor(anchor),
      snapshots: snapshotsOfAnchor(anchor),
      state: at.state,
      keys: keysOf(at),
      ...(at.state === 'gone' ? { reason: at.reason } : {}),
    },
    anchor,
  });
}

/** A line on what it is, and the text below it. */
function noteLines(session: CaseSession, note: Note): readonly string[] {
  const { anchor, author, status, tags, text, updated } = note;
  const gone =
    resolveAnchor(session, anchor, { exact: false }).state === 'gone' ? ' (not there any more)' : '';
  const marks = tags.map((tag) => `#${tag}`).join(' ');
  const head = [status, `${aboutText(anchor)}${gone}`, marks, author, updated].filter((part) => part !== '');
  const shown = (line: string): string => shownText(line, Infinity);
  return [
    shown(head.join('  ')),
    ...shown(text)
      .split('\n')
      .map((line) => `    ${line}`.trimEnd()),
  ];
}

/** `compute1@before device tap36aaab22-c8`; `case` for the case. */
export function aboutText(anchor: Anchor): string {
  if (anchor.kind === 'case') return 'case';
  const where = snapshotsOfAnchor(anchor).map(snapshotTitle).join(' -> ');
  return anchor.kind === 'snapshot' ? `snapshot ${where}` : `${where} ${anchor.kind} ${anchor.title}`;
}

function keysOf(at: Resolution): readonly string[] {
  if (at.state === 'found') return [at.key];
  return at.state === 'several' ? at.places.map(({ key }) => key) : [];
}

function statusNamed(name: string | null): NoteStatus | null {
  if (name === null) return null;
  const status = noteStatuses.find((each) => each === name);
  if (status === undefined)
    throw new CodedError(
      'bad-request',
      `${name} is no status of a note; there are ${noteStatuses.join(', ')}.`,
    );
  return status;
}

function tagsGiven(given: Arguments): readonly string[] {
  return tagsOf(given.list('tag').join(','));
}

/** Whoever runs the command; empty where the system has no name for them. */
function userName(): string {
  try {
    return userInfo().username.slice(0, 200);
  } catch {
    return '';
  }
}
