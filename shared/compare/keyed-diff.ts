// Comparing two lists of things by a key that says what a thing is. Used for everything but flows.
import type { CaseEvidence } from '../evidence.ts';
import type { Change, ChangeKind, ChangeSide } from './change.ts';

/** One thing of one side, ready to be compared. */
export interface Keyed {
  readonly key: string;
  /** Where it is, when moving elsewhere is a change of place and not of nature: a port's bridge. */
  readonly place: string | null;
  /** Compared by name. A null means that no output of this side says, and is no difference. */
  readonly fields: Readonly<Record<string, string | number | boolean | null>>;
  readonly text: string;
  readonly evidence: readonly CaseEvidence[];
}

export interface KeyedDifference {
  readonly changes: readonly Change[];
  readonly equal: number;
}

/**
 * Changes of one kind, by key. A field that only one side knows is not a difference: the other side
 * did not look. A thing whose `place` differs has moved, whatever else differs.
 */
export function diffKeyed(kind: ChangeKind, from: readonly Keyed[], to: readonly Keyed[]): KeyedDifference {
  const after = new Map(to.map((thing) => [thing.key, thing]));
  const changes: Change[] = [];
  let equal = 0;
  for (const before of from) {
    const now = after.get(before.key);
    after.delete(before.key);
    if (now === undefined) {
      changes.push({ kind, change: 'removed', key: before.key, from: side(before), to: null, fields: [] });
      continue;
    }
    const fields = Object.keys(before.fields).filter((name) =>
      differs(before.fields[name], now.fields[name]),
    );
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
    changes.push({ kind, change: 'added', key: now.key, from: null, to: side(now), fields: [] });
  }
  changes.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { changes, equal };
}

type Value = string | number | boolean | null | undefined;

function differs(a: Value, b: Value): boolean {
  return a !== undefined && b !== undefined && a !== null && b !== null && a !== b;
}

function side(thing: Keyed): ChangeSide {
  return { fields: thing.fields, text: thing.text, evidence: thing.evidence };
}
