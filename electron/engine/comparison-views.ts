// A comparison as the Compare view asks for it: counts by kind, rates and the timeline. Its changes: change-views.ts.
import type { Request, Response } from '../../shared/api.ts';
import type { Comparison } from '../../shared/compare/change.ts';
import { changeKinds } from '../../shared/compare/change.ts';
import type { CountedDevice, RateKind } from '../../shared/compare/rates.ts';
import type { Timeline } from '../../shared/compare/timeline.ts';
import type { NetworkDevice } from '../../shared/network/model.ts';
import type { Thing } from '../../shared/notes/thing.ts';
import { comparisonsOf } from './case-comparisons.ts';
import { networkOf } from './case-network.ts';
import type { CaseSession } from './case-session.ts';

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

/** Rates `offset` to `offset + limit`, what stands out first. */
export function ratesWindow(
  session: CaseSession,
  { from, to, offset, limit }: Request<'compare.rates'>,
): Response<'compare.rates'> {
  const rates = comparisonsOf(session).rates(from, to);
  const [first] = rates;
  if (first === undefined) return { total: 0, rows: [] };
  const { devices } = networkOf(session).node(first.counted.snapshot);
  const named = Map.groupBy(devices, ({ name }) => name);
  const rows = rates.slice(offset, offset + limit).map(({ counted, ...rate }) => {
    const { snapshot, fact, device } = counted;
    if (device === null) return { ...rate, thing: { kind: 'flow' as const, snapshot, flow: fact } };
    const id = deviceOf(rate.kind, device, named.get(device.name) ?? [])?.id;
    const thing: Thing =
      id === undefined ? { kind: 'fact', snapshot, fact } : { kind: 'device', snapshot, id };
    return { ...rate, thing };
  });
  return { total: rates.length, rows };
}

/** Several namespaces may have a device of the name. */
function deviceOf(
  kind: RateKind,
  counted: CountedDevice,
  devices: readonly NetworkDevice[],
): NetworkDevice | undefined {
  const inPlace = devices.find(({ netns }) => netns === counted.netns);
  return kind === 'ports' ? (devices.find(({ ofport }) => ofport !== null) ?? inPlace) : inPlace;
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
