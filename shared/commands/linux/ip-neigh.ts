// `ip neigh`, also `-s -s`, `-j` and `show proxy`: the neighbour table (ARP and NDP).
//
//   10.0.0.131 dev br-ens3 lladdr 00:16:3e:3a:20:be ref 1 used 82/10/77 probes 1 REACHABLE
//   10.0.0.10 dev eth0 lladdr 52:54:00:a0:0a:00  ref 1 used 1876/1/1876probes 4 REACHABLE        (6.1)
//   fe80::1 dev eth0 lladdr 52:54:00:a0:0a:00 router STALE
//   10.0.0.77 dev eth0 proxy
//
// The device that the command line asks for is left out.
// Source: ip-neighbour(8), and print_neigh() in ip/ipneigh.c of iproute2 5.9, 6.1 and 6.15.
import type { NeighbourFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { numberField, plainOrJson, textField, textList, type JsonRecord } from './iproute2-forms.ts';
import { readListing } from './iproute2-words.ts';
import { iproute2Json } from './iproute2-json-head.ts';

const title = 'ip neigh';

type Neighbour = Omit<NeighbourFact, 'netns'>;

const flagWords = ['router', 'proxy', 'extern_learn', 'offload', 'managed', 'extern_valid'];
const states = new Set('INCOMPLETE REACHABLE STALE DELAY PROBE FAILED NOARP PERMANENT NONE'.split(' '));
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-fA-F.]*:)[0-9a-fA-F:.]+)$/;

function readNeighbour(text: string, chosenDevice: string | null): Neighbour | null {
  // iproute2 6.0 to 6.2 print no space after the three ages.
  const [to = '', ...words] = text
    .trim()
    .replace(/(\d)probes /, '$1 probes ')
    .split(/\s+/);
  if (!address.test(to)) return null;
  let device: string | null = chosenDevice;
  let mac: string | null = null;
  const state: string[] = [];
  const flags: string[] = [];
  const statistics: Record<string, number> = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (states.has(word)) {
      state.push(word);
      continue;
    }
    if (flagWords.includes(word)) {
      flags.push(word);
      continue;
    }
    const value = words[++i];
    if (value === undefined) return null;
    if (word === 'dev') device = value;
    else if (word === 'lladdr') mac = value.toLowerCase();
    else if (word === 'proto') flags.push(`proto ${value}`);
    else if ((word === 'ref' || word === 'probes') && /^\d+$/.test(value)) statistics[word] = Number(value);
    else {
      const [, used, confirmed, updated] = /^(\d+)\/(\d+)\/(\d+)$/.exec(value) ?? [];
      if (word !== 'used' || used === undefined) return null;
      Object.assign(statistics, {
        used: Number(used),
        confirmed: Number(confirmed),
        updated: Number(updated),
      });
    }
  }
  // A line that says nothing of the address is cut.
  if (device === null || (state.length === 0 && flags.length === 0 && mac === null)) return null;
  return {
    address: to,
    device,
    mac,
    state: state.length === 0 ? null : state.join(' '),
    flags,
    statistics: Object.keys(statistics).length === 0 ? null : statistics,
  };
}

/** `-j` names the counters otherwise, and gives a flag as a key whose value is null. */
function jsonNeighbour(record: JsonRecord, chosenDevice: string | null): Neighbour | null {
  const to = textField(record, 'dst');
  if (to === null || !address.test(to)) return null;
  const statistics = Object.fromEntries(
    [
      ['ref', 'refcnt'],
      ['used', 'used'],
      ['confirmed', 'confirmed'],
      ['updated', 'updated'],
      ['probes', 'probes'],
    ].flatMap(([name = '', field = '']): [string, number][] => {
      const value = numberField(record, field);
      return value === null ? [] : [[name, value]];
    }),
  );
  const state = textList(record, 'state');
  const protocol = textField(record, 'protocol');
  return {
    address: to,
    device: textField(record, 'dev') ?? chosenDevice,
    mac: textField(record, 'lladdr')?.toLowerCase() ?? null,
    state: state.length === 0 ? null : state.join(' '),
    flags: [
      ...flagWords.filter((flag) => Object.hasOwn(record, flag)),
      ...(protocol === null ? [] : [`proto ${protocol}`]),
    ],
    statistics: Object.keys(statistics).length === 0 ? null : statistics,
  };
}

function parser(context: CommandContext, sink: Sink): LineParser {
  const { netns, target } = context;
  const give = (neighbour: Neighbour | null, first: number, last: number): boolean => {
    if (neighbour !== null) sink.fact('neighbour', { ...neighbour, netns }, first, last);
    return neighbour !== null;
  };
  const plain: LineParser = {
    line(text, number) {
      if (text.trim() === '') return;
      if (!give(readNeighbour(text, target), number, number)) unexpectedLine(sink, title, text, number);
    },
    end() {
      // Every line stands for itself.
    },
  };
  return plainOrJson(title, sink, plain, (record, first, last) =>
    give(jsonNeighbour(record, target), first, last),
  );
}

export const ipNeigh: Command = {
  id: 'ip-neigh',
  title,
  facts: ['neighbour'],
  recognise(argv) {
    const listing = readListing(argv, 'ip', 'neighbour');
    if (listing === null) return null;
    const at = listing.selectors.indexOf('dev');
    const target = at < 0 ? undefined : listing.selectors[at + 1];
    return target === undefined ? {} : { target };
  },
  sniff: (line) =>
    line.length < 500 &&
    ((/^\s*[0-9a-f.:]+ dev \S+ +(?:lladdr \S+ |proxy|FAILED|INCOMPLETE)/.test(line) &&
      readNeighbour(line, null) !== null) ||
      // Of one device, which the lines do not name then.
      /^[0-9a-f.:]+ lladdr (?:[0-9a-f]{2}:){5}[0-9a-f]{2} (?:[a-z_]+ ){0,4}(?:PERMANENT|NOARP|REACHABLE|STALE|DELAY|PROBE|FAILED)\s*$/.test(
        line,
      )),
  opens: (head) => iproute2Json(head) === 'neigh',
  parser,
};
