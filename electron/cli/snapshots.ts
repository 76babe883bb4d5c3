// coldtrace snapshots: which hosts and times a case has.
import type { SnapshotInfo } from '../../shared/api.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { withCase } from './open-session.ts';
import { table } from './table.ts';

export const snapshotsCommand: CliCommand = {
  name: 'snapshots',
  usage: 'CASE [--json]',
  about: 'list the snapshots of a case',
  options: { json: 'flag' },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    await withCase(casePath, (session) => {
      const all = session.snapshots();
      return terminal.print(given.flag('json') ? [JSON.stringify(all.map(snapshotJson))] : textOf(all));
    });
    return 0;
  },
};

function snapshotJson(snapshot: SnapshotInfo): unknown {
  const { id, host, label, capturedAt, bundles, sources, facts, problems } = snapshot;
  return {
    id,
    host,
    label,
    capturedAt,
    bundle: bundles.join(', '),
    sources,
    facts,
    problems,
    hostFrom: snapshot.hostFrom,
    capturedFrom: snapshot.capturedFrom,
    cleaned: snapshot.cleaned === true,
    bundles,
    states: snapshot.states,
    bridges: snapshot.bridges,
  };
}

function textOf(all: readonly SnapshotInfo[]): readonly string[] {
  return table(
    ['id', 'host', 'label', 'captured', 'sources', 'facts', 'problems', 'bundle'],
    all.map((it) => [
      String(it.id),
      it.host,
      it.label ?? '',
      it.capturedAt ?? 'unknown',
      String(it.sources),
      String(it.facts),
      String(it.problems),
      it.bundles.join(', '),
    ]),
  );
}
