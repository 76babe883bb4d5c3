// One open case: its connection, and what is worked out from it (facts in memory, node models,
// comparisons), kept until the case changes. Everything here is synchronous; the engine and the
// command line both stand on it.
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import type Database from 'better-sqlite3';
import type { CaseInfo, SnapshotInfo } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { compareSettings, type HostSettings } from '../../shared/compare/between/host-settings.ts';
import { compareNodes, type NodeComparison } from '../../shared/compare/between/compare-nodes.ts';
import { nodeMatrix, type NodeMatrix } from '../../shared/compare/between/node-matrix.ts';
import type { ChangeKind, Comparison } from '../../shared/compare/change.ts';
import { compareSnapshots, type CompareOptions } from '../../shared/compare/compare-snapshots.ts';
import type { FlowNames } from '../../shared/compare/flow-tables.ts';
import { byWhatStandsOut, deviceRates, flowRate, type Rate } from '../../shared/compare/rates.ts';
import type { RenamingByHand } from '../../shared/compare/renaming/shared-numbers.ts';
import type { AsideCategory } from '../../shared/compare/set-aside.ts';
import { timelineOf, type Timeline } from '../../shared/compare/timeline.ts';
import { findFindings } from '../../shared/findings/find-findings.ts';
import type { StoredFact } from '../../shared/facts.ts';
import type { Finding } from '../../shared/findings/finding.ts';
import { NodeContexts } from '../../shared/explain/build-context.ts';
import { tableNumbers } from '../../shared/flows/table-numbers.ts';
import { modelOf } from '../../shared/network/build-node.ts';
import type { CasePlan } from '../../shared/network/case/build-case.ts';
import { caseModel } from '../../shared/network/case/build-case.ts';
import type { CaseIndex, CaseMember } from '../../shared/network/case-index.ts';
import { indexCase } from '../../shared/network/case-index.ts';
import { indexCounters, type CounterIndex } from '../../shared/network/counters/device-counters.ts';
import type { PortFirewall } from '../../shared/network/firewall/firewall.ts';
import { firewallsOf } from '../../shared/network/firewall/firewalls-of.ts';
import { type EntityIndex, entitySteps, indexEntities } from '../../shared/network/identity/entity-index.ts';
import type { NodeModel } from '../../shared/network/model.ts';
import type { RouteAnswer } from '../../shared/network/route/find-route.ts';
import { RouteFinder } from '../../shared/network/route/find-route.ts';
import type { NodeIndex } from '../../shared/network/node-index.ts';
import { portNumbers } from '../../shared/network/ovs-index.ts';
import type { TableNumbers } from '../../shared/openflow/table-id.ts';
import type { SnapshotFacts } from '../../shared/snapshot-facts.ts';
import { ContentReader } from './case-file/content.ts';
import { closeCase, leaveWal, openCase } from './case-file/open-case.ts';
import type { BridgeDumps } from './case-file/queries/flow-dumps.ts';
import {
  chosenFlows,
  comparableTables,
  dumpsApart,
  everyFlow,
  flowDumps,
  numbersOfTables,
} from './case-file/queries/flow-dumps.ts';
import type { FlowReferences } from './case-file/queries/flow-references.ts';
import { FlowStudies } from './case-file/queries/flow-studies.ts';
import { FlowWindows } from './case-file/queries/flow-windows.ts';
import { loadSnapshotFacts, ovsdbRows } from './case-file/queries/snapshot-facts.ts';
import type { SnapshotCounts } from './case-file/queries/snapshots.ts';
import { getSnapshot, listSnapshots } from './case-file/queries/snapshots.ts';
import { withCaseErrors } from './case-file/sqlite-errors.ts';
import { inTime, peerSnapshots, secondsBetween } from './peer-snapshots.ts';
import type { PipelineWork } from './pipeline-work.ts';
import { TextSearch } from './search-views.ts';

// How many of each are kept in memory, the latest: those in view, and some to go back to.
const keptFacts = 16;
const keptNodes = 8;
/** Each holds the facts of all its hosts. */
const keptCases = 2;
const keptComparisons = 2;
const keptDumps = 10_000;
const keptFindings = 10_000;
const keptPipelines = 4;
const keptReferences = 20;

interface Together {
  readonly id: number;
  readonly host: string;
}

interface Derived {
  readonly facts: Map<number, SnapshotFacts>;
  readonly dumps: Map<number, readonly BridgeDumps[]>;
  /** Which snapshots belong with one. */
  readonly together: Map<number, readonly Together[]>;
  /** By the snapshots that belong together. */
  readonly cases: Map<string, CaseIndex>;
  readonly plans: WeakMap<CaseIndex, CasePlan>;
  readonly tables: Map<string, TableNumbers>;
  readonly routes: WeakMap<CaseIndex, RouteFinder>;
  readonly nodes: Map<number, NodeModel>;
  readonly findings: Map<number, readonly Finding[]>;
  readonly entities: Map<string, EntityIndex>;
  readonly firewalls: Map<number, readonly PortFirewall[]>;
  readonly counters: Map<number, CounterIndex>;
  readonly contexts: Map<number, NodeContexts>;
  readonly comparisons: Map<string, Comparison>;
  readonly nodeComparisons: Map<string, NodeComparison>;
  readonly settings: Map<string, HostSettings>;
  readonly flowWindows: FlowWindows;
  readonly pipelines: Map<string, PipelineWork>;
  readonly flowStudies: FlowStudies;
  /** By what was asked. */
  readonly references: Map<string, FlowReferences>;
  /** The latest, and what it was asked for. */
  readonly searches: Map<string, TextSearch>;
}

export class CaseSession {
  readonly path: string;
  readonly readOnly: boolean;
  readonly content: ContentReader;
  readonly #db: Database.Database;
  #derived: Derived;

  /** Opens the case at `path` as `openCase` does, with its errors. */
  constructor(path: string, options: { readonly create: boolean }) {
    const opened = openCase(path, options);
    this.path = path;
    this.readOnly = opened.readOnly;
    this.#db = opened.db;
    this.content = new ContentReader(opened.db);
    this.#derived = derivedFrom(opened.db);
  }

  /** Runs a query on the case; what SQLite throws becomes a CodedError. */
  query<T>(work: (db: Database.Database) => T): T {
    return withCaseErrors(this.path, () => work(this.#db));
  }

  /** Runs a change of the case, then forgets what was worked out before it. */
  change(work: (db: Database.Database) => void): void {
    if (this.readOnly) {
      throw new CodedError(
        'cannot-write',
        `${this.path} cannot be written to.`,
        'Copy the case to where you may write.',
      );
    }
    this.query(work);
    this.#forget();
  }

  /** To be called when an import into the case has ended; `written` tells whether it changed anything. */
  importEnded(written: boolean): void {
    leaveWal(this.#db);
    if (written) this.#forget();
  }

  /** Name, size and place, as the interface shows them. */
  info(): CaseInfo {
    return {
      path: this.path,
      name: basename(this.path).replace(/\.coldtrace$/, ''),
      bytes: statSync(this.path, { throwIfNoEntry: false })?.size ?? 0,
      readOnly: this.readOnly,
    };
  }

  close(): void {
    closeCase(this.#db);
  }

  /** All snapshots, by host and time. */
  snapshots(): SnapshotInfo[] {
    return this.query(listSnapshots).map((snapshot) => this.#withBridges(snapshot));
  }

  /** One snapshot; throws 'not-found'. */
  snapshot(id: number): SnapshotInfo {
    return this.#withBridges(this.query((db) => getSnapshot(db, id)));
  }

  /** The facts of a snapshot, its flows left out. */
  facts(id: number): SnapshotFacts {
    return remember(this.#derived.facts, id, keptFacts, () =>
      this.query((db) => loadSnapshotFacts(db, getSnapshot(db, id))),
    );
  }

  /** The dumps of flows of a snapshot, by bridge. */
  dumps(id: number): readonly BridgeDumps[] {
    return remember(this.#derived.dumps, id, keptDumps, () =>
      this.query((db) => flowDumps(db, id, () => this.facts(id))),
    );
  }

  get flowWindows(): FlowWindows {
    return this.#derived.flowWindows;
  }

  /** The pipeline that is kept under `key`, as far as it is; what `make` gives when there is none. */
  pipeline(key: string, make: () => PipelineWork): PipelineWork {
    return remember(this.#derived.pipelines, key, keptPipelines, make);
  }

  get flowStudies(): FlowStudies {
    return this.#derived.flowStudies;
  }

  /** The references found under `key`, or those that `begin` begins to look for. */
  references(key: string, begin: () => FlowReferences): FlowReferences {
    return remember(this.#derived.references, key, keptReferences, begin);
  }

  /** The search for a text, in one snapshot or in all; it replaces the one before. */
  search(text: string, snapshotId: number | null): TextSearch {
    return remember(this.#derived.searches, JSON.stringify([text, snapshotId]), 1, () =>
      this.query((db) => new TextSearch(db, text, snapshotId)),
    );
  }

  /** The network of a snapshot's host; other hosts' snapshots of about the same time say what is at tunnels' far ends. */
  node(id: number): NodeModel {
    return remember(this.#derived.nodes, id, keptNodes, () => this.query(() => modelOf(this.#index(id))));
  }

  /** What the rules find at a snapshot's host, worst first. */
  findings(id: number): readonly Finding[] {
    return remember(this.#derived.findings, id, keptFindings, () => {
      const model = this.node(id);
      const hosts = this.caseIndex(id);
      const entities = this.entities(id);
      return this.query(() => findFindings({ node: this.#index(id), model, hosts, entities }));
    });
  }

  /** The firewalls of a host's ports; Neutron's and OVN's databases may be on other hosts of the case. */
  firewalls(id: number): readonly PortFirewall[] {
    return remember(this.#derived.firewalls, id, keptNodes, () => {
      const { paths } = this.node(id);
      const flowsOf = (bridge: string): readonly StoredFact<'flow'>[] => this.#flowsOf(id, bridge);
      return this.query(() => firewallsOf(this.#index(id), paths, { flowsOf, others: this.#peers(id) }));
    });
  }

  /** What a host's devices have counted. */
  counters(id: number): CounterIndex {
    return remember(this.#derived.counters, id, keptNodes, () =>
      this.query(() => indexCounters(this.#index(id))),
    );
  }

  /** What the numbers in a snapshot's flows stand for; flows are read when a bridge is first asked for. */
  contexts(id: number): NodeContexts {
    return remember(this.#derived.contexts, id, keptNodes, () =>
      this.query(
        () =>
          new NodeContexts(
            this.#index(id),
            this.#peers(id),
            (bridge) =>
              this.query((db) => everyFlow(db, this.dumps(id), bridge, this.tableNumbers(id, bridge))),
            (bridge) => this.tableNumbers(id, bridge),
            this.entities(id),
          ),
      ),
    );
  }

  /** Numbers of a bridge's ports by the names of their interfaces, as far as a snapshot tells them. */
  portNumbers(id: number, bridge: string): ReadonlyMap<string, number> {
    return portNumbers(this.#index(id).ovs, bridge);
  }

  /** Numbers of a bridge's tables by name, as far as a snapshot tells them. */
  tableNumbers(id: number, bridge: string): TableNumbers {
    return remember(this.#derived.tables, JSON.stringify([id, bridge]), keptDumps, () =>
      this.query((db) => {
        const rows = ovsdbRows(db, id, ['Flow_Table', 'Bridge']);
        return numbersOfTables(db, this.dumps(id), bridge, tableNumbers(this.facts(id), bridge, rows));
      }),
    );
  }

  #names(id: number, bridge: string): FlowNames {
    return { ports: this.portNumbers(id, bridge), tables: this.tableNumbers(id, bridge) };
  }

  /** The flows of the dump in use for a bridge. */
  #flowsOf(id: number, bridge: string): readonly StoredFact<'flow'>[] {
    return this.query((db) => chosenFlows(db, this.dumps(id), bridge, this.tableNumbers(id, bridge)));
  }

  /** The hosts of the case as a snapshot's own host sees them: it, and of each other host the snapshot that belongs to it. */
  caseIndex(id: number): CaseIndex {
    const together = this.#together(id);
    const key = together.map((member) => member.id).join(' ');
    return remember(this.#derived.cases, key, keptCases, () =>
      indexCase(
        together.map((member): CaseMember => {
          let facts: SnapshotFacts | null = null;
          return {
            snapshotId: member.id,
            host: member.host,
            facts: () => (facts ??= this.facts(member.id)),
            flowsOf: (bridge) => this.#flowsOf(member.id, bridge),
          };
        }),
      ),
    );
  }

  /** What joins the hosts of `caseIndex`. */
  casePlan(id: number): CasePlan {
    const index = this.caseIndex(id);
    const known = this.#derived.plans.get(index);
    if (known) return known;
    const made = this.query(() => caseModel(index));
    this.#derived.plans.set(index, made);
    return made;
  }

  /** Ports, instances, networks and routers of the hosts that a snapshot's own host sees: `caseIndex`. */
  entities(id: number): EntityIndex {
    return remember(this.#derived.entities, this.#entitiesKey(id), keptCases, () => {
      const index = this.caseIndex(id);
      return this.query(() => indexEntities(index.hosts.flatMap((host) => index.facts(host) ?? [])));
    });
  }

  /** Makes what `entities` then has at once, with a pause after each host. */
  *entitySteps(id: number): Generator<undefined, undefined> {
    // What an import makes out of date meanwhile is of no use to what comes after it.
    const { entities } = this.#derived;
    const key = this.#entitiesKey(id);
    if (entities.has(key)) return;
    const index = this.caseIndex(id);
    const made = yield* entitySteps(index.hosts.flatMap((host) => index.facts(host) ?? []));
    remember(entities, key, keptCases, () => made);
  }

  #entitiesKey(id: number): string {
    return this.#together(id)
      .map((member) => member.id)
      .join(' ');
  }

  /** How frames get from one end to another, over the hosts that belong with a snapshot; `to` null is outside. */
  route(id: number, from: string, to: string | null): RouteAnswer {
    return this.query((db) => {
      const index = this.caseIndex(id);
      const known = this.#derived.routes.get(index);
      const finder = known ?? new RouteFinder(index);
      if (known === undefined) this.#derived.routes.set(index, finder);
      return finder.find(from, to, getSnapshot(db, id).host);
    });
  }

  #index(id: number): NodeIndex {
    const own = this.#together(id).find((member) => member.id === id);
    const found = own === undefined ? null : this.caseIndex(id).node(own.host);
    if (found === null) throw new Error(`snapshot ${id} is not in its own case index`);
    return found;
  }

  /** A snapshot and its peers, by id; throws 'not-found'. */
  #together(id: number): readonly Together[] {
    return remember(this.#derived.together, id, keptDumps, () =>
      this.query((db) => {
        const own = getSnapshot(db, id);
        const all = listSnapshots(db);
        const peers = new Set(peerSnapshots(all, id));
        return all
          .filter((one) => one.id === own.id || peers.has(one.id))
          .map((one) => ({ id: one.id, host: one.host }))
          .sort((a, b) => a.id - b.id);
      }),
    );
  }

  #peers(id: number): readonly SnapshotFacts[] {
    const index = this.caseIndex(id);
    return this.#together(id).flatMap((peer) => (peer.id === id ? [] : (index.facts(peer.host) ?? [])));
  }

  /** What differs between two snapshots, what changes by itself where it is asked for; throws 'not-found'. */
  comparison(from: number, to: number, include: readonly AsideCategory[] = []): Comparison {
    const key = `${from} ${to} ${[...include].sort().join(',')}`;
    return remember(this.#derived.comparisons, key, keptComparisons, () =>
      this.query((db) =>
        compareSnapshots(this.facts(from), this.facts(to), this.#compareOptions(db, from, to, include)),
      ),
    );
  }

  /** The flow tables of two hosts held against each other, some numbers by hand; throws 'not-found'. */
  nodeComparison(from: number, to: number, rename: readonly RenamingByHand[] = []): NodeComparison {
    return remember(
      this.#derived.nodeComparisons,
      `${from} ${to} ${JSON.stringify(rename)}`,
      keptComparisons,
      () =>
        this.query((db) => {
          const { flows } = this.#compareOptions(db, from, to, []);
          const hosts = new Set([from, to].map((id) => getSnapshot(db, id).host));
          const others = this.#peers(from).filter(({ host }) => !hosts.has(host));
          return compareNodes(this.facts(from), this.facts(to), { ...(flows && { flows }), others, rename });
        }),
    );
  }

  /** The flow tables of more than two hosts, outliers first; throws 'not-found'. */
  nodeMatrix(ids: readonly number[], rename: readonly RenamingByHand[] = []): NodeMatrix {
    return this.query((db) => {
      const hosts = new Set(ids.map((id) => getSnapshot(db, id).host));
      const others = ids.slice(0, 1).flatMap((id) => this.#peers(id).filter(({ host }) => !hosts.has(host)));
      const flows = ids.map((id) =>
        comparableTables(db, this.dumps(id), (bridge) => this.#names(id, bridge)),
      );
      return nodeMatrix(
        ids.map((id) => this.facts(id)),
        { flows, others, rename },
      );
    });
  }

  /** What the hosts of some snapshots are set to, and where one differs; throws 'not-found'. */
  hostSettings(ids: readonly number[]): HostSettings {
    return remember(this.#derived.settings, ids.join(' '), keptComparisons, () =>
      compareSettings(ids.map((id) => this.facts(id))),
    );
  }

  /** What ports, devices and flows carried between two snapshots, what stands out first; throws 'not-found'. */
  rates(from: number, to: number): readonly Rate[] {
    return this.query((db) => {
      const [before, after] = [this.facts(from), this.facts(to)];
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
    const ids = inTime(this.query(listSnapshots).filter((snapshot) => snapshot.host === host)).map(
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
        from: comparableTables(db, this.dumps(from), (bridge) => this.#names(from, bridge)),
        to: comparableTables(db, this.dumps(to), (bridge) => this.#names(to, bridge)),
        apart: dumpsApart(db),
      },
      // Two hosts have instances of their own: that one lacks the other's is no move.
      ...(isOneHost ? { elsewhere: { from: this.#peers(from), to: this.#peers(to) } } : {}),
    };
  }

  #forget(): void {
    this.#derived = derivedFrom(this.#db);
  }

  #withBridges(snapshot: SnapshotCounts): SnapshotInfo {
    return { ...snapshot, bridges: this.dumps(snapshot.id).map(({ bridge }) => bridge) };
  }
}

function derivedFrom(db: Database.Database): Derived {
  const flowWindows = new FlowWindows(db);
  return {
    facts: new Map(),
    dumps: new Map(),
    together: new Map(),
    cases: new Map(),
    plans: new WeakMap(),
    tables: new Map(),
    routes: new WeakMap(),
    nodes: new Map(),
    findings: new Map(),
    entities: new Map(),
    firewalls: new Map(),
    counters: new Map(),
    contexts: new Map(),
    comparisons: new Map(),
    nodeComparisons: new Map(),
    settings: new Map(),
    flowWindows,
    pipelines: new Map(),
    flowStudies: new FlowStudies(flowWindows),
    references: new Map(),
    searches: new Map(),
  };
}

/** What is known under `key`, or made now; of the others only the latest `kept - 1` stay. */
function remember<K, V>(known: Map<K, V>, key: K, kept: number, work: () => V): V {
  const value = known.get(key) ?? work();
  known.delete(key);
  known.set(key, value);
  for (const old of known.keys()) {
    if (known.size <= kept) break;
    known.delete(old);
  }
  return value;
}
