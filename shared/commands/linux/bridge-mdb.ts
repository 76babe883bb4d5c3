// `bridge mdb`, also `-d`, `-s` and `-j`: multicast groups and the ports behind which their members are.
//
//   dev br0 port qvb grp 239.1.1.2 temp proto static vid 10  248.26
//   dev br0 port v1 grp ff05::1 src 2001:db8::1 permanent filter_mode include proto static    0.00
//   router ports on br0: v1    0.00 permanent
//
// Source: bridge(8), and bridge/mdb.c of iproute2 5.9, 6.1 and 6.15.
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import {
  isRecord,
  numberField,
  numberOrText,
  plainFields,
  plainOrJson,
  recordList,
  textField,
  textList,
  type JsonRecord,
} from './iproute2-forms.ts';
import { readListing } from './iproute2-words.ts';
import { iproute2Json } from './iproute2-json-head.ts';

const title = 'bridge mdb';
const valued = new Set([
  'dev',
  'port',
  'grp',
  'src',
  'vid',
  'proto',
  'filter_mode',
  'source_list',
  'dst',
  'dst_port',
  'src_vni',
  'vni',
  'via',
]);
const flagWords = new Set(['offload', 'added_by_star_ex', 'blocked', 'fast_leave', 'offload_failed']);
const taken = new Set(['dev', 'port', 'grp', 'src', 'vid', 'state', 'flags', 'index', 'timer']);

function parser(context: CommandContext, sink: Sink): LineParser {
  const { netns } = context;

  const entry = (words: readonly string[], number: number): boolean => {
    const found = new Map<string, string>();
    const flags: string[] = [];
    let state: string | null = null;
    let timer: number | null = null;
    for (let i = 0; i < words.length; i++) {
      const word = words[i] ?? '';
      const next = words[i + 1];
      if (valued.has(word) && next !== undefined) found.set(word, words[++i] ?? '');
      else if (word === 'temp' || word === 'permanent') state = word;
      else if (flagWords.has(word)) flags.push(word);
      else if (/^\d+\.\d+$/.test(word)) timer = Number(word);
      else return false;
    }
    const [bridge, port, group, vlan] = ['dev', 'port', 'grp', 'vid'].map((name) => found.get(name));
    if (bridge === undefined || port === undefined || group === undefined) return false;
    const source = found.get('src') ?? null;
    for (const name of ['dev', 'port', 'grp', 'vid', 'src']) found.delete(name);
    const attributes: Record<string, string | number> = Object.fromEntries(
      [...found].map(([name, value]) => [name, numberOrText(value)]),
    );
    if (timer !== null) attributes['timer'] = timer;
    sink.fact(
      'bridge-mdb-entry',
      {
        bridge,
        port,
        group,
        source,
        vlan: vlan === undefined ? null : Number(vlan),
        state,
        flags,
        attributes,
        netns,
      },
      number,
      number,
    );
    return true;
  };

  const plain: LineParser = {
    line(text, number) {
      if (text.trim() === '') return;
      const [, bridge, ports] = /^router ports on (\S+): (.*)$/.exec(text) ?? [];
      if (bridge !== undefined && ports !== undefined) {
        // With `-s` or `-d` a line a port, with its timer; without, all of them on one.
        const [, port, timer, state] = /^(\S+)\s+(\d+\.\d+) (temp|permanent)\s*$/.exec(ports) ?? [];
        if (port !== undefined)
          sink.fact(
            'bridge-router-port',
            { bridge, port, state: state ?? null, timer: Number(timer), netns },
            number,
            number,
          );
        else
          for (const one of ports.trim().split(/\s+/))
            sink.fact(
              'bridge-router-port',
              { bridge, port: one, state: null, timer: null, netns },
              number,
              number,
            );
      } else if (!text.startsWith('dev ') || !entry(text.trim().split(/\s+/), number))
        unexpectedLine(sink, title, text, number);
    },
    end() {
      // Every line stands for itself.
    },
  };

  const jsonEntry = (one: JsonRecord, first: number, last: number): void => {
    const [bridge, port, group] = ['dev', 'port', 'grp'].map((name) => textField(one, name));
    if (!bridge || !port || !group) return;
    const timer = textField(one, 'timer');
    sink.fact(
      'bridge-mdb-entry',
      {
        bridge,
        port,
        group,
        source: textField(one, 'src'),
        vlan: numberField(one, 'vid'),
        state: textField(one, 'state'),
        flags: textList(one, 'flags'),
        attributes: {
          ...Object.fromEntries(
            Object.entries(plainFields(one, taken)).map(([name, value]) => [
              name === 'protocol' ? 'proto' : name,
              value,
            ]),
          ),
          ...(timer === null ? {} : { timer: Number(timer) }),
        },
        netns,
      },
      first,
      last,
    );
  };

  return plainOrJson(title, sink, plain, (record, first, last) => {
    for (const one of recordList(record, 'mdb')) jsonEntry(one, first, last);
    const routers = record['router'];
    if (isRecord(routers))
      for (const bridge of Object.keys(routers))
        for (const one of recordList(routers, bridge)) {
          const port = textField(one, 'port');
          const timer = textField(one, 'timer');
          if (port !== null)
            sink.fact(
              'bridge-router-port',
              {
                bridge,
                port,
                state: textField(one, 'type'),
                timer: timer === null ? null : Number(timer),
                netns,
              },
              first,
              last,
            );
        }
    return Object.hasOwn(record, 'mdb') || isRecord(routers);
  });
}

export const bridgeMdb: Command = {
  id: 'bridge-mdb',
  title,
  facts: ['bridge-mdb-entry', 'bridge-router-port'],
  recognise: (argv) => (readListing(argv, 'bridge', 'mdb') === null ? null : {}),
  sniff: (line) => /^dev \S+ port \S+ grp \S+ /.test(line) || /^router ports on \S+: \S/.test(line),
  opens: (head) => iproute2Json(head) === 'mdb',
  parser,
};
