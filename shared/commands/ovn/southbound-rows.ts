// What rows of OVN's southbound database are besides rows: chassis, datapaths, port bindings, logical flows
// (ovn-sb(5)). A row names others by UUID; which name that is, rows that came before it tell. A database prints
// its tables by name, so chassis and datapaths are known when port bindings come.
import type { Sink } from '../command.ts';
import { giveManager } from '../ovsdb/open-vswitch-rows.ts';
import type { OvsdbRow } from '../ovsdb/ovsdb-row.ts';

export class SouthboundRows {
  readonly #sink: Sink;
  readonly #chassisNames = new Map<string, string>();
  readonly #datapaths = new Map<string, { name: string | null; key: number | null }>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Gives what the row is, if it is one of these. False when it lacks the name that such a row must have. */
  give(row: OvsdbRow): boolean {
    switch (row.table) {
      case 'Connection':
        return giveManager(this.#sink, 'OVN_Southbound', row);
      case 'Chassis':
        return this.#giveChassis(row);
      case 'Encap':
        this.#giveEncap(row);
        return true;
      case 'Datapath_Binding':
        this.#giveDatapath(row);
        return true;
      case 'Port_Binding':
        return this.#givePortBinding(row);
      case 'Logical_Flow':
        this.#giveLogicalFlow(row);
        return true;
      default:
        return true;
    }
  }

  #giveChassis(row: OvsdbRow): boolean {
    const name = row.text('name');
    if (name === null) return false;
    if (row.uuid !== null) this.#chassisNames.set(row.uuid, name);
    const data = {
      name,
      uuid: row.uuid,
      hostname: row.text('hostname'),
      encapsulations: row.isUnset('encaps') ? [] : null,
      externalIds: row.map('external_ids'),
      otherConfig: row.map('other_config'),
    };
    this.#sink.fact('chassis', data, row.firstLine, row.lastLine);
    return true;
  }

  /** An endpoint names its chassis; in old versions only the chassis names it. */
  #giveEncap(row: OvsdbRow): void {
    const name = row.text('chassis_name');
    const [type, ip] = [row.text('type'), row.text('ip')];
    if (name === null || type === null || ip === null) return;
    const data = {
      name,
      uuid: null,
      hostname: null,
      encapsulations: [{ type, ip, options: row.map('options') }],
      externalIds: {},
      otherConfig: {},
    };
    this.#sink.fact('chassis', data, row.firstLine, row.lastLine);
  }

  #giveDatapath(row: OvsdbRow): void {
    const externalIds = row.map('external_ids');
    const name = externalIds['name'] ?? null;
    const tunnelKey = row.number('tunnel_key');
    if (row.uuid !== null) this.#datapaths.set(row.uuid, { name, key: tunnelKey });
    const data = {
      uuid: row.uuid,
      tunnelKey,
      name,
      logicalSwitch: externalIds['logical-switch'] ?? null,
      logicalRouter: externalIds['logical-router'] ?? null,
      externalIds,
    };
    this.#sink.fact('datapath-binding', data, row.firstLine, row.lastLine);
  }

  #givePortBinding(row: OvsdbRow): boolean {
    const logicalPort = row.text('logical_port');
    if (logicalPort === null) return false;
    const chassis = row.text('chassis');
    const datapath = this.#datapaths.get(row.text('datapath') ?? '');
    const data = {
      logicalPort,
      uuid: row.uuid,
      type: row.string('type'),
      datapath: row.text('datapath'),
      datapathName: datapath?.name ?? null,
      datapathKey: datapath?.key ?? null,
      tunnelKey: row.number('tunnel_key'),
      mac: row.strings('mac'),
      natAddresses: row.strings('nat_addresses'),
      chassis: row.isUnset('chassis') ? 'none' : (this.#chassisNames.get(chassis ?? '') ?? null),
      chassisUuid: chassis,
      requestedChassis: row.text('requested_chassis'),
      additionalChassis: row.strings('additional_chassis'),
      haChassisGroup: row.text('ha_chassis_group'),
      parentPort: row.text('parent_port'),
      tag: row.number('tag'),
      up: row.boolean('up'),
      virtualParent: row.text('virtual_parent'),
      options: row.map('options'),
      externalIds: row.map('external_ids'),
    };
    this.#sink.fact('port-binding', data, row.firstLine, row.lastLine);
    return true;
  }

  #giveLogicalFlow(row: OvsdbRow): void {
    const pipeline = row.text('pipeline');
    const [table, priority] = [row.number('table_id'), row.number('priority')];
    const [match, actions] = [row.string('match'), row.string('actions')];
    // `--columns` may have left out what makes it a flow.
    if (pipeline === null || table === null || priority === null || match === null || actions === null)
      return;
    const externalIds = row.map('external_ids');
    const datapathUuid = row.text('logical_datapath');
    const data = {
      uuid: row.uuid,
      datapath: this.#datapaths.get(datapathUuid ?? '')?.name ?? null,
      datapathUuid,
      datapathGroup: row.text('logical_dp_group'),
      pipeline,
      table,
      stage: externalIds['stage-name'] ?? null,
      priority,
      match,
      actions,
      controllerMeter: row.text('controller_meter'),
      stageHint: externalIds['stage-hint'] ?? null,
      tags: row.map('tags'),
      externalIds,
      openflow: [],
    };
    this.#sink.fact('logical-flow', data, row.firstLine, row.lastLine);
  }
}
