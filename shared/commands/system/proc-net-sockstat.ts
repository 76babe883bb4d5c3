// `/proc/net/sockstat`, `sockstat6`: how many sockets there are.
//
//   sockets: used 283
//   TCP: inuse 5 orphan 0 tw 2 alloc 9 mem 1
//
// Source: proc(5); sockstat_seq_show() in net/ipv4/proc.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { procNetFile } from './proc-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat /proc/net/sockstat';
const row = /^([A-Za-z][A-Za-z0-9]{1,15}):((?: [a-z]{1,12} -?\d{1,20})+)\s*$/;

function parser(context: CommandContext, sink: Sink): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '') return;
      const [, protocol, rest] = row.exec(text) ?? [];
      if (protocol === undefined || rest === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      const words = rest.trim().split(' ');
      const counts: Record<string, number> = {};
      for (let i = 0; i + 1 < words.length; i += 2) counts[words[i] ?? ''] = Number(words[i + 1]);
      sink.fact('socket-counts', { protocol, netns: context.netns, counts }, number, number);
    },
    end() {
      // Every line is whole.
    },
  };
}

export const procNetSockstat: Command = {
  id: 'proc-net-sockstat',
  title,
  facts: ['socket-counts'],
  recognise: (argv) => (/^sockstat6?$/.test(procNetFile(argv) ?? '') ? {} : null),
  sniff: (line) => /^sockets: used \d+$/.test(line),
  parser,
};
