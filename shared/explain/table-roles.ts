// Which program wrote the flows of a bridge, and what each of its tables is for. Numbers of Neutron's
// tables are those of its Open vSwitch agent (ovs_constants of neutron-lib, and the older ones of Havana
// and Icehouse); OVN's are those of ovn-architecture(7), "Architectural Physical Life Cycle of a Packet".
// A number alone proves nothing: what the flows do decides who wrote them, and where layouts differ
// by version, which table is which.
import type { FlowFact } from '../facts.ts';
import { compareTables, noTableNumbers, tableText, type TableId } from '../openflow/table-id.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';
import type { TableTraits } from './table-traits.ts';
import { readTableTraits } from './table-traits.ts';

export const tableWriters = [
  'neutron-integration',
  'neutron-tunnel',
  'neutron-physical',
  'ovn',
  'unknown',
] as const;
export type TableWriter = (typeof tableWriters)[number];

export interface TableRoles {
  readonly writer: TableWriter;
  /** How the writer is known. */
  readonly because: Phrase;
  /** What a table is for, in a few words; null when nothing tells. */
  roleOf(table: TableId): Phrase | null;
  /** Tables that have flows, by number. */
  readonly tables: readonly TableId[];
  /** How many flows a table has; null when it has none. */
  flowsIn(table: TableId): number | null;
  /** The first table of OVN's logical ingress or egress pipeline; null where there is none. */
  readonly ovn: OvnTables | null;
}

export interface OvnTables {
  readonly ingress: number;
  readonly egress: number | null;
}

/**
 * Reads a bridge's flows, in any order; `bridge` is null where the dump does not name it. `numbers`: those of
 * tables that have names in it.
 */
export function tableRoles(
  bridge: string | null,
  flows: Iterable<FlowFact>,
  numbers = noTableNumbers,
): TableRoles {
  const traits = readTableTraits(flows, numbers);
  const tables = [...traits.keys()].sort(compareTables);
  const flowsIn = (table: TableId): number | null => traits.get(table)?.flows ?? null;
  const ovn = ovnTables(traits);
  if (ovn !== null) {
    const roles = ovnRoles(traits, ovn);
    return {
      writer: 'ovn',
      because: phrase('writer.ovn'),
      roleOf: byTable(roles, traits),
      tables,
      flowsIn,
      ovn,
    };
  }
  const tunnel = tunnelRoles(traits);
  if (tunnel !== null) {
    return {
      writer: 'neutron-tunnel',
      because: phrase('writer.neutronTunnel'),
      roleOf: byTable(tunnel, traits),
      tables,
      flowsIn,
      ovn: null,
    };
  }
  if (isIntegration(bridge, traits)) {
    return {
      writer: 'neutron-integration',
      because: phrase('writer.neutronIntegration'),
      roleOf: byTable(integrationTables, traits),
      tables,
      flowsIn,
      ovn: null,
    };
  }
  if (isPhysical(traits)) {
    return {
      writer: 'neutron-physical',
      because: phrase('writer.neutronPhysical'),
      roleOf: byTable(physicalTables, traits),
      tables,
      flowsIn,
      ovn: null,
    };
  }
  return {
    writer: 'unknown',
    because: phrase('writer.unknown'),
    roleOf: byTable(new Map(), traits),
    tables,
    flowsIn,
    ovn: null,
  };
}

type Roles = ReadonlyMap<TableId, string>;
type Traits = ReadonlyMap<TableId, TableTraits>;

/** By its number in the layout, else by what its flows do. */
function byTable(roles: Roles, traits: Traits): (table: TableId) => Phrase | null {
  return (table) => {
    const code = roles.get(table);
    if (code !== undefined) return phrase(`role.${code}`);
    const known = traits.get(table);
    return known === undefined ? null : roleByDoing(known);
  };
}

/** What a table does when nobody known wrote it. */
function roleByDoing(traits: TableTraits): Phrase | null {
  const only = (kind: string): boolean => traits.kinds.size === 1 && traits.kinds.has(kind);
  if (only('drop')) return phrase('role.drops');
  if (traits.kinds.has('learn')) return phrase('role.learns');
  if (traits.unicastTo !== null || traits.multicastTo !== null) return phrase('role.splitsByCast');
  const [next] = traits.next;
  if (traits.next.size === 1 && next !== undefined && traits.matches.size === 0) {
    return phrase('role.passesOn', { table: tableText(next) });
  }
  return null;
}

function numbered(roles: Readonly<Record<number, string>>): Map<TableId, string> {
  return new Map(Object.entries(roles).map(([table, role]) => [Number(table), role]));
}

const integrationTables = numbered({
  0: 'int.localSwitching',
  1: 'int.dvrToSource',
  2: 'int.dvrToSourcePhysical',
  3: 'int.arpDvrMac',
  4: 'int.arpDvrMacPhysical',
  23: 'int.canary',
  24: 'int.arpSpoof',
  25: 'int.macSpoof',
  30: 'int.metadataNat',
  31: 'int.metadataArp',
  32: 'int.metadataIngress',
  58: 'int.packetRateLimit',
  59: 'int.packetRateLimit',
  60: 'int.transient',
  61: 'int.localMacDirect',
  62: 'int.transientEgress',
  71: 'int.baseEgress',
  72: 'int.rulesEgress',
  73: 'int.acceptOrIngress',
  77: 'int.dhcpIpv4',
  78: 'int.dhcpIpv6',
  81: 'int.baseIngress',
  82: 'int.rulesIngress',
  91: 'int.acceptedEgress',
  92: 'int.acceptedIngress',
  93: 'int.dropped',
  94: 'int.acceptedEgressNormal',
});

/** An agent's own tables, or a bridge of its usual name that only switches. */
function isIntegration(bridge: string | null, traits: Traits): boolean {
  const own = [23, 24, 25, 60].filter((table) => traits.has(table));
  if (own.length >= 2) return true;
  const first = traits.get(0)?.fallback;
  const switches = first?.length === 1 && first[0]?.kind === 'output';
  return bridge === 'br-int' && (own.length > 0 || (traits.size === 1 && switches));
}

const physicalTables = numbered({
  0: 'phys.entry',
  1: 'phys.dvrProcess',
  2: 'phys.localVlan',
  3: 'phys.dvrNotLearn',
});

/** VLANs are rewritten for a switched network: by port, without tunnels. */
function isPhysical(traits: Traits): boolean {
  if ([...traits.keys()].some((table) => typeof table === 'string' || table > 3)) return false;
  const all = [...traits.values()];
  const rewrites = all.some(
    ({ kinds, matches }) =>
      matches.has('in_port') &&
      ['mod_vlan_vid', 'push_vlan', 'pop_vlan', 'set_vlan_vid'].some((kind) => kinds.has(kind)),
  );
  return (rewrites || traits.size > 1) && all.some(({ kinds }) => kinds.has('output'));
}

/**
 * Neutron's tunnel bridge: packets from br-int are split by unicast and multicast, tunnel ids become
 * VLANs, and a table learns into the one for unicast. The numbers moved by one after Havana.
 */
function tunnelRoles(traits: Traits): Roles | null {
  const split = [...traits.values()].find(
    ({ unicastTo, multicastTo }) => unicastTo !== null && multicastTo !== null,
  );
  const maps = [...traits.values()].filter(({ matches }) => matches.has('tun_id'));
  const learner = [...traits.values()].find(({ learnsInto }) => learnsInto.size > 0);
  if (split === undefined || (maps.length === 0 && learner === undefined)) return null;
  const unicast = split.unicastTo ?? 20;
  const afterUnicast = fallbackTable(traits.get(unicast));
  const flood = afterUnicast ?? split.multicastTo ?? 22;
  const learn = learner?.table ?? 10;
  const roles = new Map<TableId, string>([
    [0, 'tun.entry'],
    [split.table, 'tun.fromIntegration'],
    [unicast, 'tun.unicast'],
    [flood, 'tun.flood'],
    [learn, 'tun.learn'],
  ]);
  // GRE, VXLAN and Geneve follow the table for what comes from br-int.
  const types = split.table === 1 ? ['gre', 'vxlan', 'lisp'] : ['gre', 'vxlan', 'other', 'geneve'];
  for (const [index, type] of typeof split.table === 'number' ? types.entries() : []) {
    const table = Number(split.table) + 1 + index;
    if (traits.has(table) && !roles.has(table)) roles.set(table, `tun.from.${type}`);
  }
  for (const { table, matches, next } of traits.values()) {
    if (roles.has(table)) continue;
    if (matches.has('arp_tpa')) roles.set(table, 'tun.arpResponder');
    else if (next.has(split.table) && compareTables(table, split.table) < 0)
      roles.set(table, 'tun.dvrProcess');
    else if (next.has(learn) && matches.has('eth_src')) roles.set(table, 'tun.dvrNotLearn');
  }
  if (split.multicastTo !== null && !roles.has(split.multicastTo))
    roles.set(split.multicastTo, 'tun.arpResponder');
  return roles;
}

function fallbackTable(traits: TableTraits | undefined): TableId | null {
  return traits?.fallbackTo ?? null;
}

/** Table 0 gives packets a logical datapath in `metadata`, and they go on where its flows are by that. */
function ovnTables(traits: Traits): OvnTables | null {
  const first = traits.get(0);
  if (first === undefined || !first.sets.has('metadata')) return null;
  const byDatapath = [...traits.values()].filter(({ matches }) => matches.has('metadata'));
  if (byDatapath.length < 3) return null;
  // The loopback check clears the logical registers before the egress pipeline.
  const clears = [...traits.values()].find(({ fallback }) => clearsRegisters(fallback));
  const egress = fallbackTable(clears);
  return { ingress: 8, egress: typeof egress === 'number' ? egress : null };
}

function clearsRegisters(fallback: TableTraits['fallback']): boolean {
  const cleared = (fallback ?? []).filter(
    (action) => action.kind === 'set_field' && action.value === 0n && /^(x{0,2}reg)\d$/.test(action.field),
  );
  return cleared.length >= 3;
}

/** The tables behind the pipelines have had their numbers since OVN 20.06 (64 to 67 since 2.6). */
const ovnLaterTables = numbered({
  64: 'ovn.saveInPort',
  65: 'ovn.logicalToPhysical',
  66: 'ovn.macBinding',
  67: 'ovn.macLookup',
  68: 'ovn.lbHairpin',
  69: 'ovn.lbHairpinReply',
  70: 'ovn.ctSnatHairpin',
  71: 'ovn.getFdb',
  72: 'ovn.lookupFdb',
  73: 'ovn.inPortSecurity',
  74: 'ovn.inPortSecurityNd',
  75: 'ovn.outPortSecurity',
  76: 'ovn.ecmpNextHopMac',
  77: 'ovn.ecmpNextHop',
  78: 'ovn.lbAffinity',
  79: 'ovn.macCacheUse',
  80: 'ovn.ctZoneLookup',
});

function ovnRoles(traits: Traits, { egress }: OvnTables): Roles {
  const roles = new Map(ovnLaterTables).set(0, 'ovn.physicalToLogical');
  if (egress === null) return roles;
  const loopback = egress - 1;
  roles.set(loopback, 'ovn.checkLoopback');
  roles.set(loopback - 1, 'ovn.localOutput');
  // Logical stages match the datapath in every flow; the output tables have flows for all packets.
  const before: number[] = [];
  for (let table = loopback - 2; table > 8 && traits.get(table)?.fallback; table--) before.unshift(table);
  const large = before.length > 2 ? before.splice(0, 2) : [];
  for (const [index, table] of large.entries())
    roles.set(table, index === 0 ? 'ovn.largeDetect' : 'ovn.largeProcess');
  for (const table of before) roles.set(table, 'ovn.remoteOutput');
  return roles;
}
