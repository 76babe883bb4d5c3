// `ovs-appctl fdb/show BRIDGE`: the MACs that a bridge has learned; newer versions also print the static
// ones that `fdb/add` put there:
//
//    port  VLAN  MAC                Age
//       1     3  fa:16:3e:f1:42:e2  180
//   LOCAL     1  4a:4a:c3:d0:6b:4c    3
//       1     0  50:54:00:00:00:05  static
//
// Open vSwitch 4.0 writes `Port`, and shows all bridges, or several, in one table:
//
//    Bridge  Port  VLAN  MAC                Age
//    br0        2     0  50:54:00:00:00:05  static
//               1     5  50:54:00:00:01:01    1
//    br1        3     0  50:54:00:00:01:03    1
import type { Command } from '../command.ts';
import { appctlCommand } from './ovs-command-line.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const header = /^\s*(Bridge +)?[Pp]ort +VLAN +MAC +Age\b/;
const entry = /^(\S.{0,80}?)\s+(\d{1,4})\s+((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\s+(\d+|static)$/i;
const bridgeAndPort = /^(\S+)\s+(\d+|LOCAL)$/;

export const ovsAppctlFdbShow: Command = {
  id: 'ovs-appctl-fdb-show',
  title: 'ovs-appctl fdb/show',
  facts: ['fdb-entry'],
  recognise: (argv) => appctlCommand(argv, 'fdb/show'),
  sniff: (line) => header.test(line),
  unfold: unfoldTable,
  parser(context, sink) {
    let bridge = context.target;
    return {
      line(text, number) {
        const heading = header.exec(text);
        if (heading !== null) {
          bridge = heading[1] === undefined ? context.target : null;
          return;
        }
        const found = entry.exec(text.trim());
        if (found !== null) {
          const [, places = '', vlan, mac = '', age = ''] = found;
          const [, named, ofPort] = bridgeAndPort.exec(places) ?? [];
          if (named !== undefined) bridge = named;
          const data = {
            bridge,
            port: ofPort ?? places,
            vlan: Number(vlan),
            mac: mac.toLowerCase(),
            age: /^static$/i.test(age) ? null : Number(age),
          };
          sink.fact('fdb-entry', data, number, number);
        } else if (text.trim() !== '') {
          unexpectedLine(sink, 'ovs-appctl fdb/show', text, number);
        }
      },
      end: () => undefined,
    };
  },
};

/** The header and entries that ran together; null when at most one of them is on the line. */
function unfoldTable(line: string): readonly string[] | null {
  const before = header.exec(line)?.[0] ?? '';
  const entries = line
    .slice(before.length)
    .match(/(?<!\S)\S{1,80}\s{1,9}\d{1,4}\s{1,9}(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\s{1,9}(?:\d+|static)(?!\S)/gi);
  if (entries === null || entries.length + (before === '' ? 0 : 1) < 2) return null;
  const rows = entries.map((found) => ` ${found}`);
  return before === '' ? rows : [before, ...rows];
}
