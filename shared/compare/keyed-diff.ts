// Comparing two lists of things by a key that says what a thing is. Used for everything but flows.
import type { CaseEvidence } from '../evidence.ts';
import type { Change, ChangeKind, ChangeSide } from './change.ts';
import type { AsideCategory, AsideCounts } from './set-aside.ts';

export type FieldValue = string | number | boolean | null;
export type Fields = Readonly<Record<string, FieldValue>>;
export type AsideFields = Readonly<Partial<Record<AsideCategory, Fields>>>;

/** The place of a rule among others. */
export interface ChainPlace {
  readonly chain: string;
  /** How the rule ends the matter and does nothing else: rules of one verdict may change places. Null: it does more. */
  readonly verdict: string | null;
}

/** One thing of one side, ready to be compared. */
export interface Keyed {
  readonly key: string;
  /** Where it is, when moving elsewhere is a change of place and not of nature: a port's bridge. */
  readonly place: string | null;
  /** Compared by name. A null means that no output of this side says, and is no difference. */
  readonly fields: Fields;
  /** Compared only where their category is asked for. */
  readonly aside: AsideFields;
  /** It comes and goes by itself, and why; null: that it is there counts. */
  readonly presence: AsideCategory | null;
  /** Null: it has no place in an order. */
  readonly chain: ChainPlace | null;
  readonly text: string;
  readonly evidence: readonly CaseEvidence[];
}

export interface KeyedDifference {
  readonly changes: readonly Change[];
  readonly equal: number;
}

export interface KeyedOptions {
  readonly include: ReadonlySet<AsideCategory>;
  readonly counts: AsideCounts;
}

/**
 * Changes of one kind, by key. A field that only one side knows is not a difference: the other side
 * did not look. A thing whose `place` differs has moved, whatever else differs. What is set aside is counted.
 */
export function diffKeyed(
  kind: ChangeKind,
  from: readonly Keyed[],
  to: readonly Keyed[],
  options: KeyedOptions,
): KeyedDifference {
  const { include, counts } = options;
  const after = new Map(to.map((thing) => [thing.key, thing]));
  const changes: Change[] = [];
  let equal = 0;
  const isAside = (thing: Keyed): boolean => {
    if (thing.presence === null || include.has(thing.presence)) return false;
    counts.add(kind, thing.presence, null);
    return true;
  };
  for (const before of from) {
    const now = after.get(before.key);
    after.delete(before.key);
    if (now === undefined) {
      if (isAside(before)) continue;
      changes.push({ kind, change: 'removed', key: before.key, from: side(before), to: null, fields: [] });
      continue;
    }
    const fields = [...differing(before.fields, now.fields), ...asideDifferences(kind, before, now, options)];
    const moved = before.place !== null && now.place !== null && before.place !== now.place;
    if (!moved && fields.length === 0) {
      equal++;
      continue;
    }
    changes.push({
      kind,
      change: moved ? 'moved' : 'changed',
      key: before.key,
      from: side(before),
      to: side(now),
      fields,
    });
  }
  for (const now of after.values()) {
    if (isAside(now)) continue;
    changes.push({ kind, change: 'added', key: now.key, from: null, to: side(now), fields: [] });
  }
  changes.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { changes, equal };
}

/** The fields of the categories asked for that differ; the others are counted. */
function asideDifferences(
  kind: ChangeKind,
  before: Keyed,
  now: Keyed,
  { include, counts }: KeyedOptions,
): readonly string[] {
  const asked: string[] = [];
  for (const [name, fields] of Object.entries(before.aside)) {
    const category = name as AsideCategory;
    const names = differing(fields, now.aside[category] ?? {});
    if (include.has(category)) asked.push(...names);
    else for (const field of names) counts.add(kind, category, field);
  }
  return asked;
}

function differing(before: Fields, now: Fields): readonly string[] {
  return Object.keys(before).filter((name) => differs(before[name], now[name]));
}

function differs(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  return a !== undefined && b !== undefined && a !== null && b !== null && a !== b;
}

/** What is set aside is shown as well: it is only not compared. */
function side(thing: Keyed): ChangeSide {
  return {
    fields: Object.assign({}, thing.fields, ...Object.values(thing.aside)) as Fields,
    text: thing.text,
    evidence: thing.evidence,
  };
}

/**
 * Chains whose rules are in another order, as far as both sides have them: one change a chain, with the rules
 * from the first to the last that stands elsewhere.
 */
export function diffOrder(
  kind: ChangeKind,
  from: readonly Keyed[],
  to: readonly Keyed[],
  { include, counts }: KeyedOptions,
): readonly Change[] {
  const now = new Map(to.map((thing, place) => [thing.key, place]));
  const before = new Set(from.map(({ key }) => key));
  const chains = new Map<string, { readonly from: Keyed[]; readonly to: Keyed[] }>();
  const chainOf = (thing: Keyed): { readonly from: Keyed[]; readonly to: Keyed[] } | null => {
    if (thing.chain === null || !before.has(thing.key) || !now.has(thing.key)) return null;
    const chain = chains.get(thing.chain.chain) ?? { from: [], to: [] };
    chains.set(thing.chain.chain, chain);
    return chain;
  };
  for (const thing of from) chainOf(thing)?.from.push(thing);
  for (const thing of to) chainOf(thing)?.to.push(thing);
  return [...chains].flatMap(([key, { from: left, to: right }]) => {
    let first = 0;
    let last = left.length;
    while (first < last && left[first]?.key === right[first]?.key) first++;
    while (last > first && left[last - 1]?.key === right[last - 1]?.key) last--;
    if (first === last) return [];
    if (!include.has('order') && decidingOrder(left) === decidingOrder(right)) {
      counts.add(kind, 'order', 'order');
      return [];
    }
    const sideOf = (rules: readonly Keyed[]): ChangeSide => ({
      fields: {
        order: rules
          .slice(first, last)
          .map((rule) => rule.key)
          .join(' | '),
      },
      text: rules
        .slice(first, last)
        .map((rule) => rule.text)
        .join(' | '),
      evidence: rules.slice(first, last).flatMap(({ evidence }) => evidence),
    });
    return [
      { kind, change: 'changed' as const, key, from: sideOf(left), to: sideOf(right), fields: ['order'] },
    ];
  });
}

/** The order with neighbours of one verdict sorted: whichever of them matches first, it comes to the same. */
function decidingOrder(rules: readonly Keyed[]): string {
  const runs: { readonly verdict: string | null; readonly keys: string[] }[] = [];
  for (const { key, chain } of rules) {
    const verdict = chain?.verdict ?? null;
    const last = runs.at(-1);
    if (last !== undefined && verdict !== null && last.verdict === verdict) last.keys.push(key);
    else runs.push({ verdict, keys: [key] });
  }
  return runs.map(({ keys }) => keys.sort().join('\n')).join('\n\n');
}
