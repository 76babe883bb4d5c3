// `ovs-vsctl list Port [NAME…]`, as ovsdb-tables.ts reads it. Neutron's agent notes a port's network and
// local VLAN in other_config, and leaves them there when it moves the port into the dead VLAN:
//
//   _uuid               : b1aa02de-10c3-4cf5-b204-c710009dce26
//   bond_mode           : []
//   interfaces          : [6fbcd0b8-54a9-4590-b2b2-513e933523c4]
//   name                : qvo1476e4c9-4e
//   other_config        : {net_uuid="f4740671-9f44-45bf-b270-ba95b11611f5", network_type=gre, physical_network=None, segmentation_id="554", tag="1"}
//   tag                 : 4095
//   trunks              : []
//   vlan_mode           : []
import type { Command } from '../command.ts';
import { listOf, listParser, rowKinds, tableOfLine } from './list-table.ts';

const title = 'ovs-vsctl list Port';

export const ovsVsctlListPort: Command = {
  id: 'ovs-vsctl-list-port',
  title,
  facts: rowKinds('ovs-port'),
  recognise: (argv) => listOf(argv, 'ovs-vsctl', 'Port'),
  sniff(line) {
    const found = tableOfLine(line);
    return found?.database === 'Open_vSwitch' && found.table === 'Port';
  },
  parser: (_context, sink) => listParser(sink, title, 'ovs-vsctl', 'Port'),
};
