// The networks of an open case, worked out of its facts: the model of each host, what the rules find there, what joins
// the hosts, and what is one thing under several names.
import type { StoredFact } from '../../shared/facts.ts';
import { NodeContexts } from '../../shared/explain/build-context.ts';
import { findFindings } from '../../shared/findings/find-findings.ts';
import type { Finding } from '../../shared/findings/finding.ts';
import { modelOf } from '../../shared/network/build-node.ts';
import type { CasePlan } from '../../shared/network/case/build-case.ts';
import { caseModel } from '../../shared/network/case/build-case.ts';
import type { CaseIndex } from '../../shared/network/case-index.ts';
import { indexCounters, type CounterIndex } from '../../shared/network/counters/device-counters.ts';
import type { PortFirewall } from '../../shared/network/firewall/firewall.ts';
import { firewallsOf } from '../../shared/network/firewall/firewalls-of.ts';
import { type EntityIndex, entitySteps, indexEntities } from '../../shared/network/identity/entity-index.ts';
import type { NodeModel } from '../../shared/network/model.ts';
import type { RouteAnswer } from '../../shared/network/route/find-route.ts';
import { RouteFinder } from '../../shared/network/route/find-route.ts';
import { everyFlow } from './case-file/queries/flow-dumps.ts';
import { getSnapshot } from './case-file/queries/snapshots.ts';
import { caseIndexOf, nodeIndexOf } from './case-indexes.ts';
import { keptCases, type CaseSession } from './case-session.ts';
import { remember } from './remember.ts';

// How many of each are kept in memory, the latest: those in view, and some to go back to.
const keptNodes = 8;
const keptFindings = 10_000;

/** The networks of the case as it is now. */
export function networkOf(session: CaseSession): CaseNetwork {
  return session.part(CaseNetwork);
}

export class CaseNetwork {
  readonly #session: CaseSession;
  readonly #nodes = new Map<number, NodeModel>();
  readonly #findings = new Map<number, readonly Finding[]>();
  readonly #firewalls = new Map<number, readonly PortFirewall[]>();
  readonly #counters = new Map<number, CounterIndex>();
  readonly #contexts = new Map<number, NodeContexts>();
  readonly #plans = new WeakMap<CaseIndex, CasePlan>();
  readonly #routes = new WeakMap<CaseIndex, RouteFinder>();
  /** By the snapshots that belong together. */
  readonly #entities = new Map<string, EntityIndex>();

  constructor(session: CaseSession) {
    this.#session = session;
  }

  /** The network of a snapshot's host; other hosts' snapshots of about the same time say what is at tunnels' far ends. */
  node(id: number): NodeModel {
    return remember(this.#nodes, id, keptNodes, () =>
      this.#session.query(() => modelOf(nodeIndexOf(this.#session, id))),
    );
  }

  /** What the rules find at a snapshot's host, worst first. */
  findings(id: number): readonly Finding[] {
    return remember(this.#findings, id, keptFindings, () => {
      const model = this.node(id);
      const hosts = caseIndexOf(this.#session, id);
      const entities = this.entities(id);
      return this.#session.query(() =>
        findFindings({ node: nodeIndexOf(this.#session, id), model, hosts, entities }),
      );
    });
  }

  /** The firewalls of a host's ports; Neutron's and OVN's databases may be on other hosts of the case. */
  firewalls(id: number): readonly PortFirewall[] {
    return remember(this.#firewalls, id, keptNodes, () => {
      const { paths } = this.node(id);
      const flowsOf = (bridge: string): readonly StoredFact<'flow'>[] => this.#session.flowsOf(id, bridge);
      return this.#session.query(() =>
        firewallsOf(nodeIndexOf(this.#session, id), paths, { flowsOf, others: this.#session.peers(id) }),
      );
    });
  }

  /** What a host's devices have counted. */
  counters(id: number): CounterIndex {
    return remember(this.#counters, id, keptNodes, () =>
      this.#session.query(() => indexCounters(nodeIndexOf(this.#session, id))),
    );
  }

  /** What the numbers in a snapshot's flows stand for; flows are read when a bridge is first asked for. */
  contexts(id: number): NodeContexts {
    return remember(this.#contexts, id, keptNodes, () =>
      this.#session.query(
        () =>
          new NodeContexts(
            nodeIndexOf(this.#session, id),
            this.#session.peers(id),
            (bridge) =>
              this.#session.query((db) =>
                everyFlow(db, this.#session.dumps(id), bridge, this.#session.tableNumbers(id, bridge)),
              ),
            (bridge) => this.#session.tableNumbers(id, bridge),
            this.entities(id),
          ),
      ),
    );
  }

  /** What joins the hosts of `caseIndexOf`. */
  casePlan(id: number): CasePlan {
    const index = caseIndexOf(this.#session, id);
    const known = this.#plans.get(index);
    if (known) return known;
    const made = this.#session.query(() => caseModel(index));
    this.#plans.set(index, made);
    return made;
  }

  /** Ports, instances, networks and routers of the hosts that a snapshot's own host sees: `caseIndexOf`. */
  entities(id: number): EntityIndex {
    return remember(this.#entities, this.#session.togetherKey(id), keptCases, () => {
      const index = caseIndexOf(this.#session, id);
      return this.#session.query(() => indexEntities(index.hosts.flatMap((host) => index.facts(host) ?? [])));
    });
  }

  /** Makes what `entities` then has at once, with a pause after each host. */
  *entitySteps(id: number): Generator<undefined, undefined> {
    const key = this.#session.togetherKey(id);
    if (this.#entities.has(key)) return;
    const index = caseIndexOf(this.#session, id);
    const made = yield* entitySteps(index.hosts.flatMap((host) => index.facts(host) ?? []));
    remember(this.#entities, key, keptCases, () => made);
  }

  /** How frames get from one end to another, over the hosts that belong with a snapshot; `to` null is outside. */
  route(id: number, from: string, to: string | null): RouteAnswer {
    return this.#session.query((db) => {
      const index = caseIndexOf(this.#session, id);
      const known = this.#routes.get(index);
      const finder = known ?? new RouteFinder(index);
      if (known === undefined) this.#routes.set(index, finder);
      return finder.find(from, to, getSnapshot(db, id).host);
    });
  }
}
