// OVN's firewall: access control lists of the northbound database, which ovn-controller turns into flows of the
// integration bridge (ovn-nb(5), tables ACL and Port_Group). Neutron makes a port group of each security group,
// named `pg_` and its UUID with `_` for `-`, and puts every port with port security into `neutron_pg_drop`.
import type { OvsdbColumn, StoredFact } from '../../facts.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import { evidenceList } from '../evidence-list.ts';
import type { FilteredPort, Filtering, FirewallDirection, FirewallPart, FirewallSet } from './firewall.ts';

type Acl = StoredFact<'acl'>;

export interface OvnFirewallIndex {
  /** `groups` are the security groups that Neutron gives the port; null where it does not say. */
  filteringOf(port: FilteredPort, groups: readonly string[] | null): Filtering | null;
  /** True when the port is one of OVN's. */
  isOvn(port: FilteredPort): boolean;
}

interface Database {
  readonly facts: SnapshotFacts;
  readonly acls: readonly Acl[];
  readonly groups: ReadonlyMap<
    string,
    { readonly row: StoredFact<'ovsdb-row'>; readonly ports: ReadonlySet<string> }
  >;
  readonly ports: ReadonlyMap<string, readonly StoredFact<'logical-switch-port'>[]>;
}

/** `all`: the snapshots of the case; the northbound database may be on any of their hosts. */
export function indexOvnFirewall(all: readonly SnapshotFacts[]): OvnFirewallIndex {
  const bound = new Set(all.flatMap((facts) => facts.of('port-binding').map(({ data }) => data.logicalPort)));
  const databases = all.map(readDatabase).filter(({ acls, ports }) => acls.length > 0 || ports.size > 0);
  const database = databases.find(({ acls }) => acls.length > 0) ?? databases[0] ?? null;
  const isOvn = ({ portId }: FilteredPort): boolean =>
    portId !== null && (bound.has(portId) || database?.ports.has(portId) === true);
  return {
    isOvn,
    filteringOf: (port, groups) => {
      if (!isOvn(port) || port.portId === null) return null;
      return filtering(database, port.portId, port.ovs?.bridge ?? 'br-int', groups);
    },
  };
}

function filtering(
  database: Database | null,
  portId: string,
  bridge: string,
  securityGroups: readonly string[] | null,
): Filtering {
  const found = { driver: 'ovn', where: bridge, sets: [] as readonly FirewallSet[] } as const;
  const nothing = { rules: 0, parts: [], evidence: [] } as const;
  if (database === null || database.acls.length === 0) {
    const reason = 'no `ovn-nbctl list ACL`: the rules of the northbound database are not in the case';
    const wants = ['ovn-nbctl list ACL', 'ovn-nbctl list Port_Group', 'ovn-nbctl list Logical_Switch_Port'];
    return { ...found, ...nothing, driver: 'ovn', state: 'unknown', status: 'missing', reason, wants };
  }
  const { facts, ports } = database;
  const own = ports.get(portId) ?? [];
  const names = groupsOf(database, own, securityGroups);
  const evidence = evidenceList(facts, own);
  if (names === null) {
    const reason = 'no `ovn-nbctl list Port_Group`: which groups the port is in is unknown';
    const wants = ['ovn-nbctl list Port_Group'];
    return { ...found, ...nothing, evidence, state: 'unknown', status: 'missing', reason, wants };
  }
  const parts = names.flatMap((name) => partsOf(database, name));
  const rules = parts.reduce((sum, part) => sum + part.rules, 0);
  const status = database.groups.size > 0 ? 'known' : 'inferred';
  const from =
    status === 'known' ? null : 'its port groups follow from the security groups that Neutron gives it';
  if (rules > 0)
    return {
      ...found,
      state: 'filtered',
      rules,
      parts,
      sets: setsOf(database, names),
      status,
      reason: from,
      wants: [],
      evidence,
    };
  const reason = 'it is in no port group that has rules: port security is off';
  return { ...found, ...nothing, evidence, state: 'open', status, reason, wants: [] };
}

/** The port groups of a port: by their rows, else by the port's security groups. */
function groupsOf(
  { groups }: Database,
  own: readonly StoredFact<'logical-switch-port'>[],
  securityGroups: readonly string[] | null,
): readonly string[] | null {
  if (groups.size > 0) {
    const rows = own.flatMap(({ data }) => data.uuid ?? []);
    if (rows.length > 0)
      return [...groups]
        .filter(([, { ports }]) => rows.some((uuid) => ports.has(uuid)))
        .map(([name]) => name)
        .sort();
  }
  return securityGroups?.map((id) => `pg_${id.replace(/-/g, '_')}`).sort() ?? null;
}

function partsOf({ facts, acls, groups }: Database, name: string): readonly FirewallPart[] {
  const about = acls.filter(({ data }) => mentions(data.match, name));
  const parts: FirewallPart[] = [];
  for (const [wanted, direction] of [
    ['to-lport', 'to-instance'],
    ['from-lport', 'from-instance'],
  ] as const satisfies readonly (readonly [string, FirewallDirection])[]) {
    const list = about.filter(({ data }) => data.direction === wanted);
    if (list.length === 0) continue;
    const evidence = evidenceList(facts, groups.get(name)?.row, list.slice(0, 6));
    parts.push({ name, direction, rules: list.length, packets: null, flows: null, evidence });
  }
  return parts;
}

/** `inport == @pg_1 && ip4`, never for `@pg_12`. */
function mentions(match: string, group: string): boolean {
  return match.split(/[^@\w.$-]+/).includes(`@${group}`);
}

function setsOf({ facts, acls }: Database, names: readonly string[]): readonly FirewallSet[] {
  const asked = acls.filter(({ data }) => names.some((name) => mentions(data.match, name)));
  const sets = new Set(
    asked.flatMap(({ data }) => [...data.match.matchAll(/\$([\w.-]+)/g)].map((found) => found[1] ?? '')),
  );
  const rows = facts.of('ovsdb-row').filter(({ data }) => data.table === 'Address_Set');
  return [...sets].sort().map((name) => {
    const row = rows.find(({ data }) => data.name === name);
    return {
      name,
      members: row ? listOf(row.data.columns['addresses']).length : null,
      evidence: evidenceList(facts, row),
    };
  });
}

function readDatabase(facts: SnapshotFacts): Database {
  const acls = new Map<string, Acl>();
  // The same rule comes from several outputs: by row, by group, from the database's file.
  for (const acl of facts.of('acl')) {
    const { direction, priority, match, action } = acl.data;
    const key = JSON.stringify([direction, priority, match, action]);
    if (!acls.has(key)) acls.set(key, acl);
  }
  const groups = new Map<string, { row: StoredFact<'ovsdb-row'>; ports: ReadonlySet<string> }>();
  for (const row of facts.of('ovsdb-row')) {
    const { table, name, columns } = row.data;
    if (table !== 'Port_Group' || name === null || groups.has(name)) continue;
    groups.set(name, { row, ports: new Set(listOf(columns['ports'])) });
  }
  const ports = Map.groupBy(facts.of('logical-switch-port'), ({ data }) => data.name);
  return { facts, acls: [...acls.values()], groups, ports };
}

/** A set of one is its atom. */
function listOf(column: OvsdbColumn | undefined): readonly string[] {
  if (column === undefined || (typeof column === 'object' && !Array.isArray(column))) return [];
  return (Array.isArray(column) ? column : [column]).map(String);
}
