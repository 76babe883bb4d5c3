// `ovs-vsctl list Interface [NAME…]`, as ovsdb-tables.ts reads it:
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
import type { Command } from '../command.ts';
import { listOf, listParser, rowKinds, tableOfLine } from './list-table.ts';

const title = 'ovs-vsctl list Interface';

export const ovsVsctlListInterface: Command = {
  id: 'ovs-vsctl-list-interface',
  title,
  facts: rowKinds('ovs-interface'),
  recognise: (argv) => listOf(argv, 'ovs-vsctl', 'Interface'),
  sniff(line) {
    const found = tableOfLine(line);
    return found?.database === 'Open_vSwitch' && found.table === 'Interface';
  },
  parser: (_context, sink) => listParser(sink, title, 'ovs-vsctl', 'Interface'),
};
