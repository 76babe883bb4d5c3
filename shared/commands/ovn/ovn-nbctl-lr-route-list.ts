// `ovn-nbctl lr-route-list ROUTER`: the static routes of a logical router, by route table since 22.03.
//
//   IPv4 Routes
//   Route Table <main>:
//                10.40.0.0/16               172.16.0.10 dst-ip ecmp ecmp-symmetric-reply
//                10.60.0.0/16               172.16.0.11 dst-ip lrp-ce63c542-6852-4e9f-93ff-b5e267841cce bfd
//                   0.0.0.0/0                172.16.0.1 dst-ip lrp-ce63c542-6852-4e9f-93ff-b5e267841cce
//
// Source: ovn-nbctl(8), "Logical Router Static Route Commands"; print_route() of ovn-nbctl.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { lineReader } from '../open-vswitch/line-reader.ts';

const title = 'ovn-nbctl lr-route-list';
const family = /^IPv[46] Routes$/;
const tableLine = /^Route Table (.{1,200}):$/;
const address = String.raw`[0-9a-f]*[.:][0-9a-f.:]*(?:\/\d{1,3})?`;
const route = new RegExp(String.raw`^(${address}) +(${address}|discard) +(dst-ip|src-ip)(?: +(.*))?$`);
/** What stands behind the port. */
const remarks = /(?:^| )(?:\(learned(?:\([^)]*\))?\)|ecmp|ecmp-symmetric-reply|bfd)$/;

function parser({ target }: CommandContext, sink: Sink): LineParser {
  let routeTable: string | null = null;
  return lineReader(sink, title, (text, number) => {
    const trimmed = text.trim();
    if (family.test(trimmed)) {
      routeTable = null;
      return true;
    }
    const table = tableLine.exec(trimmed)?.[1];
    if (table !== undefined) {
      routeTable = table === '<main>' ? '' : table;
      return true;
    }
    const [, prefix, nexthop, policy, rest = ''] = route.exec(trimmed) ?? [];
    if (prefix === undefined || nexthop === undefined || policy === undefined) return false;
    const said = new Set<string>();
    let port = rest.trim();
    for (let found = remarks.exec(port); found !== null; found = remarks.exec(port)) {
      said.add(found[0].trim());
      port = port.slice(0, found.index).trim();
    }
    sink.fact(
      'logical-route',
      {
        uuid: null,
        router: target,
        routeTable,
        prefix,
        nexthop,
        policy,
        outputPort: port === '' ? null : port,
        bfd: said.has('bfd') ? 'on' : null,
        ecmp: said.has('ecmp') || said.has('ecmp-symmetric-reply'),
        options: said.has('ecmp-symmetric-reply') ? { ecmp_symmetric_reply: 'true' } : {},
        externalIds: {},
      },
      number,
      number,
    );
    return true;
  });
}

export const ovnNbctlLrRouteList: Command = {
  id: 'ovn-nbctl-lr-route-list',
  title,
  facts: ['logical-route'],
  recognise(argv) {
    const [verb, target] = databaseCommandLine(argv, 'ovn-nbctl')?.words ?? [];
    if (verb !== 'lr-route-list') return null;
    return target === undefined ? {} : { target };
  },
  sniff: (line) => family.test(line) || line === 'Route Table <main>:',
  parser,
};
