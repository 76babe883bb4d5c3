// Evidence out of stored facts, without saying the same thing twice: a snapshot joined from a sos
// report and an engineer's own outputs holds most facts two or three times.
import type { CaseEvidence } from '../evidence.ts';
import type { StoredFact } from '../facts.ts';
import { evidenceOf, type SnapshotFacts } from '../snapshot-facts.ts';

type Given = StoredFact | null | undefined;

/** Lists the facts' lines in the order given; of the facts that one command gave of one kind, the first. */
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
    const key = `${fact.kind} ${source?.commandId ?? fact.sourceId} ${source?.target ?? ''} ${subject}`;
    const place = `${fact.sourceId}:${fact.firstLine}-${fact.lastLine}`;
    if (seen.has(key) || seen.has(place)) continue;
    seen.add(key);
    seen.add(place);
    list.push(evidenceOf(facts, fact));
  }
  return list;
}
