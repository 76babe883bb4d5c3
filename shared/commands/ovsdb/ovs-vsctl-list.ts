// `ovs-vsctl list TABLE [ROW…]`, of the tables that have no descriptor of their own, as ovsdb-tables.ts reads it:
//
//   _uuid               : 12f205cc-034a-4af1-b334-9195ff6d5ba2
//   bridges             : [d75e725a-9ffa-4b50-a2e7-650a6c8e7a95]
//   external_ids        : {hostname=compute1, ovn-bridge-mappings="ext:br-ex", system-id="6e3d7d6c-…"}
//   other_config        : {vlan-limit="0"}
//   ovs_version         : "3.1.0"
import type { Command } from '../command.ts';
import { listedTable, listParser, tableOfLine } from './list-table.ts';

const title = 'ovs-vsctl list';
const elsewhere: ReadonlySet<string> = new Set(['Bridge', 'Port', 'Interface']);

export const ovsVsctlList: Command = {
  id: 'ovs-vsctl-list',
  title,
  facts: ['ovsdb-row', 'open-vswitch', 'ovs-controller', 'ovsdb-manager'],
  recognise(argv) {
    const listed = listedTable(argv, 'ovs-vsctl');
    if (listed === null || elsewhere.has(listed.table)) return null;
    return { target: [listed.table, ...listed.rows].join(' ') };
  },
  sniff(line) {
    const found = tableOfLine(line);
    return found?.database === 'Open_vSwitch' && !elsewhere.has(found.table);
  },
  parser: ({ target }, sink) => listParser(sink, title, 'ovs-vsctl', target?.split(' ')[0] ?? null),
};
