// How the parts of the whole case are compared: both sides with what each host was asked, so that what one side did not
// look at is no change; parts by their id, and lists of theirs. Which part is the same as which: case-changes.ts.
import type { CaseEvidence } from '../evidence.ts';
import type { CaseModel, CasePart } from '../network/case/model.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { commandsOf, wasAskedFor } from './looked-at.ts';
import type { NetworkChangeType } from './network-changes.ts';

/** One side: its model, and the facts that it was made of, by host. */
export interface CaseSide {
  readonly model: CaseModel;
  facts(host: string): SnapshotFacts | null;
}

/** Where the comparison of two snapshots shows a change: whose, and words that the rows about it have. */
export interface SeenAt {
  readonly host: string;
  readonly words: readonly string[];
}

export const partFields = [
  ...([
    'roles',
    'tunnelAddresses',
    'addresses',
    'hosts',
    'port',
    'local',
    'remote',
    'state',
    'error',
  ] as const),
  ...(['name', 'type', 'segmentationId', 'physicalNetwork', 'external'] as const),
] as const;

/** A field that differs, as text; null where that side has none. */
export interface PartField {
  readonly field: (typeof partFields)[number];
  /** At which end of a tunnel; null for all else. */
  readonly host: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

export interface PartChange {
  readonly change: NetworkChangeType;
  /** As the side has it that has it, the later one first. */
  readonly part: CasePart;
  /** Empty unless changed. */
  readonly fields: readonly PartField[];
  /** The first of the hosts whose outputs tell it. */
  readonly seen: SeenAt | null;
}

/** Both sides with what each host was asked. Only a host with a snapshot of each side's own can tell of a change. */
export class Sides {
  readonly from: CaseSide;
  readonly to: CaseSide;
  readonly #asked = new Map<string, ReadonlySet<string>>();

  constructor(from: CaseSide, to: CaseSide) {
    this.from = from;
    this.to = to;
  }

  /** Evidence of `side` that the other side, which has no such thing, was asked for as well; null: of no host. */
  toldBy(side: 'from' | 'to', evidence: readonly CaseEvidence[]): string | null {
    const other = side === 'from' ? 'to' : 'from';
    const byHost = new Map<string, CaseEvidence[]>();
    for (const each of evidence) byHost.set(each.host, [...(byHost.get(each.host) ?? []), each]);
    for (const [host, own] of byHost) {
      const [facts, others] = [this[side].facts(host), this[other].facts(host)];
      if (facts === null || others === null || facts.snapshotId === others.snapshotId) continue;
      if (wasAskedFor(own, facts.sources, this.#askedOf(other, others))) return host;
    }
    return null;
  }

  #askedOf(side: 'from' | 'to', facts: SnapshotFacts): ReadonlySet<string> {
    const key = `${side} ${facts.host}`;
    const known = this.#asked.get(key) ?? commandsOf(facts.sources);
    this.#asked.set(key, known);
    return known;
  }
}

export type PartOf<T extends CasePart> = {
  readonly evidenceOf: (part: T) => readonly CaseEvidence[];
  readonly words: (part: T) => readonly string[];
  /** What differs of a part that both sides have, each with the host that tells it. */
  readonly fieldsOf: (sides: Sides, before: T, after: T) => readonly ToldField[];
};

export interface ToldField extends PartField {
  readonly by: SeenAt | null;
}

/** `matched`: by the part as it is now, what it was. */
export function partDiff<T extends CasePart>(
  sides: Sides,
  before: readonly T[],
  after: readonly T[],
  of: PartOf<T>,
  matched: ReadonlyMap<T, T> = byId(before, after),
): readonly PartChange[] {
  const found: PartChange[] = [];
  const came = (side: 'from' | 'to', part: T): void => {
    const host = sides.toldBy(side, of.evidenceOf(part));
    if (host === null) return;
    const change = side === 'to' ? ('added' as const) : ('removed' as const);
    found.push({ change, part, fields: [], seen: { host, words: of.words(part) } });
  };
  for (const part of after) {
    const was = matched.get(part);
    if (was === undefined) {
      came('to', part);
      continue;
    }
    const told = of.fieldsOf(sides, was, part);
    if (told.length === 0) continue;
    const fields = told.map(({ by: _by, ...field }) => field);
    found.push({ change: 'changed', part, fields, seen: told.find(({ by }) => by !== null)?.by ?? null });
  }
  const kept = new Set(matched.values());
  for (const part of before) if (!kept.has(part)) came('from', part);
  return found;
}

export function byId<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
): Map<T, T> {
  const old = new Map(before.map((part) => [part.id, part]));
  return new Map(
    after.flatMap((part) => {
      const was = old.get(part.id);
      return was === undefined ? [] : [[part, was] as const];
    }),
  );
}

/** What is in one list and not in the other, where the side that lacks it looked; null where nothing is. */
export function listChange<T>(
  sides: Sides,
  field: PartField['field'],
  lists: { readonly from: readonly T[]; readonly to: readonly T[] },
  of: {
    readonly name: (item: T) => string;
    readonly evidence: (item: T) => readonly CaseEvidence[];
    readonly words?: (item: T) => readonly string[];
  },
): ToldField | null {
  const names = { from: new Set(lists.from.map(of.name)), to: new Set(lists.to.map(of.name)) };
  let by: SeenAt | null = null;
  const shown = { from: new Set<string>(), to: new Set<string>() };
  for (const [side, other] of [
    ['from', 'to'],
    ['to', 'from'],
  ] as const) {
    for (const item of lists[side]) {
      const name = of.name(item);
      if (names[other].has(name)) continue;
      const host = sides.toldBy(side, of.evidence(item));
      if (host === null) continue;
      shown[side].add(name);
      by ??= { host, words: of.words?.(item) ?? [] };
    }
  }
  if (shown.from.size + shown.to.size === 0) return null;
  const both = [...names.from].filter((name) => names.to.has(name));
  const text = (side: 'from' | 'to'): string | null => [...both, ...shown[side]].sort().join(', ') || null;
  return { field, host: null, from: text('from'), to: text('to'), by };
}
