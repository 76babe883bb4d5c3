// `ethtool -T DEVICE`: what the device can put times on.
//
//   Time stamping parameters for ens3:
//   Capabilities:
//   	software-transmit     (SOF_TIMESTAMPING_TX_SOFTWARE)
//   	software-receive      (SOF_TIMESTAMPING_RX_SOFTWARE)
//   PTP Hardware Clock: none
//   Hardware Transmit Timestamp Modes: none
//   Hardware Receive Filter Modes:
//   	all                   (HWTSTAMP_FILTER_ALL)
//
// ethtool 5.10 and later leave out what stands in brackets.
// Source: ethtool(8); show_tsinfo() in ethtool.c, netlink/tsinfo.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { deviceOf, isRefusal, recogniseEthtool } from './ethtool-words.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ethtool -T';
const heading = /^Time stamping parameters for (\S+):\s*$/;
const listHeading =
  /^(Capabilities|Hardware Transmit Timestamp Modes|Hardware Receive Filter Modes):(?: none)?\s*$/;
const clock = /^PTP Hardware Clock: (none|\d{1,6})\s*$/;
const provider =
  /^(Hardware timestamp (?:provider index|provider qualifier|source(?: index)?)): (\S.{0,80})$/;
const entry = /^\s+([a-z0-9][\w-]{1,40})(?:\s+\([A-Z0-9_]+\))?\s*$/;

function parser(context: CommandContext, sink: Sink): LineParser {
  const lists = new Map<string, string[]>();
  const provided = new Map<string, string>();
  let list: string[] | null = null;
  let device: string | null = null;
  let hardwareClock: number | null = null;
  let firstLine: number | null = null;
  let lastLine = 0;

  const read = (text: string): boolean => {
    const named = heading.exec(text)?.[1];
    const listName = listHeading.exec(text)?.[1];
    const index = clock.exec(text)?.[1];
    const [, key, value] = provider.exec(text) ?? [];
    const item = entry.exec(text)?.[1];
    if (named !== undefined) device = named;
    else if (listName !== undefined) {
      list = [];
      lists.set(listName, list);
    } else if (index !== undefined) hardwareClock = index === 'none' ? null : Number(index);
    else if (key !== undefined && value !== undefined) provided.set(key, value.trim());
    else if (item !== undefined && list !== null) list.push(item);
    else return false;
    return true;
  };

  return {
    line(text, number) {
      if (text.trim() === '' || isRefusal(text)) return;
      if (!read(text)) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      firstLine ??= number;
      lastLine = number;
    },
    end() {
      if (firstLine === null) return;
      const name = device ?? deviceOf(context, sink, title, firstLine);
      if (name === null) return;
      sink.fact(
        'ethtool-timestamping',
        {
          device: name,
          netns: context.netns,
          capabilities: lists.get('Capabilities') ?? [],
          hardwareClock,
          transmitTypes: lists.get('Hardware Transmit Timestamp Modes') ?? [],
          receiveFilters: lists.get('Hardware Receive Filter Modes') ?? [],
          provider: Object.fromEntries(provided),
        },
        firstLine,
        lastLine,
      );
    },
  };
}

export const ethtoolTimestamping: Command = {
  id: 'ethtool-timestamping',
  title,
  facts: ['ethtool-timestamping'],
  recognise: (argv) => recogniseEthtool(argv, ['-T', '--show-time-stamping']),
  sniff: (line) => heading.test(line),
  parser,
};
