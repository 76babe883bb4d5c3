// `/proc/net/snmp`, `/proc/net/netstat`, `/proc/net/snmp6` and `nstat`: the kernel's protocol counters.
//
//   Ip: Forwarding DefaultTTL InReceives         Ip6InReceives                   	28
//   Ip: 1 64 2168061                             Icmp6InMsgs                     	0
//
//   #kernel
//   IpInReceives                    2168061            0.0
//
// The first two print a line of names and one of values for each protocol; the others one counter a line,
// named PROTOCOL and COUNTER together. All give the same facts.
// Source: proc(5), nstat(8); snmp_seq_show() in net/ipv4/proc.c, snmp6_seq_show() in net/ipv6/proc.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { procNetFile } from './proc-path.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const row = /^([A-Z][A-Za-z0-9]{0,20}):((?: \S+)+)\s*$/;
const single = /^([A-Z][A-Za-z]{1,10}6?(?:[A-Z0-9][\w.-]*)?)\s+(-?\d{1,20})(?:\s+\d+\.\d+)?\s*$/;
/** Longest first, so that `TcpExtSyncookiesSent` is not `Tcp`'s. */
const protocols = [
  'IcmpMsg',
  'MPTcpExt',
  'UdpLite6',
  'UdpLite',
  'TcpExt',
  'IpExt',
  'Icmp6',
  'Udp6',
  'Ip6',
  'Icmp',
  'Tcp',
  'Udp',
  'Ip',
];

/** `/proc/net/snmp` and `netstat`: names, then values. */
function tableParser(title: string) {
  return (context: CommandContext, sink: Sink): LineParser => {
    let names: { protocol: string; columns: readonly string[]; line: number } | null = null;
    const lonely = (): void => {
      if (names !== null)
        sink.problem(
          'data-loss',
          names.line,
          'unexpected-end',
          `the values of ${names.protocol} are not there`,
        );
      names = null;
    };
    return {
      line(text, number) {
        if (text.trim() === '') return;
        const [, protocol, rest] = row.exec(text) ?? [];
        const words = rest?.trim().split(' ') ?? [];
        if (protocol === undefined) {
          unexpectedLine(sink, title, text, number);
        } else if (words.some((word) => !/^-?\d{1,20}$/.test(word))) {
          lonely();
          names = { protocol, columns: words, line: number };
        } else if (names?.protocol !== protocol || names.columns.length !== words.length) {
          unexpectedLine(sink, title, text, number);
        } else {
          const counters = Object.fromEntries(names.columns.map((name, i) => [name, Number(words[i])]));
          sink.fact('protocol-counters', { protocol, netns: context.netns, counters }, names.line, number);
          names = null;
        }
      },
      end: lonely,
    };
  };
}

/** `/proc/net/snmp6` and `nstat`: one counter a line. */
function listParser(title: string) {
  return (context: CommandContext, sink: Sink): LineParser => {
    const groups = new Map<string, { counters: Record<string, number>; first: number; last: number }>();
    return {
      line(text, number) {
        if (text.trim() === '' || /^#[\w. -]*$/.test(text)) return;
        const [, name, value] = single.exec(text) ?? [];
        const protocol = protocols.find((one) => name?.startsWith(one));
        if (name === undefined || value === undefined || protocol === undefined) {
          unexpectedLine(sink, title, text, number);
          return;
        }
        const group = groups.get(protocol) ?? { counters: {}, first: number, last: number };
        groups.set(protocol, group);
        group.counters[name.slice(protocol.length)] = Number(value);
        group.last = number;
      },
      end() {
        for (const [protocol, { counters, first, last }] of groups)
          sink.fact('protocol-counters', { protocol, netns: context.netns, counters }, first, last);
      },
    };
  };
}

export const procNetSnmp: Command = {
  id: 'proc-net-snmp',
  title: 'cat /proc/net/snmp',
  facts: ['protocol-counters'],
  recognise: (argv) => (/^(?:snmp|netstat)$/.test(procNetFile(argv) ?? '') ? {} : null),
  sniff: (line) => /^(?:Ip: Forwarding DefaultTTL |TcpExt: SyncookiesSent )/.test(line),
  parser: tableParser('cat /proc/net/snmp'),
};

export const procNetSnmp6: Command = {
  id: 'proc-net-snmp6',
  title: 'cat /proc/net/snmp6',
  facts: ['protocol-counters'],
  recognise: (argv) => (procNetFile(argv) === 'snmp6' ? {} : null),
  sniff: (line) => /^Ip6InReceives\s+\t\d+$/.test(line),
  parser: listParser('cat /proc/net/snmp6'),
};

export const nstat: Command = {
  id: 'nstat',
  title: 'nstat',
  facts: ['protocol-counters'],
  recognise: ([program, ...words]) =>
    program === 'nstat' && words.every((word) => /^-[az]*s?[az]*$/.test(word)) ? {} : null,
  sniff: (line) => /^IpInReceives\s+\d+\s+\d+\.\d$/.test(line),
  parser: listParser('nstat'),
};
