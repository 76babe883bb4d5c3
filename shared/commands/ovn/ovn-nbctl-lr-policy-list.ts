// `ovn-nbctl lr-policy-list ROUTER`: the policies of a logical router, highest priority first.
//
//   Routing Policies
//          100                            ip4.src == 10.18.0.0/24         reroute                172.16.0.5
//           80                                                ip4           allow               pkt_mark=1
//           70                               ip4.src == 10.18.0.9         reroute                172.16.0.5, 172.16.0.6
//
// Source: ovn-nbctl(8), "Logical Router Policy Commands".
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { lineReader } from '../open-vswitch/line-reader.ts';

const title = 'ovn-nbctl lr-policy-list';
const heading = 'Routing Policies';
/** A match is blank at no place twice in a row; what stands behind the action is addresses, then options. */
const policy = /^(\d{1,5}) +(\S.*?) {2,}(allow|drop|reroute|jump)(?: +(\S.*))?$/;

function parser({ target }: CommandContext, sink: Sink): LineParser {
  return lineReader(sink, title, (text, number) => {
    const trimmed = text.trim();
    if (trimmed === heading) return true;
    const [, priority, match, action, rest = ''] = policy.exec(trimmed) ?? [];
    if (priority === undefined || match === undefined || action === undefined) return false;
    const words = rest.split(/[\s,]+/).filter((word) => word !== '');
    const options = words.filter((word) => word.includes('='));
    sink.fact(
      'logical-router-policy',
      {
        uuid: null,
        router: target,
        priority: Number(priority),
        match,
        action,
        nexthops: words.filter((word) => !word.includes('=') && /^[0-9a-f.:]+$/.test(word)),
        options: Object.fromEntries(
          options.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
        ),
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
