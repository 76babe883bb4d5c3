// `/proc/net/if_inet6`: IPv6 addresses.
//
//   fe80000000000000f8163efffe000001 05 40 20 80     eth0
//
// Address, ifindex, prefix length, scope, flags (all hexadecimal), device.
// Source: proc(5); if6_seq_show() in net/ipv6/addrconf.c.
import { compressedGroups } from '../../ipv6-text.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { procNetFile } from './proc-path.ts';
import { bareAddress } from '../linux/ip-address-words.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const title = 'cat /proc/net/if_inet6';
const row = /^([0-9a-f]{32}) ([0-9a-f]{2,8}) ([0-9a-f]{2}) ([0-9a-f]{2}) ([0-9a-f]{2})\s+(\S+)\s*$/;
const scopes: Readonly<Record<string, string>> = { '00': 'global', '10': 'host', '20': 'link', '40': 'site' };

/** IFA_F_… of linux/if_addr.h, in the order in which `ip` prints them. */
const flagBits: readonly (readonly [number, string])[] = [
  [0x01, 'temporary'],
  [0x02, 'nodad'],
  [0x04, 'optimistic'],
  [0x08, 'dadfailed'],
  [0x10, 'home'],
  [0x20, 'deprecated'],
  [0x40, 'tentative'],
];

function flagsOf(bits: number): readonly string[] {
  const found = flagBits.flatMap(([bit, name]) => ((bits & bit) === 0 ? [] : [name]));
  // An address that is not permanent has a lifetime.
  return (bits & 0x80) === 0 ? [...found, 'dynamic'] : found;
}

/** 32 digits → the spelling of RFC 5952, which `ip` prints. */
function ipv6Text(digits: string): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    Number.parseInt(digits.slice(i * 4, i * 4 + 4), 16).toString(16),
  );
  return compressedGroups(groups);
}

function parser(context: CommandContext, sink: Sink): LineParser {
  return {
    line(text, number) {
      if (text.trim() === '') return;
      const [, digits, index, prefix, scope, bits, device] = row.exec(text) ?? [];
      if (digits === undefined || index === undefined || prefix === undefined || device === undefined) {
        unexpectedLine(sink, title, text, number);
        return;
      }
      sink.fact(
        'address',
        {
          ...bareAddress,
          device,
          ifindex: Number.parseInt(index, 16),
          netns: context.netns,
          family: 'inet6',
          address: ipv6Text(digits),
          prefixLength: Number.parseInt(prefix, 16),
          scope: scopes[scope ?? ''] ?? null,
          flags: flagsOf(Number.parseInt(bits ?? '', 16)),
        },
        number,
        number,
      );
    },
    end() {
      // Every line is whole.
    },
  };
}

export const procNetIfInet6: Command = {
  id: 'proc-net-if-inet6',
  title,
  facts: ['address'],
  recognise: (argv) => (procNetFile(argv) === 'if_inet6' ? {} : null),
  sniff: (line) => row.test(line),
  parser,
};
