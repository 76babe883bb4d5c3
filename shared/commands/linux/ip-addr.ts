// `ip addr`, plain, `-d`, `-o`, `-br` and `-j`: iproute2-link-parser.ts has a sample of its output.
import type { Command } from '../command.ts';
import { linkParser, unfoldLink } from './iproute2-link-parser.ts';
import { recogniseListing } from './iproute2-words.ts';

const title = 'ip addr';

export const ipAddr: Command = {
  id: 'ip-addr',
  title,
  facts: ['link', 'address'],
  recognise: (argv) => recogniseListing(argv, 'ip', 'address'),
  sniff: (line) =>
    (/^\s*\[\{"/.test(line) && /"ifname":"[^"]*",.*"addr_info":\[/.test(line.slice(0, 2000))) ||
    /^\d+: [^\s:]+\s+inet6? [0-9a-f:]\S* .*scope /.test(line) ||
    (/^\d+: [^\s:]+: <[A-Z0-9_,-]*> mtu \d+ (xdp\S* )?qdisc .* group \S/.test(line) &&
      !/ mode [A-Z]+\b/.test(line)),
  unfold: unfoldLink,
  parser: (context, sink) => linkParser(title, context, sink),
};
