// `arp -an` and `arp -n`: IPv4 neighbours, in one of two forms.
//
//   ? (10.1.0.77) at 02:00:00:00:00:77 [ether] PERM on br0
//   ? (10.1.0.78) at <incomplete> on br0
//   ? (10.1.0.88) at <from_interface> PERM PUB on br0                       (busybox: at * PERM PUP)
//
//   Address                  HWtype  HWaddress           Flags Mask            Iface
//   10.1.0.77                ether   02:00:00:00:00:77   CM                    br0
//   10.1.0.78                        (incomplete)                              br0
//   Entries: 4	Skipped: 0	Found: 4                                             (-v)
//
// C is complete, M permanent, P published: a proxy, whose hardware address is the interface's.
// Source: arp(8), and arp_disp() and arp_disp_2() in net-tools' arp.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';

const title = 'arp';
const heading = /^Address\s+HWtype\s+HWaddress\s+Flags Mask\s+Iface\s*$/;
const sum = /^Entries: \d+\s+Skipped: \d+\s+Found: \d+\s*$/;
const ip = String.raw`(\d{1,3}(?:\.\d{1,3}){3})`;
const entry = new RegExp(
  String.raw`^\S+ \(${ip}\) at (\S+)((?: +(?:\[\S+\]|netmask \S+|PERM|PUB|PUP|TRAIL))*) +on (\S+)\s*$`,
);
const row = new RegExp(
  String.raw`^${ip}\s+(?:\S+\s+(\S+)\s+([CMPDT!]+)(?:\s+\S+)?|\(incomplete\))\s+(\S+)\s*$`,
);
const optionsWithValue = new Set(['-i', '--device', '-H', '--hw-type', '-t', '-A', '-p', '--protocol']);

function parser(context: CommandContext, sink: Sink): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '' || heading.test(text) || sum.test(text)) return;
      const sentence = entry.exec(text);
      const [, address, hardware = '(incomplete)', letters = '', device] = sentence ?? row.exec(text) ?? [];
      if (address === undefined || device === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      const permanent = sentence === null ? letters.includes('M') : /\bPERM\b/.test(letters);
      const proxy = sentence === null ? letters.includes('P') : /\bPU[BP]\b/.test(letters);
      const incomplete = hardware === '<incomplete>' || hardware === '(incomplete)';
      sink.fact(
        'neighbour',
        {
          address,
          device,
          mac: /^[0-9a-fA-F]{2}(?::[0-9a-fA-F]{2})+$/.test(hardware) ? hardware.toLowerCase() : null,
          state: incomplete ? 'INCOMPLETE' : permanent ? 'PERMANENT' : null,
          flags: proxy ? ['proxy'] : [],
          statistics: null,
          netns: context.netns,
        },
        number,
        number,
      );
    },
    end() {
      // Every line stands for itself.
    },
  };
}

export const arp: Command = {
  id: 'arp',
  title,
  facts: ['neighbour'],
  recognise(argv) {
    if (argv[0] !== 'arp') return null;
    const { words, options } = splitWords(argv.slice(1), optionsWithValue);
    // `-s`, `-d`, `-f` change the table.
    if (
      [...options.keys()].some((option) =>
        /^-(?:[a-zA-Z]*[sdfV]|-(?:set|delete|file|version|help))/.test(option),
      )
    )
      return null;
    const [target] = words;
    return target === undefined ? {} : { target };
  },
  sniff: (line) => heading.test(line) || entry.test(line),
  parser,
};
