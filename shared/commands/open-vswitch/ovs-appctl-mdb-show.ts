// `ovs-appctl mdb/show BRIDGE`, multicast groups by port; the protocol came with Open vSwitch 3.2:
//
//    port  VLAN  protocol  GROUP                Age
//       3    12  IGMPv3    239.9.9.9           4
//       4     0  UNKNOWN   querier               4
import type { Command } from '../command.ts';
import { lineReader } from './line-reader.ts';
import { appctlCommand } from './ovs-command-line.ts';

const header = /^\s*port\s+VLAN\s+(?:protocol\s+)?GROUP\s+Age$/;
const entry =
  /^(\S.{0,80}?)\s+(\d{1,4})\s+(?:([A-Z][A-Za-z]+(?:v\d)?)\s+)?([0-9a-f.:]+|querier)\s+(\d+|static)$/;

export const ovsAppctlMdbShow: Command = {
  id: 'ovs-appctl-mdb-show',
  title: 'ovs-appctl mdb/show',
  facts: ['ovs-mdb-entry'],
  recognise: (argv) => appctlCommand(argv, 'mdb/show'),
  sniff: (line) => header.test(line),
  parser: (context, sink) =>
    lineReader(sink, 'ovs-appctl mdb/show', (text, number) => {
      const found = entry.exec(text.trim());
      if (found === null) return header.test(text);
      const [, port = '', vlan, protocol = null, group = '', age = ''] = found;
      const place = { bridge: context.target, port, vlan: Number(vlan), group, protocol };
      sink.fact('ovs-mdb-entry', { ...place, age: age === 'static' ? null : Number(age) }, number, number);
      return true;
    }),
};
