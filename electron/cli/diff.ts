// coldtrace diff: what differs between two snapshots. Exit code 1 when something does.
import { CodedError } from '../../shared/api.ts';
import type { Change, ChangeKind, ChangeSide } from '../../shared/compare/change.ts';
import { changeKinds } from '../../shared/compare/change.ts';
import { comparisonSummary } from '../engine/comparison-views.ts';
import type { CliCommand } from './cli-command.ts';
import { usageError, wordsBetween } from './cli-command.ts';
import { evidenceJson, snapshotNamed, withCase } from './open-session.ts';
import { table } from './table.ts';

export const diffCommand: CliCommand = {
  name: 'diff',
  usage: 'CASE --from S --to S [--kind KIND] [--summary] [--json]',
  about: 'print what differs between two snapshots; exit code 1 when something does',
  options: { from: 'text', to: 'text', kind: 'list', summary: 'flag', json: 'flag' },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    const [from, to] = [given.text('from'), given.text('to')];
    if (from === null || to === null) throw usageError(this);
    const kinds = given.list('kind').map(kindNamed);
    const asked = (kind: ChangeKind): boolean => kinds.length === 0 || kinds.includes(kind);
    return withCase(casePath, async (session) => {
      const comparison = session.comparison(snapshotNamed(session, from).id, snapshotNamed(session, to).id);
      for (const gap of comparison.notComparable.filter(({ kind }) => asked(kind))) {
        const scope = gap.scope === null ? '' : ` of ${gap.scope}`;
        const command = gap.command === null ? '' : ` (${gap.command})`;
        terminal.say(`not compared: ${gap.kind}${scope}: missing in --${gap.missingIn}${command}`);
      }
      const changes = comparison.changes.filter(({ kind }) => asked(kind));
      const json = given.flag('json');
      if (given.flag('summary')) {
        const counts = comparisonSummary(comparison).kinds.filter(({ kind }) => asked(kind));
        await terminal.print(json ? [JSON.stringify(counts)] : summaryLines(counts));
      } else {
        await terminal.print(json ? changes.map(changeJson) : changes.flatMap(changeLines));
      }
      return changes.length === 0 ? 0 : 1;
    });
  },
};

function changeJson({ kind, change, key, from, to, fields }: Change): string {
  return JSON.stringify({ kind, change, key, from: sideJson(from), to: sideJson(to), fields });
}

function sideJson(side: ChangeSide | null): unknown {
  return side === null ? null : { ...side, evidence: evidenceJson(side.evidence) };
}

function changeLines({ kind, change, key, from, to, fields }: Change): readonly string[] {
  const lines = [`${kind}: ${change}: ${key}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}`];
  if (from !== null) lines.push(`  - ${from.text}`);
  if (to !== null) lines.push(`  + ${to.text}`);
  return lines;
}

function summaryLines(counts: ReturnType<typeof comparisonSummary>['kinds']): readonly string[] {
  return table(
    ['kind', 'added', 'removed', 'changed', 'moved', 'equal'],
    counts.map(({ kind, added, removed, changed, moved, equal }) => [
      kind,
      ...[added, removed, changed, moved, equal].map(String),
    ]),
  );
}

function kindNamed(text: string): ChangeKind {
  const kind = changeKinds.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new CodedError(
    'bad-request',
    `There is no kind of change ${text}; there are ${changeKinds.join(', ')}.`,
  );
}
