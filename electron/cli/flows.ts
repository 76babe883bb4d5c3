// coldtrace flows: the flows of one bridge, as they were printed.
import type { FlowRow } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { flowsOf } from '../engine/case-flows.ts';
import type { DumpPlace } from '../engine/case-file/queries/flow-dump.ts';
import { Canonicalizer } from '../../shared/openflow/canonical.ts';
import type { BridgeDumps } from '../engine/case-file/queries/flow-dumps.ts';
import type { FlowTest } from '../engine/case-file/queries/flow-windows.ts';
import { sourceById } from '../engine/case-file/queries/sources.ts';
import type { CaseSession } from '../engine/case-session.ts';
import { dumpPlace, flowTest, portNumbers } from '../engine/flow-views.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { groupKeysNamed, groupLines } from './flow-groups.ts';
import { evidenceJson, snapshotNamed, withCase } from './open-session.ts';

/** Flows read at a time. */
const step = 2000;

export const flowsCommand: CliCommand = {
  name: 'flows',
  usage: 'CASE [--snapshot S] [--bridge B] [--filter EXPR] [--group-by table|cookie|match|actions] [--json]',
  about: 'print the flows of a bridge, those that a filter lets through',
  options: { snapshot: 'text', bridge: 'text', filter: 'text', 'group-by': 'text', json: 'flag' },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    const groupBy = given.text('group-by');
    const by = groupBy === null ? null : groupKeysNamed(groupBy);
    await withCase(casePath, async (session) => {
      const snapshot = snapshotNamed(session, given.text('snapshot'));
      const dumps = bridgeNamed(session.dumps(snapshot.id), given.text('bridge'));
      const { inferredFrom, source } = dumps.chosen;
      if (inferredFrom !== null) terminal.say(`${source.path}: taken as ${dumps.bridge}: ${inferredFrom}`);
      const dump = dumpPlace(session, source.id, dumps.bridge);
      const filter = filterNamed(session, dump, given.text('filter') ?? '');
      const json = given.flag('json');
      await terminal.print(
        by === null ? flowLines(session, dump, filter, json) : groupLines(session, dump, filter, by, json),
      );
    });
    return 0;
  },
};

function* flowLines(
  session: CaseSession,
  dump: DumpPlace,
  filter: FlowTest | null,
  json: boolean,
): Generator<string> {
  const order = { sort: 'line', descending: false } as const;
  const canonical = new Canonicalizer({ tables: dump.tables, ports: portNumbers(session, dump) });
  const contentId = session.query((db) => sourceById(db, dump.sourceId)).content_id;
  for (let offset = 0; ; offset += step) {
    const window = session.query(() => flowsOf(session).windows.window(dump, filter, order, offset, step));
    const raw = contentId === null ? () => '' : rawLines(session, contentId, window.rows);
    for (const row of window.rows) yield json ? flowJson(row, raw(row), canonical) : raw(row);
    if (offset + step >= window.matched) return;
  }
}

/** Reads the text that the rows lie in at once, instead of inflating it anew for each. */
function rawLines(
  session: CaseSession,
  contentId: number,
  rows: readonly FlowRow[],
): (row: FlowRow) => string {
  const first = Math.min(...rows.map(({ evidence }) => evidence.firstLine));
  const last = Math.max(...rows.map(({ evidence }) => evidence.lastLine));
  const lines = rows.length === 0 ? [] : session.content.lines(contentId, first, last - first + 1);
  return ({ evidence: { firstLine, lastLine } }) =>
    lines.slice(firstLine - first, lastLine - first + 1).join('\n');
}

/** Match and actions in canonical form, as `parse-flows` has them; `raw` is the line as it was printed. */
function flowJson(row: FlowRow, raw: string, canonical: Canonicalizer): string {
  const { table, priority, match, actions, cookie, nPackets, nBytes, evidence } = row;
  return JSON.stringify({
    table,
    priority,
    match: canonical.match(match),
    actions: canonical.actions(actions, match),
    cookie,
    nPackets,
    nBytes,
    duration: row.duration,
    idleTimeout: row.idleTimeout,
    hardTimeout: row.hardTimeout,
    idleAge: row.idleAge,
    hardAge: row.hardAge,
    raw,
    evidence: evidenceJson([evidence]),
  });
}

/** The dumps of the bridge that is named, or of the only one; throws 'not-found' or 'ambiguous'. */
export function bridgeNamed(all: readonly BridgeDumps[], name: string | null): BridgeDumps {
  const [only, ...others] = name === null ? all : all.filter(({ bridge }) => bridge === name);
  const bridges = all.map(({ bridge }) => bridge).join(', ');
  if (only === undefined) {
    throw new CodedError(
      'not-found',
      all.length === 0
        ? 'The snapshot has no flows.'
        : `There are no flows of ${name}; there are those of ${bridges}.`,
    );
  }
  if (others.length > 0) {
    throw new CodedError('ambiguous', `The snapshot has flows of ${bridges}; name one with --bridge.`);
  }
  return only;
}

/** The filter of an option, or null for an empty one; throws 'bad-request' with the place of the mistake. */
export function filterNamed(
  session: CaseSession,
  dump: DumpPlace,
  text: string,
  option = '--filter',
): FlowTest | null {
  const filter = flowTest(session, dump, text);
  if (filter === null || !('at' in filter)) return filter;
  throw new CodedError('bad-request', `${option}, at character ${filter.at + 1}: ${filter.message}`);
}
