// coldtrace show: a source's raw text, as it arrived.
import { CodedError } from '../../shared/coded-error.ts';
import type { SourceTableRow } from '../engine/case-file/queries/sources.ts';
import { sourceById } from '../engine/case-file/queries/sources.ts';
import type { CaseSession } from '../engine/case-session.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { snapshotNamed, withCase } from './open-session.ts';

/** Lines read at a time. */
const step = 5000;

export const showCommand: CliCommand = {
  name: 'show',
  usage: 'CASE [--snapshot S] SOURCE',
  about: 'print the raw text of a source, named by its id or path',
  options: { snapshot: 'text' },
  async run(given, terminal) {
    const [casePath = '', source = ''] = wordsBetween(this, given, 2, 2);
    await withCase(casePath, (session) => {
      const [row, whole] = sourceNamed(session, given.text('snapshot'), source);
      return terminal.print(textOf(session, row, whole));
    });
    return 0;
  },
};

/**
 * The source and whether its whole file is meant: a path is a file, an id may be one command of a transcript.
 * An id is one source's in the whole case, and a path may be in one snapshot only: then no snapshot is needed.
 */
function sourceNamed(
  session: CaseSession,
  snapshot: string | null,
  name: string,
): readonly [SourceTableRow, boolean] {
  const only = snapshot === null ? null : snapshotNamed(session, snapshot).id;
  const byPath = session
    .query((db) =>
      db
        .prepare<[string], SourceTableRow>(
          'SELECT * FROM source WHERE path = ? ORDER BY content_id IS NULL, bundle_id, first_line',
        )
        .all(name),
    )
    .filter((row) => only === null || row.snapshot_id === only);
  const [first] = byPath;
  if (first !== undefined) {
    // Throws, naming the snapshots, where there are several to choose from.
    if (byPath.some((row) => row.snapshot_id !== first.snapshot_id)) snapshotNamed(session, null);
    return [first, true];
  }
  if (/^\d+$/.test(name)) {
    const byId = session.query((db) => sourceById(db, Number(name)));
    if (only === null || byId.snapshot_id === only) return [byId, false];
  }
  throw new CodedError(
    'not-found',
    `There is no source ${name} in this ${only === null ? 'case' : 'snapshot'}; \`coldtrace sources\` lists them.`,
  );
}

function* textOf(session: CaseSession, row: SourceTableRow, whole: boolean): Generator<string> {
  const { content_id: contentId } = row;
  if (contentId === null) {
    throw new CodedError(
      'not-found',
      `The text of ${row.path} is not in the case (${row.state}); read it in the bundle.`,
    );
  }
  const last = whole ? session.content.totalLines(contentId) : row.last_line;
  for (let first = whole ? 1 : row.first_line; first <= last; first += step) {
    const limit = Math.min(step, last - first + 1);
    yield* session.query(() => session.content.lines(contentId, first, limit));
  }
}
