// coldtrace search: lines of raw text, wherever in the case they are.
import type { Response, SearchRow } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { snapshotsOfAnchor } from '../../shared/notes/anchor.ts';
import { findSnapshot } from '../../shared/notes/find-snapshot.ts';
import { spellingsOf } from '../../shared/search/spellings.ts';
import { foundEntities } from '../engine/entity-views.ts';
import { searchText } from '../engine/case-file/queries/text-search.ts';
import type { CaseSession } from '../engine/case-session.ts';
import { noteSearch } from '../engine/notes/note-views.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { aboutText } from './notes.ts';
import { evidenceJson, snapshotNamed, withCase } from './open-session.ts';

export const searchCommand: CliCommand = {
  name: 'search',
  usage: 'CASE TEXT [--snapshot S] [--json]',
  about:
    'print every kept line and note with a text, case ignored, addresses and ids in all spellings; 1: there is none',
  options: { snapshot: 'text', json: 'flag' },
  async run(given, terminal) {
    const [casePath = '', typed = ''] = wordsBetween(this, given, 2, 2);
    const text = typed.trim();
    if (text === '') throw new CodedError('bad-request', 'There is nothing to search for.');
    const spellings = spellingsOf(text);
    const others = spellings.slice(1).map((spelling) => spelling.text);
    if (others.length > 0) terminal.say(`also searched for: ${others.join(', ')}`);
    let found = false;
    await withCase(casePath, async (session) => {
      const name = given.text('snapshot');
      const snapshotId = name === null ? null : snapshotNamed(session, name).id;
      for (const line of whatItIs(session, text, snapshotId)) terminal.say(line);
      const wording = given.flag('json') ? jsonLine : textLine;
      function* lines(): Generator<string> {
        for (const row of rowsOf(session, spellings, snapshotId)) {
          found = true;
          yield wording(row);
        }
      }
      await terminal.print(lines());
      const notes = notesWith(session, text, snapshotId);
      if (notes.length > 0) found = true;
      await terminal.print(notes.map(given.flag('json') ? noteJson : noteLine));
    });
    return found ? 0 : 1;
  },
};

/** `10.18.0.77: address of port 1476e4c9-… (app1, Internal, compute1)`, where the whole text is a name. */
function whatItIs(session: CaseSession, text: string, snapshotId: number | null): readonly string[] {
  const snapshot = snapshotId ?? session.snapshots().at(-1)?.id;
  if (snapshot === undefined) return [];
  const spelled = new Set(spellingsOf(text).map((spelling) => spelling.text));
  return foundEntities(session, { snapshot, text, limit: 3 })
    .entities.filter(({ by }) => spelled.has(by.value.toLowerCase()))
    .map(({ id, title, by, instances, networks, hosts }) => {
      const about = [title, ...instances, ...networks, ...hosts].filter((each) => each !== by.value);
      const more = [...new Set(about)].filter((each) => !id.endsWith(`/${each}`)).join(', ');
      const key = by.field === 'id' ? '' : `${by.field} of `;
      return `${by.value}: ${key}${id.replace('/', ' ')}${more === '' ? '' : ` (${more})`}`;
    });
}

type FoundNote = Response<'search.notes'>['notes'][number];

/** Notes with the text; of one snapshot those about it. */
function notesWith(session: CaseSession, text: string, snapshotId: number | null): readonly FoundNote[] {
  const { notes } = noteSearch(session, { text, limit: 2000 });
  if (snapshotId === null) return notes;
  const own = session.snapshots().find(({ id }) => id === snapshotId);
  return notes.filter(
    ({ anchor }) =>
      own !== undefined && snapshotsOfAnchor(anchor).some((ref) => findSnapshot(ref, [own]).length > 0),
  );
}

function noteJson({ id, title, status, tags, anchor, excerpt, at, spelling }: FoundNote): string {
  return JSON.stringify({
    note: id,
    title,
    status,
    tags,
    on: aboutText(anchor),
    text: excerpt,
    at,
    spelling,
  });
}

function noteLine({ id, status, anchor, excerpt }: FoundNote): string {
  return `note ${id} (${status}) on ${aboutText(anchor)}: ${excerpt.trim()}`;
}

function* rowsOf(
  session: CaseSession,
  spellings: Parameters<typeof searchText>[1],
  snapshotId: number | null,
): Generator<SearchRow> {
  for (const rows of session.query((db) => searchText(db, spellings, snapshotId))) yield* rows;
}

function jsonLine(row: SearchRow): string {
  const { host, snapshotId, sourceId, path, commandLine, line, text, from, length, at, spelling } = row;
  const place = { host, source: path, firstLine: line, lastLine: line, sourceId };
  return JSON.stringify({
    ...{ host, source: path, line, text, command: commandLine, snapshot: snapshotId },
    ...{ spelling, at, from, length },
    evidence: evidenceJson([place]),
  });
}

/** As grep prints it; of a long line the part around what was found, with dots for the rest. */
function textLine({ host, path, line, text, from, length }: SearchRow): string {
  const before = from > 0 ? '…' : '';
  const after = from + text.length < length ? '…' : '';
  return `${host} ${path}:${line}: ${before}${text}${after}`;
}
