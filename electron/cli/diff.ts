// coldtrace diff: what differs between two snapshots, or between hosts. Exit code 1 when something does.
import { contradictionText } from '../../shared/compare/renaming/contradiction.ts';
import { CodedError } from '../../shared/coded-error.ts';
import type {
  Change,
  ChangeKind,
  ChangeSide,
  CompareEvent,
  Comparison,
} from '../../shared/compare/change.ts';
import { changeKinds } from '../../shared/compare/change.ts';
import type { Rate, RateKind } from '../../shared/compare/rates.ts';
import type { AsideCategory } from '../../shared/compare/set-aside.ts';
import { asideCategories } from '../../shared/compare/set-aside.ts';
import { comparisonSummary } from '../engine/comparison-views.ts';
import type { Arguments, CliCommand, Terminal } from './cli-command.ts';
import { usageError, wordsBetween } from './cli-command.ts';
import { evidenceJson, snapshotNamed, withCase } from './open-session.ts';
import { comparisonsOf } from '../engine/case-comparisons.ts';
import { table } from './table.ts';

export const diffCommand: CliCommand = {
  name: 'diff',
  usage:
    'CASE (--from S --to S [--include LIST] [--events|--rates] | --between-hosts S S [S]… [--rename N=NAME]…) [--kind KIND]… [--summary] [--json]',
  about: 'print what differs between two snapshots, or between hosts; exit code 1 when something does',
  options: {
    ...{ from: 'text', to: 'text', kind: 'list', include: 'list' },
    ...{ 'between-hosts': 'flag', rename: 'list' },
    ...{ summary: 'flag', events: 'flag', rates: 'flag', json: 'flag' },
  },
  async run(given, terminal) {
    if (given.flag('between-hosts')) return betweenHosts(this, given, terminal);
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    if (given.list('rename').length > 0) throw usageError(this);
    const [from, to] = [given.text('from'), given.text('to')];
    const forms = ['summary', 'events', 'rates'].filter((form) => given.flag(form));
    if (from === null || to === null || forms.length > 1) throw usageError(this);
    const kinds = kindsNamed(given.list('kind'));
    const include = given.list('include').flatMap((list) => list.split(',').map(categoryNamed));
    const asked = (kind: ChangeKind): boolean => kinds.length === 0 || kinds.includes(kind);
    const json = given.flag('json');
    return withCase(casePath, async (session) => {
      const ids = [snapshotNamed(session, from).id, snapshotNamed(session, to).id] as const;
      if (given.flag('rates')) {
        const rates = comparisonsOf(session)
          .rates(...ids)
          .filter(({ kind }) => kinds.length === 0 || kinds.some(ratedBy(kind)));
        await terminal.print(json ? rates.map(rateJson) : rateLines(rates));
        return 0;
      }
      const comparison = comparisonsOf(session).comparison(...ids, include);
      const changes = comparison.changes.filter(({ kind }) => asked(kind));
      if (given.flag('events')) {
        await terminal.print(
          comparison.events.flatMap((event) => (json ? [JSON.stringify(event)] : eventLines(event))),
        );
        return changes.length === 0 ? 0 : 1;
      }
      sayBesides(comparison, asked, terminal);
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

async function betweenHosts(command: CliCommand, given: Arguments, terminal: Terminal): Promise<number> {
  const [casePath = '', ...hosts] = wordsBetween(command, given, 3, 1000);
  const overTime = ['from', 'to'].some((name) => given.text(name) !== null);
  if (overTime || given.flag('events') || given.flag('rates') || given.list('include').length > 0) {
    throw usageError(command);
  }
  // Most comparisons are over time and need none of it.
  const { diffHosts, renamingNamed } = await import('./diff-hosts.ts');
  const asked = {
    hosts,
    kinds: kindsNamed(given.list('kind')),
    rename: given.list('rename').map(renamingNamed),
    summary: given.flag('summary'),
    json: given.flag('json'),
  };
  return withCase(casePath, (session) => diffHosts(session, asked, terminal));
}

/** What is no change, on standard error: gaps, events, and what was set aside. */
function sayBesides(comparison: Comparison, asked: (kind: ChangeKind) => boolean, terminal: Terminal): void {
  for (const gap of comparison.notComparable.filter(({ kind }) => asked(kind))) {
    const scope = gap.scope === null ? '' : ` of ${gap.scope}`;
    const command = gap.command === null ? '' : ` (${gap.command})`;
    terminal.say(`not compared: ${gap.kind}${scope}: missing in --${gap.missingIn}${command}`);
  }
  for (const event of comparison.events) terminal.say(eventLine(event));
  for (const renaming of comparison.renamings) {
    for (const contradiction of renaming.contradictions)
      terminal.say(`contradiction: ${contradictionText(contradiction)}`);
  }
  const byCategory = new Map<AsideCategory, Map<string, number>>();
  for (const { kind, category, field, count } of comparison.aside) {
    if (!asked(kind as ChangeKind)) continue;
    const counts = byCategory.get(category) ?? new Map<string, number>();
    byCategory.set(category, counts);
    const what = field === null ? kind : `${kind} ${field}`;
    counts.set(what, (counts.get(what) ?? 0) + count);
  }
  for (const [category, counts] of byCategory) {
    terminal.say(
      `set aside: ${category}: ${[...counts].map(([what, count]) => `${what} ${count}`).join(', ')}`,
    );
  }
}

function eventLine({ event, scope, of, signs }: CompareEvent): string {
  const what = of.length === 0 ? scope : `${scope} (${of.join(', ')})`;
  const anew = signs.map(
    ({ sign, scope: where, count }) => `${sign}${where === null ? '' : ` ${where}`} ${count}`,
  );
  return `event: ${event}: ${what}: ${anew.join(', ')}`;
}

function eventLines(event: CompareEvent): readonly string[] {
  const { scope, of, signs } = event;
  return [
    `${event.event}: ${scope}${of.length === 0 ? '' : ` (${of.join(', ')})`}`,
    ...signs.map(
      ({ sign, scope: where, count, examples }) =>
        `  ${sign}${where === null ? '' : ` of ${where}`}: ${count}${examples.length === 0 ? '' : `: ${examplesText(examples)}`}`,
    ),
  ];
}

/** The first few; `--json` has them all. */
function examplesText(examples: readonly string[]): string {
  const shown = examples.slice(0, 5).join('; ');
  return examples.length > 5 ? `${shown} …` : shown;
}

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

/** Kinds that neither side speaks of are left out. */
function summaryLines(counts: ReturnType<typeof comparisonSummary>['kinds']): readonly string[] {
  return table(
    ['kind', 'added', 'removed', 'changed', 'moved', 'equal'],
    counts
      .filter(({ added, removed, changed, moved, equal }) => added + removed + changed + moved + equal > 0)
      .map(({ kind, added, removed, changed, moved, equal }) => [
        kind,
        ...[added, removed, changed, moved, equal].map(String),
      ]),
  );
}

/** Which kinds of change ask for which rates. */
const rated: Readonly<Record<RateKind, readonly ChangeKind[]>> = {
  ports: ['ovs-ports', 'ovs-interfaces', 'openflow-ports'],
  links: ['links'],
  flows: ['flows'],
};

function ratedBy(kind: RateKind): (asked: ChangeKind) => boolean {
  return (asked) => rated[kind].includes(asked);
}

function rateJson({ from, to, counted, ...rate }: Rate): string {
  return JSON.stringify({ ...rate, from: evidenceJson(from), to: evidenceJson(to) });
}

function rateLines(rates: readonly Rate[]): readonly string[] {
  const value = (number: number | null): string => (number === null ? '?' : String(number));
  return table(
    ['kind', 'errors/s', 'drops/s', 'packets/s', 'bytes/s', 'seconds', '', 'key'],
    rates.map(({ kind, key, seconds, packets, bytes, drops, errors, restarted }) => [
      kind,
      ...[errors, drops, packets, bytes, seconds].map(value),
      restarted ? 'restarted' : '',
      key,
    ]),
  );
}

function categoryNamed(text: string): AsideCategory {
  const category = asideCategories.find((known) => known === text);
  if (category !== undefined) return category;
  throw new CodedError(
    'bad-request',
    `There is nothing set aside as ${text}; there are ${asideCategories.join(', ')}.`,
  );
}

/** Each may be one kind, or several in one list. */
export function kindsNamed(lists: readonly string[]): readonly ChangeKind[] {
  return lists.flatMap((list) => list.split(',').map(kindNamed));
}

function kindNamed(text: string): ChangeKind {
  const kind = changeKinds.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new CodedError(
    'bad-request',
    `There is no kind of change ${text}; there are ${changeKinds.join(', ')}.`,
  );
}
