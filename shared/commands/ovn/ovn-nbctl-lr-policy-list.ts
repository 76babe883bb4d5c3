// `ovn-nbctl lr-policy-list ROUTER`: the policies of a logical router, highest priority first.
//
//   Routing Policies
//          100                            ip4.src == 10.18.0.0/24         reroute                172.16.0.5
//           80                                                ip4           allow               pkt_mark=1
//           70                               ip4.src == 10.18.0.9         reroute                172.16.0.5, 172.16.0.6
//
// From 25.03 at the latest by chain, with BFD, and in 26.03 with the port after the next hops:
//
//   Chain <Default>:
//            9                             ip4 && ip4.src == $as1         reroute                 10.18.0.5 rp               bfd,pkt_mark=7
//            4                                                ip4            jump -> inbound
//
//   Chain inbound:
//           60                              ip4.src == 10.18.0.11            drop
//
// Source: ovn-nbctl(8), "Logical Router Policy Commands".
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { lineReader, optionsOf } from '../open-vswitch/line-reader.ts';

const title = 'ovn-nbctl lr-policy-list';
const heading = 'Routing Policies';
const chainLine = /^Chain (.{1,200}):$/;
/** A match is blank at no place twice in a row. */
const policy = /^(\d{1,5}) +(\S.*?) {2,}(allow|drop|reroute|jump)(?: +(\S.*))?$/;
/** Behind `reroute`: next hops, a port, remarks. */
const rerouted = /^([0-9a-f.:]+(?:, [0-9a-f.:]+)*)(?: (\S+))?(?: {2,}(\S.*))?$/;

function parser({ target }: CommandContext, sink: Sink): LineParser {
  let chain: string | null = null;
  return lineReader(sink, title, (text, number) => {
    const trimmed = text.trim();
    if (trimmed === heading) {
      chain = null;
      return true;
    }
    const named = chainLine.exec(trimmed)?.[1];
    if (named !== undefined) {
      chain = named === '<Default>' ? null : named;
      return true;
    }
    const [, priority, match, action, rest = ''] = policy.exec(trimmed) ?? [];
    if (priority === undefined || match === undefined || action === undefined) return false;
    const [, jumpChain] = (action === 'jump' && /^-> (\S.*)$/.exec(rest)) || [];
    const [, nexthops, outputPort, behind = ''] = (action === 'reroute' && rerouted.exec(rest)) || [];
    if ((action === 'jump' && jumpChain === undefined) || (action === 'reroute' && nexthops === undefined))
      return false;
    const remarks = (nexthops === undefined ? rest : behind).split(/[\s,]+/);
    sink.fact(
      'logical-router-policy',
      {
        uuid: null,
        router: target,
        priority: Number(priority),
        match,
        action,
        nexthops: nexthops?.split(', ') ?? [],
        chain,
        jumpChain: jumpChain ?? null,
        outputPort: outputPort ?? null,
        bfd: remarks.includes('bfd'),
        options: optionsOf(remarks.filter((word) => word.includes('=')).join()),
        externalIds: {},
      },
      number,
      number,
    );
    return true;
  });
}

export const ovnNbctlLrPolicyList: Command = {
  id: 'ovn-nbctl-lr-policy-list',
  title,
  facts: ['logical-router-policy'],
  recognise(argv) {
    const [verb, target] = databaseCommandLine(argv, 'ovn-nbctl')?.words ?? [];
    if (verb !== 'lr-policy-list') return null;
    return target === undefined ? {} : { target };
  },
  sniff: (line) => line.trimEnd() === heading,
  parser,
};
