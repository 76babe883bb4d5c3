// `ip maddr`: the multicast addresses that each device listens to.
//
//   2:	eth0
//   	link  33:33:00:00:00:01 users 2
//   	inet  224.0.0.1
//   	inet6 ff02::1:ffa0:b00
//
// Source: ip-maddress(8), and print_maddr() in ip/ipmaddr.c of iproute2 5.9, 6.1 and 6.15.
import type { MulticastAddressFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { numberField, plainOrJson, recordList, textField } from './iproute2-forms.ts';
import { readListing } from './iproute2-words.ts';
import { iproute2Json } from './iproute2-json-head.ts';

const title = 'ip maddr';
type Family = MulticastAddressFact['family'];

function parser(context: CommandContext, sink: Sink): LineParser {
  const { netns } = context;
  let device: { readonly name: string; readonly ifindex: number } | null = null;
  const plain: LineParser = {
    line(text, number) {
      if (text.trim() === '') return;
      const [, ifindex, name] = /^(\d{1,10}):\s+([^\s/]+)\s*$/.exec(text) ?? [];
      if (name !== undefined) {
        device = { name, ifindex: Number(ifindex) };
        return;
      }
      const [, family, address, users, flags] =
        /^\s+(link|inet6?)\s+([0-9a-f.:]+)(?: users (\d+))?((?: (?:static|[a-z]+))*)\s*$/.exec(text) ?? [];
      if (device === null || address === undefined) {
        // Whatever it was, what follows is not known to be of the device above.
        if (!/^\s/.test(text)) device = null;
        unexpectedLine(sink, title, text, number);
        return;
      }
      sink.fact(
        'multicast-address',
        {
          device: device.name,
          ifindex: device.ifindex,
          family: family as Family,
          address: address.toLowerCase(),
          users: users === undefined ? null : Number(users),
          flags: (flags ?? '').split(' ').filter((flag) => flag !== ''),
          netns,
        },
        number,
        number,
      );
    },
    end() {
      // Addresses are given as they come.
    },
  };
  return plainOrJson(title, sink, plain, (record, first, last) => {
    const name = textField(record, 'ifname');
    if (name === null) return false;
    for (const one of recordList(record, 'maddr')) {
      const link = textField(one, 'link');
      const family = textField(one, 'family');
      const address = link ?? textField(one, 'address');
      if (address === null || (link === null && family !== 'inet' && family !== 'inet6')) return false;
      sink.fact(
        'multicast-address',
        {
          device: name,
          ifindex: numberField(record, 'ifindex'),
          family: link === null ? (family as Family) : 'link',
          address: address.toLowerCase(),
          users: numberField(one, 'users'),
          flags: Object.hasOwn(one, 'static') ? ['static'] : [],
          netns,
        },
        first,
        last,
      );
    }
    return true;
  });
}

export const ipMaddr: Command = {
  id: 'ip-maddr',
  title,
  facts: ['multicast-address'],
  recognise: (argv) => (readListing(argv, 'ip', 'maddress') === null ? null : {}),
  sniff: (line) => /^\s+inet6?\s+(?:224\.0\.0\.1|ff02::1)\s*$/.test(line),
  opens: (head) => iproute2Json(head) === 'maddr',
  parser,
};
