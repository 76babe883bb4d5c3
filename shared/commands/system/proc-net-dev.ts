// `/proc/net/dev`: the counters of every device.
//
//   Inter-|   Receive                                                |  Transmit
//    face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
//       lo:  134508    1626    0    0    0     0          0         0   134508    1626    0    0    0     0       0          0
//
// Kernels before 3.x leave no space after a long number's colon: `eth0:1234567890 12 …`.
// Source: proc(5); dev_seq_printf_stats() in net/core/net-procfs.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { procNetFile } from './proc-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat /proc/net/dev';
/** The columns under the names that `ip -s link` uses for them. */
const columns = [
  'rx_bytes', 'rx_packets', 'rx_errors', 'rx_dropped', 'rx_fifo_errors', 'rx_frame_errors', 'rx_compressed', 'multicast',
  'tx_bytes', 'tx_packets', 'tx_errors', 'tx_dropped', 'tx_fifo_errors', 'collisions', 'tx_carrier_errors', 'tx_compressed',
] as const; // prettier-ignore
const heading = /^(?:Inter-\| {3}Receive\s+\|\s+Transmit| face \|bytes\s+packets errs drop\b.*)\s*$/;

function parser(context: CommandContext, sink: Sink): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '' || heading.test(text)) return;
      const colon = text.lastIndexOf(':');
      const device = text.slice(0, Math.max(0, colon)).trim();
      const values = text
        .slice(colon + 1)
        .trim()
        .split(/\s+/);
      if (
        device === '' ||
        /\s/.test(device) ||
        values.length !== columns.length ||
        !values.every((value) => /^\d{1,20}$/.test(value))
      ) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      const counters = Object.fromEntries(columns.map((name, i) => [name, Number(values[i])]));
      sink.fact('device-statistics', { device, netns: context.netns, counters }, number, number);
    },
    end() {
      // Every line is whole.
    },
  };
}

export const procNetDev: Command = {
  id: 'proc-net-dev',
  title,
  facts: ['device-statistics'],
  recognise: (argv) => (procNetFile(argv) === 'dev' ? {} : null),
  sniff: (line) => heading.test(line),
  parser,
};
