// `bridge fdb`, also `-s -s -d -t fdb show` and `-j`: where bridges, VXLAN devices and NICs send a MAC.
//
//   00:16:3e:3a:20:be dev ens3 used 23504/25 master br-ens3
//   fa:16:3e:00:00:ac dev vx0 dst 10.0.0.3 port 4790 vni 43 used 2/2 self permanent
//   fa:16:3e:00:00:ad dev v1 vlan 10 extern_learn master br0
//   33:33:00:00:00:01 dev eth0 self permanent
//
// Source: bridge(8), and print_fdb() in bridge/fdb.c of iproute2 5.5, 5.9, 6.1 and 6.15.
import type { BridgeFdbEntryFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import {
  numberField,
  numberOrText,
  plainFields,
  plainOrJson,
  textField,
  textList,
  type JsonRecord,
} from './iproute2-forms.ts';
import { readListing } from './iproute2-words.ts';
import { iproute2Json } from './iproute2-json-head.ts';

const title = 'bridge fdb';
type Entry = Omit<BridgeFdbEntryFact, 'netns'>;

const states = new Set(['permanent', 'static', 'stale', 'local']);
const flagWords = new Set([
  'self', 'router', 'extern_learn', 'offload', 'sticky', 'locked', 'added_by_user', 'blackhole', 'dynamic', 'master',
]); // prettier-ignore
const named = new Set(['dev', 'vlan', 'dst', 'vni', 'port', 'master', 'used', 'updated']);
const attributeWords = new Set([
  'src_vni',
  'via',
  'link-netnsid',
  'linkdown',
  'nhid',
  'activity_notify',
  'state',
  'flags',
]);
const address = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;

function readEntry(text: string, chosenDevice: string | null): Entry | null {
  const [mac = '', ...words] = text.trim().split(/\s+/);
  if (!address.test(mac.toLowerCase())) return null;
  const found = new Map<string, string>();
  const flags: string[] = [];
  const attributes: Record<string, string | number> = {};
  let state: string | null = null;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const next = words[i + 1];
    // Before iproute2 4.13 `master` stood alone for an entry of the bridge that is asked for.
    if (named.has(word) && next !== undefined && !(word === 'master' && states.has(next))) {
      found.set(word, next);
      i++;
    } else if (word === 'via' && next === 'ifindex') {
      // The device that a tunnel goes through is in another namespace: `via ifindex 2 link-netnsid 0`.
      attributes['via_ifindex'] = numberOrText(words[i + 2] ?? '');
      i += 2;
    } else if (attributeWords.has(word) && next !== undefined) {
      attributes[word] = numberOrText(next);
      i++;
    } else if (states.has(word)) state = word;
    else if (flagWords.has(word)) flags.push(word);
    else return null;
  }
  const device = found.get('dev') ?? chosenDevice;
  if (device === null) return null;
  const [, used, updated] = /^(\d+)\/(\d+)$/.exec(found.get('used') ?? '') ?? [];
  const number = (name: string): number | null => {
    const value = found.get(name);
    return value !== undefined && /^\d{1,10}$/.test(value) ? Number(value) : null;
  };
  return {
    mac: mac.toLowerCase(),
    device,
    bridge: found.get('master') ?? null,
    vlan: number('vlan'),
    remote: found.get('dst') ?? null,
    vni: number('vni'),
    port: number('port'),
    state,
    flags,
    used: used === undefined ? null : Number(used),
    updated: updated === undefined ? null : Number(updated),
    attributes,
  };
}

const jsonNames = new Set('mac ifname master vlan dst vni port state flags used updated'.split(' '));

function jsonEntry(record: JsonRecord, chosenDevice: string | null): Entry | null {
  const mac = textField(record, 'mac')?.toLowerCase() ?? '';
  if (!address.test(mac)) return null;
  const state = textField(record, 'state');
  return {
    mac,
    device: textField(record, 'ifname') ?? chosenDevice,
    bridge: textField(record, 'master'),
    vlan: numberField(record, 'vlan'),
    remote: textField(record, 'dst'),
    vni: numberField(record, 'vni'),
    port: numberField(record, 'port'),
    state: state === '' ? null : state,
    flags: textList(record, 'flags'),
    used: numberField(record, 'used'),
    updated: numberField(record, 'updated'),
    attributes: Object.fromEntries(
      Object.entries(plainFields(record, jsonNames)).map(([name, value]) => [
        plainNames[name] ?? name,
        value,
      ]),
    ),
  };
}

/** Fields that `-j` calls otherwise than the plain form (bridge/fdb.c). */
const plainNames: Readonly<Record<string, string>> = {
  viaIf: 'via',
  viaIfIndex: 'via_ifindex',
  linkNetNsId: 'link-netnsid',
};

function parser(context: CommandContext, sink: Sink): LineParser {
  const { netns, target } = context;
  const give = (entry: Entry | null, first: number, last: number): boolean => {
    if (entry !== null) sink.fact('bridge-fdb-entry', { ...entry, netns }, first, last);
    return entry !== null;
  };
  const plain: LineParser = {
    line(text, number) {
      if (text.trim() === '') return;
      if (!give(readEntry(text, target), number, number)) unexpectedLine(sink, title, text, number);
    },
    end() {
      // Every line stands for itself.
    },
  };
  return plainOrJson(title, sink, plain, (record, first, last) =>
    give(jsonEntry(record, target), first, last),
  );
}

export const bridgeFdb: Command = {
  id: 'bridge-fdb',
  title,
  facts: ['bridge-fdb-entry'],
  recognise(argv) {
    const listing = readListing(argv, 'bridge', 'fdb');
    if (listing === null) return null;
    const at = listing.selectors.findIndex((word) => word === 'dev' || word === 'brport');
    const target = at < 0 ? undefined : listing.selectors[at + 1];
    return target === undefined ? {} : { target };
  },
  sniff: (line) =>
    line.length < 500 &&
    /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2} dev \S+ .*(?:self|master)\b/.test(line) &&
    readEntry(line, null) !== null,
  opens: (head) => iproute2Json(head) === 'fdb',
  parser,
};

const showmacs = 'brctl showmacs';

/** `brctl showmacs BRIDGE` (sos up to 3.6): `  2	52:54:00:a0:0b:00	no		   3.07`, by port number. */
export const brctlShowmacs: Command = {
  id: 'brctl-showmacs',
  title: showmacs,
  facts: ['bridge-fdb-entry'],
  recognise(argv) {
    if (argv[0] !== 'brctl' || argv[1] !== 'showmacs') return null;
    return argv[2] === undefined ? {} : { target: argv[2] };
  },
  sniff: (line) => /^port no\s+mac addr\s+is local\?\s+ageing timer\s*$/.test(line),
  parser(context, sink) {
    return {
      line(text, number) {
        if (text.trim() === '' || /^port no\s+mac addr\s/.test(text)) return;
        const [, port, mac, local, age] =
          /^\s*(\d+)\s+((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\s+(yes|no)\s+(\d+\.\d+)\s*$/.exec(text) ?? [];
        if (mac === undefined) {
          unexpectedLine(sink, showmacs, text, number);
          return;
        }
        sink.fact(
          'bridge-fdb-entry',
          {
            mac,
            device: null,
            bridge: context.target,
            vlan: null,
            remote: null,
            vni: null,
            port: null,
            state: local === 'yes' ? 'permanent' : null,
            flags: [],
            used: null,
            updated: Math.floor(Number(age)),
            attributes: { port_no: Number(port) },
            netns: context.netns,
          },
          number,
          number,
        );
      },
      end() {
        // Every line stands for itself.
      },
    };
  },
};
