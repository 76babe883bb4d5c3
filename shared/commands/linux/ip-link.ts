// `ip link`, plain, `-s`, `-s -s`, `-d`, `-o`, `-br` and `-j`: iproute2-link-parser.ts has a sample of its output.
//
// Beyond the contract's fields, a link's `details` may hold `link_netns` (the namespace of its peer, by
// name), `slave_kind` and `slave_state` (of its place in a bridge, bond or datapath), and `external: 'on'`
// for a tunnel device whose endpoints come with each packet.
import type { Command } from '../command.ts';
import { linkParser, unfoldLink } from './iproute2-link-parser.ts';
import { recogniseListing } from './iproute2-words.ts';
import { iproute2Json } from './iproute2-json-head.ts';

const title = 'ip link';

export const ipLink: Command = {
  id: 'ip-link',
  title,
  facts: ['link', 'virtual-function', 'address'],
  recognise: (argv) => recogniseListing(argv, 'ip', 'link'),
  // `ip addr` says `group` but never `mode`; a header without either is old, damaged, or both.
  sniff: (line) =>
    /^[^\s:/]{1,40}\s+(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT)\s+(?:[0-9a-f]{2}:){5}[0-9a-f]{2} <[A-Z0-9_,-]*>\s*$/.test(
      line,
    ) ||
    (/^\s*\d+: [^\s:]+: (<[A-Z0-9_,-]*> )?mtu \d+ (xdp\S* )?qdisc /.test(line) &&
      (/ mode [A-Z]+\b/.test(line) || !/ group \S/.test(line))),
  opens: (head) => iproute2Json(head) === 'link',
  unfold: unfoldLink,
  parser: (context, sink) => linkParser(title, context, sink),
};
