// `ovn-nbctl lb-list`, and `ls-lb-list SWITCH`, `lr-lb-list ROUTER` of those that a switch or router uses.
//
//   UUID                                    LB                  PROTO      VIP                  IPs
//   032b86a5-f6b1-48b3-9517-e9d8314a767b    six                 tcp        [2001:db8::64]:80    [2001:db8::75]:80
//   61942c1e-a277-40df-812f-530213f79def    web                 tcp        10.18.0.100:80       10.18.0.75:80,10.18.0.76:80
//                                                               tcp        10.18.0.101:443      10.18.0.75:443
//
// A name is cut at 16 characters. Source: ovn-nbctl(8), "Load Balancer Commands"; lb_info_print() of ovn-nbctl.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { lineReader, OpenFact } from '../open-vswitch/line-reader.ts';

const title = 'ovn-nbctl lb-list';
const heading = /^UUID {20,}LB +PROTO +VIP +IPs\s*$/;
const first =
  /^([0-9a-f]{8}-[0-9a-f-]{27}) {4}(.{0,16}?) +(?:(tcp|udp|sctp) +)?([0-9a-f.:[\]]+(?::\d+)?)(?: +(\S+))?$/;
const next = /^ {40,}(?:(?:tcp|udp|sctp)(?:\/udp)? +)?([0-9a-f.:[\]]+)(?: +(\S+))?$/;
const longestName = 16;
const lists: ReadonlySet<string> = new Set(['lb-list', 'ls-lb-list', 'lr-lb-list']);

function parser(_context: CommandContext, sink: Sink): LineParser {
  const open = new OpenFact(sink, 'load-balancer');
  let vips: Record<string, string> | null = null;
  return lineReader(
    sink,
    title,
    (text, number) => {
      if (heading.test(text)) return true;
      const [, uuid, name = '', protocol, vip, backends = ''] = first.exec(text.trimEnd()) ?? [];
      if (uuid !== undefined && vip !== undefined) {
        const own: Record<string, string> = { [vip]: backends };
        vips = own;
        open.begin(number, () => ({
          uuid,
          name: name === '' || name.length >= longestName ? null : name,
          protocol: protocol ?? null,
          vips: own,
          options: {},
          externalIds: {},
        }));
        return true;
      }
      const [, more, others = ''] = next.exec(text.trimEnd()) ?? [];
      if (more === undefined || vips === null) {
        open.close();
        vips = null;
        return false;
      }
      vips[more] = others;
      open.extend(number);
      return true;
    },
    () => {
      open.close();
    },
  );
}

export const ovnNbctlLbList: Command = {
  id: 'ovn-nbctl-lb-list',
  title,
  facts: ['load-balancer'],
  recognise(argv) {
    const [verb, target] = databaseCommandLine(argv, 'ovn-nbctl')?.words ?? [];
    if (verb === undefined || !lists.has(verb)) return null;
    return target === undefined ? {} : { target };
  },
  sniff: (line) => line.length < 400 && heading.test(line),
  parser,
};
