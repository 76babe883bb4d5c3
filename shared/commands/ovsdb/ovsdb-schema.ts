// Tables and columns of the three standard databases, as ovs-vswitchd.conf.db(5), ovn-nb(5) and ovn-sb(5) name
// them (Open vSwitch 2.15 to 4.0, OVN 23.03 to 26.03). An output is read without it; it tells
//
//   which table's rows an unnamed output lists         by the names of its columns
//   what a value was before `--data=bare` took its quotes and brackets away
//   which table `ovs-vsctl list int` and a file name's `list_Port_Binding` mean
//
// A column is a string; behind its name `:i` is an integer, `:b` a boolean, `:u` a row's UUID, `:m` a map of strings, `:n`
// one of numbers.
// `?` is at most one value, `*` a set.

export const databases = ['Open_vSwitch', 'OVN_Northbound', 'OVN_Southbound'] as const;
export type DatabaseName = (typeof databases)[number];

const tables: Readonly<Record<DatabaseName, string>> = {
  Open_vSwitch: `
AutoAttach: mappings:n system_description system_name
Bridge: auto_attach:u? controller:u* datapath_id:s? datapath_type datapath_version external_ids:m
    fail_mode:s? flood_vlans:i* flow_tables:m ipfix:u? mcast_snooping_enable:b mirrors:u* name netflow:u?
    other_config:m ports:u* protocols:s* rstp_enable:b rstp_status:m sflow:u? status:m stp_enable:b
CT_Timeout_Policy: external_ids:m timeouts:n
CT_Zone: external_ids:m limit:i? timeout_policy:u?
Controller: connection_mode:s? controller_burst_limit:i? controller_queue_size:i? controller_rate_limit:i?
    enable_async_messages:b? external_ids:m inactivity_probe:i? is_connected:b local_gateway:s?
    local_ip:s? local_netmask:s? max_backoff:i? other_config:m role:s? status:m target type:s?
Datapath: capabilities:m ct_zone_default_limit:i? ct_zones:m datapath_version external_ids:m
Flow_Sample_Collector_Set: bridge:u external_ids:m id:i ipfix:u? local_group_id:i?
Flow_Table: external_ids:m flow_limit:i? groups:s* name:s? overflow_policy:s? prefixes:s*
IPFIX: cache_active_timeout:i? cache_max_flows:i? external_ids:m obs_domain_id:i? obs_point_id:i?
    other_config:m sampling:i? stats_interval:i? targets:s* template_interval:i?
Interface: admin_state:s? bfd:m bfd_status:m cfm_fault:b? cfm_fault_status:s* cfm_flap_count:i?
    cfm_health:i? cfm_mpid:i? cfm_remote_mpids:i* cfm_remote_opstate:s? duplex:s? error:s? external_ids:m
    ifindex:i? ingress_policing_burst:i ingress_policing_kpkts_burst:i ingress_policing_kpkts_rate:i
    ingress_policing_rate:i lacp_current:b? link_resets:i? link_speed:i? link_state:s? lldp:m mac:s?
    mac_in_use:s? mtu:i? mtu_request:i? name ofport:i? ofport_request:i? options:m other_config:m
    statistics:n status:m type
Manager: connection_mode:s? external_ids:m inactivity_probe:i? is_connected:b max_backoff:i?
    other_config:m status:m target
Mirror: external_ids:m filter:s? name output_port:u? output_vlan:i? select_all:b select_dst_port:u*
    select_src_port:u* select_vlan:i* snaplen:i? statistics:n
NetFlow: active_timeout:i add_id_to_interface:b engine_id:i? engine_type:i? external_ids:m targets:s*
Open_vSwitch: bridges:u* cur_cfg:i datapath_types:s* datapaths:m db_version:s? dpdk_initialized:b
    dpdk_version:s? external_ids:m iface_types:s* manager_options:u* next_cfg:i other_config:m
    ovs_version:s? ssl:u? statistics:m system_type:s? system_version:s?
Port: bond_active_slave:s? bond_downdelay:i bond_fake_iface:b bond_mode:s? bond_updelay:i cvlans:i*
    external_ids:m fake_bridge:b interfaces:u* lacp:s? mac:s? name other_config:m protected:b qos:u?
    rstp_statistics:n rstp_status:m statistics:n status:m tag:i? trunks:i* vlan_mode:s?
QoS: external_ids:m other_config:m queues:m type
Queue: dscp:i? external_ids:m other_config:m
SSL: bootstrap_ca_cert:b ca_cert certificate external_ids:m private_key
sFlow: agent:s? external_ids:m header:i? polling:i? sampling:i? targets:s*
`,
  OVN_Northbound: `
ACL: action direction external_ids:m label:i log:b match meter:s? name:s? network_function_group:u?
    options:m priority:i sample_est:u? sample_new:u? severity:s? tier:i
Address_Set: addresses:s* external_ids:m name
BFD: detect_mult:i? dst_ip external_ids:m logical_port min_rx:i? min_tx:i? options:m status:s?
Chassis_Template_Var: chassis external_ids:m variables:m
Connection: external_ids:m inactivity_probe:i? is_connected:b max_backoff:i? other_config:m status:m
    target
Copp: external_ids:m meters:m name
DHCP_Options: cidr external_ids:m options:m
DHCP_Relay: external_ids:m name options:m servers:s?
DNS: external_ids:m options:m records:m
Forwarding_Group: child_port:s* external_ids:m liveness:b name vip vmac
Gateway_Chassis: chassis_name external_ids:m name options:m priority:i
HA_Chassis: chassis_name external_ids:m priority:i
HA_Chassis_Group: external_ids:m ha_chassis:u* name
Load_Balancer: external_ids:m health_check:u* ip_port_mappings:m name options:m protocol:s?
    selection_fields:s* vips:m
Load_Balancer_Group: load_balancer:u* name
Load_Balancer_Health_Check: external_ids:m options:m vip
Logical_Router: copp:u? enabled:b? external_ids:m load_balancer:u* load_balancer_group:u* name nat:u*
    options:m policies:u* ports:u* static_routes:u*
Logical_Router_Policy: action bfd_sessions:u* chain:s? external_ids:m jump_chain:s? match nexthop:s?
    nexthops:s* options:m output_port:u? priority:i
Logical_Router_Port: dhcp_relay:u? enabled:b? external_ids:m gateway_chassis:u* ha_chassis_group:u?
    ipv6_prefix:s* ipv6_ra_configs:m mac name networks:s* options:m peer:s? status:m
Logical_Router_Static_Route: bfd:u? external_ids:m ip_prefix nexthop options:m output_port:s? policy:s?
    route_table selection_fields:s*
Logical_Switch: acls:u* copp:u? dns_records:u* external_ids:m forwarding_groups:u* load_balancer:u*
    load_balancer_group:u* name other_config:m ports:u* qos_rules:u*
Logical_Switch_Port: addresses:s* dhcpv4_options:u? dhcpv6_options:u? dynamic_addresses:s? enabled:b?
    external_ids:m ha_chassis_group:u? health_checks:u* mirror_rules:u* name options:m parent_name:s?
    peer:s? port_security:s* tag:i? tag_request:i? type up:b?
Logical_Switch_Port_Health_Check: address options:m port:i protocol src_ip status:s?
Meter: bands:u* external_ids:m fair:b? name unit
Meter_Band: action burst_size:i external_ids:m rate:i
Mirror: external_ids:m filter index:i mirror_rules:u* name sink type
Mirror_Rule: action match priority:i
NAT: allowed_ext_ips:u? exempted_ext_ips:u? external_ids:m external_ip external_mac:s? external_port_range
    gateway_port:u? logical_ip logical_port:s? match options:m priority:i type
NB_Global: connections:u* external_ids:m hv_cfg:i hv_cfg_timestamp:i ipsec:b name nb_cfg:i
    nb_cfg_timestamp:i options:m sb_cfg:i sb_cfg_timestamp:i ssl:u?
Network_Function: external_ids:m health_check:u? id:i inport:u name outport:u
Network_Function_Group: external_ids:m fallback:s? id:i mode name network_function:u*
    network_function_active:u?
Network_Function_Health_Check: external_ids:m name options:m
Port_Group: acls:u* external_ids:m name ports:u*
QoS: action:n bandwidth:n direction external_ids:m match priority:i
SSL: bootstrap_ca_cert:b ca_cert certificate external_ids:m private_key ssl_ciphers ssl_ciphersuites
    ssl_protocols
Sample: collectors:u* metadata:i
Sample_Collector: external_ids:m id:i name probability:i set_id:i
Sampling_App: external_ids:m id:i type
Static_MAC_Binding: ip logical_port mac override_dynamic_mac:b
`,
  OVN_Southbound: `
ACL_ID: id:i
Address_Set: addresses:s* name
Advertised_MAC_Binding: datapath:u external_ids:m ip logical_port:u mac
Advertised_Route: datapath:u external_ids:m ip_prefix logical_port:u tracked_port:u?
BFD: chassis_name detect_mult:i disc:i dst_ip external_ids:m logical_port min_rx:i min_tx:i options:m
    src_port:i status
Chassis: encaps:u* external_ids:m hostname name nb_cfg:i other_config:m transport_zones:s*
    vtep_logical_switches:s*
Chassis_Private: chassis:u? external_ids:m name nb_cfg:i nb_cfg_timestamp:i
Chassis_Template_Var: chassis variables:m
Connection: external_ids:m inactivity_probe:i? is_connected:b max_backoff:i? other_config:m read_only:b
    role status:m target
Controller_Event: chassis:u? event_info:m event_type seq_num:i
DHCP_Options: code:i name type
DHCPv6_Options: code:i name type
DNS: datapaths:u* external_ids:m options:m records:m
Datapath_Binding: external_ids:m load_balancers:u* nb_uuid:u? tunnel_key:i type:s?
ECMP_Nexthop: datapath:u external_ids:m mac nexthop port:u
Encap: chassis_name ip options:m type
FDB: dp_key:i mac port_key:i timestamp:i
Gateway_Chassis: chassis:u? external_ids:m name options:m priority:i
HA_Chassis: chassis:u? external_ids:m priority:i
HA_Chassis_Group: external_ids:m ha_chassis:u* name ref_chassis:u*
IGMP_Group: address chassis:u? chassis_name datapath:u? ports:u* protocol
IP_Multicast: datapath:u enabled:b? eth_src idle_timeout:i? ip4_src ip6_src querier:b? query_interval:i?
    query_max_resp:i? seq_no:i table_size:i?
Learned_Route: datapath:u external_ids:m ip_prefix logical_port:u nexthop
Load_Balancer: datapath_group:u? datapaths:u* external_ids:m lr_datapath_group:u? ls_datapath_group:u?
    name options:m protocol:s? vips:m
Logical_DP_Group: datapaths:u*
Logical_Flow: actions controller_meter:s? external_ids:m flow_desc:s? logical_datapath:u?
    logical_dp_group:u? match pipeline priority:i table_id:i tags:m
MAC_Binding: datapath:u ip logical_port mac timestamp:i
Meter: bands:u* name unit
Meter_Band: action burst_size:i rate:i
Mirror: external_ids:m filter index:i name sink type
Multicast_Group: datapath:u name ports:u* tunnel_key:i
Port_Binding: additional_chassis:u* additional_encap:u* chassis:u? datapath:u encap:u? external_ids:m
    gateway_chassis:u* ha_chassis_group:u? logical_port mac:s* mirror_port:s? mirror_rules:u*
    nat_addresses:s* options:m parent_port:s? port_security:s* requested_additional_chassis:u*
    requested_chassis:u? tag:i? tunnel_key:i type up:b? virtual_parent:s?
Port_Group: name ports:s*
RBAC_Permission: authorization:s* insert_delete:b table update:s*
RBAC_Role: name permissions:m
SB_Global: connections:u* external_ids:m ipsec:b nb_cfg:i options:m ssl:u?
SSL: bootstrap_ca_cert:b ca_cert certificate external_ids:m private_key ssl_ciphers ssl_ciphersuites
    ssl_protocols
Service_Monitor: chassis_name external_ids:m ic_learned:b ip logical_input_port logical_port mac options:m
    port:i protocol:s? remote:b src_ip src_mac status:s? type:s?
Static_MAC_Binding: datapath:u ip logical_port mac override_dynamic_mac:b
`,
};

export interface ColumnType {
  /** Of a map, the type of its values. */
  readonly type: 'string' | 'integer' | 'boolean' | 'uuid';
  readonly shape: 'one' | 'optional' | 'set' | 'map';
}

type Table = ReadonlyMap<string, ColumnType>;

const schemas: ReadonlyMap<DatabaseName, ReadonlyMap<string, Table>> = new Map(
  databases.map((database) => [database, readTables(tables[database])]),
);

/** The types by column of a table; null for a table or database that is none of the standard ones. */
export function tableColumns(database: string | null, table: string): Table | null {
  return schemas.get(database as DatabaseName)?.get(table) ?? null;
}

/**
 * The table that a word of a command line means, with how many words it took: ovs-vsctl(8) takes any
 * beginning in either case, and a file name has a space for `_`. An unknown table is taken as it is typed.
 */
export function tableOfWords(
  database: DatabaseName,
  words: readonly string[],
): { readonly table: string; readonly taken: number } | null {
  const names = [...(schemas.get(database)?.keys() ?? [])];
  for (let taken = Math.min(words.length, 4); taken > 0; taken--) {
    const typed = words.slice(0, taken).join('_').replaceAll('-', '_').toLowerCase();
    const exact = names.find((name) => name.toLowerCase() === typed);
    if (exact !== undefined) return { table: exact, taken };
  }
  const first = words[0]?.replaceAll('-', '_').toLowerCase() ?? '';
  const beginning = names.filter((name) => name.toLowerCase().startsWith(first));
  if (first !== '' && beginning.length === 1) return { table: beginning[0] ?? '', taken: 1 };
  return words[0] === undefined ? null : { table: words[0], taken: 1 };
}

/**
 * The tables whose rows have these columns, among all databases or in one. Versions add columns, so one in
 * five may be unknown.
 */
export function tablesWithColumns(
  database: string | null,
  columns: readonly string[],
): readonly { readonly database: DatabaseName; readonly table: string }[] {
  const asked = columns.filter((column) => !column.startsWith('_'));
  const fitting = databases
    .filter((name) => database === null || name === database)
    .flatMap((name) =>
      [...(schemas.get(name) ?? [])].map(([table, types]) => ({
        database: name,
        table,
        known: asked.filter((column) => types.has(column)).length,
        size: types.size,
      })),
    )
    .filter(({ known }) => known > 0 && known >= asked.length * 0.8);
  const most = Math.max(...fitting.map(({ known }) => known));
  const best = fitting.filter(({ known }) => known === most);
  const smallest = Math.min(...best.map(({ size }) => size));
  return best.filter(({ size }) => size === smallest);
}

const owners: ReadonlyMap<string, readonly { database: DatabaseName; table: string }[]> = columnOwners();

/** The table that alone has a column of this name, in all databases; null when several have it, or none. */
export function tableOfColumn(
  column: string,
): { readonly database: DatabaseName; readonly table: string } | null {
  const all = owners.get(column) ?? [];
  return all.length === 1 ? (all[0] ?? null) : null;
}

function columnOwners(): ReadonlyMap<string, { database: DatabaseName; table: string }[]> {
  const found = new Map<string, { database: DatabaseName; table: string }[]>();
  for (const [database, ofDatabase] of schemas) {
    for (const [table, columns] of ofDatabase) {
      for (const column of columns.keys()) {
        const list = found.get(column);
        if (list) list.push({ database, table });
        else found.set(column, [{ database, table }]);
      }
    }
  }
  return found;
}

function readTables(text: string): ReadonlyMap<string, Table> {
  const found = new Map<string, Map<string, ColumnType>>();
  let current = new Map<string, ColumnType>();
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    const table = /^(\w+):$/.exec(word)?.[1];
    if (table !== undefined) {
      current = new Map();
      found.set(table, current);
      continue;
    }
    const [, column, letter, sign] = /^(\w+)(?::([ibusmn]))?([?*])?$/.exec(word) ?? [];
    if (column === undefined) continue;
    current.set(column, columnType(letter, sign));
  }
  return found;
}

function columnType(letter: string | undefined, sign: string | undefined): ColumnType {
  if (letter === 'm' || letter === 'n') return { type: letter === 'n' ? 'integer' : 'string', shape: 'map' };
  const type = letter === 'i' ? 'integer' : letter === 'b' ? 'boolean' : letter === 'u' ? 'uuid' : 'string';
  return { type, shape: sign === '*' ? 'set' : sign === '?' ? 'optional' : 'one' };
}
