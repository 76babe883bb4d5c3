// `ovs-appctl fdb/show BRIDGE`: the MACs that a bridge has learned; newer versions also print the static
// ones that `fdb/add` put there:
//
//    port  VLAN  MAC                Age
//       1     3  fa:16:3e:f1:42:e2  180
//   LOCAL     1  4a:4a:c3:d0:6b:4c    3
//       1     0  50:54:00:00:00:05  static
import type { Command } from '../command.ts';
import { appctlCommand } from './ovs-command-line.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const header = /^\s*port +VLAN +MAC +Age\b/;
const entry = /^(\S.{0,80}?)\s+(\d{1,4})\s+((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\s+(\d+|static)$/i;

export const ovsAppctlFdbShow: Command = {
  id: 'ovs-appctl-fdb-show',
  title: 'ovs-appctl fdb/show',
  facts: ['fdb-entry'],
  recognise: (argv) => appctlCommand(argv, 'fdb/show'),
  sniff: (line) => header.test(line),
  unfold: unfoldTable,
  parser(context, sink) {
    return {
      line(text, number) {
        const found = entry.exec(text.trim());
        if (found !== null) {
          const [, port = '', vlan, mac = '', age = ''] = found;
          const data = {
            bridge: context.target,
            port,
            vlan: Number(vlan),
            mac: mac.toLowerCase(),
            age: /^static$/i.test(age) ? null : Number(age),
          };
          sink.fact('fdb-entry', data, number, number);
        } else if (text.trim() !== '' && !header.test(text)) {
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
