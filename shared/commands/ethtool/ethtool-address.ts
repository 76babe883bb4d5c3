// `ethtool -P DEVICE`: the address that the device was made with, also while another is set.
//
//   Permanent address: 52:54:00:e2:28:a3
//   Permanent address: not set
//
// ethtool up to 5.x prints 00:00:00:00:00:00 where later ones print `not set`.
// Source: ethtool(8); do_permaddr() in ethtool.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { deviceOf, isRefusal, recogniseEthtool } from './ethtool-words.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'ethtool -P';
const address = /^\s*Permanent address: (not set|[0-9a-f]{2}(?::[0-9a-f]{2}){0,31})\s*$/i;

function parser(context: CommandContext, sink: Sink): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '' || isRefusal(text)) return;
      const said = address.exec(text)?.[1];
      if (said === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      const device = deviceOf(context, sink, title, number);
      if (device === null) return;
      const mac = said === 'not set' || /^[0:]+$/.test(said) ? null : said.toLowerCase();
      sink.fact('ethtool-address', { device, netns: context.netns, mac }, number, number);
    },
    end() {
      // Every line is whole.
    },
  };
}

export const ethtoolAddress: Command = {
  id: 'ethtool-address',
  title,
  facts: ['ethtool-address'],
  recognise: (argv) => recogniseEthtool(argv, ['-P', '--show-permaddr']),
  sniff: (line) => address.test(line),
  parser,
};
