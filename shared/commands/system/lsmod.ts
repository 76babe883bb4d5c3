// `lsmod` and `/proc/modules`: the kernel's modules.
//
//   Module                  Size  Used by                 openvswitch 135168 11 - Live 0xffffffffc0a5f000
//   vhost_net              32768  1                       nsh 16384 1 openvswitch, Live 0xffffffffc0a58000
//   tap                    24576  1 vhost_net
//
// Source: lsmod(8), proc(5).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { printedFile } from '../file-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'lsmod';
const heading = /^Module\s+Size\s+Used by\s*$/;
const row =
  /^([\w-]+)\s+(\d{1,12})\s+(-?\d{1,6}|-)(?:\s+([\w,-]+|\[permanent\](?:,[\w,-]+)?))?(?:\s+(?:Live|Loading|Unloading)\s+0x[0-9a-f]+)?(?:\s+\([A-Z+-]{1,8}\))?\s*$/;

function parser(_context: CommandContext, sink: Sink): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '' || heading.test(text) || /^libkmod: /.test(text)) return;
      const [, name, size, references, users = ''] = row.exec(text) ?? [];
      if (name === undefined || size === undefined || references === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      const usedBy = users.split(',').filter((user) => user !== '' && user !== '-' && user !== '[permanent]');
      const count = /^\d+$/.test(references) ? Number(references) : null;
      sink.fact('kernel-module', { name, size: Number(size), references: count, usedBy }, number, number);
    },
    end() {
      // Every line is whole.
    },
  };
}

export const lsmod: Command = {
  id: 'lsmod',
  title,
  facts: ['kernel-module'],
  recognise: (argv) =>
    (argv[0] === 'lsmod' && argv.length === 1) || printedFile(argv) === '/proc/modules' ? {} : null,
  sniff: (line) => heading.test(line),
  parser,
};
