// `ovn-nbctl lr-nat-list ROUTER`: the rules by which a logical router translates addresses.
//
//   TYPE             GATEWAY_PORT          EXTERNAL_IP        EXTERNAL_PORT    LOGICAL_IP          EXTERNAL_MAC         LOGICAL_PORT
//   dnat_and_snat                          172.16.0.160                        10.18.0.75          fa:16:3e:00:00:09    cfe83482-…
//   snat             lrp-ce63c542-6852-    172.16.0.188                        10.19.0.0/24
//
//   TYPE             GATEWAY_PORT          MATCH                 EXTERNAL_IP        EXTERNAL_PORT    LOGICAL_IP          …
//   snat                                   ip4.dst==8.8.8.8      172.16.0.189                        10.20.0.0/24
//
// Which columns there are differs from version to version: the heading says it. Values are cut at the width of their
// column less a few (ovn-nbctl.c): a gateway port's name and a match at 18 characters, an external address at 15. A
// value that may be cut is not given.
import type { NatRuleFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { lineReader } from '../open-vswitch/line-reader.ts';
import { newNat } from './ovn-nbctl-show.ts';

const title = 'ovn-nbctl lr-nat-list';
const heading = /^TYPE +(?:[A-Z_]+ +)*EXTERNAL_IP +(?:[A-Z_]+ +)*LOGICAL_IP(?: +[A-Z_]+)*\s*$/;
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const longestGatewayPort = 18;
const longestMatch = 18;
const longestExternalIp = 15;

interface Column {
  readonly name: string;
  readonly from: number;
}

/** The words of a row by column; a logical address may be wider than its column, and moves what follows. */
function cellsOf(text: string, columns: readonly Column[]): ReadonlyMap<string, string> {
  const cells = new Map<string, string>();
  let moved = 0;
  for (const [at, { name, from }] of columns.entries()) {
    const end = columns[at + 1]?.from ?? Infinity;
    let to = end + moved;
    if (name === 'LOGICAL_IP') {
      const length = /^\S*/.exec(text.slice(from + moved))?.[0].length ?? 0;
      to = Math.max(to, from + moved + length);
    }
    cells.set(name, text.slice(from + moved, to).trim());
    moved = to - end;
  }
  return cells;
}

function parser({ target }: CommandContext, sink: Sink): LineParser {
  let columns: readonly Column[] | null = null;
  return lineReader(sink, title, (text, number) => {
    if (heading.test(text)) {
      columns = [...text.matchAll(/\S+/g)].map((word) => ({ name: word[0], from: word.index }));
      return true;
    }
    if (columns === null) return false;
    const cells = cellsOf(text, columns);
    const cell = (name: string): string | null => cells.get(name) || null;
    const type = cell('TYPE');
    const logicalIp = cell('LOGICAL_IP');
    let externalIp = cell('EXTERNAL_IP');
    let gatewayPort = cell('GATEWAY_PORT');
    let match = cell('MATCH');
    if (type === null || !/^(?:snat|dnat|dnat_and_snat)$/.test(type) || logicalIp === null) return false;
    if (!/^[0-9a-f.:/]+$/.test(logicalIp)) return false;
    const cut = (what: string, value: string): null => {
      sink.problem('data-loss', number, 'value-cut', `${what} may be longer than what is printed: ${value}`);
      return null;
    };
    if (gatewayPort !== null && gatewayPort.length >= longestGatewayPort)
      gatewayPort = cut('the gateway port', gatewayPort);
    if (match !== null && match.length >= longestMatch) match = cut('the match', match);
    if (externalIp !== null && externalIp.length >= longestExternalIp && !ipv4.test(externalIp))
      externalIp = cut('the external address', externalIp);
    const rule: NatRuleFact = {
      ...newNat('', target),
      uuid: null,
      type,
      externalIp,
      externalPortRange: cell('EXTERNAL_PORT'),
      externalMac: cell('EXTERNAL_MAC')?.toLowerCase() ?? null,
      logicalIp,
      logicalPort: cell('LOGICAL_PORT'),
      gatewayPort,
      match,
    };
    sink.fact('nat-rule', rule, number, number);
    return true;
  });
}

export const ovnNbctlLrNatList: Command = {
  id: 'ovn-nbctl-lr-nat-list',
  title,
  facts: ['nat-rule'],
  recognise(argv) {
    const [verb, target] = databaseCommandLine(argv, 'ovn-nbctl')?.words ?? [];
    if (verb !== 'lr-nat-list') return null;
    return target === undefined ? {} : { target };
  },
  sniff: (line) => line.length < 400 && heading.test(line),
  parser,
};
