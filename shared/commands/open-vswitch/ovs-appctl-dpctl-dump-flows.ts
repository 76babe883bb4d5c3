// `ovs-appctl dpctl/dump-flows [-m] [--names] [DATAPATH]`, `ovs-dpctl dump-flows`, `ovs-appctl dpif/dump-flows`:
// the datapath's own flows. `-m` adds ufid, wildcarded parts and where the flow lives:
//
//   flow-dump from the main thread:
//   ufid:5143e2ae-…, recirc_id(0),in_port(qvo983234ab-64),eth(src=fa:16:3e:63:0d:8d,dst=fa:16:3e:73:c3:c2),eth_type(0x0800),ipv4(frag=no), packets:19, bytes:1534, used:6.801s, flags:SF., dp:ovs, actions:tnl_push(tnl_port(gre_sys),header(…),out_port(br-phy)),eth1, dp-extra-info:miniflow_bits(6,1)
import type { Command } from '../command.ts';
import { counted, lineReader, splitOutside } from './line-reader.ts';
import { appctlCommand, dpctlCommand } from './ovs-command-line.ts';

const threadLine = /^flow-dump from (.+?):$/;
const statistics = /, packets:(\d+), bytes:(\d+), used:(never|\d+(?:\.\d+)?s)/;
const matchStart = /^(?:[a-z_]\w*(?:\(|$))/;

export const ovsAppctlDpctlDumpFlows: Command = {
  id: 'ovs-appctl-dpctl-dump-flows',
  title: 'ovs-appctl dpctl/dump-flows',
  facts: ['datapath-flow'],
  recognise: (argv) =>
    dpctlCommand(argv, 'dump-flows') ?? (appctlCommand(argv, 'dpif/dump-flows') === null ? null : {}),
  sniff: (line) =>
    threadLine.test(line) ||
    (/^\s*(?:ufid:|[a-z_]+\()/.test(line) &&
      statistics.test(line) &&
      /\b(?:recirc_id|in_port)\(/.test(line) &&
      line.includes(', actions:')),
  parser(context, sink) {
    let thread: string | null = null;
    return lineReader(sink, 'ovs-appctl dpctl/dump-flows', (line, number) => {
      const text = line.trim();
      const from = threadLine.exec(text)?.[1];
      if (from !== undefined) {
        thread = from;
        return true;
      }
      const flow = readFlow(text);
      if (flow === null) return false;
      sink.fact('datapath-flow', { datapath: context.target, thread, ...flow }, number, number);
      return true;
    });
  },
};

/** One flow; null when it is not a whole one. */
function readFlow(line: string) {
  const found = statistics.exec(line);
  if (found === null) return null;
  let head = line.slice(0, found.index);
  const [ufidText, ufid] = /^ufid:([0-9a-f-]{36}),? /.exec(head) ?? ['', null];
  head = head.slice(ufidText.length);
  const parts = splitOutside(head, ',');
  if (!parts.every((part) => matchStart.test(part) && (!part.includes('(') || part.endsWith(')'))))
    return null;
  const fields = new Map<string, string>();
  for (const part of parts) {
    const open = part.indexOf('(');
    const key = open < 0 ? part : part.slice(0, open);
    if (!fields.has(key)) fields.set(key, open < 0 ? '' : part.slice(open + 1, -1));
  }
  const tail = readTail(line.slice(found.index + found[0].length));
  if (tail === null) return null;
  const { actions, words } = tail;
  const { flags, dp, offloaded, ...other } = Object.fromEntries(words);
  const [, packets, bytes, used = ''] = found;
  return {
    ufid: ufid ?? null,
    match: head,
    actions,
    fields: Object.fromEntries(fields),
    recircId: fields.get('recirc_id') ?? null,
    inPort: fields.get('in_port') ?? null,
    packets: counted(packets),
    bytes: counted(bytes),
    used: used === 'never' ? null : Number(used.slice(0, -1)),
    tcpFlags: flags ?? null,
    layer: dp ?? null,
    offloaded: offloaded ?? null,
    other,
  };
}

/** What stands behind the statistics: `, flags:S., dp:ovs, actions:ct(…),5, dp-extra-info:miniflow_bits(6,1)`. */
function readTail(text: string): { actions: string; words: Map<string, string> } | null {
  const at = text.indexOf(', actions:');
  if (at < 0) return null;
  const words = new Map<string, string>();
  const put = (piece: string): boolean => {
    const [, key, value = ''] = /^([\w-]+):(.*)$/.exec(piece) ?? [];
    if (key !== undefined) words.set(key, value);
    return key !== undefined;
  };
  for (const piece of text.slice(0, at).split(', ')) if (piece !== '' && !put(piece)) return null;
  let actions = text.slice(at + ', actions:'.length);
  const extra = actions.lastIndexOf(', dp-extra-info:');
  if (extra >= 0) {
    put(actions.slice(extra + ', '.length));
    actions = actions.slice(0, extra);
  }
  return actions === '' ? null : { actions, words };
}
