// What OVN's southbound database says of a chassis: the row behind each port, and which host a tunnel leads to.
// The database is on another host as a rule, so every snapshot of the case is asked; the host's own counts first.
//   external_ids:iface-id         of an interface is the logical port's name (ovn-architecture(7), "Life Cycle of a VIF")
//   external_ids:ovn-localnet-port  of a patch to a provider bridge is that of the localnet port
//   external_ids:ovn-chassis-id   of a tunnel's port is the chassis behind it, `6e3d7d6c-…@192.168.20.11`
import type { CaseEvidence } from '../evidence.ts';
import type { ChassisFact, PortBindingFact, StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { evidenceList } from './evidence-list.ts';
import type { PortBindingOfDevice } from './model.ts';

export interface OvnBinding {
  readonly binding: PortBindingOfDevice;
  /** UUID of the Neutron network whose logical switch the port is of; null for a router's, or where no output says. */
  readonly network: string | null;
  readonly evidence: readonly CaseEvidence[];
}

export interface OvnChassis {
  readonly name: string;
  readonly hostname: string | null;
  readonly addresses: readonly string[];
  readonly evidence: readonly CaseEvidence[];
}

export interface OvnIndex {
  bindingOf(logicalPort: string): OvnBinding | null;
  /** By its name, or `name@address` as tunnels have it. */
  chassis(name: string): OvnChassis | null;
  /** The chassis with an encapsulation address. */
  chassisAt(address: string): OvnChassis | null;
}

interface Found<F> {
  readonly from: SnapshotFacts;
  readonly fact: F;
}

/** Indexes what the snapshots know of OVN; each is read when something is first asked. */
export function indexOvn(all: readonly SnapshotFacts[]): OvnIndex {
  let bindings: Groups<'port-binding'> | null = null;
  let names: Groups<'logical-switch-port'> | null = null;
  let datapaths: Datapaths | null = null;
  let chassis: ReadonlyMap<string, OvnChassis> | null = null;

  const hosts = (): ReadonlyMap<string, OvnChassis> => (chassis ??= readChassis(all));
  return {
    bindingOf: (logicalPort) => {
      bindings ??= groupBy(all, 'port-binding', (data) => data.logicalPort);
      const rows = bindings.get(logicalPort);
      if (rows === undefined) return null;
      names ??= groupBy(all, 'logical-switch-port', (data) => data.name);
      datapaths ??= readDatapaths(all);
      const first = <T>(pick: (data: PortBindingFact) => T | null): T | null =>
        rows.map(({ fact }) => pick(fact.data)).find((value) => value !== null) ?? null;
      const alias = names
        .get(logicalPort)
        ?.map(({ fact }) => fact.data.alias)
        .find((name) => name !== null);
      const chassisName = first((data) => data.chassis);
      const own = hosts().get(first((data) => data.chassisUuid) ?? '') ?? hosts().get(chassisName ?? '');
      const row = first((data) => data.datapath);
      return {
        binding: {
          logicalPort,
          type: first((data) => data.type),
          name: first(portName) ?? alias ?? null,
          datapath: datapaths.names.get(row ?? '') ?? first((data) => data.datapathName) ?? row,
          chassis: chassisName === 'none' ? null : (own?.hostname ?? chassisName),
          up: first((data) => data.up),
        },
        network:
          first((data) => networkOfSwitch(data.datapathName)) ?? datapaths.networks.get(row ?? '') ?? null,
        evidence: rows.slice(0, 1).flatMap(({ from }) =>
          evidenceList(
            from,
            rows.filter((row) => row.from === from).map((row) => row.fact),
          ),
        ),
      };
    },
    chassis: (name) => hosts().get(name.split('@')[0] ?? '') ?? null,
    chassisAt: (address) => hosts().get(address) ?? null,
  };
}

function portName({ externalIds }: PortBindingFact): string | null {
  return externalIds['neutron:port_name'] || externalIds['name'] || null;
}

/** By name, by the row's UUID, and by each address; of several snapshots the first that has a chassis. */
function readChassis(all: readonly SnapshotFacts[]): ReadonlyMap<string, OvnChassis> {
  const found = new Map<string, OvnChassis>();
  for (const facts of all) {
    const rows = facts.of('ovsdb-row').filter(({ data }) => data.table === 'Encap');
    const groups = new Map<string, StoredFact<'chassis'>[]>();
    for (const fact of facts.of('chassis')) {
      const list = groups.get(fact.data.name);
      if (list) list.push(fact);
      else groups.set(fact.data.name, [fact]);
    }
    for (const [name, list] of groups) {
      const first = <T>(pick: (data: ChassisFact) => T | null): T | null =>
        list.map(({ data }) => pick(data)).find((value) => value !== null) ?? null;
      const encaps = rows.filter(({ data }) => data.columns['chassis_name'] === name);
      const listed = (first((data) => data.encapsulations) ?? []).map(({ ip }) => ip);
      const ips = encaps.flatMap(({ data }) => {
        const ip = data.columns['ip'];
        return typeof ip === 'string' ? [ip] : [];
      });
      const addresses = [...new Set([...listed, ...ips])];
      const evidence = evidenceList(facts, list, listed.length === 0 ? encaps : []);
      const chassis: OvnChassis = { name, hostname: first((data) => data.hostname), addresses, evidence };
      for (const key of [name, ...list.flatMap(({ data }) => data.uuid ?? []), ...addresses])
        if (!found.has(key)) found.set(key, chassis);
    }
  }
  return found;
}

/** By the row's UUID: what a datapath is called, and the Neutron network that it is. */
export interface Datapaths {
  readonly names: ReadonlyMap<string, string>;
  readonly networks: ReadonlyMap<string, string>;
  /** What frames of it have as their tunnel id, and flows as `metadata`. */
  readonly keys: ReadonlyMap<string, number>;
}

/** A Port_Binding of a plain list names its datapath by UUID only; its name and key are in Datapath_Binding. ovn-sb(5). */
export function readDatapaths(all: readonly SnapshotFacts[]): Datapaths {
  const names = new Map<string, string>();
  const networks = new Map<string, string>();
  const keys = new Map<string, number>();
  for (const facts of all) {
    for (const { data } of facts.of('datapath-binding')) {
      if (data.uuid === null) continue;
      const name = data.externalIds['name2'] || data.name;
      if (name && !names.has(data.uuid)) names.set(data.uuid, name);
      // A router's datapath is called as a network's is.
      const network = data.logicalRouter === null ? networkOfSwitch(data.name) : null;
      if (network !== null) networks.set(data.uuid, network);
      if (data.tunnelKey !== null) keys.set(data.uuid, data.tunnelKey);
    }
  }
  return { names, networks, keys };
}

/** `neutron-UUID`, as Neutron calls the logical switch of a network. */
export function networkOfSwitch(name: string | null): string | null {
  return /^neutron-([0-9a-f]{8}-[0-9a-f-]{27})$/.exec(name ?? '')?.[1] ?? null;
}

type Kinds = 'port-binding' | 'logical-switch-port';
type Groups<K extends Kinds> = ReadonlyMap<string, readonly Found<StoredFact<K>>[]>;

function groupBy<K extends Kinds>(
  all: readonly SnapshotFacts[],
  kind: K,
  key: (data: StoredFact<K>['data']) => string,
): Groups<K> {
  const groups = new Map<string, Found<StoredFact<K>>[]>();
  for (const from of all) {
    for (const fact of from.of(kind)) {
      const name = key(fact.data);
      const list = groups.get(name);
      if (list) list.push({ from, fact });
      else groups.set(name, [{ from, fact }]);
    }
  }
  return groups;
}
