// `bridge link`, also `-d`, `-s` and `-j`: the devices that are ports of Linux bridges.
//
//   46: qvb1476e4c9-4e@qvo1476e4c9-4e: <BROADCAST,MULTICAST,PROMISC,UP,LOWER_UP> mtu 1458 master qbr1476e4c9-4e state forwarding priority 32 cost 2
//       hairpin off guard off root_block off fastleave off learning on flood on …                            (-d)
//   9: br-ens3: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br-ens3 br-ens3           (-d in 5.5: a bridge as its own port)
//
// Source: bridge(8), and print_linkinfo() in bridge/link.c of iproute2 5.5 and 6.1.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { readDeviceHeader, wordsAfter } from './iproute2-device.ts';
import { plainOrJson, numberField, textField } from './iproute2-forms.ts';
import { recogniseListing } from './iproute2-words.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { iproute2Json } from './iproute2-json-head.ts';

const title = 'bridge link';
const headerWords = new Set(['mtu', 'master', 'state']);

function parser(context: CommandContext, sink: Sink): LineParser {
  const netns = context.netns;
  const part = (text: string, number: number): void => {
    const trimmed = text.trim();
    // A port's flags, each `on` or `off`; no fact carries them.
    if (trimmed === '' || /^hairpin (on|off) /.test(trimmed)) return;
    const header = readDeviceHeader(trimmed);
    if (header === null) {
      unexpectedLine(sink, title, text, number);
      return;
    }
    const words = wordsAfter(header.words, headerWords);
    const bridge = words.get('master');
    // Without a master it is a NIC that switches by itself (`hwmode VEB`), not a port of a bridge.
    if (bridge === undefined) return;
    if (bridge === header.name) {
      sink.fact('linux-bridge', { name: bridge, id: null, stp: null, details: {}, netns }, number, number);
      return;
    }
    sink.fact(
      'bridge-port',
      {
        bridge,
        device: header.name,
        ifindex: header.ifindex,
        state: words.get('state') ?? null,
        details: {},
        netns,
      },
      number,
      number,
    );
  };
  const plain: LineParser = {
    line(text, number) {
      for (const piece of /^\d+: .*\\/.test(text) ? text.split('\\') : [text]) part(piece, number);
    },
    end() {
      // Every line stands for itself.
    },
  };
  return plainOrJson(title, sink, plain, (record, first, last) => {
    const device = textField(record, 'ifname');
    const bridge = textField(record, 'master');
    if (device === null) return false;
    if (bridge === null) return true;
    const [ifindex, state] = [numberField(record, 'ifindex'), textField(record, 'state')];
    if (bridge === device)
      sink.fact('linux-bridge', { name: bridge, id: null, stp: null, details: {}, netns }, first, last);
    else sink.fact('bridge-port', { bridge, device, ifindex, state, details: {}, netns }, first, last);
    return true;
  });
}

export const bridgeLink: Command = {
  id: 'bridge-link',
  title,
  facts: ['bridge-port', 'linux-bridge'],
  recognise: (argv) => recogniseListing(argv, 'bridge', 'link'),
  sniff: (line) =>
    /^\d+: [^\s:]+(?: state \S+ )?: <[A-Z0-9_,-]*> mtu \d+ master \S+ state \S+ priority \d+ cost \d+/.test(
      line,
    ),
  opens: (head) => iproute2Json(head) === 'bridge-link',
  parser,
};
