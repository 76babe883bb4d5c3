// `ip route`, of any table and family: also `-d`, `-o`, `-j`.
//
//   default via 10.0.0.1 dev eth0 proto static metric 100
//   10.18.0.0/24                                                            (several ways)
//   	nexthop via 10.0.0.2 dev eth0 weight 2
//   	nexthop via 10.0.0.3 dev eth0 weight 1
//   10.51.0.0/16 tos 0x10 dev eth0 scope link mtu lock 1300
//   10.62.0.0/16  encap ip id 77 src 0.0.0.0 dst 10.0.0.9 ttl 64 tos 0 dev vx0 scope link
//   unreachable 2001:db8:dead::/48 dev lo metric 1024 pref medium
//   local 127.0.0.1 dev lo table local proto kernel scope host src 127.0.0.1
//   10.0.0.2 via 10.0.0.1 dev eth0
//       cache expires 590sec mtu 1400                                       (show cache)
//
// The table and the device that a command line asks for are left out of its output.
// Source: ip-route(8), and print_route() in ip/iproute.c of iproute2 5.9, 6.1 and 6.15.
import type { RouteFact, RouteNexthop } from '../../facts.ts';
import type { Command, CommandContext, LineParser, Sink } from '../command.ts';
import { unexpectedLine } from '../unexpected-line.ts';
import {
  fieldWords,
  isRecord,
  numberField,
  plainFields,
  plainOrJson,
  recordList,
  textField,
  textList,
  type JsonRecord,
} from './iproute2-forms.ts';
import { readListing } from './iproute2-words.ts';
import { isDestination, readRouteWords, type RouteWords } from './ip-route-words.ts';
import { iproute2Json } from './iproute2-json-head.ts';

interface Block extends RouteWords {
  readonly firstLine: number;
  lastLine: number;
  readonly nexthops: RouteNexthop[];
  readonly attributes: Record<string, string | number>;
  readonly flags: string[];
}

/** What the command line chose, and the output therefore does not say: `table 100 dev eth0`. */
function chosen(target: string | null): { table: string | null; device: string | null } {
  return {
    table: /(?:^| )table (\S+)/.exec(target ?? '')?.[1] ?? null,
    device: /(?:^| )dev (\S+)/.exec(target ?? '')?.[1] ?? null,
  };
}

const jsonNames = new Set(
  'type dst gateway via dev table protocol scope prefsrc metric flags nexthops metrics encap nh_info encap_type'.split(
    ' ',
  ),
);
/** Of `encap`, which before iproute2 6.2 stood beside the route's own fields. */
const encapNames = ['id', 'src', 'dst', 'ttl', 'tos', 'hoplimit', 'tc', 'mode', 'segs', 'label', 'flags'];

function jsonGateway(from: JsonRecord): string | null {
  const via = from['via'];
  return textField(from, 'gateway') ?? (isRecord(via) ? textField(via, 'host') : null);
}

function jsonEncap(from: JsonRecord): string | null {
  const encap = from['encap'];
  if (isRecord(encap)) {
    const { encap_type: type, ...rest } = encap;
    return `${String(type)} ${fieldWords(rest)}`.trim();
  }
  if (typeof encap !== 'string') return null;
  const own = Object.fromEntries(
    encapNames.flatMap((name) => (name !== 'flags' && Object.hasOwn(from, name) ? [[name, from[name]]] : [])),
  );
  return `${encap} ${fieldWords(own)}`.trim();
}

function routeParser(title: string, six: boolean, context: CommandContext, sink: Sink): LineParser {
  const netns = context.netns;
  const { table, device } = chosen(context.target);
  let block: Block | null = null;

  const give = (
    read: Omit<RouteFact, 'family' | 'netns' | 'table' | 'device'> & {
      table: string | null;
      device: string | null;
    },
    first: number,
    last: number,
  ): void => {
    const addresses = [read.destination, read.gateway ?? '', read.source ?? ''];
    const isSix =
      six ||
      read.attributes['pref'] !== undefined ||
      (addresses[0] ?? '').includes(':') ||
      (read.destination === 'default' && addresses.some((address) => address.includes(':'))) ||
      (read.destination === 'default' && read.nexthops.some(({ gateway }) => gateway?.includes(':')));
    sink.fact(
      'route',
      {
        family: isSix ? 'inet6' : 'inet',
        table: read.table ?? table ?? 'main',
        type: read.type,
        destination: read.destination,
        gateway: read.gateway,
        device: read.device ?? (read.nexthops.length > 0 ? null : device),
        protocol: read.protocol,
        scope: read.scope,
        source: read.source,
        metric: read.metric,
        flags: read.flags,
        nexthops: read.nexthops,
        attributes: read.attributes,
        netns,
      },
      first,
      last,
    );
  };

  const finish = (): void => {
    if (block === null) return;
    const { firstLine, lastLine, ...read } = block;
    give({ ...read, type: read.type ?? 'unicast' }, firstLine, lastLine);
    block = null;
  };

  /** A line that belongs to the route above; false when it is none. */
  const inner = (into: Block, words: readonly string[]): boolean => {
    const [first, ...rest] = words;
    if (first === 'nh_info') {
      into.attributes['nh_info'] = rest.join(' ');
      return true;
    }
    if (first !== 'nexthop' && first !== 'cache') return false;
    const read = readRouteWords(rest);
    if (read === null) return false;
    if (first === 'cache') {
      into.flags.push('cache', ...read.flags);
      Object.assign(into.attributes, read.attributes);
      return true;
    }
    const { weight, ...other } = read.attributes;
    into.nexthops.push({
      gateway: read.gateway,
      device: read.device ?? device,
      weight: typeof weight === 'number' ? weight : null,
      flags: read.flags,
    });
    Object.assign(into.attributes, other);
    return true;
  };

  const part = (text: string, number: number): void => {
    const words = text.trim().split(/\s+/);
    const [first = ''] = words;
    if (first === '') return;
    if (block !== null && /^(?:nexthop|cache|nh_info)$/.test(first)) {
      if (inner(block, words)) block.lastLine = number;
      else unexpectedLine(sink, title, text, number);
      return;
    }
    const read = readRouteWords(words, true);
    if (read === null) {
      // What follows a damaged route is not of the route above; what follows any other line may be.
      if (/^(?:default|[0-9a-f]*[.:]|[a-z]+ (?:default|[0-9a-f]*[.:]))/.test(text)) finish();
      unexpectedLine(sink, title, text, number);
      return;
    }
    finish();
    block = {
      ...read,
      firstLine: number,
      lastLine: number,
      nexthops: [],
      attributes: { ...read.attributes },
      flags: [...read.flags],
    };
  };

  const plain: LineParser = {
    line(text, number) {
      for (const piece of text.includes('\\') ? text.split('\\') : [text]) part(piece, number);
    },
    end: finish,
  };

  return plainOrJson(title, sink, plain, (record, firstLine, lastLine) => {
    const destination = textField(record, 'dst');
    if (destination === null || !isDestination(destination)) return false;
    // Before iproute2 6.2 the tunnel's own `dst` came second under the same key, and JSON keeps the last.
    if (typeof record['encap'] === 'string' && /^ip6?$/.test(record['encap'])) return false;
    const encap = jsonEncap(record);
    const skip = encap === null ? jsonNames : new Set([...jsonNames, ...encapNames]);
    const information = record['nh_info'];
    give(
      {
        type: textField(record, 'type') ?? 'unicast',
        destination,
        gateway: jsonGateway(record),
        device: textField(record, 'dev'),
        table: textField(record, 'table'),
        protocol: textField(record, 'protocol'),
        scope: textField(record, 'scope'),
        source: textField(record, 'prefsrc'),
        metric: numberField(record, 'metric'),
        flags: textList(record, 'flags'),
        nexthops: recordList(record, 'nexthops').map((hop) => ({
          gateway: jsonGateway(hop),
          device: textField(hop, 'dev'),
          weight: numberField(hop, 'weight'),
          flags: textList(hop, 'flags'),
        })),
        attributes: {
          ...plainFields(record, skip),
          ...Object.assign(
            {},
            ...recordList(record, 'metrics').map((metrics) => plainFields(metrics, new Set())),
          ),
          ...(encap === null ? {} : { encap }),
          ...(isRecord(information) ? { nh_info: fieldWords(information) } : {}),
        },
      },
      firstLine,
      lastLine,
    );
    return true;
  });
}

/** `table 100 dev eth0` of the words after `show`; null for a listing that is none of routes. */
function routeTarget(selectors: readonly string[]): string {
  const found: string[] = [];
  for (let i = 0; i < selectors.length - 1; i++) {
    const [name, value] = [selectors[i], selectors[i + 1]];
    if (name === 'dev' || (name === 'table' && value !== 'all')) found.push(`${name} ${value}`);
  }
  return found.join(' ');
}

const aRoute =
  /^(?:(?:unicast|local|broadcast|multicast|anycast) )?(?:default|[0-9a-f]*[.:][0-9a-f.:]*(?:\/\d+)?) (?:via \S+ )?(?:dev \S+ .*(?:proto \w|scope (?:link|global|host)|metric \d)|proto (?:kernel|static|dhcp|ra|boot|bird|zebra|bgp|ospf) (?:scope|metric|src) )/;

function command(id: string, title: string, six: boolean): Command {
  return {
    id,
    title,
    facts: ['route'],
    recognise(argv) {
      const listing = readListing(argv, 'ip', 'route');
      if (listing === null || (listing.family === 6) !== six) return null;
      const target = routeTarget(listing.selectors);
      return target === '' ? {} : { target };
    },
    sniff: (line) => line.length < 1000 && aRoute.test(line) && line.includes(':') === six,
    opens: (head) => iproute2Json(head) === (six ? 'route6' : 'route'),
    holds: six ? [] : ['ip-6-route'],
    parser: (context, sink) => routeParser(title, six, context, sink),
  };
}

export const ipRoute: Command = { ...command('ip-route', 'ip route', false) };
export const ip6Route: Command = { ...command('ip-6-route', 'ip -6 route', true) };
