// `ip addr`, plain, `-d`, `-o`, `-br` and `-j`: iproute2-link-parser.ts has a sample of its output.
import type { Command } from '../command.ts';
import { linkParser, unfoldLink } from './iproute2-link-parser.ts';
import { recogniseListing } from './iproute2-words.ts';
import { iproute2Json } from './iproute2-json-head.ts';

const title = 'ip addr';

export const ipAddr: Command = {
  id: 'ip-addr',
  title,
  facts: ['link', 'virtual-function', 'address'],
  recognise: (argv) => recogniseListing(argv, 'ip', 'address'),
  sniff: (line) =>
    /^[^\s:/]{1,40}\s+(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT)\s+[0-9a-f]*[.:][0-9a-f.:]*\/\d{1,3}(?:\s|$)/.test(
      line,
    ) ||
    /^\d+: [^\s:]+\s+inet6? [0-9a-f:]\S* .*scope /.test(line) ||
    (/^\d+: [^\s:]+: <[A-Z0-9_,-]*> mtu \d+ (xdp\S* )?qdisc .* group \S/.test(line) &&
      !/ mode [A-Z]+\b/.test(line)),
  opens: (head) => iproute2Json(head) === 'addr',
  unfold: unfoldLink,
  parser: (context, sink) => linkParser(title, context, sink),
};
