// OVN's southbound database as all outputs of a case tell it together: chassis, and where each logical port is bound. A
// plain list of a table names rows of others by UUID, `ovn-sbctl show` says less than the tables. ovn-sb(5).
import type { CaseEvidence } from '../evidence.ts';
import type { ChassisFact, PortBindingFact } from '../facts.ts';
import { evidenceOf, type SnapshotFacts } from '../snapshot-facts.ts';
import { networkOfSwitch, readDatapaths, type Datapaths } from './ovn-index.ts';

export interface Told<T> {
  readonly data: T;
  readonly evidence: readonly CaseEvidence[];
}

export class OvnSouthbound {
  readonly #bindings = new Map<string, Told<PortBindingFact>>();
  readonly #chassis = new Map<string, Told<ChassisFact>>();
  /** Names of chassis, by the UUIDs of their rows. */
  readonly #rows = new Map<string, string>();
  readonly #datapaths: Datapaths;

  constructor(hosts: readonly SnapshotFacts[]) {
    this.#datapaths = readDatapaths(hosts);
    for (const facts of hosts) {
      for (const fact of facts.of('chassis')) {
        const { name, uuid } = fact.data;
        const known = this.#chassis.get(name);
        const own = told(facts, fact);
        this.#chassis.set(name, known === undefined ? own : bothChassis(known, own));
        if (uuid !== null && !this.#rows.has(uuid)) this.#rows.set(uuid, name);
      }
      for (const fact of facts.of('port-binding')) {
        const known = this.#bindings.get(fact.data.logicalPort);
        this.#bindings.set(
          fact.data.logicalPort,
          known === undefined
            ? told(facts, fact)
            : { data: fuller(known.data, fact.data), evidence: known.evidence },
        );
      }
    }
    for (const [port, { data, evidence }] of this.#bindings) {
      const datapathKey = data.datapathKey ?? this.#datapaths.keys.get(data.datapath ?? '') ?? null;
      const chassis = data.chassis ?? this.#rows.get(data.chassisUuid ?? '') ?? null;
      this.#bindings.set(port, { data: { ...data, datapathKey, chassis }, evidence });
    }
  }

  get bindings(): readonly Told<PortBindingFact>[] {
    return [...this.#bindings.values()];
  }

  /** `chassis` is 'none' where no chassis has claimed the port, null where no output tells. */
  binding(logicalPort: string): Told<PortBindingFact> | null {
    return this.#bindings.get(logicalPort) ?? null;
  }

  /** Names of the chassis that have a port, too, while its instance moves. ovn-sb(5), additional_chassis. */
  additionalChassis({ additionalChassis }: PortBindingFact): readonly string[] {
    return (additionalChassis ?? []).map((one) => this.#rows.get(one) ?? one);
  }

  /** The Neutron network of a port's datapath; null for a router's, or where it is not told. */
  networkOf({ datapath, datapathName }: PortBindingFact): string | null {
    return networkOfSwitch(datapathName) ?? this.#datapaths.networks.get(datapath ?? '') ?? null;
  }

  get allChassis(): readonly Told<ChassisFact>[] {
    return [...this.#chassis.values()];
  }

  /** By its name, its host's name or its row's UUID. */
  chassis(name: string): Told<ChassisFact> | null {
    return (
      this.#chassis.get(this.#rows.get(name) ?? name) ??
      this.allChassis.find(({ data }) => data.hostname === name) ??
      null
    );
  }
}

function fuller(first: PortBindingFact, other: PortBindingFact): PortBindingFact {
  return {
    ...first,
    ...(first.datapathName === null ? { datapathName: other.datapathName } : {}),
    datapath: first.datapath ?? other.datapath,
    datapathKey: first.datapathKey ?? other.datapathKey,
    tunnelKey: first.tunnelKey ?? other.tunnelKey,
    mac: first.mac ?? other.mac,
    type: first.type ?? other.type,
    chassis: first.chassis ?? other.chassis,
    chassisUuid: first.chassisUuid ?? other.chassisUuid,
    additionalChassis: first.additionalChassis ?? other.additionalChassis,
    requestedChassis: first.requestedChassis ?? other.requestedChassis,
    up: first.up ?? other.up,
    tag: first.tag ?? other.tag,
    options: Object.keys(first.options).length > 0 ? first.options : other.options,
  };
}

/** Chassis and its encapsulations are rows of two tables. */
function bothChassis(first: Told<ChassisFact>, other: Told<ChassisFact>): Told<ChassisFact> {
  const added = (other.data.encapsulations ?? []).filter(
    ({ type, ip }) => first.data.encapsulations?.some((one) => one.type === type && one.ip === ip) !== true,
  );
  const tells = added.length > 0 || (first.data.hostname ?? first.data.uuid) === null;
  return {
    data: {
      ...first.data,
      uuid: first.data.uuid ?? other.data.uuid,
      hostname: first.data.hostname ?? other.data.hostname,
      encapsulations:
        first.data.encapsulations === null
          ? other.data.encapsulations
          : [...first.data.encapsulations, ...added],
    },
    evidence: tells ? [...first.evidence, ...other.evidence] : first.evidence,
  };
}

/** What a fact says, with its lines. */
export function told<T extends object>(
  facts: SnapshotFacts,
  fact: {
    readonly data: T;
    readonly sourceId: number;
    readonly firstLine: number;
    readonly lastLine: number;
  },
): Told<T> {
  return { data: fact.data, evidence: [evidenceOf(facts, fact)] };
}
