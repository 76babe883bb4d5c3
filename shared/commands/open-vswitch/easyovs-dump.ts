// EasyOVS's flow table, `easyovs BRIDGE dump` (in its shell: `BRIDGE dump`): the flows of
// `ovs-ofctl dump-flows` in columns, sorted, with field names of its own:
//
//   ID TAB PKT       PRI   MATCH                                                       ACT
//   0  0   339       1     in=1                                                        resubmit(,1)
//   2  0   3         0     *                                                           drop
//   3  1   216       0     dl_dst=00:00:00:00:00:00/01:00:00:00:00:00                  resubmit(,20)
//   10 21  3         1     vlan=2                                                      strip_vlan,set_tunnel:0x3,output:2
//
// The facts carry match and actions as Open vSwitch spells them, so that both kinds of dump compare.
import type { Command } from '../command.ts';
import type { FlowFact } from '../../facts.ts';
import { splitWords } from '../words.ts';
import { unexpectedLine } from '../unexpected-line.ts';

const header = /^\s*ID +TAB +PKT +PRI +MATCH +ACT\s*$/;
const row = /^\s*(\d+) +(\d+) +(\d+) +(\d+) +(\S+) +(\S+)\s*$/;
/** From the 100th flow on, the ID fills its three columns and the table follows without a space. */
const gluedRow = /^\s*(\d{4,}) +(\d+) +(\d+) +([^\s\d]\S*) +(\S+)\s*$/;

export const easyovsDump: Command = {
  id: 'easyovs-dump',
  title: 'easyovs BRIDGE dump',
  facts: ['flow'],
  recognise(argv) {
    if (argv[0]?.toLowerCase() !== 'easyovs') return null;
    // `-m 'br-tun dump'` hands the line to EasyOVS's shell as one word.
    const { words, options } = splitWords(argv.slice(1), new Set(['-m', '--cmd']));
    const given = options.get('-m') ?? options.get('--cmd') ?? '';
    const all = [...words, ...given.split(' ')].filter((word) => word !== '');
    if (!all.includes('dump')) return null;
    const target = all.find((word) => word !== 'dump');
    return target === undefined ? {} : { target };
  },
  sniff: (line) => header.test(line),
  parser(context, sink) {
    let expectedId: number | null = null;
    return {
      line(text, number) {
        if (text.trim() === '' || header.test(text)) return;
        const cells = readRow(text, expectedId);
        if (cells === null) {
          unexpectedLine(sink, 'easyovs dump', text, number);
          return;
        }
        expectedId = cells.id + 1;
        sink.fact('flow', asFlow(cells, context.target), number, number);
      },
      end: () => undefined,
    };
  },
};

interface Row {
  readonly id: number;
  readonly table: number;
  readonly packets: number;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
}

function readRow(text: string, expectedId: number | null): Row | null {
  const plain = row.exec(text);
  if (plain !== null) {
    const [, id, table, packets, priority, match = '', actions = ''] = plain;
    return cellsOf(id, table, packets, priority, match, actions);
  }
  const glued = gluedRow.exec(text);
  if (glued === null) return null;
  const [, idAndTable = '', packets, priority, match = '', actions = ''] = glued;
  const id =
    expectedId !== null && idAndTable.startsWith(`${expectedId}`) ? `${expectedId}` : idAndTable.slice(0, 3);
  return cellsOf(id, idAndTable.slice(id.length), packets, priority, match, actions);
}

function cellsOf(
  id: string | undefined,
  table: string | undefined,
  packets: string | undefined,
  priority: string | undefined,
  match: string,
  actions: string,
): Row | null {
  if (table === undefined || table === '' || Number(table) > 255) return null;
  return {
    id: Number(id),
    table: Number(table),
    packets: Number(packets),
    priority: Number(priority),
    match: asOvsMatch(match),
    actions,
  };
}

function asFlow(cells: Row, bridge: string | null): FlowFact {
  return {
    bridge,
    table: cells.table,
    priority: cells.priority,
    match: cells.match,
    actions: cells.actions,
    cookie: null,
    nPackets: cells.packets,
    nBytes: null,
    duration: null,
    idleTimeout: null,
    hardTimeout: null,
    idleAge: null,
    hardAge: null,
    importance: null,
    flags: [],
  };
}

/** `*` is the empty match; `in=` and `vlan=` are `in_port=` and `dl_vlan=`; MACs get their groups back. */
function asOvsMatch(match: string): string {
  if (match === '*') return '';
  return match
    .split(',')
    .map((field) => {
      const equals = field.indexOf('=');
      if (equals < 0) return field;
      const name = field.slice(0, equals);
      const value = field.slice(equals + 1);
      if (name === 'in') return `in_port=${value}`;
      // With a mask it was `vlan_tci`, which EasyOVS shortens likewise.
      if (name === 'vlan') return value.includes('/') ? `vlan_tci=${value}` : `dl_vlan=${value}`;
      return /^(?:dl|eth)_(?:src|dst)$|^arp_[st]ha$/.test(name)
        ? `${name}=${value.split('/').map(withAllGroups).join('/')}`
        : field;
    })
    .join(',');
}

/** EasyOVS prints a group that stands three times or more as `00::`: `00::01:01:02` is 00:00:00:01:01:02. */
function withAllGroups(mac: string): string {
  const at = mac.indexOf('::');
  if (at < 2 || at !== mac.lastIndexOf('::')) return mac;
  const before = mac.slice(0, at).split(':');
  const after = mac.slice(at + 2).split(':');
  const repeated = before.at(-1) ?? '';
  const missing = 6 - before.length - after.length;
  return missing < 0 ? mac : [...before, ...Array<string>(missing).fill(repeated), ...after].join(':');
}
