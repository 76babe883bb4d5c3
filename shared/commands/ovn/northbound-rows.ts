// What rows of OVN's northbound database are besides rows: switches, routers, their ports, routes and rules, load
// balancers (ovn-nb(5)).
// A row names others by UUID; which name that is, rows that came before it tell. A database prints its tables
// by name, so a router is known when its ports come.
import type { Sink } from '../command.ts';
import { giveManager } from '../ovsdb/open-vswitch-rows.ts';
import type { OvsdbRow } from '../ovsdb/ovsdb-row.ts';

export class NorthboundRows {
  readonly #sink: Sink;
  /** The switch or router of a port or NAT rule, by the row's UUID. */
  readonly #ownerOf = new Map<string, string>();
  readonly #gatewayChassis = new Map<string, { chassis: string; priority: number | null }>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Gives what the row is, if it is one of these. False when it lacks the name that such a row must have. */
  give(row: OvsdbRow): boolean {
    switch (row.table) {
      case 'Connection':
        return giveManager(this.#sink, 'OVN_Northbound', row);
      case 'Gateway_Chassis':
        this.#noteGatewayChassis(row);
        return true;
      case 'Logical_Switch':
        this.#giveSwitch(row);
        return true;
      case 'Logical_Router':
        this.#giveRouter(row);
        return true;
      case 'Logical_Switch_Port':
        return this.#giveSwitchPort(row);
      case 'Logical_Router_Port':
        return this.#giveRouterPort(row);
      case 'NAT':
        return this.#giveNat(row);
      case 'Port_Group':
        this.#noteOwner(row, ['acls']);
        return true;
      case 'Logical_Router_Static_Route':
        return this.#giveRoute(row);
      case 'Logical_Router_Policy':
        return this.#givePolicy(row);
      case 'ACL':
        return this.#giveAcl(row);
      case 'Load_Balancer':
        this.#giveLoadBalancer(row);
        return true;
      default:
        return true;
    }
  }

  #noteOwner(row: OvsdbRow, columns: readonly string[]): void {
    const name = row.text('name') ?? row.uuid;
    if (name === null) return;
    for (const column of columns) for (const uuid of row.strings(column) ?? []) this.#ownerOf.set(uuid, name);
  }

  #noteGatewayChassis(row: OvsdbRow): void {
    const chassis = row.text('chassis_name');
    if (row.uuid !== null && chassis !== null)
      this.#gatewayChassis.set(row.uuid, { chassis, priority: row.number('priority') });
  }

  #giveSwitch(row: OvsdbRow): void {
    this.#noteOwner(row, ['ports', 'acls']);
    const externalIds = row.map('external_ids');
    const data = {
      name: row.text('name'),
      uuid: row.uuid,
      alias: externalIds['neutron:network_name'] || null,
      otherConfig: row.map('other_config'),
      externalIds,
    };
    this.#sink.fact('logical-switch', data, row.firstLine, row.lastLine);
  }

  #giveRouter(row: OvsdbRow): void {
    this.#noteOwner(row, ['ports', 'nat', 'static_routes', 'policies']);
    const externalIds = row.map('external_ids');
    const data = {
      name: row.text('name'),
      uuid: row.uuid,
      alias: externalIds['neutron:router_name'] || null,
      enabled: row.boolean('enabled'),
      options: row.map('options'),
      externalIds,
    };
    this.#sink.fact('logical-router', data, row.firstLine, row.lastLine);
  }

  #giveSwitchPort(row: OvsdbRow): boolean {
    const name = row.text('name');
    if (name === null) return false;
    const options = row.map('options');
    const externalIds = row.map('external_ids');
    const data = {
      name,
      uuid: row.uuid,
      alias: externalIds['neutron:port_name'] || null,
      switch: this.#ownerOf.get(row.uuid ?? '') ?? null,
      type: row.string('type'),
      addresses: row.strings('addresses'),
      portSecurity: row.strings('port_security'),
      dynamicAddresses: row.text('dynamic_addresses'),
      routerPort: options['router-port'] ?? null,
      up: row.boolean('up'),
      enabled: row.boolean('enabled'),
      tag: row.number('tag'),
      parentName: row.text('parent_name'),
      options,
      externalIds,
    };
    this.#sink.fact('logical-switch-port', data, row.firstLine, row.lastLine);
    return true;
  }

  #giveRouterPort(row: OvsdbRow): boolean {
    const name = row.text('name');
    if (name === null) return false;
    const gateways = (row.strings('gateway_chassis') ?? []).map((uuid) => this.#gatewayChassis.get(uuid));
    const known = gateways.filter((gateway) => gateway !== undefined);
    known.sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
    const data = {
      name,
      uuid: row.uuid,
      router: this.#ownerOf.get(row.uuid ?? '') ?? null,
      mac: row.text('mac')?.toLowerCase() ?? null,
      networks: row.strings('networks'),
      gatewayChassis: row.has('gateway_chassis') && known.length === gateways.length ? known : null,
      peer: row.text('peer'),
      enabled: row.boolean('enabled'),
      options: row.map('options'),
      externalIds: row.map('external_ids'),
    };
    this.#sink.fact('logical-router-port', data, row.firstLine, row.lastLine);
    return true;
  }

  #giveNat(row: OvsdbRow): boolean {
    const type = row.text('type');
    if (type === null) return false;
    const data = {
      uuid: row.uuid,
      router: this.#ownerOf.get(row.uuid ?? '') ?? null,
      type,
      externalIp: row.text('external_ip'),
      externalPortRange: row.text('external_port_range'),
      externalMac: row.text('external_mac')?.toLowerCase() ?? null,
      logicalIp: row.text('logical_ip'),
      logicalPort: row.text('logical_port'),
      gatewayPort: row.text('gateway_port'),
      match: row.text('match'),
      priority: row.number('priority'),
      options: row.map('options'),
      externalIds: row.map('external_ids'),
    };
    this.#sink.fact('nat-rule', data, row.firstLine, row.lastLine);
    return true;
  }

  #ownerOfRow(row: OvsdbRow): string | null {
    return this.#ownerOf.get(row.uuid ?? '') ?? null;
  }

  #giveRoute(row: OvsdbRow): boolean {
    const prefix = row.text('ip_prefix');
    if (prefix === null) return false;
    const data = {
      uuid: row.uuid,
      router: this.#ownerOfRow(row),
      routeTable: row.string('route_table'),
      prefix,
      nexthop: row.text('nexthop'),
      // What is not said is the destination, ovn-nb(5).
      policy: row.has('policy') ? (row.text('policy') ?? 'dst-ip') : null,
      outputPort: row.text('output_port'),
      bfd: row.text('bfd'),
      ecmp: null,
      options: row.map('options'),
      externalIds: row.map('external_ids'),
    };
    this.#sink.fact('logical-route', data, row.firstLine, row.lastLine);
    return true;
  }

  #givePolicy(row: OvsdbRow): boolean {
    const match = row.text('match');
    if (match === null) return false;
    const nexthop = row.text('nexthop');
    const data = {
      uuid: row.uuid,
      router: this.#ownerOfRow(row),
      priority: row.number('priority'),
      match,
      action: row.text('action'),
      nexthops: nexthop === null ? row.strings('nexthops') : [nexthop],
      chain: row.text('chain'),
      jumpChain: row.text('jump_chain'),
      outputPort: row.text('output_port'),
      bfd: row.has('bfd_sessions') ? !row.isUnset('bfd_sessions') : null,
      options: row.map('options'),
      externalIds: row.map('external_ids'),
    };
    this.#sink.fact('logical-router-policy', data, row.firstLine, row.lastLine);
    return true;
  }

  #giveAcl(row: OvsdbRow): boolean {
    const direction = row.text('direction');
    const match = row.text('match');
    if (direction === null || match === null) return false;
    const data = {
      uuid: row.uuid,
      owner: this.#ownerOfRow(row),
      direction,
      priority: row.number('priority'),
      match,
      action: row.text('action'),
      name: row.text('name'),
      log: row.boolean('log'),
      severity: row.text('severity'),
      meter: row.text('meter'),
      label: row.number('label'),
      tier: row.number('tier'),
      networkFunctionGroup: row.text('network_function_group'),
      options: row.map('options'),
      externalIds: row.map('external_ids'),
    };
    this.#sink.fact('acl', data, row.firstLine, row.lastLine);
    return true;
  }

  #giveLoadBalancer(row: OvsdbRow): void {
    const data = {
      uuid: row.uuid,
      name: row.text('name'),
      protocol: row.text('protocol'),
      vips: row.map('vips'),
      options: row.map('options'),
      externalIds: row.map('external_ids'),
    };
    this.#sink.fact('load-balancer', data, row.firstLine, row.lastLine);
  }
}
