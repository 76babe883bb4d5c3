// `ifconfig -a`: devices with addresses and counters, as net-tools print them since 1.60 from 2011:
//
//   br0: flags=4099<UP,BROADCAST,MULTICAST>  mtu 1500
//           inet 10.1.0.1  netmask 255.255.255.0  broadcast 10.1.0.255
//           inet 10.5.0.1  netmask 255.255.255.255  destination 10.5.0.2
//           inet6 fd00::5  prefixlen 64  scopeid 0x0<global>
//           ether 56:40:0d:62:06:27  txqueuelen 1000  (Ethernet)
//           RX packets 8  bytes 656 (656.0 B)
//           RX errors 0  dropped 0  overruns 0  frame 0
//           TX errors 0  dropped 7 overruns 0  carrier 0  collisions 0
//
// and before (RHEL 6, Ubuntu to 16.04), and as busybox does:
//
//   v1        Link encap:Ethernet  HWaddr 5E:08:D6:58:AB:1E
//             inet addr:10.7.0.1  P-t-P:10.7.0.2  Bcast:0.0.0.0  Mask:255.255.255.255
//             inet6 addr: fe80::5c08:d6ff:fe58:ab1e/64 Scope:Link
//             UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1
//             RX packets:21 errors:0 dropped:0 overruns:0 frame:0
//             collisions:0 txqueuelen:1000
//             RX bytes:1332 (1.3 KiB)  TX bytes:656 (656.0 B)
//
// `br0:1` is no device but an address's label. Only the first IPv4 address of a label is printed at all.
// Source: ifconfig(8), and ife_print_long() in net-tools' lib/interface.c, of 1.60 and 2.10.
import type { AddressFact, LinkFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';
import { bareAddress } from './ip-address-words.ts';
import { readIfconfigHead, readIfconfigLine } from './ifconfig-lines.ts';

const title = 'ifconfig';

interface Block {
  readonly device: string;
  /** `br0:1`; null for the device itself. */
  readonly label: string | null;
  readonly firstLine: number;
  lastLine: number;
  flags: readonly string[];
  mtu: number | null;
  mac: string | null;
  readonly details: Map<string, string | number>;
  readonly counters: Map<string, number>;
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const netns = context.netns;
  let block: Block | null = null;

  const finish = (): void => {
    if (block !== null && block.label === null) {
      const { device, flags, mtu, mac, details, counters, firstLine, lastLine } = block;
      const link: LinkFact = {
        name: device,
        ifindex: null,
        netns,
        peer: null,
        peerIfindex: null,
        linkNetnsid: null,
        flags,
        mtu,
        qdisc: null,
        master: null,
        state: null,
        mac,
        infoKind: null,
        details: Object.fromEntries(details),
        statistics: counters.size === 0 ? null : Object.fromEntries(counters),
      };
      sink.fact('link', link, firstLine, lastLine);
    }
    block = null;
  };

  return {
    line(text, number) {
      if (text.trim() === '') return;
      if (/^\S/.test(text)) {
        finish();
        const head = readIfconfigHead(text);
        if (head === null) {
          unexpectedLine(sink, title, text, number);
          return;
        }
        const [device = '', alias] = head.name.split(':');
        block = {
          device,
          label: alias === undefined ? null : head.name,
          firstLine: number,
          lastLine: number,
          flags: head.flags,
          mtu: head.mtu,
          mac: head.mac,
          details: new Map(),
          counters: new Map(),
        };
        return;
      }
      const read = block === null ? null : readIfconfigLine(text.trim());
      if (block === null || read === null) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      block.lastLine = number;
      if (read.flags !== undefined) block.flags = read.flags;
      if (read.mtu !== undefined) block.mtu = read.mtu;
      if (read.mac !== undefined) block.mac = read.mac;
      for (const [name, value] of read.details ?? []) block.details.set(name, value);
      for (const [name, value] of read.counters ?? []) block.counters.set(name, value);
      if (read.address !== undefined) {
        const address: AddressFact = {
          ...bareAddress,
          device: block.device,
          ifindex: null,
          netns,
          label: read.address.family === 'inet' ? block.label : null,
          ...read.address,
        };
        sink.fact('address', address, number, number);
      }
    },
    end: finish,
  };
}

export const ifconfig: Command = {
  id: 'ifconfig',
  title,
  facts: ['link', 'address'],
  recognise(argv) {
    if (argv[0] !== 'ifconfig') return null;
    const { words, options } = splitWords(argv.slice(1), new Set());
    // `-s` is a table of counters; a second word changes the device.
    if (words.length > 1 || [...options.keys()].some((option) => !/^-[av]+$/.test(option))) return null;
    const [target] = words;
    return target === undefined ? {} : { target };
  },
  sniff: (line) => readIfconfigHead(line) !== null,
  parser,
};
