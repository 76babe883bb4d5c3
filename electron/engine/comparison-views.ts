// A comparison as the Compare view asks for it: counts by kind, and the timeline. Its changes: change-views.ts; rates, of which
// each has its device: rates-view.ts, so that the command line need not load what works out a network.
import type { Request, Response } from '../../shared/api.ts';
import type { Comparison } from '../../shared/compare/change.ts';
import { changeKinds } from '../../shared/compare/change.ts';
import type { Timeline } from '../../shared/compare/timeline.ts';

/** Counts of a kind's changes, by type, and of the things that are equal. */
export function comparisonSummary(comparison: Comparison): Omit<Response<'compare.summary'>, 'fields'> {
  const kinds = changeKinds.map((kind) => ({
    kind,
    added: 0,
    removed: 0,
    changed: 0,
    moved: 0,
    equal: comparison.compared.reduce((sum, part) => sum + (part.kind === kind ? part.equal : 0), 0),
  }));
  for (const { kind, change } of comparison.changes) {
    const counts = kinds.find((candidate) => candidate.kind === kind);
    if (counts !== undefined) counts[change]++;
  }
  return {
    kinds,
    notComparable: [...comparison.notComparable],
    ignored: [...comparison.ignored],
    aside: [...comparison.aside],
    events: comparison.events.map(({ event, scope, of, signs }) => ({
      event,
      scope,
      of: [...of],
      signs: signs.map((sign) => ({ ...sign, examples: [...sign.examples] })),
    })),
  };
}

/** Rows `offset` to `offset + limit` of a timeline. */
export function timelineWindow(
  { snapshots, rows, events, gaps }: Timeline,
  { offset, limit }: Request<'compare.timeline'>,
): Response<'compare.timeline'> {
  const shown = rows.slice(offset, offset + limit);
  return {
    snapshots: [...snapshots],
    total: rows.length,
    rows: shown.map(({ kind, key, seen, appeared, went, changes }) => ({
      ...{ kind, key, seen, appeared, went },
      changed: changes.flatMap(({ at, change }) =>
        change.from === null || change.to === null ? [] : [{ at, fields: change.fields }],
      ),
      // Several flows may be one thing.
      steps: [
        ...new Map(changes.map(({ since, at }) => [`${since} ${at}`, { from: since, to: at }])).values(),
      ],
    })),
    restarts: events.map(({ at, event: { scope, of } }) => ({ at, scope, of })),
    gaps,
  };
}
