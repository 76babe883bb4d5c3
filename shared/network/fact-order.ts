// One order for the facts of a snapshot, whichever order its sources were read in: by the path of their
// source, then by line. What is chosen as the first of several is then always the same.
import type { FactKind, StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';

/** Compares facts by where they stand. Facts of one line keep what their ids say. */
export function byPlace(facts: SnapshotFacts): (a: StoredFact, b: StoredFact) => number {
  const ordered = [...facts.sources.values()].sort(
    (a, b) => compareText(a.path, b.path) || compareText(a.commandLine ?? '', b.commandLine ?? ''),
  );
  const rank = new Map(ordered.map((source, i) => [source.id, i]));
  // Sources of one path are parts of one file: their lines order them.
  const file = new Map<number, number>();
  let last: string | null = null;
  let files = -1;
  for (const source of ordered) {
    if (source.path !== last) files++;
    last = source.path;
    file.set(source.id, files);
  }
  return (a, b) =>
    (file.get(a.sourceId) ?? -1) - (file.get(b.sourceId) ?? -1) ||
    a.firstLine - b.firstLine ||
    a.lastLine - b.lastLine ||
    (rank.get(a.sourceId) ?? -1) - (rank.get(b.sourceId) ?? -1) ||
    a.id - b.id;
}

/** The same facts in that order, each kind asked for once. */
export function inOrder(facts: SnapshotFacts): SnapshotFacts {
  const compare = byPlace(facts);
  const kinds = new Map<FactKind, readonly StoredFact[]>();
  return {
    snapshotId: facts.snapshotId,
    host: facts.host,
    cleaned: facts.cleaned === true,
    sources: facts.sources,
    of: <K extends FactKind>(kind: K): readonly StoredFact<K>[] => {
      const known = kinds.get(kind);
      // A kind's list has facts of that kind only.
      if (known) return known as unknown as readonly StoredFact<K>[];
      const list = sorted(facts.of(kind), compare);
      kinds.set(kind, list);
      return list;
    },
  };
}

/** The list itself where it is in order already, as it mostly is. */
export function sorted<F extends StoredFact>(
  list: readonly F[],
  compare: (a: StoredFact, b: StoredFact) => number,
): readonly F[] {
  const ready = list.every((fact, i) => {
    const before = list[i - 1];
    return before === undefined || compare(before, fact) <= 0;
  });
  return ready ? list : [...list].sort(compare);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
