// `ovn-sbctl list TABLE [ROW…]`, of any table of the southbound database, as ovsdb-tables.ts reads it:
//
//   _uuid               : f0e39321-7df5-4bfa-8e2c-9e3b0b6c2c3f
//   chassis             : a4d1ae1c-9235-46ea-b026-e7d663acc197
//   datapath            : a5f335a2-b149-44b6-bd28-49f086df13a9
//   logical_port        : "cfe83482-cdb1-42b8-8657-26d3722ca500"
//   mac                 : ["fa:16:3e:87:b1:87 10.18.0.75"]
//   tunnel_key          : 3
import type { Command } from '../command.ts';
import { southboundRowKinds } from '../ovsdb/database-rows.ts';
import { listedTable, listParser, tableOfLine } from '../ovsdb/list-table.ts';

const title = 'ovn-sbctl list';

export const ovnSbctlList: Command = {
  id: 'ovn-sbctl-list',
  title,
  facts: southboundRowKinds,
  recognise(argv) {
    const listed = listedTable(argv, 'ovn-sbctl');
    return listed === null ? null : { target: [listed.table, ...listed.rows].join(' ') };
  },
  sniff: (line) => tableOfLine(line)?.database === 'OVN_Southbound',
  parser: ({ target }, sink) => listParser(sink, title, 'ovn-sbctl', target?.split(' ')[0] ?? null),
};
