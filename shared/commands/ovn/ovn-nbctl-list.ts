// `ovn-nbctl list TABLE [ROW…]`, of any table of the northbound database, as ovsdb-tables.ts reads it:
//
//   _uuid               : 9eac8200-6b99-40d5-9250-b6aab5632251
//   addresses           : ["fa:16:3e:87:b1:87 10.18.0.75"]
//   name                : "cfe83482-cdb1-42b8-8657-26d3722ca500"
//   options             : {mcast_flood_reports="true", requested-chassis=compute1}
//   type                : ""
import type { Command } from '../command.ts';
import { northboundRowKinds } from '../ovsdb/database-rows.ts';
import { listedTable, listParser, tableOfLine } from '../ovsdb/list-table.ts';

const title = 'ovn-nbctl list';

export const ovnNbctlList: Command = {
  id: 'ovn-nbctl-list',
  title,
  facts: northboundRowKinds,
  recognise(argv) {
    const listed = listedTable(argv, 'ovn-nbctl');
    return listed === null ? null : { target: [listed.table, ...listed.rows].join(' ') };
  },
  sniff: (line) => tableOfLine(line)?.database === 'OVN_Northbound',
  parser: ({ target }, sink) => listParser(sink, title, 'ovn-nbctl', target?.split(' ')[0] ?? null),
};
