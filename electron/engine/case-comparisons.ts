// The comparisons of an open case over time: of two snapshots, and of all of a host. Between hosts: host-comparisons.ts.
import type Database from 'better-sqlite3';
import type { ChangeKind, Comparison } from '../../shared/compare/change.ts';
import { compareSnapshots, type CompareOptions } from '../../shared/compare/compare-snapshots.ts';
import { byWhatStandsOut, deviceRates, flowRate, type Rate } from '../../shared/compare/rates.ts';
import type { AsideCategory } from '../../shared/compare/set-aside.ts';
import { timelineOf, type Timeline } from '../../shared/compare/timeline.ts';
import { comparableTables, dumpsApart } from './case-file/queries/flow-dumps.ts';
import { getSnapshot, listSnapshots } from './case-file/queries/snapshots.ts';
import type { CaseSession } from './case-session.ts';
import { inTime, secondsBetween } from './peer-snapshots.ts';
import { remember } from './remember.ts';

/** The latest: the one in view, and one to go back to. */
const keptComparisons = 2;

/** The comparisons of the case as it is now. */
export function comparisonsOf(session: CaseSession): CaseComparisons {
  return session.part(CaseComparisons);
}

export class CaseComparisons {
  readonly #session: CaseSession;
  readonly #comparisons = new Map<string, Comparison>();

  constructor(session: CaseSession) {
    this.#session = session;
  }

  /** What differs between two snapshots, what changes by itself where it is asked for; throws 'not-found'. */
  comparison(from: number, to: number, include: readonly AsideCategory[] = []): Comparison {
    const key = `${from} ${to} ${[...include].sort().join(',')}`;
    return remember(this.#comparisons, key, keptComparisons, () =>
      this.#session.query((db) =>
        compareSnapshots(
          this.#session.facts(from),
          this.#session.facts(to),
          this.#compareOptions(db, from, to, include),
        ),
      ),
    );
  }

  /**
   * What ports, devices and flows carried between two snapshots, what stands out first; throws 'not-found'. Counters run
   * from the earlier to the later one, whichever is asked for first.
   */
  rates(from: number, to: number): readonly Rate[] {
    const seconds = this.#session.query((db) => secondsBetween(getSnapshot(db, from), getSnapshot(db, to)));
    if (seconds === null || seconds >= 0) return this.#ratesInTime(from, to, seconds);
    const rates = this.#ratesInTime(to, from, -seconds);
    return rates.map((rate) => ({ ...rate, from: rate.to, to: rate.from }));
  }

  #ratesInTime(from: number, to: number, seconds: number | null): readonly Rate[] {
    return this.#session.query((db) => {
      const [before, after] = [this.#session.facts(from), this.#session.facts(to)];
      const rates = [...deviceRates(before, after, { seconds })];
      compareSnapshots(before, after, {
        ...this.#compareOptions(db, from, to, []),
        flowPairs: (bridge, a, b) => {
          const rate = flowRate(bridge, { facts: before, flow: a }, { facts: after, flow: b }, { seconds });
          if (rate !== null) rates.push(rate);
        },
      });
      return rates.sort(byWhatStandsOut);
    });
  }

  /** When each thing of the kinds appeared and went, over all snapshots of a host in order of time. */
  timeline(host: string, kinds: readonly ChangeKind[]): Timeline {
    const snapshots = inTime(
      this.#session.query(listSnapshots).filter((snapshot) => snapshot.host === host),
    ).map(({ id }) => id);
    return timelineOf({ host, snapshots, kinds, compare: (from, to) => this.comparison(from, to) });
  }

  #compareOptions(
    db: Database.Database,
    from: number,
    to: number,
    include: readonly AsideCategory[],
  ): CompareOptions {
    const isOneHost = getSnapshot(db, from).host === getSnapshot(db, to).host;
    return {
      include,
      flows: {
        from: comparableTables(db, this.#session.dumps(from), (bridge) => this.#session.names(from, bridge)),
        to: comparableTables(db, this.#session.dumps(to), (bridge) => this.#session.names(to, bridge)),
        apart: dumpsApart(db),
      },
      // Two hosts have instances of their own: that one lacks the other's is no move.
      ...(isOneHost ? { elsewhere: { from: this.#session.peers(from), to: this.#session.peers(to) } } : {}),
    };
  }
}
