// Where outputs say different things of one field of a device. Nothing is decided here: all that was said is kept,
// with the lines that say it. The first value is the one that the device's own field has.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { evidenceList } from './evidence-list.ts';
import type { DeviceConflict } from './model.ts';

/** One output's word on a field; null says nothing. */
export interface Claim {
  readonly value: string | number | null;
  readonly fact: StoredFact;
}

/** Null while all that say something say the same. */
export function conflictOf(
  facts: SnapshotFacts,
  field: string,
  claims: readonly Claim[],
): DeviceConflict | null {
  const said = new Map<string, StoredFact[]>();
  for (const { value, fact } of claims) {
    if (value === null) continue;
    const list = said.get(String(value));
    if (list) list.push(fact);
    else said.set(String(value), [fact]);
  }
  if (said.size < 2) return null;
  return {
    field,
    values: [...said].map(([value, list]) => ({ value, evidence: evidenceList(facts, list) })),
  };
}

/** The conflicts of several fields; `claims` by the field's name. */
export function conflictsOf(
  facts: SnapshotFacts,
  claims: Readonly<Record<string, readonly Claim[]>>,
): readonly DeviceConflict[] {
  return Object.entries(claims).flatMap(([field, list]) => conflictOf(facts, field, list) ?? []);
}
