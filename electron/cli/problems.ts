// coldtrace problems: what was wrong with the bundles of a case, and with what they hold.
import type { Problem, Severity } from '../../shared/evidence.ts';
import { listBundles } from '../engine/case-file/queries/bundles.ts';
import { listSources, problemsOf } from '../engine/case-file/queries/sources.ts';
import type { CaseSession } from '../engine/case-session.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { snapshotNamed, withCase } from './open-session.ts';

/** Sources asked for at a time. */
const step = 2000;

/** A problem with what it is about; of a bundle as a whole, host, source and id are null. */
interface ToldProblem extends Problem {
  readonly bundle: string | null;
  readonly host: string | null;
  readonly source: string | null;
  readonly sourceId: number | null;
}

/** What was repaired is read as it was meant; `sources` tells that. */
const isTold = (severity: Severity): boolean => severity !== 'repaired';

export const problemsCommand: CliCommand = {
  name: 'problems',
  usage: 'CASE [--snapshot S] [--json]',
  about: 'list what was wrong with the bundles and their sources; of all snapshots unless one is named',
  options: { snapshot: 'text', json: 'flag' },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    await withCase(casePath, (session) => {
      const name = given.text('snapshot');
      const wanted = name === null ? session.snapshots() : [snapshotNamed(session, name)];
      const ids = new Set(wanted.map(({ id }) => id));
      const told = [
        ...bundleProblems(session, (snapshots) => name === null || snapshots.some((id) => ids.has(id))),
        ...wanted.flatMap(({ id, host }) => [...sourceProblems(session, id, host)]),
      ];
      return terminal.print(told.map(given.flag('json') ? (problem) => JSON.stringify(problem) : textOf));
    });
    return 0;
  },
};

function bundleProblems(
  session: CaseSession,
  isWanted: (snapshots: readonly number[]) => boolean,
): readonly ToldProblem[] {
  return session
    .query(listBundles)
    .filter(({ snapshots }) => isWanted(snapshots))
    .flatMap(({ name, problems }) =>
      problems
        .filter(({ severity }) => isTold(severity))
        .map((problem) => ({ ...problem, bundle: name, host: null, source: null, sourceId: null })),
    );
}

function* sourceProblems(session: CaseSession, snapshot: number, host: string): Generator<ToldProblem> {
  for (let offset = 0; ; offset += step) {
    const window = session.query((db) => listSources(db, { snapshot, offset, limit: step }));
    for (const { id, path, problems } of window.sources) {
      if (problems === 0) continue;
      for (const problem of session.query((db) => problemsOf(db, id))) {
        if (isTold(problem.severity)) yield { ...problem, bundle: null, host, source: path, sourceId: id };
      }
    }
    if (offset + step >= window.matched) return;
  }
}

function textOf({ bundle, host, source, severity, line, message }: ToldProblem): string {
  const where = bundle ?? `${host ?? ''} ${source ?? ''}${line === null ? '' : `:${line}`}`;
  return `${where}  ${severity}: ${message.replaceAll('\n', '\n    ')}`;
}
