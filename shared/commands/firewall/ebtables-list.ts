// `ebtables -t TABLE -L`, with any of `--Lc` (counters), `--Ln` (numbers), `--Lmac2`:
//
//   Bridge table: filter
//
//   Bridge chain: FORWARD, entries: 4, policy: ACCEPT
//   1 -i v0 -j neutronMAC-tap1 , pcnt = 0 -- bcnt = 0
//   2. -p ARP -i v0 --arp-ip-src ! 10.1.0.5 -j DROP                        (ebtables 2.0 numbers so)
//
// Source: ebtables(8); iptables' xtables-eb.c and nft-bridge.c (1.8.9), ebtables' ebtables.c list_em() (2.0.11).
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';
import { readRule } from './iptables-rule.ts';
import { tableOf } from './iptables-save.ts';

const title = 'ebtables -L';
const tableLine = /^Bridge table: (\w+)\s*$/;
const chainLine = /^Bridge chain: (\S+), entries: (\d{1,10}), policy: ([A-Z]+)\s*$/;
const counters = / , pcnt = (\d{1,20}) -- bcnt = (\d{1,20})$/;

function parser(context: CommandContext, sink: Sink): LineParser {
  const { netns } = context;
  let table = context.target ?? 'filter';
  let chain: string | null = null;
  let place = 0;

  const rule = (text: string, number: number): boolean => {
    if (chain === null) return false;
    const counted = counters.exec(text);
    const [, own, raw] = /^(?:(\d{1,10})\.? )?(-.+)$/.exec(text.slice(0, counted?.index)) ?? [];
    if (raw === undefined) return false;
    const read = readRule(raw, 'bridge');
    if (read === null) return false;
    const { counters: _, ...body } = read;
    place = own === undefined ? place + 1 : Number(own);
    sink.fact(
      'firewall-rule',
      {
        family: 'bridge',
        table,
        chain,
        number: place,
        ...body,
        packets: counted === null ? null : Number(counted[1]),
        bytes: counted === null ? null : Number(counted[2]),
        raw,
        netns,
      },
      number,
      number,
    );
    return true;
  };

  return {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '') return;
      const named = tableLine.exec(trimmed)?.[1];
      const [, name, , policy] = chainLine.exec(trimmed) ?? [];
      if (named !== undefined) {
        table = named;
        chain = null;
      } else if (name !== undefined && policy !== undefined) {
        chain = name;
        place = 0;
        const fact = { family: 'bridge', table, chain, policy, packets: null, bytes: null } as const;
        sink.fact('firewall-chain', { ...fact, references: null, netns }, number, number);
      } else if (!rule(trimmed, number)) {
        // A chain that cannot be read: its rules are not those of the chain above.
        if (trimmed.startsWith('Bridge ')) chain = null;
        unexpectedLine(sink, title, text, number);
      }
    },
    end() {
      // Every line stands for itself.
    },
  };
}

export const ebtablesList: Command = {
  id: 'ebtables-list',
  title,
  facts: ['firewall-chain', 'firewall-rule'],
  recognise(argv) {
    if (argv[0]?.replace(/-(?:legacy|nft)$/, '') !== 'ebtables') return null;
    const { options, words } = splitWords(argv.slice(1), new Set(['-t', '--table', '-M']));
    // `--Lx` prints the commands that would set the table up.
    if (options.has('--Lx') || !(options.has('-L') || options.has('--list'))) return null;
    return words.length <= 1 ? { target: tableOf(options) } : null;
  },
  sniff: (line) => tableLine.test(line) || chainLine.test(line),
  parser,
};
