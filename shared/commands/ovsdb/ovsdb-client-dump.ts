// `ovsdb-client dump [SERVER] [DATABASE] [TABLE [COLUMN…]]`: the tables of a database, each with its title, in
// any format of ovsdb-tables.ts. sos up to 4.2 takes `ovsdb-client -f list dump`:
//
//   AutoAttach table
//
//   Bridge table
//   _uuid               : ede2271a-112c-46c6-98c0-a5b219f4b761
//   controller          : [85ab3007-fe65-47a4-977b-9335289cd9a1]
import type { Command } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import {
  DatabaseRows,
  northboundRowKinds,
  openVswitchRowKinds,
  southboundRowKinds,
} from './database-rows.ts';
import { databases, tableColumns } from './ovsdb-schema.ts';
import { OvsdbTables } from './ovsdb-tables.ts';

const title = 'ovsdb-client dump';

export const ovsdbClientDump: Command = {
  id: 'ovsdb-client-dump',
  title,
  facts: [...new Set([...openVswitchRowKinds, ...northboundRowKinds, ...southboundRowKinds])],
  recognise(argv) {
    const line = databaseCommandLine(argv, 'ovsdb-client');
    const [verb, ...words] = line?.words ?? [];
    if (line === null || verb !== 'dump' || line.options.has('--no-headings')) return null;
    // A file name has a space for `_`: `OVN Northbound`.
    const asked = words.join('_');
    const database = [...databases, '_Server'].find((name) => asked.includes(name));
    return database === undefined ? {} : { target: database };
  },
  holds: [
    'ovs-vsctl-list',
    'ovs-vsctl-list-bridge',
    'ovs-vsctl-list-interface',
    'ovs-vsctl-list-port',
    'ovn-nbctl-list',
    'ovn-sbctl-list',
  ],
  sniff: (line) => isTitle(line) || /^\{"caption":"\w+ table","data":\[/.test(line),
  parser({ target }, sink) {
    const rows = new DatabaseRows(sink, target);
    const tables = new OvsdbTables({
      sink,
      title,
      database: target,
      table: null,
      give: (row) => rows.give(row),
    });
    return {
      line: (text, number) => tables.line(text, number),
      end: () => {
        tables.end();
        rows.end();
      },
    };
  },
};

function isTitle(line: string): boolean {
  const table = /^(?: *<caption>)?(\w+) table(?:<\/caption>)?$/.exec(line)?.[1];
  return table !== undefined && databases.some((database) => tableColumns(database, table) !== null);
}
