// `ethtool -S DEVICE`: the counters of a device's driver; a veth also says where its other end is.
//
//   NIC statistics:
//        peer_ifindex: 16
//        rx_queue_0_xdp_packets: 0
//
// Source: ethtool(8); do_gstats() in ethtool.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { deviceOf, recogniseEthtool } from './ethtool-words.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ethtool -S';

/** Reads `name: number`. A driver may put anything in a counter's name, `: ` too (`[0]: rx_bytes: 5`). */
function readCounter(text: string): { readonly name: string; readonly value: number } | null {
  const colon = text.lastIndexOf(': ');
  const name = text.slice(0, Math.max(0, colon)).trim();
  const value = text.slice(colon + 2).trim();
  return name === '' || !/^-?\d{1,20}$/.test(value) ? null : { name, value: Number(value) };
}

/** `NIC statistics: peer_ifindex: 16 rx_queue_0_drops: 3`: a counter ends with its number. */
function unfold(line: string): readonly string[] | null {
  const heading = 'NIC statistics:';
  const trimmed = line.trim();
  if (!trimmed.startsWith(heading) || trimmed === heading) return null;
  const lines = [heading];
  let words: string[] = [];
  for (const word of trimmed.slice(heading.length).trim().split(/\s+/)) {
    const ends = words.at(-1)?.endsWith(':') === true && /^-?\d+$/.test(word);
    words.push(word);
    if (!ends) continue;
    lines.push(`     ${words.join(' ')}`);
    words = [];
  }
  if (words.length > 0) lines.push(`     ${words.join(' ')}`);
  return lines;
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const counters = new Map<string, number>();
  const timesPrinted = new Map<string, number>();
  let peerIfindex: number | null = null;
  let firstLine: number | null = null;
  let lastLine = 0;

  /** Some drivers print a name once a queue, under no heading of its own. */
  const freeName = (name: string): string => {
    const times = (timesPrinted.get(name) ?? 0) + 1;
    timesPrinted.set(name, times);
    return times === 1 ? name : `${name} (${String(times)})`;
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
      const counter = readCounter(trimmed);
      if (counter === null) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      firstLine ??= number;
      lastLine = number;
      if (counter.name === 'peer_ifindex') peerIfindex = counter.value;
      else counters.set(freeName(counter.name), counter.value);
    },
    end() {
      if (firstLine === null) return;
      const device = deviceOf(context, sink, title, firstLine);
      if (device === null) return;
      sink.fact(
        'ethtool-statistics',
        { device, netns: context.netns, peerIfindex, counters: Object.fromEntries(counters) },
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
