// `route -n` and `netstat -rn`, IPv4 and `-A inet6`: the main routing table of IPv4, and all tables of IPv6.
//
//   Kernel IP routing table
//   Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
//   0.0.0.0         10.1.0.254      0.0.0.0         UG    0      0        0 br0
//   10.66.0.0       -               255.255.0.0     !     0      -        0 -
//
//   Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface             (netstat)
//   10.9.0.0        10.1.0.253      255.255.0.0     UG        0 0          0 br0
//
//   Kernel IPv6 routing table
//   Destination                    Next Hop                   Flag Met Ref  Use If
//   fe80::/64                      ::                         U    256 2      0 v1
//   ::1/128                        ::                         Un   0   2      0 lo
//   ::/0                           ::                         !n   -1  1      0 lo       (the end of a tree)
//
// Source: route(8), netstat(8), rprint_fib6() and rprint_fib() in net-tools' lib/inet6_gr.c and inet_gr.c;
// fib_flag_trans() in Linux, net/ipv4/fib_trie.c, and addrconf_add_mroute() in net/ipv6/addrconf.c.
import type { RouteFact } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import { splitWords } from '../words.ts';
import { numberOrText } from './iproute2-forms.ts';
import { maskLength } from './netmask.ts';

const title = 'route -n';
const heading = /^Kernel (IP|IPv6) routing table\s*$/;
const columnsLine = /^Destination\s+(?:Gateway\s+Genmask\s+Flags|Next Hop\s+Flags?)\s+.*\S\s*$/;
const columnNames: Readonly<Record<string, string>> = {
  Met: 'metric',
  If: 'iface',
  Flag: 'flags',
  'Next Hop': 'gateway',
};
const noGateway: ReadonlySet<string> = new Set(['0.0.0.0', '*', '-', '::', '[::]']);
/** What a default is without columns: of IPv4's `route -n`. */
const usual = ['destination', 'gateway', 'genmask', 'flags', 'metric', 'ref', 'use', 'iface'];

/** Letters of route(8); IPv6 adds `n` no next hop, `e` expires, `c` and `a`. */
const flagLetters = /^(?=.*[U!])[UGHRDMACFIBScnea!]{1,12}$/;

function columnsOf(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+(?!Hop)/)
    .map((name) => columnNames[name] ?? name.toLowerCase());
}

/** The destination as `ip route` writes it: `default`, a host without a length. Null when it cannot be one. */
function destinationOf(address: string, mask: string | undefined): string | null {
  const [host = '', ownLength] = address.split('/');
  const length = mask === undefined ? (ownLength ?? '') : maskLength(mask);
  if (length === null || !/^\d{1,3}$/.test(String(length))) return null;
  if (host === 'default') return host;
  const isSix = host.includes(':');
  const hostLength = isSix ? 128 : 32;
  if (Number(length) > hostLength) return null;
  if (Number(length) === 0 && (host === '0.0.0.0' || host === '::')) return 'default';
  return Number(length) === hostLength ? host : `${host}/${length}`;
}

/** Type and table, which are not printed: as far as the flags and the destination tell them. */
function typeOf(
  six: boolean,
  destination: string,
  flags: string,
  device: string | null,
): Pick<RouteFact, 'type' | 'table'> {
  // The kernel prints `prohibit` so as well, and neither flag nor device for `blackhole`.
  if (flags.includes('!')) return { type: 'unreachable', table: 'main' };
  if (!six) return { type: device === null ? 'blackhole' : 'unicast', table: 'main' };
  if (destination === 'ff00::/8') return { type: 'multicast', table: 'local' };
  return flags.includes('n') ? { type: 'local', table: 'local' } : { type: 'unicast', table: 'main' };
}

function parser(context: CommandContext, sink: Sink): LineParser {
  let six = false;
  let columns: readonly string[] = usual;

  const read = (text: string): RouteFact | 'end of a tree' | null => {
    const words = text.trim().split(/\s+/);
    if (words.length !== columns.length) return null;
    const values = new Map(columns.map((name, i) => [name, words[i] ?? '']));
    const take = (name: string): string | undefined => {
      const value = values.get(name);
      values.delete(name);
      return value;
    };
    const destination = destinationOf(take('destination') ?? '', take('genmask'));
    const [gateway = '', flags = '', metric = '-', iface = '-'] = ['gateway', 'flags', 'metric', 'iface'].map(
      take,
    );
    if (destination === null || !flagLetters.test(flags)) return null;
    if (
      !/^(?:-|-?\d{1,10})$/.test(metric) ||
      [...values.values()].some((value) => !/^(?:-|\d{1,10})$/.test(value))
    )
      return null;
    if (six && metric === '-1' && flags.includes('!')) return 'end of a tree';
    const device = iface === '*' || iface === '-' ? null : iface;
    return {
      family: six ? 'inet6' : 'inet',
      ...typeOf(six, destination, flags, device),
      destination,
      gateway: noGateway.has(gateway) ? null : gateway,
      device,
      protocol: null,
      scope: null,
      source: null,
      // `ip route` does not print a metric of 0, which is none.
      metric: metric === '-' || metric === '0' ? null : Number(metric),
      flags: [],
      nexthops: [],
      attributes: {
        flags,
        ...Object.fromEntries(
          [...values]
            .filter(([, value]) => value !== '-')
            .map(([name, value]) => [name, numberOrText(value)]),
        ),
      },
      netns: context.netns,
    };
  };

  return {
    line(text, number) {
      if (text.trim() === '') return;
      const family = heading.exec(text)?.[1];
      if (family !== undefined) {
        six = family === 'IPv6';
        return;
      }
      if (columnsLine.test(text)) {
        columns = columnsOf(text);
        six = !columns.includes('genmask');
        return;
      }
      const route = read(text);
      if (route === null) unexpectedLine(sink, title, text, number);
      else if (route !== 'end of a tree') sink.fact('route', route, number, number);
    },
    end() {
      // Every line stands for itself.
    },
  };
}

const optionsWithValue = new Set(['-A']);

export const routeTable: Command = {
  id: 'route-table',
  title,
  facts: ['route'],
  recognise(argv) {
    const { words, options } = splitWords(argv.slice(1), optionsWithValue);
    const names = [...options.keys()];
    // `-C` and `-s` print the cache or counters; words add or delete a route.
    if (words.length > 0 || names.some((name) => /^-[a-zA-Z]*[CsFV]|^--(?:cache|statistics)/.test(name)))
      return null;
    if (argv[0] === 'route') return {};
    const asked = names.some((name) => /^-[a-zA-Z]*r|^--route$/.test(name));
    return argv[0] === 'netstat' && asked ? {} : null;
  },
  sniff: (line) => heading.test(line) || /^Destination\s+Gateway\s+Genmask\s+Flags\s/.test(line),
  parser,
};
