// The case in figures: hosts, times, what runs there, what the rules find, what was noted.
import { findingSeverities } from '../../../shared/findings/finding.ts';
import { noteStatuses, type Note } from '../../../shared/notes/note.ts';
import type { BlockOf } from '../../../shared/report/document.ts';
import type { CaseSession } from '../case-session.ts';
import { inTime } from '../peer-snapshots.ts';
import { findingsBlock } from './finding-blocks.ts';
import { timeText, type Say } from '../../../shared/report/report-words.ts';

export async function summaryBlock(
  opened: () => CaseSession,
  notes: readonly Note[],
  say: Say,
): Promise<BlockOf<'terms'>> {
  const snapshots = inTime(opened().snapshots());
  const hosts = [...new Set(snapshots.map(({ host }) => host))].sort();
  const times = snapshots.flatMap(({ capturedAt }) => capturedAt ?? []);
  const [first, last] = [times[0], times.at(-1)];
  const { findings } = await findingsBlock(opened, [], '', say);
  const found = findingSeverities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${say(`findings.severity.${severity}`)}: ${count}`];
  });
  const written = noteStatuses.flatMap((status) => {
    const count = notes.filter((note) => note.status === status).length;
    return count === 0 ? [] : [`${say(`document.status.${status}`)}: ${count}`];
  });
  const values: readonly (readonly [string, string])[] = [
    [say('document.hosts'), hosts.join(', ')],
    [say('document.snapshots'), String(snapshots.length)],
    [say('document.captured'), captured(first, last, say)],
    ...versionsOf(
      opened(),
      snapshots.map(({ id }) => id),
    ).map(([what, versions]) => [say(`document.version.${what}`), versions.join(', ')] as const),
    [say('document.findings'), found.length === 0 ? say('document.none') : found.join(' · ')],
    [say('document.notes'), written.length === 0 ? say('document.none') : written.join(' · ')],
  ];
  return { kind: 'terms', terms: values.map(([term, value]) => ({ term, value })) };
}

function captured(first: string | undefined, last: string | undefined, say: Say): string {
  if (first === undefined || last === undefined) return say('document.unknownTime');
  return first === last ? timeText(first) : `${timeText(first)} – ${timeText(last)}`;
}

/** The versions that the snapshots tell, each once: of Open vSwitch, of the kernel. */
function versionsOf(
  session: CaseSession,
  ids: readonly number[],
): readonly (readonly ['openVswitch' | 'kernel', readonly string[]])[] {
  const switches = new Set<string>();
  const kernels = new Set<string>();
  for (const id of ids) {
    const facts = session.facts(id);
    for (const { data } of facts.of('open-vswitch'))
      if (data.ovsVersion !== null) switches.add(data.ovsVersion);
    for (const { data } of facts.of('ovs-version')) switches.add(data.version);
    for (const { data } of facts.of('kernel')) kernels.add(data.release);
  }
  const found = [
    ['openVswitch', [...switches].sort()],
    ['kernel', [...kernels].sort()],
  ] as const;
  return found.filter(([, versions]) => versions.length > 0);
}
