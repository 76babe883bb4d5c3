// The hosts of an open case held against each other: rules, tables, settings. Over time: case-comparisons.ts.
import type Database from 'better-sqlite3';
import { compareNodes, type NodeComparison } from '../../shared/compare/between/compare-nodes.ts';
import { compareSettings, type HostSettings } from '../../shared/compare/between/host-settings.ts';
import { nodeMatrix, type NodeMatrix } from '../../shared/compare/between/node-matrix.ts';
import type { FlowTables } from '../../shared/compare/flow-tables.ts';
import type { RenamingByHand } from '../../shared/compare/renaming/shared-numbers.ts';
import { comparableTables } from './case-file/queries/flow-dumps.ts';
import { getSnapshot } from './case-file/queries/snapshots.ts';
import type { CaseSession } from './case-session.ts';
import { remember } from './remember.ts';

/** The latest: the one in view, and one to go back to. */
const keptComparisons = 2;

/** The hosts of the case as it is now, compared. */
export function hostComparisonsOf(session: CaseSession): HostComparisons {
  return session.part(HostComparisons);
}

export class HostComparisons {
  readonly #session: CaseSession;
  readonly #nodeComparisons = new Map<string, NodeComparison>();
  readonly #matrices = new Map<string, NodeMatrix>();
  readonly #settings = new Map<string, HostSettings>();

  constructor(session: CaseSession) {
    this.#session = session;
  }

  /** The flow tables of two hosts held against each other, some numbers by hand; throws 'not-found'. */
  nodeComparison(from: number, to: number, rename: readonly RenamingByHand[] = []): NodeComparison {
    return remember(this.#nodeComparisons, `${from} ${to} ${JSON.stringify(rename)}`, keptComparisons, () =>
      this.#session.query((db) => {
        const hosts = new Set([from, to].map((id) => getSnapshot(db, id).host));
        const others = this.#session.peers(from).filter(({ host }) => !hosts.has(host));
        return compareNodes(this.#session.facts(from), this.#session.facts(to), {
          flows: { from: this.#tables(db, from), to: this.#tables(db, to) },
          others,
          rename,
        });
      }),
    );
  }

  /** The flow tables of more than two hosts, outliers first; throws 'not-found'. */
  nodeMatrix(ids: readonly number[], rename: readonly RenamingByHand[] = []): NodeMatrix {
    return remember(this.#matrices, JSON.stringify([ids, rename]), keptComparisons, () =>
      this.#session.query((db) => {
        const hosts = new Set(ids.map((id) => getSnapshot(db, id).host));
        const others = ids
          .slice(0, 1)
          .flatMap((id) => this.#session.peers(id).filter(({ host }) => !hosts.has(host)));
        const flows = ids.map((id) => this.#tables(db, id));
        return nodeMatrix(
          ids.map((id) => this.#session.facts(id)),
          { flows, others, rename },
        );
      }),
    );
  }

  /** What the hosts of some snapshots are set to, and where one differs; throws 'not-found'. */
  hostSettings(ids: readonly number[]): HostSettings {
    return remember(this.#settings, ids.join(' '), keptComparisons, () =>
      compareSettings(ids.map((id) => this.#session.facts(id))),
    );
  }

  #tables(db: Database.Database, id: number): FlowTables {
    return comparableTables(db, this.#session.dumps(id), (bridge) => this.#session.names(id, bridge));
  }
}
