// `ovs-vsctl list Port [NAME…]`, as ovsdb-records.ts reads it. Neutron's agent notes a port's network and
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
import type { Command, Sink } from '../command.ts';
import { listedTable, RecordsParser, type OvsdbRecord } from './ovsdb-records.ts';

const title = 'ovs-vsctl list Port';

export const ovsVsctlListPort: Command = {
  id: 'ovs-vsctl-list-port',
  title,
  facts: ['ovs-port'],
  recognise: (argv) => listedTable(argv, 'port'),
  // Columns that only Port has; `tag` and `trunks` stand in `ovs-vsctl show` too.
  sniff: (line) =>
    /^(?:bond_(?:active_slave|(?:down|up)delay|fake_iface|mode)|cvlans|fake_bridge|rstp_statistics) *: \S/.test(
      line,
    ),
  parser: (_context, sink) => new RecordsParser(sink, title, 'a port', (record) => givePort(sink, record)),
};

function givePort(sink: Sink, record: OvsdbRecord): void {
  const data = {
    bridge: null,
    name: record.name,
    tag: record.isUnset('tag') ? ('none' as const) : record.number('tag'),
    trunks: record.numbers('trunks'),
    vlanMode: record.isUnset('vlan_mode') ? 'none' : record.atom('vlan_mode'),
    // The column holds the rows' UUIDs.
    interfaces: null,
    uuid: record.atom('_uuid'),
    otherConfig: record.map('other_config'),
  };
  sink.fact('ovs-port', data, record.firstLine, record.lastLine);
}
