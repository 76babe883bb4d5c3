// One host of a case as routes see it: its node index, and what only routes ask of it: its flow tables,
// learned MACs, addresses in all namespaces, counters. Each is worked out when it is first asked for.
import type { CaseEvidence } from '../../evidence.ts';
import type { StoredFact } from '../../facts.ts';
import { emptyBridge } from '../empty-bridge.ts';
import { evidenceList } from '../evidence-list.ts';
import { deviceHop, missingHop, type Step } from '../hop.ts';
import { indexCounters, type CounterIndex } from '../counters/device-counters.ts';
import type { BreakCode, DeviceKind, Hop } from '../model.ts';
import type { NodeIndex } from '../node-index.ts';
import type { OvsPortView } from '../ovs-index.ts';
import { FlowTables } from './frame-walk.ts';
import type { RouteHop } from './route.ts';

export class RouteHost {
  readonly node: NodeIndex;
  readonly #tables = new Map<string, FlowTables>();
  #learned: ReadonlyMap<string, readonly StoredFact<'fdb-entry'>[]> | null = null;
  #counted: CounterIndex | null = null;
  #held: ReadonlyMap<string, readonly StoredFact<'address'>[]> | null = null;
  #routes: ReadonlyMap<string, readonly StoredFact<'route'>[]> | null = null;
  #rules: ReadonlyMap<string, readonly StoredFact<'firewall-rule'>[]> | null = null;

  constructor(node: NodeIndex) {
    this.node = node;
  }

  get name(): string {
    return this.node.host;
  }

  /** The flows of the dump in use for a bridge; `count` is 0 when there is none, or it lists no flow. */
  tables(bridge: string): FlowTables {
    const known = this.#tables.get(bridge);
    if (known) return known;
    const ports = new Map<string, number>();
    for (const port of this.node.ovs.ports(bridge))
      if (port.ofport !== null) ports.set(port.name, port.ofport);
    const made = new FlowTables(this.node.flowsOf(bridge), ports);
    this.#tables.set(bridge, made);
    return made;
  }

  /** What shows that a bridge has no flow at all and drops everything; null where it has some, or that is not known. */
  emptied(bridge: string): readonly StoredFact[] | null {
    return emptyBridge(this.node, bridge);
  }

  /** True where the flows of a bridge are those of a dump that was not cut. */
  hasAllFlows(bridge: string): boolean {
    const [first] = this.node.flowsOf(bridge);
    return first !== undefined && this.node.facts.sources.get(first.sourceId)?.state === 'ok';
  }

  /** Where a bridge has learned a MAC in a VLAN: the port and the entry; null when it has not, or no `fdb/show` is there. */
  learned(bridge: string, vlan: number, mac: string): Learned | null {
    this.#learned ??= Map.groupBy(this.node.facts.of('fdb-entry'), ({ data }) => data.mac.toLowerCase());
    const entry = this.#learned
      .get(mac)
      ?.find(({ data }) => data.vlan === vlan && (data.bridge ?? bridge) === bridge);
    return entry === undefined ? null : { port: this.#portOfEntry(bridge, entry), entry };
  }

  /** MACs that a bridge has learned behind a port. */
  learnedBehind(port: OvsPortView): readonly StoredFact<'fdb-entry'>[] {
    return this.node.facts
      .of('fdb-entry')
      .filter(
        (entry) =>
          (entry.data.bridge ?? port.bridge) === port.bridge &&
          this.#portOfEntry(port.bridge, entry)?.name === port.name,
      );
  }

  #portOfEntry(bridge: string, { data }: StoredFact<'fdb-entry'>): OvsPortView | null {
    return /^\d+$/.test(data.port)
      ? this.node.ovs.portByNumber(bridge, Number(data.port))
      : (this.node.ovs.ports(bridge).find(({ name }) => name === data.port) ?? null);
  }

  /** The address facts of one address, of the host and of all its namespaces. */
  holders(address: string): readonly StoredFact<'address'>[] {
    this.#held ??= Map.groupBy(this.node.facts.of('address'), ({ data }) => data.address);
    return this.#held.get(address) ?? [];
  }

  /** Routes of a namespace; of the host itself for null. */
  routes(netns: string | null): readonly StoredFact<'route'>[] {
    this.#routes ??= Map.groupBy(this.node.facts.of('route'), ({ data }) => data.netns ?? '');
    return this.#routes.get(netns ?? '') ?? [];
  }

  /** Rules of the NAT table of a namespace, in their order. */
  natRules(netns: string): readonly StoredFact<'firewall-rule'>[] {
    this.#rules ??= Map.groupBy(
      this.node.facts.of('firewall-rule').filter(({ data }) => data.table === 'nat'),
      ({ data }) => data.netns ?? '',
    );
    return this.#rules.get(netns) ?? [];
  }

  /** A hop over a device of this host, with its counters. */
  hop(name: string, step: Step = {}): RouteHop {
    return this.routeHop(deviceHop(this.node, name, step), step.netns ?? null);
  }

  missing(
    kind: DeviceKind,
    device: string | null,
    code: BreakCode,
    reason: string,
    step: Step = {},
  ): RouteHop {
    return this.routeHop(missingHop(this.node, kind, device, code, reason, step), step.netns ?? null);
  }

  /** A namespace itself. */
  namespace(netns: string): RouteHop {
    const named = this.node.facts.of('network-namespace').filter(({ data }) => data.name === netns);
    const links = this.node.links.namespaces.get(netns)?.flatMap(({ facts }) => facts.slice(0, 1)) ?? [];
    const facts = [...named.slice(0, 1), ...links.slice(0, 1)];
    return {
      ...this.missing('namespace', netns, 'no-tap', ''),
      status: 'known',
      reason: null,
      break: null,
      netns,
      evidence: this.evidence(facts),
    };
  }

  /** A hop of the host's own path, with what a route adds to it. */
  routeHop(hop: Hop, netns: string | null): RouteHop {
    const elsewhere =
      netns ?? (hop.deviceId?.split('/').length === 3 ? (hop.deviceId.split('/')[1] ?? null) : null);
    const { links, ovs } = this.node;
    const { device } = hop;
    // Neutron moves the internal ports of routers and DHCP servers into namespaces.
    const moved = device !== null && links.byName(device) === null && ovs.portOf(device)?.type === 'internal';
    const link =
      device === null
        ? null
        : elsewhere !== null
          ? links.inNamespace(elsewhere, device)
          : moved
            ? links.anywhere(device)
            : links.byName(device);
    const place = link?.netns ?? elsewhere;
    this.#counted ??= indexCounters(this.node);
    return {
      ...hop,
      netns: place,
      state: link?.state ?? null,
      counters: hop.device === null ? [] : this.#counted.countersOf(place, hop.device),
      notes: [],
    };
  }

  evidence(facts: readonly (StoredFact | null | undefined)[]): CaseEvidence[] {
    return evidenceList(this.node.facts, facts);
  }
}

export interface Learned {
  /** Null when the entry's port is none that is known. */
  readonly port: OvsPortView | null;
  readonly entry: StoredFact<'fdb-entry'>;
}
