// Rows of OVSDB databases, whichever the table: what has no kind of its own, and of what has one the columns
// that the kind leaves out. A row is known by its name, or by the columns that the schema says it is known by;
// a UUID of another row is told by that row's name. ovs-vswitchd.conf.db(5), ovn-nb(5), ovn-sb(5).
import type { OvsdbColumn, OvsdbRowFact } from '../../facts.ts';
import type { FieldValue } from '../keyed-diff.ts';
import type { AsideCategory } from '../set-aside.ts';
import type { SideNames } from './side-names.ts';
import { thing, type Share, type ThingKind } from './thing.ts';

/** Columns of tables that have a kind of their own which that kind compares, or that list the rows below. */
const covered: Readonly<Record<string, readonly string[]>> = {
  Open_vSwitch: [
    ...[
      'bridges',
      'manager_options',
      'cur_cfg',
      'next_cfg',
      'statistics',
      'ovs_version',
      'db_version',
      'datapaths',
    ],
    ...['system_type', 'system_version', 'datapath_types', 'iface_types', 'dpdk_initialized', 'dpdk_version'],
    ...['external_ids', 'other_config'],
  ],
  Bridge: [
    ...[
      'name',
      'ports',
      'datapath_type',
      'fail_mode',
      'controller',
      'datapath_id',
      'datapath_version',
      'protocols',
    ],
    ...['stp_enable', 'rstp_enable', 'mcast_snooping_enable', 'flood_vlans', 'external_ids', 'other_config'],
    ...['status', 'rstp_status'],
  ],
  Port: [
    ...[
      'name',
      'tag',
      'trunks',
      'vlan_mode',
      'interfaces',
      'other_config',
      'bond_mode',
      'lacp',
      'qos',
      'mac',
    ],
    ...['bond_active_slave', 'cvlans', 'fake_bridge', 'protected', 'external_ids', 'statistics', 'status'],
    ...['rstp_statistics', 'rstp_status'],
  ],
  Interface: [
    ...['name', 'type', 'options', 'error', 'ofport', 'ifindex', 'mac', 'mac_in_use', 'mtu', 'admin_state'],
    ...[
      'link_state',
      'external_ids',
      'other_config',
      'statistics',
      'status',
      'duplex',
      'link_speed',
      'link_resets',
    ],
    ...[
      'mtu_request',
      'ofport_request',
      'ingress_policing_rate',
      'ingress_policing_burst',
      'bfd',
      'bfd_status',
    ],
    ...['ingress_policing_kpkts_rate', 'ingress_policing_kpkts_burst', 'lacp_current'],
  ],
  Controller: [
    ...['target', 'is_connected', 'role', 'connection_mode', 'inactivity_probe', 'max_backoff', 'status'],
    ...['external_ids', 'other_config'],
  ],
  Manager: ['target', 'is_connected', 'connection_mode', 'inactivity_probe', 'max_backoff', 'status'],
  Connection: ['target', 'is_connected', 'inactivity_probe', 'max_backoff', 'status'],
  Logical_Switch: ['name', 'ports', 'acls', 'external_ids', 'other_config'],
  Logical_Switch_Port: [
    ...[
      'name',
      'type',
      'addresses',
      'port_security',
      'dynamic_addresses',
      'up',
      'enabled',
      'tag',
      'parent_name',
    ],
    ...['options', 'external_ids'],
  ],
  Logical_Router: ['name', 'ports', 'nat', 'static_routes', 'policies', 'enabled', 'options', 'external_ids'],
  Logical_Router_Port: [
    ...['name', 'mac', 'networks', 'gateway_chassis', 'peer', 'enabled', 'options', 'external_ids', 'status'],
  ],
  NAT: [
    ...[
      'type',
      'external_ip',
      'external_port_range',
      'external_mac',
      'logical_ip',
      'logical_port',
      'gateway_port',
    ],
    ...['match', 'priority', 'options', 'external_ids'],
  ],
  Logical_Router_Static_Route: [
    ...['ip_prefix', 'nexthop', 'route_table', 'policy', 'output_port', 'bfd', 'options', 'external_ids'],
  ],
  Logical_Router_Policy: [
    ...[
      'priority',
      'match',
      'action',
      'nexthop',
      'nexthops',
      'output_port',
      'bfd_sessions',
      'options',
      'external_ids',
    ],
    ...['chain', 'jump_chain'],
  ],
  ACL: [
    ...[
      'direction',
      'priority',
      'match',
      'action',
      'name',
      'log',
      'severity',
      'meter',
      'label',
      'tier',
      'options',
    ],
    ...['external_ids', 'network_function_group'],
  ],
  Load_Balancer: ['name', 'protocol', 'vips', 'options', 'external_ids'],
  Chassis: ['name', 'hostname', 'encaps', 'external_ids', 'other_config', 'nb_cfg'],
  Encap: ['chassis_name', 'ip', 'type', 'options'],
  Datapath_Binding: ['tunnel_key', 'external_ids', 'load_balancers'],
  Port_Binding: [
    ...[
      'logical_port',
      'type',
      'datapath',
      'tunnel_key',
      'mac',
      'nat_addresses',
      'chassis',
      'requested_chassis',
    ],
    ...['additional_chassis', 'requested_additional_chassis', 'parent_port', 'tag', 'up', 'virtual_parent'],
    ...['options', 'external_ids', 'encap', 'additional_encap', 'gateway_chassis'],
  ],
  Logical_Flow: [
    ...[
      'logical_datapath',
      'logical_dp_group',
      'pipeline',
      'table_id',
      'priority',
      'match',
      'actions',
      'tags',
    ],
    ...['controller_meter', 'external_ids', 'flow_desc'],
  ],
};

/** What a row without a name is known by: the tables' indexes, or what tells its rows apart. */
const keyColumns: Readonly<Record<string, readonly string[]>> = {
  DHCP_Options: ['cidr', 'external_ids'],
  DNS: ['external_ids'],
  HA_Chassis: ['chassis_name'],
  MAC_Binding: ['logical_port', 'ip'],
  Static_MAC_Binding: ['logical_port', 'ip'],
  FDB: ['mac', 'dp_key'],
  IGMP_Group: ['address'],
  Multicast_Group: ['name', 'datapath'],
  QoS: ['direction', 'priority', 'match', 'type'],
  RBAC_Permission: ['table'],
  Service_Monitor: ['logical_port', 'ip', 'port', 'protocol'],
  BFD: ['logical_port', 'dst_ip'],
  Chassis_Private: ['name'],
  Flow_Sample_Collector_Set: ['id', 'bridge'],
};

/** Tables of one row. */
const singles = new Set(['NB_Global', 'SB_Global', 'Open_vSwitch']);
/** Columns that list rows which are compared themselves. */
const childColumns: Readonly<Record<string, readonly string[]>> = { Port_Group: ['acls'] };

/** Rows that traffic makes. */
const learnedTables = new Set(['MAC_Binding', 'FDB', 'IGMP_Group', 'Controller_Event', 'ECMP_Nexthop']);
/** Rows that only say which datapaths share a logical flow, load balancer or the like; ovn-northd makes them. */
const derivedTables = new Set(['Logical_DP_Group']);
/** What a server says of the databases that it serves; the rows of its own. */
const serverTables = new Set(['Database']);

const asideColumns: readonly (readonly [RegExp, AsideCategory])[] = [
  [/^(?:_uuid|_version)$/, 'ids'],
  [/^(?:status|.*_status|is_connected|.*timestamp|.*_time)$/, 'ages'],
  [
    /^(?:statistics|.*_statistics|nb_cfg|sb_cfg|hv_cfg|cur_cfg|next_cfg|seq_no|.*_packets|.*_bytes)$/,
    'counters',
  ],
];

export const ovsdbThings: readonly ThingKind[] = [
  thing('ovsdb-rows', 'ovsdb-row', 'ovsdb-client dump', rowShare, {
    forms: ['ovsdb-file', 'ovsdb-client-dump', 'ovs-vsctl-list', 'ovn-nbctl-list', 'ovn-sbctl-list'],
    repeats: true,
  }),
];

function rowShare(data: OvsdbRowFact, { names }: { readonly names: SideNames }): Share | null {
  if (data.table === '' || serverTables.has(data.table)) return null;
  const own = covered[data.table];
  const fields: Record<string, FieldValue> = {};
  const aside: Partial<Record<AsideCategory, Record<string, FieldValue>>> = {};
  for (const [column, value] of Object.entries(data.columns)) {
    if (own?.includes(column) === true || childColumns[data.table]?.includes(column) === true) continue;
    const category = asideColumns.find(([pattern]) => pattern.test(column))?.[1];
    if (category === undefined && isMap(value)) {
      // Of a map the entries that are times or counts.
      fields[column] = mapText(value, names, (key) => !timeKeys.test(key) && !countKeys.test(key));
      (aside.ages ??= {})[column] = mapText(value, names, (key) => timeKeys.test(key));
      (aside.counters ??= {})[column] = mapText(value, names, (key) => countKeys.test(key));
      continue;
    }
    const text = columnText(value, names);
    if (category === undefined) fields[column] = text;
    else (aside[category] ??= {})[column] = text;
  }
  const known = keyColumns[data.table];
  const stated = known
    ?.map((column) => columnText(data.columns[column] ?? '', names))
    .filter((text) => text !== '');
  const name = singles.has(data.table)
    ? ''
    : stated !== undefined && stated.length > 0
      ? stated.join(' ')
      : (data.name ?? contentKey(fields));
  return {
    key: `${data.database ?? '?'} ${data.table} ${name}`.trimEnd(),
    presence: learnedTables.has(data.table)
      ? 'learned'
      : own !== undefined || derivedTables.has(data.table)
        ? 'derived'
        : null,
    fields,
    aside,
  };
}

function contentKey(fields: Readonly<Record<string, FieldValue>>): string {
  return Object.entries(fields)
    .filter(([, value]) => value !== '' && value !== null)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}

const timeKeys = /(?:_at|-ts|timestamp|_time)$/;
const countKeys = /(?:[-_]cfg|revision_number|seq_no)$/;

type MapColumn = Readonly<Record<string, string | number | boolean>>;

function isMap(value: OvsdbColumn): value is MapColumn {
  return typeof value === 'object' && !Array.isArray(value);
}

/** Sets and maps have no order; a UUID of a row that is shown is its name. */
function columnText(value: OvsdbColumn, names: SideNames): string {
  if (isMap(value)) return mapText(value, names, () => true);
  if (typeof value === 'object')
    return value
      .map((atom) => atomText(atom, names))
      .sort()
      .join(', ');
  return atomText(value, names);
}

function mapText(value: MapColumn, names: SideNames, has: (key: string) => boolean): string {
  return Object.entries(value)
    .filter(([key]) => has(key))
    .map(([key, atom]) => `${atomText(key, names)}=${atomText(atom, names)}`)
    .sort()
    .join(', ');
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function atomText(atom: string | number | boolean, names: SideNames): string {
  const text = String(atom);
  return uuid.test(text) ? (names.row(text) ?? text) : text;
}
