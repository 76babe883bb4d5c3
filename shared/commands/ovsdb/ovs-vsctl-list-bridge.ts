// `ovs-vsctl list Bridge [NAME…]`, as ovsdb-tables.ts reads it:
//
//   _uuid               : d75e725a-9ffa-4b50-a2e7-650a6c8e7a95
//   controller          : [1b269cee-8a1c-42fc-a20b-6d639db5d47c]
//   datapath_id         : "0000525400000001"
//   datapath_type       : netdev
//   fail_mode           : secure
//   name                : br-int
//   protocols           : [OpenFlow10, OpenFlow13, OpenFlow14]
import type { Command } from '../command.ts';
import { listOf, listParser, rowKinds, tableOfLine } from './list-table.ts';

const title = 'ovs-vsctl list Bridge';

export const ovsVsctlListBridge: Command = {
  id: 'ovs-vsctl-list-bridge',
  title,
  facts: rowKinds('ovs-bridge'),
  recognise: (argv) => listOf(argv, 'ovs-vsctl', 'Bridge'),
  sniff(line) {
    const found = tableOfLine(line);
    return found?.database === 'Open_vSwitch' && found.table === 'Bridge';
  },
  parser: (_context, sink) => listParser(sink, title, 'ovs-vsctl', 'Bridge'),
};
