// coldtrace sources: every file and command output of a snapshot, and what became of it.
import type { SourceRow } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import type { Problem, SourceState } from '../../shared/evidence.ts';
import { sourceStates } from '../../shared/evidence.ts';
import { listSources, problemsOf } from '../engine/case-file/queries/sources.ts';
import type { CaseSession } from '../engine/case-session.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { snapshotNamed, withCase } from './open-session.ts';

/** Sources asked for at a time. */
const step = 2000;

export const sourcesCommand: CliCommand = {
  name: 'sources',
  usage: 'CASE [--snapshot S] [--state STATE] [--json]',
  about: 'list sources with their state and problems; of all snapshots unless one is named',
  options: { snapshot: 'text', state: 'list', json: 'flag' },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    const states = given.list('state').map(stateNamed);
    await withCase(casePath, (session) => {
      const name = given.text('snapshot');
      const snapshots = name === null ? session.snapshots() : [snapshotNamed(session, name)];
      const wording = given.flag('json') ? jsonLine : textLines;
      return terminal.print(
        snapshots.flatMap(({ id, host }) => [
          ...sourceLines(session, id, states, (source, problems) => wording(source, problems, host)),
        ]),
      );
    });
    return 0;
  },
};

function* sourceLines(
  session: CaseSession,
  snapshot: number,
  states: readonly SourceState[],
  wording: (source: SourceRow, problems: readonly Problem[]) => readonly string[],
): Generator<string> {
  for (let offset = 0; ; offset += step) {
    const window = session.query((db) =>
      listSources(db, { snapshot, states: states.length === 0 ? undefined : states, offset, limit: step }),
    );
    for (const source of window.sources) {
      const problems = source.problems === 0 ? [] : session.query((db) => problemsOf(db, source.id));
      yield* wording(source, problems);
    }
    if (offset + step >= window.matched) return;
  }
}

function jsonLine(source: SourceRow, problems: readonly Problem[], host: string): readonly string[] {
  const { id, snapshotId, path, commandLine, commandId, netns, state, reason } = source;
  return [
    JSON.stringify({
      path,
      command: commandLine,
      state,
      facts: source.facts,
      problems,
      id,
      host,
      snapshot: snapshotId,
      commandId,
      netns,
      reason,
      bytes: source.bytes,
      firstLine: source.firstLine,
      lastLine: source.lastLine,
      kept: source.kept,
    }),
  ];
}

function textLines(source: SourceRow, problems: readonly Problem[], host: string): readonly string[] {
  const facts = source.facts === 0 ? '' : `  ${source.facts} facts`;
  const command = source.commandLine === null ? '' : `  (${source.commandLine})`;
  const reason = source.reason === null ? '' : `  ${source.reason}`;
  return [
    `${host}  ${source.state.padEnd(12)}  ${source.path}${command}${facts}${reason}`,
    ...problems.map(
      ({ severity, line, message }) => `    ${severity}${line === null ? '' : `, line ${line}`}: ${message}`,
    ),
  ];
}

function stateNamed(text: string): SourceState {
  const state = sourceStates.find((known) => known === text);
  if (state !== undefined) return state;
  throw new CodedError('bad-request', `There is no state ${text}; there are ${sourceStates.join(', ')}.`);
}
