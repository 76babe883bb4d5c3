// Tunnels over a row of hosts: each gets a lane as low as it goes without two sharing a stretch of it, and
// a slot at either end. Short ones are below long ones, and slots are ordered so that no two arcs of a host
// cross. Only the hosts' order counts, so unfolding a host changes no lane.
import type { TunnelSummary } from '../../../../shared/network/case/overview.ts';

export interface Slot {
  readonly index: number;
  readonly of: number;
}

export interface Arc {
  readonly tunnel: TunnelSummary;
  /** From 0, the lowest. */
  readonly lane: number;
  readonly fromSlot: Slot;
  readonly toSlot: Slot;
}

export interface Lanes {
  readonly arcs: readonly Arc[];
  readonly count: number;
}

interface Span {
  readonly tunnel: TunnelSummary;
  /** Places of its ends in the row. */
  readonly left: number;
  readonly right: number;
  /** The host at its left end. */
  readonly leftHost: string;
}

/** `rank` is each host's place in the row. */
export function arcLanes(tunnels: readonly TunnelSummary[], rank: ReadonlyMap<string, number>): Lanes {
  const spans = tunnels.flatMap((tunnel): readonly Span[] => {
    const [from, to] = [rank.get(tunnel.from), rank.get(tunnel.to)];
    if (from === undefined || to === undefined || from === to) return [];
    const leftHost = from < to ? tunnel.from : tunnel.to;
    return [{ tunnel, left: Math.min(from, to), right: Math.max(from, to), leftHost }];
  });
  const byLength = [...spans].sort(
    (a, b) =>
      a.right - a.left - (b.right - b.left) || a.left - b.left || (a.tunnel.id < b.tunnel.id ? -1 : 1),
  );
  const lanes: Span[][] = [];
  const laneOf = new Map<Span, number>();
  for (const span of byLength) {
    let lane = lanes.findIndex((taken) =>
      taken.every((other) => other.right <= span.left || other.left >= span.right),
    );
    if (lane < 0) lane = lanes.push([]) - 1;
    lanes[lane]?.push(span);
    laneOf.set(span, lane);
  }
  const slots = slotsOf(spans, laneOf);
  const slot = (span: Span, host: string): Slot =>
    slots.get(`${host}\n${span.tunnel.id}`) ?? { index: 0, of: 1 };
  return {
    count: lanes.length,
    arcs: spans.map((span) => ({
      tunnel: span.tunnel,
      lane: laneOf.get(span) ?? 0,
      fromSlot: slot(span, span.tunnel.from),
      toSlot: slot(span, span.tunnel.to),
    })),
  };
}

/** At a host: what goes left, lowest lane first; then what goes right, highest lane first. */
function slotsOf(spans: readonly Span[], laneOf: ReadonlyMap<Span, number>): ReadonlyMap<string, Slot> {
  const ends = new Map<string, { readonly span: Span; readonly goesRight: boolean }[]>();
  for (const span of spans) {
    const { from, to } = span.tunnel;
    for (const host of [from, to]) {
      const list = ends.get(host) ?? [];
      ends.set(host, list);
      list.push({ span, goesRight: span.leftHost === host });
    }
  }
  const slots = new Map<string, Slot>();
  for (const [host, list] of ends) {
    const lane = ({ span }: { readonly span: Span }): number => laneOf.get(span) ?? 0;
    list.sort(
      (a, b) =>
        Number(a.goesRight) - Number(b.goesRight) ||
        (a.goesRight ? lane(b) - lane(a) : lane(a) - lane(b)) ||
        (a.span.tunnel.id < b.span.tunnel.id ? -1 : 1),
    );
    list.forEach(({ span }, index) => slots.set(`${host}\n${span.tunnel.id}`, { index, of: list.length }));
  }
  return slots;
}
