// `ovn-nbctl acl-list SWITCH` or `acl-list PORT_GROUP`: its rules, by direction and priority.
//
//   from-lport  1003 (ip6) allow [after-lb]
//     to-lport  1003 (tcp.dst == 80) allow-related label=1234
//     to-lport  1001 (outport == @pg && ip) drop log(name=deny,severity=info,meter="m1")
//   from-lport     5 (ip4 && (tcp || udp)) allow-related network-function-group=nfg1 label=7 [after-lb]
//
// A rule's tier is in no list.
// Source: ovn-nbctl(8), "ACL Commands"; nbctl_acl_print() of ovn-nbctl.c.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { databaseCommandLine } from '../open-vswitch/ovs-command-line.ts';
import { lineReader } from '../open-vswitch/line-reader.ts';

const title = 'ovn-nbctl acl-list';
const rule =
  /^(from-lport|to-lport) +(\d{1,5}) \((.*)\) (allow-related|allow-stateless|allow|drop|reject|pass)((?: (?:log\(.*\)|network-function-group=\S+|label=\d+|\[after-lb\]))*)$/;

function parser({ target }: CommandContext, sink: Sink): LineParser {
  return lineReader(sink, title, (text, number) => {
    const [, direction, priority, match, action, rest = ''] = rule.exec(text.trim()) ?? [];
    if (direction === undefined || match === undefined || action === undefined) return false;
    const log = /(?:^| )log\((.*)\)/.exec(rest)?.[1];
    const logged = (name: string): string | null =>
      new RegExp(String.raw`(?:^|,)${name}=("?)([^,"]*)\1(?:,|$)`).exec(log ?? '')?.[2] ?? null;
    const label = /(?:^| )label=(\d+)/.exec(rest)?.[1];
    const group = /(?:^| )network-function-group=(\S+)/.exec(rest)?.[1];
    sink.fact(
      'acl',
      {
        uuid: null,
        owner: target,
        direction,
        priority: Number(priority),
        match,
        action,
        name: logged('name'),
        log: log !== undefined,
        severity: logged('severity'),
        meter: logged('meter'),
        label: label === undefined ? 0 : Number(label),
        tier: null,
        networkFunctionGroup: group ?? null,
        options: rest.endsWith('[after-lb]') ? { 'apply-after-lb': 'true' } : {},
        externalIds: {},
      },
      number,
      number,
    );
    return true;
  });
}

export const ovnNbctlAclList: Command = {
  id: 'ovn-nbctl-acl-list',
  title,
  facts: ['acl'],
  recognise(argv) {
    const [verb, target] = databaseCommandLine(argv, 'ovn-nbctl')?.words ?? [];
    if (verb !== 'acl-list') return null;
    return target === undefined ? {} : { target };
  },
  sniff: (line) =>
    line.length < 4000 && /^(?:from-lport| {2}to-lport) +\d/.test(line) && rule.test(line.trim()),
  parser,
};
