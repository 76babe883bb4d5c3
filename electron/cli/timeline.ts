// coldtrace timeline: when each flow, port and address of a host appeared and went, over all its snapshots.
import { CodedError } from '../../shared/coded-error.ts';
import type { ChangeKind } from '../../shared/compare/change.ts';
import type { Timeline, TimelineRow } from '../../shared/compare/timeline.ts';
import type { CliCommand } from './cli-command.ts';
import { wordsBetween } from './cli-command.ts';
import { kindsNamed } from './diff.ts';
import { comparisonsOf } from '../engine/case-comparisons.ts';
import { withCase } from './open-session.ts';

const usualKinds: readonly ChangeKind[] = ['flows', 'ovs-ports', 'links', 'addresses', 'instances'];

export const timelineCommand: CliCommand = {
  name: 'timeline',
  usage: 'CASE [--host HOST] [--kind KIND]… [--json]',
  about: 'print when each flow, port and address of a host appeared and went, over all its snapshots',
  options: { host: 'text', kind: 'list', json: 'flag' },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    const kinds = kindsNamed(given.list('kind'));
    return withCase(casePath, async (session) => {
      const snapshots = session.snapshots();
      const host = hostNamed(
        snapshots.map((snapshot) => snapshot.host),
        given.text('host'),
      );
      const timeline = comparisonsOf(session).timeline(host, kinds.length === 0 ? usualKinds : kinds);
      const names = new Map(snapshots.map(({ id, label }) => [id, label ?? String(id)]));
      for (const { at, kind, scope, command } of timeline.gaps) {
        const of = scope === null ? '' : ` of ${scope}`;
        const ask = command === null ? '' : ` (${command})`;
        terminal.say(`not collected by ${names.get(at) ?? at}: ${kind}${of}${ask}`);
      }
      await terminal.print(
        given.flag('json') ? timeline.rows.map((row) => rowJson(timeline, row)) : lines(timeline, names),
      );
      return 0;
    });
  },
};

function hostNamed(hosts: readonly string[], asked: string | null): string {
  const all = [...new Set(hosts)].sort();
  const [only] = all;
  if (asked !== null && all.includes(asked)) return asked;
  if (asked === null && all.length === 1 && only !== undefined) return only;
  const what = asked === null ? 'The case has several hosts' : `There is no host ${asked}`;
  throw new CodedError(
    asked === null ? 'ambiguous' : 'not-found',
    `${what}: ${all.join(', ')}. Name one with --host.`,
  );
}

function rowJson({ snapshots }: Timeline, { kind, key, seen, appeared, went, changes }: TimelineRow): string {
  return JSON.stringify({
    ...{ kind, key, appeared, went },
    seen: snapshots.filter((_, i) => seen[i] === true),
    unknown: snapshots.filter((_, i) => seen[i] === null),
    changes: changes.map(({ at, change }) => ({ at, change: change.change, fields: change.fields })),
  });
}

/** One mark a snapshot: there, not there, changed, not collected. */
function lines({ snapshots, rows, events }: Timeline, names: ReadonlyMap<number, string>): readonly string[] {
  const name = (id: number): string => names.get(id) ?? String(id);
  return [
    `snapshots: ${snapshots.map(name).join(', ')}`,
    ...events.map(
      ({ at, event }) =>
        `event by ${name(at)}: ${event.event}: ${event.scope}${event.of.length === 0 ? '' : ` (${event.of.join(', ')})`}`,
    ),
    ...rows.map(({ kind, key, seen, appeared, went, changes }) => {
      const marks = snapshots.map((id, i) => {
        if (seen[i] === null) return '?';
        if (seen[i] !== true) return '.';
        const isChanged = changes.some(({ at, change }) => at === id && change.from !== null);
        return isChanged && !appeared.includes(id) ? '*' : '#';
      });
      const told = [
        appeared.length === 0 ? '' : ` appeared by ${appeared.map(name).join(' and ')}`,
        went.length === 0 ? '' : ` went by ${went.map(name).join(' and ')}`,
        ...changes.flatMap(({ at, change }) => {
          const [from, to] = [change.from?.fields['host'], change.to?.fields['host']];
          const isMove = kind === 'instances' && change.change === 'moved';
          return isMove ? [`, moved by ${name(at)} from ${from ?? '?'} to ${to ?? '?'}`] : [];
        }),
      ].join('');
      return `${marks.join('')} ${kind}: ${key}${told}`;
    }),
  ];
}
