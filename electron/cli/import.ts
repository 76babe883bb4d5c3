// coldtrace import: bundles into a case, with the ledger at the end.
import { basename } from 'node:path';
import type { Ledger } from '../../shared/api.ts';
import { severities, sourceStates } from '../../shared/evidence.ts';
import type { ImportProgress } from '../engine/import/job.ts';
import { runImport } from '../engine/import/run-import.ts';
import type { CliCommand } from './cli-command.ts';
import { usageError } from './cli-command.ts';
import { untilCancelled } from './until-cancelled.ts';

export const importCommand: CliCommand = {
  name: 'import',
  usage: 'CASE BUNDLE… [--label TEXT] [--merge] [--json]',
  about: 'read bundles into a case; makes the case when there is none',
  options: { label: 'text', merge: 'flag', json: 'flag' },
  async run(given, terminal) {
    const [casePath, ...bundles] = given.words;
    if (casePath === undefined || bundles.length === 0) throw usageError(this);
    return untilCancelled(terminal, 'cancelled; the case is as it was before', async (signal) => {
      const ledger = await runImport(
        {
          casePath,
          inputs: bundles.map((path) => ({ kind: 'path', name: basename(path), path })),
          label: given.text('label'),
          merge: given.flag('merge'),
        },
        { progress: (progress) => terminal.progress(progressLine(progress)), signal },
      );
      terminal.progress(null);
      await terminal.print(given.flag('json') ? [JSON.stringify(ledger)] : ledgerLines(ledger));
      const failed = ledger.bundles.filter(({ outcome }) => outcome === 'failed');
      for (const { name, problems } of failed) terminal.say(`${name}: ${problems[0]?.message ?? 'failed'}`);
      return failed.length === 0 ? 0 : 2;
    });
  },
};

function progressLine({ phase, bytesDone, bytesTotal, items, current }: ImportProgress): string {
  const done = bytesTotal ? `${Math.floor((bytesDone / bytesTotal) * 100)} %` : megabytes(bytesDone);
  return `${phase} ${done}, ${items} items${current === null ? '' : `: ${current}`}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function ledgerLines(ledger: Ledger): readonly string[] {
  const lines = ledger.bundles.map(({ name, outcome, snapshots, notes }) => {
    const into = snapshots.length === 0 ? '' : `, snapshot ${snapshots.join(', ')}`;
    const written = notes === undefined ? '' : `, ${notes} notes and pins`;
    return `${name}: ${outcome === 'known' ? 'already in the case' : outcome}${into}${written}`;
  });
  for (const { name, problems } of ledger.bundles) {
    for (const { severity, message } of problems) {
      // The lines after the first are lists of names: --json has them.
      lines.push(`${name}: ${severity}: ${message.split('\n', 1)[0] ?? ''}`);
    }
  }
  if (ledger.changed) {
    const states = sourceStates.flatMap((state) =>
      ledger.states[state] ? [`${ledger.states[state]} ${state}`] : [],
    );
    const problems = severities.flatMap((severity) =>
      ledger.problems[severity] ? [`${ledger.problems[severity]} ${severity}`] : [],
    );
    const sources = Object.values(ledger.states).reduce((sum, count) => sum + count, 0);
    lines.push(`${sources} sources: ${states.join(', ') || 'none'}`);
    lines.push(`${ledger.facts} facts; problems: ${problems.join(', ') || 'none'}`);
  }
  for (const { host, snapshots, secondsApart } of ledger.mergeable) {
    lines.push(
      `${host}: snapshots ${snapshots.join(' and ')} are ${Math.round(secondsApart)} s apart; import with --merge to join them`,
    );
  }
  return lines;
}
