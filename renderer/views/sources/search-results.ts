// The lines that a search found, grouped by their source, as a list of rows to draw and to step through.
import type { SearchRow } from '../../../shared/api.ts';

/** The found lines of one source, in their order. */
export interface HitGroup {
  readonly sourceId: number;
  readonly host: string;
  readonly path: string;
  readonly commandLine: string | null;
  readonly snapshotId: number;
  readonly hits: readonly SearchRow[];
}

export type ResultRow =
  | { readonly kind: 'source'; readonly group: HitGroup; readonly open: boolean }
  | { readonly kind: 'hit'; readonly hit: SearchRow };

/** Where a hit is: what the address says of it. */
export interface HitPlace {
  readonly sourceId: number;
  readonly line: number;
}

/** Sources in the order of their first hit: lines of a text that several files share come mixed. */
export function groupHits(rows: readonly SearchRow[]): readonly HitGroup[] {
  return [...Map.groupBy(rows, (row) => row.sourceId)].flatMap(([sourceId, hits]) => {
    const [first] = hits;
    if (first === undefined) return [];
    const { host, path, commandLine, snapshotId } = first;
    return [{ sourceId, host, path, commandLine, snapshotId, hits }];
  });
}

/** The rows to draw, top to bottom: a source, then its lines unless it is closed. */
export function resultRows(
  groups: readonly HitGroup[],
  isOpen: (sourceId: number) => boolean,
): readonly ResultRow[] {
  return groups.flatMap((group): readonly ResultRow[] => {
    const open = isOpen(group.sourceId);
    const head = { kind: 'source' as const, group, open };
    return open ? [head, ...group.hits.map((hit) => ({ kind: 'hit' as const, hit }))] : [head];
  });
}

/**
 * The hit `step` hits after `current`, round the end to the beginning; from a place that is no hit, or from
 * none, the first of its source from there on, else the first of all. Null without hits.
 */
export function stepHit(
  groups: readonly HitGroup[],
  current: HitPlace | null,
  step: 1 | -1,
): SearchRow | null {
  const hits = groups.flatMap((group) => group.hits);
  if (hits.length === 0) return null;
  const at = indexOfHit(hits, current);
  if (at >= 0) return hits[(at + step + hits.length) % hits.length] ?? null;
  const after = hits.findIndex((hit) => hit.sourceId === current?.sourceId && hit.line > current.line);
  if (after < 0) return hits[step === 1 ? 0 : hits.length - 1] ?? null;
  return hits[step === 1 ? after : (after - 1 + hits.length) % hits.length] ?? null;
}

/** Which of the hits is at a place; -1 when none is. */
export function indexOfHit(hits: readonly SearchRow[], place: HitPlace | null): number {
  if (place === null) return -1;
  return hits.findIndex((hit) => hit.sourceId === place.sourceId && hit.line === place.line);
}
