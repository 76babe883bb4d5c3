// `iptables -L`, with any of `-n`, `-v`, `-x`, `--line-numbers`, of any table, and `ip6tables -L`:
//
//   Chain INPUT (policy ACCEPT 10030 packets, 1265002 bytes)
//   num      pkts      bytes target     prot opt in     out     source               destination
//   1       10030  1265002 neutron-openvswi-INPUT  0    --  *      *       0.0.0.0/0            0.0.0.0/0
//
//   Chain neutron-openvswi-i36aaab22-c (1 references)
//    pkts bytes target     prot opt in     out     source               destination
//      2   692 RETURN     udp  --  *      *       0.0.0.0/0            10.18.0.208          udp spt:67 dpt:68
//
// Without `-x` counters are rounded to K, M, G and T from 100,000 on. Without `-v` an interface is not printed.
// Source: iptables(8), print_header() and print_firewall() in iptables' iptables.c, 1.8.4 to 1.8.11.
import type { FirewallFamily } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';
import { readListedMatches } from './iptables-listed-matches.ts';
import { prefixOf, protocolName } from './iptables-rule.ts';
import { tableOf } from './iptables-save.ts';

const chainLine =
  /^Chain (\S+) \((?:policy ([A-Z]+)(?: (\d+[KMGTP]?) packets, (\d+[KMGTP]?) bytes)?|(\d+) references|ERROR obtaining refs)\)\s*$/;
const headerLine = /^(num +)?( *pkts +bytes )?target +prot opt (in +out +)?source +destination\s*$/;

const powers = ' KMGTP';

/** `12K` → 12000: iptables counts in thousands. */
function counter(printed: string): number {
  const power = powers.indexOf(printed.at(-1) ?? '');
  return power > 0 ? Number(printed.slice(0, -1)) * 1000 ** power : Number(printed);
}

interface Columns {
  readonly numbers: boolean;
  readonly counters: boolean;
  readonly interfaces: boolean;
}

/** Chains that wait for a rule; nobody has as many without one. */
const mostUntold = 10_000;

function listParser(title: string, named: FirewallFamily, context: CommandContext, sink: Sink): LineParser {
  const { netns } = context;
  const table = context.target ?? 'filter';
  let chain: string | null = null;
  let columns: Columns | null = null;
  let place = 0;
  let family = named;
  /** Where no command line told the family, chains wait for the first rule, whose addresses do. */
  let untold: (() => void)[] | null = context.argv === undefined ? [] : null;
  const tell = (): void => {
    const chains = untold ?? [];
    untold = null;
    for (const give of chains) give();
  };

  const rule = (text: string, number: number): boolean => {
    if (chain === null || columns === null) return false;
    let rest = text;
    let ownNumber: number | null = null;
    if (columns.numbers) {
      const match = /^(\d+) {0,4}(?: |(?=\s))/.exec(rest);
      if (match === null) return false;
      ownNumber = Number(match[1]);
      rest = rest.slice(Math.max(match[0].length, 5));
    }
    let packets: number | null = null;
    let bytes: number | null = null;
    if (columns.counters) {
      const match = /^ *(\d+[KMGTP]?) +(\d+[KMGTP]?) /.exec(rest);
      if (match === null) return false;
      packets = counter(match[1] ?? '');
      bytes = counter(match[2] ?? '');
      rest = rest.slice(match[0].length);
    }
    // A rule without a target leaves the column empty.
    const target = rest.startsWith(' ') ? null : (/^\S+/.exec(rest)?.[0] ?? null);
    const after = rest.slice(target?.length ?? 0).trimStart();
    const pattern = columns.interfaces
      ? /^(!?\S+) +(?:(--|-f|!f) +)?(!?\S+) +(!?\S+) +(!?\S+) +(!?\S+)(?: +|$)(.*)$/
      : /^(!?[a-z0-9-]+) +(?:(--|-f|!f) +)?()()(!?\S+) +(!?\S+)(?: +|$)(.*)$/;
    const [, protocol, option, into, out, source, destination, more] = pattern.exec(after) ?? [];
    // Only ip6tables leaves the options' column empty.
    if (option === undefined && named === 'ipv4' && !/:/.test(source ?? '')) return false;
    if (protocol === undefined || source === undefined || destination === undefined) return false;
    if (
      ![source, destination].every((address) =>
        /^!?(?:[0-9a-fA-F.:]+(?:\/[0-9a-fA-F.:]+)?|[A-Za-z0-9_.-]+(?:\/\d+)?)$/.test(address),
      )
    )
      return false;
    // Pasted text does not say which of the two tools it was.
    if (source.includes(':') || destination.includes(':')) family = 'ipv6';
    tell();
    place = ownNumber ?? place + 1;
    const device = (printed: string | undefined): string | null =>
      printed === undefined || printed === '' || printed === '*' || printed === 'any'
        ? null
        : printed.replace(/^!(?! )/, '! ');
    const { goto, matches, targetOptions, comment } = readListedMatches(more ?? '', target);
    sink.fact(
      'firewall-rule',
      {
        family,
        table,
        chain,
        number: place,
        target,
        goto,
        targetOptions,
        packets,
        bytes,
        inInterface: device(into),
        outInterface: device(out),
        protocol: protocolName(protocol),
        source: prefixOf(source),
        destination: prefixOf(destination),
        fragment: option === '-f',
        matches,
        comment,
        raw: rest.trim(),
        netns,
      },
      number,
      number,
    );
    return true;
  };

  return {
    line(text, number) {
      // `# Warning: iptables-legacy tables present, use iptables-legacy to see them`
      if (text.trim() === '' || text.startsWith('# ')) return;
      const found = chainLine.exec(text);
      const [, name, policy, packets, bytes, references] = found ?? [];
      if (name !== undefined) {
        chain = name;
        columns = null;
        place = 0;
        const give = (): void => {
          sink.fact(
            'firewall-chain',
            {
              family,
              table,
              chain: name,
              policy: policy ?? null,
              packets: packets === undefined ? null : counter(packets),
              bytes: bytes === undefined ? null : counter(bytes),
              references: references === undefined ? null : Number(references),
              netns,
            },
            number,
            number,
          );
        };
        if (untold === null) give();
        else if (untold.push(give) > mostUntold) tell();
        return;
      }
      const header = headerLine.exec(text);
      if (header !== null) {
        columns = {
          numbers: header[1] !== undefined,
          counters: header[2] !== undefined,
          interfaces: header[3] !== undefined,
        };
        return;
      }
      if (!rule(text, number)) {
        // A chain that cannot be read: its rules are not those of the chain above.
        if (text.startsWith('Chain ')) chain = null;
        unexpectedLine(sink, title, text, number);
      }
    },
    end: tell,
  };
}

function command(tool: string, family: FirewallFamily): Command {
  const title = `${tool} -L`;
  return {
    id: `${tool}-list`,
    title,
    facts: ['firewall-chain', 'firewall-rule'],
    recognise(argv) {
      if (argv[0]?.replace(/-(?:legacy|nft)$/, '') !== tool) return null;
      const { options, words } = splitWords(argv.slice(1), new Set(['-t', '--table', '-M']));
      const lists = [...options.keys()].some(
        (option) => option === '--list' || /^-[a-zA-Z]*L[a-zA-Z]*$/.test(option),
      );
      return lists && words.length <= 1 ? { target: tableOf(options) } : null;
    },
    sniff: (line) =>
      tool === 'iptables' &&
      /^Chain \S+ \((?:policy (?:ACCEPT|DROP)(?: \d+[KMGTP]? packets, .*)?|\d+ references)\)\s*$/.test(line),
    parser: (context, sink) => listParser(title, family, context, sink),
  };
}

export const iptablesList: Command = command('iptables', 'ipv4');
export const ip6tablesList: Command = command('ip6tables', 'ipv6');
