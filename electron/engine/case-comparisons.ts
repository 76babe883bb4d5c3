// The comparisons of an open case: of two snapshots, of hosts with each other, over time.
import type Database from 'better-sqlite3';
import { compareSettings, type HostSettings } from '../../shared/compare/between/host-settings.ts';
import { compareNodes, type NodeComparison } from '../../shared/compare/between/compare-nodes.ts';
import { nodeMatrix, type NodeMatrix } from '../../shared/compare/between/node-matrix.ts';
import type { ChangeKind, Comparison } from '../../shared/compare/change.ts';
import { compareSnapshots, type CompareOptions } from '../../shared/compare/compare-snapshots.ts';
import { byWhatStandsOut, deviceRates, flowRate, type Rate } from '../../shared/compare/rates.ts';
import type { RenamingByHand } from '../../shared/compare/renaming/shared-numbers.ts';
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
  readonly #nodeComparisons = new Map<string, NodeComparison>();
  readonly #settings = new Map<string, HostSettings>();

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

  /** The flow tables of two hosts held against each other, some numbers by hand; throws 'not-found'. */
  nodeComparison(from: number, to: number, rename: readonly RenamingByHand[] = []): NodeComparison {
    return remember(this.#nodeComparisons, `${from} ${to} ${JSON.stringify(rename)}`, keptComparisons, () =>
      this.#session.query((db) => {
        const { flows } = this.#compareOptions(db, from, to, []);
        const hosts = new Set([from, to].map((id) => getSnapshot(db, id).host));
        const others = this.#session.peers(from).filter(({ host }) => !hosts.has(host));
        return compareNodes(this.#session.facts(from), this.#session.facts(to), {
          ...(flows && { flows }),
          others,
          rename,
        });
      }),
    );
  }

  /** The flow tables of more than two hosts, outliers first; throws 'not-found'. */
  nodeMatrix(ids: readonly number[], rename: readonly RenamingByHand[] = []): NodeMatrix {
    return this.#session.query((db) => {
      const hosts = new Set(ids.map((id) => getSnapshot(db, id).host));
      const others = ids
        .slice(0, 1)
        .flatMap((id) => this.#session.peers(id).filter(({ host }) => !hosts.has(host)));
      const flows = ids.map((id) =>
        comparableTables(db, this.#session.dumps(id), (bridge) => this.#session.names(id, bridge)),
      );
      return nodeMatrix(
        ids.map((id) => this.#session.facts(id)),
        { flows, others, rename },
      );
    });
  }

  /** What the hosts of some snapshots are set to, and where one differs; throws 'not-found'. */
  hostSettings(ids: readonly number[]): HostSettings {
    return remember(this.#settings, ids.join(' '), keptComparisons, () =>
      compareSettings(ids.map((id) => this.#session.facts(id))),
    );
  }

  /** What ports, devices and flows carried between two snapshots, what stands out first; throws 'not-found'. */
  rates(from: number, to: number): readonly Rate[] {
    return this.#session.query((db) => {
      const [before, after] = [this.#session.facts(from), this.#session.facts(to)];
      const options = { seconds: secondsBetween(getSnapshot(db, from), getSnapshot(db, to)) };
      const rates = [...deviceRates(before, after, options)];
      compareSnapshots(before, after, {
        ...this.#compareOptions(db, from, to, []),
        flowPairs: (bridge, a, b) => {
          const rate = flowRate(bridge, { facts: before, flow: a }, { facts: after, flow: b }, options);
          if (rate !== null) rates.push(rate);
        },
      });
      return rates.sort(byWhatStandsOut);
    });
  }

  /** When each thing of the kinds appeared and went, over all snapshots of a host in order of time. */
  timeline(host: string, kinds: readonly ChangeKind[]): Timeline {
    const ids = inTime(this.#session.query(listSnapshots).filter((snapshot) => snapshot.host === host)).map(
      ({ id }) => id,
    );
    const steps = ids.slice(1).map((to, i) => {
      const from = ids[i] ?? to;
      return { from, to, comparison: this.comparison(from, to) };
    });
    return timelineOf(steps, kinds);
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
