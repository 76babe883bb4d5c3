// How old the flows of a bridge are and whose cookies they carry, which tells of a restart.
import type { FlowFact } from '../facts.ts';

export interface FlowAges {
  readonly flows: number;
  /** Seconds of the flow that is there for the longest; null where ages are not printed. */
  readonly oldest: number | null;
  /** Seconds that half of the flows are there for, or longer; null likewise. */
  readonly median: () => number | null;
  /** Flows by cookie; null where there are many: then cookies say what a flow is for, as in OVN. */
  readonly cookies: ReadonlyMap<string, number> | null;
}

/** More cookies than this are no marks of who wrote the flows. */
const mostWriters = 32;

/** Flows by cookie, as far as cookies tell who wrote them. */
export class CookieCounts {
  readonly #counts = new Map<string, number>();

  /** `flows` more have this cookie. */
  add(cookie: string | null, flows = 1): void {
    if (cookie === null || cookie === '0x0' || cookie === '0' || this.#counts.size > mostWriters) return;
    this.#counts.set(cookie, (this.#counts.get(cookie) ?? 0) + flows);
  }

  get list(): FlowAges['cookies'] {
    return this.#counts.size > mostWriters ? null : this.#counts;
  }
}

/** In one pass, whichever the size of the table. */
export function flowAges(flows: readonly FlowFact[]): FlowAges {
  let oldest: number | null = null;
  const cookies = new CookieCounts();
  for (const { duration, cookie } of flows) {
    if (duration !== null && (oldest === null || duration > oldest)) oldest = duration;
    cookies.add(cookie);
  }
  return {
    flows: flows.length,
    oldest,
    median: () => middle(flows.flatMap(({ duration }) => duration ?? [])),
    cookies: cookies.list,
  };
}

/** The one in the middle, in order of size. */
export function middle(durations: readonly number[]): number | null {
  return durations.toSorted((a, b) => a - b)[durations.length >> 1] ?? null;
}
