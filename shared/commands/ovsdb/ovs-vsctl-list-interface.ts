// `ovs-vsctl list Interface [NAME…]`, as ovsdb-records.ts reads it:
//
//   _uuid               : 741922f2-9749-4c46-9d94-a2d66564ccbc
//   admin_state         : up
//   external_ids        : {}
//   mac_in_use          : "12:f3:12:9b:89:84"
//   name                : gre-c0a80a0c
//   ofport              : 3
//   options             : {df_default="true", in_key=flow, local_ip="192.168.10.11", remote_ip="192.168.10.12"}
//   statistics          : {rx_bytes=213816, rx_packets=2804, tx_bytes=617486, tx_packets=6174}
//   type                : gre
import type { Command, Sink } from '../command.ts';
import { listedTable, RecordsParser, type OvsdbRecord } from './ovsdb-records.ts';

const title = 'ovs-vsctl list Interface';

export const ovsVsctlListInterface: Command = {
  id: 'ovs-vsctl-list-interface',
  title,
  facts: ['ovs-interface'],
  recognise: (argv) => listedTable(argv, 'interface'),
  // `_uuid` begins the records of every table; these columns only Interface has.
  sniff: (line) =>
    /^(?:admin_state|mac_in_use|link_resets|lacp_current|ofport_request|cfm_\w+|ingress_policing_\w+) *: \S/.test(
      line,
    ),
  parser: (_context, sink) =>
    new RecordsParser(sink, title, 'an interface', (record) => giveInterface(sink, record)),
};

function giveInterface(sink: Sink, record: OvsdbRecord): void {
  const type = record.text('type') === '""' ? 'system' : record.atom('type');
  const data = {
    name: record.name,
    bridge: null,
    port: null,
    type,
    options: record.map('options'),
    error: record.atom('error'),
    uuid: record.atom('_uuid'),
    ofport: record.number('ofport'),
    // 0 is no index: ports of the userspace datapath have none (ovs-vswitchd.conf.db(5)).
    ifindex: record.number('ifindex') || null,
    mac: (record.atom('mac_in_use') ?? record.atom('mac'))?.toLowerCase() ?? null,
    mtu: record.number('mtu'),
    adminState: record.atom('admin_state'),
    linkState: record.atom('link_state'),
    externalIds: record.map('external_ids'),
    otherConfig: record.map('other_config'),
    statistics: counters(record),
  };
  sink.fact('ovs-interface', data, record.firstLine, record.lastLine);
}

function counters(record: OvsdbRecord): Readonly<Record<string, number>> {
  const entries = Object.entries(record.map('statistics')).map(
    ([name, value]) => [name, Number(value)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => Number.isFinite(value)));
}
