// `/proc/net/softnet_stat`: what each CPU took off the devices' queues, hexadecimal, one CPU a line.
//
//   00002c2b 00000000 00000001 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000
//
// Columns: processed, dropped, time_squeeze, five zeros, cpu_collision; from 2.6.36 received_rps, from
// 3.11 flow_limit_count, from 5.10 backlog length and the CPU's number (a CPU that is offline has no line),
// from 6.5 two parts of the backlog.
// Source: softnet_seq_show() in net/core/net-procfs.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { procNetFile } from './proc-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat /proc/net/softnet_stat';
const row = /^[0-9a-f]{8}(?: [0-9a-f]{8}){8,15}\s*$/;

function parser(_context: CommandContext, sink: Sink): LineParser {
  let rows = 0;
  return {
    line(text, number) {
      if (text.trim() === '') return;
      if (!row.test(text)) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      const values = text
        .trim()
        .split(' ')
        .map((word) => Number.parseInt(word, 16));
      const column = (at: number): number | null => values[at] ?? null;
      sink.fact(
        'softnet-cpu',
        {
          cpu: column(12) ?? rows,
          processed: values[0] ?? 0,
          dropped: values[1] ?? 0,
          timeSqueeze: values[2] ?? 0,
          receivedRps: column(9),
          flowLimit: column(10),
          backlog: column(11),
        },
        number,
        number,
      );
      rows++;
    },
    end() {
      // Every line is whole.
    },
  };
}

export const procNetSoftnetStat: Command = {
  id: 'proc-net-softnet-stat',
  title,
  facts: ['softnet-cpu'],
  recognise: (argv) => (procNetFile(argv) === 'softnet_stat' ? {} : null),
  sniff: (line) => /^(?:[0-9a-f]{8} ){10,14}[0-9a-f]{8}\s*$/.test(line),
  parser,
};
