// Evidence out of stored facts, without saying the same thing twice: a snapshot joined from a sos
// report and an engineer's own outputs holds most facts two or three times.
import type { CaseEvidence } from '../evidence.ts';
import type { StoredFact } from '../facts.ts';
import { evidenceOf, type SnapshotFacts, type SourceInfo } from '../snapshot-facts.ts';

type Given = StoredFact | null | undefined;

/** Lists the facts' lines in the order given; of the facts that one command gave of one kind, the first,
 * and none whose lines another one has already shown. */
export function evidenceList(
  facts: SnapshotFacts,
  ...given: readonly (Given | readonly Given[])[]
): CaseEvidence[] {
  const seen = new Set<string>();
  const list: CaseEvidence[] = [];
  for (const fact of given.flat()) {
    if (!fact) continue;
    const source = facts.sources.get(fact.sourceId);
    const subject = fact.kind === 'flow' ? fact.id : '';
    const key = `${fact.kind} ${source ? listing(source) : fact.sourceId} ${subject}`;
    if (seen.has(key) || list.some((other) => contains(other, fact))) continue;
    seen.add(key);
    list.push(evidenceOf(facts, fact));
  }
  return list;
}

/** What gave a fact. All that print whole rows of a database print the same: one of them is enough. */
function listing({ commandId, id, target, netns }: SourceInfo): string {
  if (commandId !== null && /^ovs-vsctl-list|^ovsdb-/.test(commandId)) return 'rows';
  return `${commandId ?? id} ${target ?? ''} ${netns ?? ''}`;
}

/** The command line that gave a fact, in code marks, for reasons. */
export function commandOf(facts: SnapshotFacts, fact: StoredFact): string {
  const source = facts.sources.get(fact.sourceId);
  return source?.commandLine ? `\`${source.commandLine}\`` : (source?.path ?? 'another output');
}

/** A port's lines in `ovs-vsctl show` hold its interface's. */
function contains(shown: CaseEvidence, fact: StoredFact): boolean {
  return (
    shown.sourceId === fact.sourceId && shown.firstLine <= fact.firstLine && shown.lastLine >= fact.lastLine
  );
}
