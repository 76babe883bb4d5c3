// A route in the making: hops are added in order until one of them does not hold.
import type { CaseEvidence } from '../../evidence.ts';
import type { RouteCode, RouteEnd, RouteHop } from './route.ts';

export interface Stop {
  readonly end: Exclude<RouteEnd, 'reached' | 'outside'>;
  readonly code: RouteCode;
  readonly reason: string;
  readonly wants: readonly string[];
}

export class RouteDraft {
  readonly #hops: RouteHop[] = [];
  #stop: Stop | null = null;

  get hops(): readonly RouteHop[] {
    return this.#hops;
  }

  get stop(): Stop | null {
    return this.#stop;
  }

  /** True while nothing has stopped it. */
  get goes(): boolean {
    return this.#stop === null;
  }

  /** Adds hops as long as they hold; one that is missing is the last. Where an output would show it, evidence ends there. */
  add(...hops: readonly RouteHop[]): this {
    for (const hop of hops) {
      if (this.#stop !== null) return this;
      const last = this.#hops.at(-1);
      // A device on two stretches of the way, as a bridge between two of its ports, is passed once.
      if (
        last !== undefined &&
        last.host === hop.host &&
        last.device === hop.device &&
        last.netns === hop.netns &&
        hop.device !== null
      )
        continue;
      this.#hops.push(hop);
      if (hop.status !== 'missing') continue;
      this.#stop = {
        end: hop.wants.length > 0 ? 'evidence-ends' : 'broken',
        code: hop.break ?? 'no-evidence',
        reason: hop.reason ?? '',
        wants: hop.wants,
      };
    }
    return this;
  }

  /** Ends the route behind its last hop, which gets the reason. */
  end(stop: Stop, evidence: readonly CaseEvidence[] = []): this {
    if (this.#stop !== null) return this;
    this.#stop = stop;
    const last = this.#hops.pop();
    if (last !== undefined) {
      const reason = last.reason === null ? stop.reason : `${last.reason}; ${stop.reason}`;
      const shown = [...evidence, ...last.evidence];
      this.#hops.push({ ...last, break: stop.code, reason, wants: stop.wants, evidence: shown });
    }
    return this;
  }

  breaks(code: RouteCode, reason: string, evidence: readonly CaseEvidence[] = []): this {
    return this.end({ end: 'broken', code, reason, wants: [] }, evidence);
  }

  lacks(
    code: RouteCode,
    reason: string,
    wants: readonly string[],
    evidence: readonly CaseEvidence[] = [],
  ): this {
    return this.end({ end: 'evidence-ends', code, reason, wants }, evidence);
  }

  /** What happens to the frame at the last hop, with the lines that say so. */
  explain(reason: string, evidence: readonly CaseEvidence[]): this {
    const last = this.#hops.pop();
    if (last === undefined) return this;
    const said = last.reason === null ? reason : `${last.reason}; ${reason}`;
    this.#hops.push({ ...last, reason: said, evidence: [...last.evidence, ...evidence] });
    return this;
  }

  /** Qualifies the last hop. */
  note(code: RouteCode, reason: string, evidence: readonly CaseEvidence[] = []): this {
    const last = this.#hops.pop();
    if (last === undefined || this.#stop !== null) {
      if (last !== undefined) this.#hops.push(last);
      return this;
    }
    const known = last.notes.some((note) => note.code === code && note.reason === reason);
    this.#hops.push(known ? last : { ...last, notes: [...last.notes, { code, reason, evidence }] });
    return this;
  }
}
