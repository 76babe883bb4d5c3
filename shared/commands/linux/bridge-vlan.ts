// `bridge vlan`, also `-d`, `-s`, `-c` and `-j`: the VLANs of each port of a bridge that filters them.
//
//   port	vlan ids                                     port              vlan-id
//   ens3	 1 PVID Egress Untagged                      qvb               10 PVID Egress Untagged
//   	 100-110                                         trunk0            1 PVID Egress Untagged
//                                                                         100-110
//   (until 5.8)                                                             state forwarding mcast_router 1      (-d)
//
// Source: bridge(8), and print_vlan_port() and print_vlan_info() in bridge/vlan.c of iproute2 5.5 to 6.15.
import type { BridgeVlanFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import {
  numberField,
  numberOrText,
  plainFields,
  plainOrJson,
  recordList,
  textField,
  textList,
} from './iproute2-forms.ts';
import { readListing } from './iproute2-words.ts';
import { iproute2Json } from './iproute2-json-head.ts';

const title = 'bridge vlan';
const header = /^port\s+vlan[- ]ids?(?:\s+tunnel-id)?\s*$/;
const vlanWords = /^(\d{1,4})(?:-(\d{1,4}))?((?: PVID)?(?: Egress Untagged)?)\s*$/;
/** Further lines of a VLAN, names with values: its options, and the counters of `-s`. */
const detailLine = /^(?:(?:state|mcast_router|mcast_max_groups|neigh_suppress|mcast_n_groups)\b|RX:|TX:)/;

function parser(context: CommandContext, sink: Sink): LineParser {
  const { netns } = context;
  let device: string | null = null;
  let pending: { fact: BridgeVlanFact; readonly firstLine: number; lastLine: number } | null = null;

  const finish = (): void => {
    if (pending !== null) sink.fact('bridge-vlan', pending.fact, pending.firstLine, pending.lastLine);
    pending = null;
  };

  const vlan = (port: string, text: string, number: number): boolean => {
    const [, first, end, flags = ''] = vlanWords.exec(text) ?? [];
    if (first === undefined) return false;
    finish();
    pending = {
      fact: {
        device: port,
        vlan: Number(first),
        vlanEnd: Number(end ?? first),
        pvid: flags.includes('PVID'),
        untagged: flags.includes('Untagged'),
        attributes: {},
        netns,
      },
      firstLine: number,
      lastLine: number,
    };
    return true;
  };

  const details = (text: string, number: number): boolean => {
    if (pending === null || !detailLine.test(text)) return false;
    const direction = /^(RX|TX):/.exec(text)?.[1]?.toLowerCase();
    const words = text.replace(/^(?:RX|TX):\s*/, '').split(/\s+/);
    const found: [string, string | number][] = [];
    if (direction === undefined) {
      for (let i = 0; i + 1 < words.length; i += 2)
        found.push([words[i] ?? '', numberOrText(words[i + 1] ?? '')]);
    } else
      // `RX: 0 bytes 0 packets`
      for (let i = 0; i + 1 < words.length; i += 2)
        found.push([`${direction}_${words[i + 1] ?? ''}`, numberOrText(words[i] ?? '')]);
    pending.fact = {
      ...pending.fact,
      attributes: { ...pending.fact.attributes, ...Object.fromEntries(found) },
    };
    pending.lastLine = number;
    return true;
  };

  const plain: LineParser = {
    line(text, number) {
      const trimmed = text.trim();
      if (trimmed === '' || header.test(text)) return;
      const [, port, rest] = /^([^\s:/]+)\s+(.*)$/.exec(text) ?? [];
      if (port !== undefined && rest !== undefined) {
        // Before iproute2 4.19 a port without VLANs said `None`.
        if (/^None\s*$/.test(rest)) return;
        if (vlan(port, rest.trim(), number)) {
          device = port;
          return;
        }
      } else if (/^[^\s:/]+$/.test(text)) {
        finish();
        device = text;
        return;
      } else if (
        /^\s/.test(text) &&
        device !== null &&
        (vlan(device, trimmed, number) || details(trimmed, number))
      )
        return;
      // A host without VLAN filtering: the error stands before the table's head, and no row follows.
      if (/^RTNETLINK answers: /.test(text)) sink.problem('error', number, 'error-output', text);
      else if (text !== 'Dump terminated') unexpectedLine(sink, title, text, number);
    },
    end: finish,
  };

  return plainOrJson(title, sink, plain, (record, first, last) => {
    const port = textField(record, 'ifname');
    if (port === null) return false;
    for (const one of recordList(record, 'vlans')) {
      // With `-s` the key is another.
      const id = numberField(one, 'vlan') ?? numberField(one, 'vid');
      if (id === null) continue;
      const flags = textList(one, 'flags');
      sink.fact(
        'bridge-vlan',
        {
          device: port,
          vlan: id,
          vlanEnd: numberField(one, 'vlanEnd') ?? id,
          pvid: flags.includes('PVID'),
          untagged: flags.includes('Egress Untagged'),
          attributes: plainFields(one, new Set(['vlan', 'vid', 'vlanEnd', 'flags'])),
          netns,
        },
        first,
        last,
      );
    }
    return true;
  });
}

export const bridgeVlan: Command = {
  id: 'bridge-vlan',
  title,
  facts: ['bridge-vlan'],
  recognise: (argv) => (readListing(argv, 'bridge', 'vlan') === null ? null : {}),
  sniff: (line) => header.test(line),
  opens: (head) => iproute2Json(head) === 'vlan',
  parser,
};
