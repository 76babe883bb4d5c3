// `/proc/net/bonding/BOND`: a bond of the kernel's bonding driver and the devices in it.
//
//   Ethernet Channel Bonding Driver: v5.10.0-8-amd64
//
//   Bonding Mode: IEEE 802.3ad Dynamic link aggregation
//   Transmit Hash Policy: layer3+4 (1)
//   MII Status: up
//   802.3ad info
//   LACP rate: slow
//   Active Aggregator Info:
//   	Aggregator ID: 1
//
//   Slave Interface: eno1
//   MII Status: up
//   Speed: 10000 Mbps
//   Permanent HW addr: 0c:c4:7a:aa:bb:01
//   details actor lacp pdu:
//       system priority: 65535
//
// Source: Documentation/networking/bonding.rst, drivers/net/bonding/bond_procfs.c of Linux.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { procNetFile } from './proc-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat /proc/net/bonding';
const driver = /^Ethernet Channel Bonding Driver: \S/;
const member = /^(?:Slave|Port) Interface: (\S{1,32})\s*$/;
const line = /^(\s*)([A-Za-z0-9][A-Za-z0-9 ./()_,-]{1,50}):(?:\s+(.*))?$/;

interface Part {
  /** Null for the bond itself. */
  readonly device: string | null;
  readonly values: Map<string, string>;
  /** The words before indented lines: `Active Aggregator Info`, `details actor lacp pdu`. */
  heading: string | null;
  firstLine: number;
  lastLine: number;
}

const numberIn = (text: string | undefined): number | null => {
  const digits = /^\d{1,15}/.exec(text ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
};

function parser(context: CommandContext, sink: Sink): LineParser {
  let part: Part | null = null;

  const finish = (): void => {
    if (part === null || part.values.size === 0) return;
    const { values, device, firstLine, lastLine } = part;
    const value = (name: string): string | null => values.get(name) ?? null;
    const netns = context.netns;
    const all = Object.fromEntries(values);
    part = null;
    if (context.target === null)
      sink.problem('warning', firstLine, 'device-unknown', `${title} does not print which bond it is of`);
    else if (device === null)
      sink.fact(
        'linux-bond',
        {
          name: context.target,
          netns,
          mode: value('Bonding Mode'),
          miiStatus: value('MII Status'),
          activeMember: value('Currently Active Slave'),
          values: all,
        },
        firstLine,
        lastLine,
      );
    else
      sink.fact(
        'linux-bond-member',
        {
          bond: context.target,
          device,
          netns,
          miiStatus: value('MII Status'),
          speed: numberIn(values.get('Speed')),
          duplex: value('Duplex'),
          linkFailures: numberIn(values.get('Link Failure Count')),
          mac: value('Permanent HW addr')?.toLowerCase() ?? null,
          aggregatorId: numberIn(values.get('Aggregator ID')),
          values: all,
        },
        firstLine,
        lastLine,
      );
  };
  const begin = (device: string | null, number: number): Part => {
    finish();
    return { device, values: new Map(), heading: null, firstLine: number, lastLine: number };
  };

  return {
    line(text, number) {
      if (text.trim() === '') return;
      const device = member.exec(text)?.[1];
      if (device !== undefined || driver.test(text)) {
        part = begin(device ?? null, number);
        part.values.set(
          device === undefined ? 'driver' : 'interface',
          text.slice(text.indexOf(':') + 1).trim(),
        );
        return;
      }
      const [, indent, name, value] = line.exec(text) ?? [];
      part ??= begin(null, number);
      if (name !== undefined && value !== undefined && value !== '') {
        const inside = indent !== '' && part.heading !== null;
        if (!inside) part.heading = null;
        part.values.set(inside ? `${part.heading ?? ''}: ${name}` : name, value.trim());
      } else if (name !== undefined) part.heading = name;
      else if (text.trim() !== '802.3ad info') {
        unexpectedLine(sink, title, text, number);
        return;
      }
      part.lastLine = number;
    },
    end: finish,
  };
}

export const procNetBonding: Command = {
  id: 'proc-net-bonding',
  title,
  facts: ['linux-bond', 'linux-bond-member'],
  recognise(argv) {
    const target = /^bonding\/([^/]+)$/.exec(procNetFile(argv) ?? '')?.[1];
    return target === undefined ? null : { target };
  },
  sniff: (text) => driver.test(text),
  parser,
};
