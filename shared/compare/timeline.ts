// More than two snapshots of a host: when each thing appeared and went, out of the changes from each snapshot to the
// next. What a snapshot did not collect is compared with the last one that did.
import type { Change, ChangeKind, ChangeSide, Comparison, CompareEvent, NotComparable } from './change.ts';

/** A thing that was not the same in all snapshots. */
export interface TimelineRow {
  readonly kind: ChangeKind;
  readonly key: string;
  /** For each snapshot, in order: was it there? Null where the snapshot has no output that would show it. */
  readonly seen: readonly (boolean | null)[];
  /** Each snapshot that has it after one that does not: what went may come again. */
  readonly appeared: readonly number[];
  /** Each snapshot that does not have it any more. */
  readonly went: readonly number[];
  /** What happened, since which snapshot, and by which it had. */
  readonly changes: readonly TimelineStep[];
}

export interface TimelineStep {
  readonly since: number;
  readonly at: number;
  readonly change: Change;
}

/** A kind, or one bridge's flows, that a snapshot did not collect. */
export interface TimelineGap {
  readonly at: number;
  readonly kind: ChangeKind;
  readonly scope: string | null;
  /** What to ask for, as a command line. */
  readonly command: string | null;
}

export interface Timeline {
  /** In order of time. */
  readonly snapshots: readonly number[];
  readonly rows: readonly TimelineRow[];
  readonly events: readonly { readonly at: number; readonly event: CompareEvent }[];
  readonly gaps: readonly TimelineGap[];
}

export interface TimelineOf {
  readonly host: string;
  /** In order of time. */
  readonly snapshots: readonly number[];
  readonly kinds: readonly ChangeKind[];
  /** What differs between two of them. */
  readonly compare: (from: number, to: number) => Comparison;
}

/** Rows are in the order in which they first changed. */
export function timelineOf({ host, snapshots, kinds, compare }: TimelineOf): Timeline {
  const found = new Map<string, TimelineStep[]>();
  const events: Timeline['events'][number][] = [];
  const gaps = new Map<string, TimelineGap>();
  const isAsked = ({ kind }: { readonly kind: ChangeKind }): boolean => kinds.includes(kind);
  for (const [place, at] of snapshots.entries()) {
    const before = snapshots[place - 1];
    if (before === undefined) continue;
    const comparison = compare(before, at);
    const steps = comparison.changes.filter(isAsked).map((change) => ({ since: before, at, change }));
    events.push(...comparison.events.map((event) => ({ at, event })));
    const missing = wholeGaps(comparison).filter(isAsked);
    for (const { kind, scope, missingIn, command } of missing) {
      const gap = { at: missingIn === 'from' ? before : at, kind, scope, command };
      gaps.set(`${gap.at}\n${kind}\n${scope ?? ''}`, gap);
    }
    const skipped = missing.filter(({ missingIn }) => missingIn === 'from');
    steps.push(...stepsSince(snapshots.slice(0, place - 1), at, skipped, compare));
    const told = new Set<string>();
    for (const step of steps) {
      const { change } = step;
      const key = `${change.kind}\n${change.key}`;
      // What two gaps of one kind cover is told once.
      if (change.kind !== 'flows' && told.has(key)) continue;
      told.add(key);
      const list = found.get(key);
      if (list === undefined) found.set(key, [step]);
      else list.push(step);
    }
  }
  const list = [...gaps.values()];
  return {
    snapshots,
    rows: [...found.values()].flatMap((changes) => {
      const row = rowOf(host, snapshots, changes, list);
      return row === null ? [] : [row];
    }),
    events,
    gaps: list,
  };
}

/** What one side has no source of at all; a gap of one source among several leaves the kind comparable. */
function wholeGaps({ notComparable, compared }: Comparison): readonly NotComparable[] {
  return notComparable.filter(
    ({ kind, scope }) => !compared.some((one) => one.kind === kind && one.scope === scope),
  );
}

/** The changes of what the snapshot before `at` lacks, since the last one that has it. `earlier`: in order of time. */
function stepsSince(
  earlier: readonly number[],
  at: number,
  gaps: readonly NotComparable[],
  compare: TimelineOf['compare'],
): readonly TimelineStep[] {
  let open = gaps;
  const steps: TimelineStep[] = [];
  for (const from of [...earlier].reverse()) {
    if (open.length === 0) break;
    const comparison = compare(from, at);
    const still = wholeGaps(comparison);
    const isStill = (gap: NotComparable): boolean =>
      still.some(({ kind, scope }) => kind === gap.kind && scope === gap.scope);
    const closed = open.filter((gap) => !isStill(gap));
    const changes = comparison.changes.filter((change) => closed.some((gap) => isIn(gap, change, closed)));
    steps.push(...changes.map((change) => ({ since: from, at, change })));
    open = open.filter(isStill);
  }
  return steps;
}

interface Scoped {
  readonly kind: ChangeKind;
  readonly scope: string | null;
}

/** Is a thing of the scope that a gap is of: a namespace, a bridge, a file? */
function isIn(
  { kind, scope }: Scoped,
  thing: { readonly kind: ChangeKind; readonly key: string },
  all: readonly Scoped[],
): boolean {
  if (thing.kind !== kind) return false;
  const begins = (name: string): boolean =>
    thing.key.startsWith(`${name}: `) || thing.key.startsWith(`${name} `);
  if (scope !== null) return begins(scope);
  return !all.some((other) => other.kind === kind && other.scope !== null && begins(other.scope));
}

function rowOf(
  host: string,
  snapshots: readonly number[],
  changes: TimelineRow['changes'],
  gaps: readonly TimelineGap[],
): TimelineRow | null {
  const [first] = changes;
  if (first === undefined) return null;
  const { kind, key } = first.change;
  let isThere = isOn(host, first.change, first.change.from);
  const seen = snapshots.map((id) => {
    for (const { at, change } of changes) if (at === id) isThere = isOn(host, change, change.to);
    const unseen = gaps.filter(({ at }) => at === id);
    return unseen.some((gap) => isIn(gap, { kind, key }, unseen)) ? null : isThere;
  });
  const appeared: number[] = [];
  const went: number[] = [];
  let known: boolean | null = null;
  for (const [i, id] of snapshots.entries()) {
    const now = seen[i] ?? null;
    if (now === null) continue;
    if (known !== null && now !== known) (now ? appeared : went).push(id);
    known = now;
  }
  return { kind, key, seen, appeared, went, changes };
}

/** An instance that moved away is on this host no more; what a controller lists stays listed there. */
function isOn(host: string, { kind, change, from, to }: Change, side: ChangeSide | null): boolean {
  if (side === null) return false;
  if (kind !== 'instances' || change !== 'moved') return true;
  const isOfHost = [from, to].some((one) => one?.fields['host'] === host);
  return !isOfHost || side.fields['host'] === host;
}
