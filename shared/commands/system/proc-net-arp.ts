// `/proc/net/arp` and `arp -n`'s source: IPv4 neighbours.
//
//   IP address       HW type     Flags       HW address            Mask     Device
//   192.168.10.11    0x1         0x2         fe:16:3e:00:00:01     *        br-phy
//
// Flags: 0x2 complete, 0x4 permanent, 0x8 published (proxy). A state as `ip neigh` has it is not printed.
// Source: proc(5); arp_format_neigh_entry() in net/ipv4/arp.c, include/uapi/linux/if_arp.h.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { procNetFile } from './proc-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat /proc/net/arp';
const heading = /^IP address\s+HW type\s+Flags\s+HW address\s+Mask\s+Device\s*$/;
const row = /^(\d{1,3}(?:\.\d{1,3}){3})\s+0x[0-9a-f]+\s+0x([0-9a-f]+)\s+(\S+)\s+\S+\s+(\S+)\s*$/;

function parser(context: CommandContext, sink: Sink): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '' || heading.test(text)) return;
      const [, address, flagsText = '0', hardware, device] = row.exec(text) ?? [];
      if (address === undefined || hardware === undefined || device === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      const flags = Number.parseInt(flagsText, 16);
      const mac = /^[0:]+$/.test(hardware) ? null : hardware.toLowerCase();
      const state = (flags & 4) !== 0 ? 'PERMANENT' : null;
      const proxy = (flags & 8) !== 0 ? ['proxy'] : [];
      const fact = { address, device, mac, state, flags: proxy, statistics: null, netns: context.netns };
      sink.fact('neighbour', fact, number, number);
    },
    end() {
      // Every line is whole.
    },
  };
}

export const procNetArp: Command = {
  id: 'proc-net-arp',
  title,
  facts: ['neighbour'],
  recognise: (argv) => (procNetFile(argv) === 'arp' ? {} : null),
  sniff: (line) => heading.test(line),
  parser,
};
