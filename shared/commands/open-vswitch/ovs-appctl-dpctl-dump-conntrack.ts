// `ovs-appctl dpctl/dump-conntrack [-m] [-s] [DATAPATH]`, `ovs-dpctl dump-conntrack`: tracked connections. `-s`
// adds the timeout, `-m` id, status and the state of both directions:
//
//   tcp,orig=(src=10.0.0.1,dst=10.0.0.2,sport=1234,dport=80),reply=(src=10.0.0.2,dst=10.0.0.1,sport=80,dport=1234),zone=7,timeout=26,mark=5,labels=0x1234,protoinfo=(state=SYN_SENT)
//   icmp,orig=(src=10.22.22.233,dst=10.18.0.234,id=9061,type=8,code=0),reply=(src=10.18.0.234,dst=10.22.22.233,id=9061,type=0,code=0),id=0,zone=9,status=SEEN_REPLY|CONFIRMED
import type { Command } from '../command.ts';
import { lineReader, optionsOf, splitOutside } from './line-reader.ts';
import { dpctlCommand } from './ovs-command-line.ts';

const start = /^[\w-]+,orig=\(/;

export const ovsAppctlDpctlDumpConntrack: Command = {
  id: 'ovs-appctl-dpctl-dump-conntrack',
  title: 'ovs-appctl dpctl/dump-conntrack',
  facts: ['conntrack-entry'],
  recognise: (argv) => dpctlCommand(argv, 'dump-conntrack'),
  sniff: (line) => start.test(line.trim()) && line.includes('),reply=('),
  parser: (context, sink) =>
    lineReader(sink, 'ovs-appctl dpctl/dump-conntrack', (line, number) => {
      const entry = readEntry(line.trim(), context.target);
      if (entry === null) return false;
      sink.fact('conntrack-entry', { ...entry, netns: context.netns }, number, number);
      return true;
    }),
};

/** One connection; null when it is not a whole one. `other.datapath` is whose it is, where that is known. */
function readEntry(text: string, datapath: string | null) {
  if (!start.test(text)) return null;
  const [protocol = '', ...parts] = splitOutside(text, ',');
  const values = new Map<string, string>();
  for (const part of parts) {
    const [, key, value = ''] = /^([\w-]+)=(.*)$/.exec(part) ?? [];
    if (key === undefined || (value.startsWith('(') && !value.endsWith(')'))) return null;
    values.set(key, value);
  }
  const { orig, reply, zone, mark, labels, timeout, status, protoinfo, ...rest } = Object.fromEntries(values);
  if (orig === undefined || reply === undefined) return null;
  const info = optionsOf(inner(protoinfo ?? ''));
  const { state, ...details } = info;
  return {
    family: null,
    protocol,
    timeout: timeout === undefined ? null : Number(timeout),
    state: state ?? info['state_orig'] ?? null,
    original: optionsOf(inner(orig)),
    reply: optionsOf(inner(reply)),
    flags: (status ?? '').split('|').filter((flag) => flag !== '' && flag !== '0'),
    zone: zone === undefined ? null : Number(zone),
    mark: mark ?? null,
    labels: labels ?? null,
    other: { ...rest, ...details, ...(datapath === null ? {} : { datapath }) },
  };
}

/** `(a=1,b=2)` without its parentheses. */
function inner(text: string): string {
  return text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1) : text;
}
