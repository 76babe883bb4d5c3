// What rows of the Open_vSwitch database are besides rows: bridges, ports, interfaces, controllers
// (ovs-vswitchd.conf.db(5)). A row names others by UUID; which name that is, rows that came before it tell. A
// database prints its tables by name, so Bridge and Interface are known when Port comes.
import type { Sink } from '../command.ts';
import type { OvsdbRow } from './ovsdb-row.ts';

export class OpenVswitchRows {
  readonly #sink: Sink;
  readonly #bridgeOf = new Map<string, string>();
  readonly #interfaceNames = new Map<string, string>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Gives what the row is, if it is one of these. False when it lacks the name that such a row must have. */
  give(row: OvsdbRow): boolean {
    switch (row.table) {
      case 'Open_vSwitch':
        this.#giveSwitch(row);
        return true;
      case 'Bridge':
        return this.#giveBridge(row);
      case 'Port':
        return this.#givePort(row);
      case 'Interface':
        return this.#giveInterface(row);
      case 'Controller':
        return this.#giveController(row);
      case 'Manager':
        return giveManager(this.#sink, 'Open_vSwitch', row);
      default:
        return true;
    }
  }

  #giveSwitch(row: OvsdbRow): void {
    const data = {
      uuid: row.uuid,
      ovsVersion: row.text('ovs_version'),
      dbVersion: row.text('db_version'),
      systemType: row.text('system_type'),
      systemVersion: row.text('system_version'),
      dpdkInitialized: row.boolean('dpdk_initialized'),
      dpdkVersion: row.text('dpdk_version'),
      datapathTypes: row.strings('datapath_types'),
      ifaceTypes: row.strings('iface_types'),
      nextCfg: row.number('next_cfg'),
      curCfg: row.number('cur_cfg'),
      externalIds: row.map('external_ids'),
      otherConfig: row.map('other_config'),
    };
    this.#sink.fact('open-vswitch', data, row.firstLine, row.lastLine);
  }

  #giveBridge(row: OvsdbRow): boolean {
    const name = row.text('name');
    if (name === null) return false;
    for (const column of ['ports', 'controller'])
      for (const uuid of row.strings(column) ?? []) this.#bridgeOf.set(uuid, name);
    const data = {
      name,
      datapathType: row.text('datapath_type'),
      failMode: row.text('fail_mode'),
      controllers: row.isUnset('controller') ? [] : null,
      uuid: row.uuid,
      datapathId: row.text('datapath_id'),
      datapathVersion: row.text('datapath_version'),
      protocols: row.strings('protocols'),
      stpEnable: row.boolean('stp_enable'),
      rstpEnable: row.boolean('rstp_enable'),
      mcastSnoopingEnable: row.boolean('mcast_snooping_enable'),
      floodVlans: row.numbers('flood_vlans'),
      externalIds: row.map('external_ids'),
      otherConfig: row.map('other_config'),
      status: { ...row.map('status'), ...row.map('rstp_status') },
    };
    this.#sink.fact('ovs-bridge', data, row.firstLine, row.lastLine);
    return true;
  }

  #givePort(row: OvsdbRow): boolean {
    const name = row.text('name');
    if (name === null) return false;
    const orNone = (column: string): string | null => (row.isUnset(column) ? 'none' : row.text(column));
    const data = {
      bridge: this.#bridgeOf.get(row.uuid ?? '') ?? null,
      name,
      tag: row.isUnset('tag') ? ('none' as const) : row.number('tag'),
      trunks: row.numbers('trunks'),
      vlanMode: orNone('vlan_mode'),
      interfaces: this.#interfaces(row),
      uuid: row.uuid,
      otherConfig: row.map('other_config'),
      bondMode: orNone('bond_mode'),
      lacp: orNone('lacp'),
      bondActiveMember: row.text('bond_active_slave'),
      qos: orNone('qos'),
      mac: row.text('mac')?.toLowerCase() ?? null,
      cvlans: row.numbers('cvlans'),
      fakeBridge: row.boolean('fake_bridge'),
      protected: row.boolean('protected'),
      externalIds: row.map('external_ids'),
      status: { ...row.map('status'), ...row.map('rstp_status') },
    };
    this.#sink.fact('ovs-port', data, row.firstLine, row.lastLine);
    return true;
  }

  /** By name, when every one of them came before. */
  #interfaces(row: OvsdbRow): readonly string[] | null {
    const names = (row.strings('interfaces') ?? []).map((uuid) => this.#interfaceNames.get(uuid));
    const known = names.filter((name) => name !== undefined);
    return known.length > 0 && known.length === names.length ? known : null;
  }

  #giveInterface(row: OvsdbRow): boolean {
    const name = row.text('name');
    if (name === null) return false;
    if (row.uuid !== null) this.#interfaceNames.set(row.uuid, name);
    const data = {
      name,
      bridge: null,
      port: null,
      type: row.atom('type') === '' ? 'system' : row.text('type'),
      options: row.map('options'),
      error: row.text('error'),
      uuid: row.uuid,
      ofport: row.number('ofport'),
      // 0 is no index: ports of the userspace datapath have none.
      ifindex: row.number('ifindex') || null,
      mac: (row.text('mac_in_use') ?? row.text('mac'))?.toLowerCase() ?? null,
      mtu: row.number('mtu'),
      adminState: row.text('admin_state'),
      linkState: row.text('link_state'),
      externalIds: row.map('external_ids'),
      otherConfig: row.map('other_config'),
      statistics: row.counters('statistics'),
      status: row.map('status'),
      duplex: row.text('duplex'),
      linkSpeed: row.number('link_speed'),
      linkResets: row.number('link_resets'),
      mtuRequest: row.number('mtu_request'),
      ofportRequest: row.number('ofport_request'),
      ingressPolicing: row.has('ingress_policing_rate')
        ? {
            rate: row.number('ingress_policing_rate'),
            burst: row.number('ingress_policing_burst'),
            kpktsRate: row.number('ingress_policing_kpkts_rate'),
            kpktsBurst: row.number('ingress_policing_kpkts_burst'),
          }
        : null,
      bfd: row.map('bfd'),
      bfdStatus: row.map('bfd_status'),
      lacpCurrent: row.boolean('lacp_current'),
    };
    this.#sink.fact('ovs-interface', data, row.firstLine, row.lastLine);
    return true;
  }

  #giveController(row: OvsdbRow): boolean {
    const target = row.text('target');
    if (target === null) return false;
    const data = {
      target,
      bridge: this.#bridgeOf.get(row.uuid ?? '') ?? null,
      uuid: row.uuid,
      isConnected: row.boolean('is_connected'),
      role: row.text('role'),
      connectionMode: row.text('connection_mode'),
      inactivityProbe: row.number('inactivity_probe'),
      maxBackoff: row.number('max_backoff'),
      status: row.map('status'),
      externalIds: row.map('external_ids'),
      otherConfig: row.map('other_config'),
    };
    this.#sink.fact('ovs-controller', data, row.firstLine, row.lastLine);
    return true;
  }
}

/** A row of Manager, or of Connection in OVN's databases. False when it has no target. */
export function giveManager(sink: Sink, database: string, row: OvsdbRow): boolean {
  const target = row.text('target');
  if (target === null) return false;
  const data = {
    database,
    target,
    uuid: row.uuid,
    isConnected: row.boolean('is_connected'),
    connectionMode: row.text('connection_mode'),
    inactivityProbe: row.number('inactivity_probe'),
    maxBackoff: row.number('max_backoff'),
    status: row.map('status'),
  };
  sink.fact('ovsdb-manager', data, row.firstLine, row.lastLine);
  return true;
}
