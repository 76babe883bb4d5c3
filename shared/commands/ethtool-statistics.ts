// `ethtool -S DEVICE`: the counters of a device's driver; a veth also says where its other end is.
//
//   NIC statistics:
//        peer_ifindex: 16
//        rx_queue_0_xdp_packets: 0
//
// Source: ethtool(8); do_gstats() in ethtool.c.
import type { Command, CommandContext, LineParser, Sink } from './command.ts';
import { recogniseEthtool } from './ethtool-words.ts';
import { unexpectedLine } from './unexpected-line.ts';

const title = 'ethtool -S';

/** A driver may put anything in a counter's name, `: ` too (`[0]: rx_bytes: 5`). */
const counter = /^\s*(\S.*?)\s*: (-?\d+)\s*$/;

function unfold(line: string): readonly string[] | null {
  const [, counters] = /^\s*NIC statistics:\s*(\S.*)$/.exec(line) ?? [];
  if (counters === undefined) return null;
  const lines = counters.match(/\S.*?: -?\d+(?=\s|$)/g);
  return lines === null ? null : ['NIC statistics:', ...lines.map((text) => `     ${text}`)];
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const counters = new Map<string, number>();
  let peerIfindex: number | null = null;
  let firstLine: number | null = null;
  let lastLine = 0;

  /** Some drivers print a name once a queue, under no heading of its own. */
  const freeName = (name: string): string => {
    let free = name;
    for (let n = 2; counters.has(free); n++) free = `${name} (${String(n)})`;
    return free;
  };

  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '' || trimmed === 'no stats available') return;
      if (trimmed === 'NIC statistics:') {
        firstLine ??= number;
        lastLine = number;
        return;
      }
      const [, name, value] = counter.exec(text) ?? [];
      if (name === undefined || value === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      firstLine ??= number;
      lastLine = number;
      if (name === 'peer_ifindex') peerIfindex = Number(value);
      else counters.set(freeName(name), Number(value));
    },
    end() {
      if (firstLine === null) return;
      if (context.target === null) {
        sink.problem('warning', firstLine, 'device-unknown', `${title} does not print which device it is of`);
        return;
      }
      sink.fact(
        'ethtool-statistics',
        { device: context.target, peerIfindex, counters: Object.fromEntries(counters) },
        firstLine,
        lastLine,
      );
    },
  };
}

export const ethtoolStatistics: Command = {
  id: 'ethtool-statistics',
  title,
  facts: ['ethtool-statistics'],
  recognise: (argv) => recogniseEthtool(argv, ['-S', '--statistics']),
  sniff: (line) => /^\s*NIC statistics:/.test(line),
  unfold,
  parser,
};
