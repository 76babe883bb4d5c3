// Reads what `ip link` and `ip addr` print: one block a device, with as much of it as the options asked for.
//
//   46: qvb1476e4c9-4e@qvo1476e4c9-4e: <BROADCAST,MULTICAST,…> mtu 1458 qdisc noqueue master qbr1476e4c9-4e state UP …
//       link/ether a2:99:59:c7:67:8d brd ff:ff:ff:ff:ff:ff promiscuity 2  allmulti 1 minmtu 68 maxmtu 65535     (-d)
//       veth                                                                                                  (-d)
//       bridge_slave state forwarding priority 32 cost 2 … addrgenmode eui64 numtxqueues 2 …                  (-d)
//       RX:  bytes packets errors dropped  missed   mcast                                                     (-s)
//            27996     332      0       0       0       0                                                     (-s)
//       inet6 fe80::a099:59ff:fec7:678d/64 scope link                                                         (addr)
//          valid_lft forever preferred_lft forever                                                            (addr)
//
//   qvb@if5          UP             fa:16:3e:00:00:02 <BROADCAST,MULTICAST,UP,LOWER_UP>          (-br link)
//   eth0@far0        UP             10.0.0.11/24 192.168.10.1 peer 192.168.10.2/32 2001:db8::11/64 (-br addr)
//
// With `-o` a `\` stands for each line end, and `ip -o addr` gives only `1: lo    inet 127.0.0.1/8 …`.
// Before iproute2 3.3 nothing in a first line tells `ip link` from `ip addr`, so both share this parser.
// Source: ip/ipaddress.c (print_linkinfo, print_addrinfo, print_link_stats) of iproute2 5.5 and 6.1.
import type { AddressFact, LinkFact, VirtualFunctionFact } from '../../facts.ts';
import type { CommandContext, LineParser, Sink } from '../command.ts';
import { readDeviceHeader, wordsAfter, type DeviceHeader } from './iproute2-device.ts';
import { readAddress, readLifetimes } from './ip-address-words.ts';
import { plainOrJson } from './iproute2-forms.ts';
import { jsonAddresses, jsonLink, jsonVirtualFunctions } from './iproute2-link-json.ts';
import { readLinkKind } from './iproute2-link-kinds.ts';
import { unexpectedLine } from '../unexpected-line.ts';

interface Block {
  readonly header: DeviceHeader;
  readonly firstLine: number;
  lastLine: number;
  mac: string | null;
  linkNetnsid: number | null;
  kind: string | null;
  readonly details: Map<string, string | number>;
  /** Null until a counter was read. */
  statistics: Map<string, number> | null;
  /** The columns that the next line gives the values of, as counter names. */
  columns: readonly string[] | null;
  /** After a `vf N` line, counters belong to a virtual function and not to the device. */
  ofVirtualFunction: boolean;
}

const headerWords = new Set(['mtu', 'qdisc', 'master', 'state']);
const linkWords = new Set(['link-netnsid', 'link-netns', 'peer']);

/** Lines that say something of the device which no fact carries. */
const ignoredLine = /^(altname|alias|prog\/\w+|xdp\w*|port|(in|e)gress-qos-map) /;

/**
 * Puts a blog's line back as the lines it was made of: `link/ether` glued to what is before it, an
 * address or its lifetime likewise, a further device glued to a broadcast address.
 */
export function unfoldLink(line: string): readonly string[] | null {
  if (!/^\s*\d+: \S+: .*mtu \d+/.test(line) || line.includes('\\')) return null;
  const lines = line
    .replace(/(link\/[a-z0-9]+ (?:[0-9a-f]{2}:){5})/g, '\n    $1')
    .replace(/((?:brd|peer) (?:[0-9a-f]{2}:){5}[0-9a-f]{2}) *(?=(?:\d+: \S+: |inet6? ))/g, '$1\n    ')
    .replace(/(inet6? [0-9a-f.:]+(?:\/\d+| peer ))/g, '\n    $1')
    .replace(/(valid_lft \w+ preferred_lft (?:forever|\d+sec))/g, '\n       $1\n')
    .replace(/^ +(?=\d+: )/gm, '')
    .split('\n')
    .map((text) => text.trimEnd())
    .filter((text) => text !== '');
  return lines.length > 1 ? lines : null;
}

/** `-br` has a line a device, and neither its ifindex nor its MTU (print_linkinfo_brief()). */
const brief =
  /^([^\s:/@]+)(?:@([^\s:/]+))?\s+(UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|TESTING|NOTPRESENT)(?:\s+(.*))?$/;

/**
 * `vf 2     link/ether fa:16:3e:00:00:09 brd ff:ff:ff:ff:ff:ff, vlan 101, spoof checking on, link-state auto, trust off`;
 * before iproute2 4.20 `vf 2 MAC fa:16:3e:00:00:09, vlan 101, …`. Source: print_vfinfo() of ip/ipaddress.c.
 */
function readVirtualFunction(device: string, netns: string | null, text: string): VirtualFunctionFact {
  const [, index = '', rest = ''] = /^vf (\d+)\s+(.*)$/.exec(text) ?? [];
  const switched = (name: string): boolean | null => {
    const [, state] = new RegExp(`, ${name} (on|off)(?:,|$)`).exec(rest) ?? [];
    return state === undefined ? null : state === 'on';
  };
  const mac = /^(?:link\/ether|MAC) ((?:[0-9a-f]{2}:){5}[0-9a-f]{2})/i.exec(rest)?.[1]?.toLowerCase();
  const vlan = /, vlan (\d{1,4})(?:,|$)/.exec(rest)?.[1];
  return {
    device,
    index: Number(index),
    mac: mac ?? null,
    vlan: vlan === undefined ? null : Number(vlan),
    linkState: /, link-state (\w+)/.exec(rest)?.[1] ?? null,
    spoofCheck: switched('spoof checking'),
    trust: switched('trust'),
    netns,
  };
}

interface BriefLine {
  readonly link: LinkFact;
  readonly addresses: readonly AddressFact[];
}

function readBrief(text: string, netns: string | null): BriefLine | null {
  const [, name, beyond, state, rest = ''] = brief.exec(text.trimEnd()) ?? [];
  if (name === undefined || state === undefined) return null;
  const words = rest.trim() === '' ? [] : rest.trim().split(/\s+/);
  const flags = /^<([A-Z0-9_,-]*)>$/.exec(words.at(-1) ?? '')?.[1] ?? null;
  const mac = flags === null ? null : (words[0]?.toLowerCase() ?? null);
  const addresses: AddressFact[] = [];
  for (let i = 0; flags === null && i < words.length; i++) {
    const peer = words[i + 1] === 'peer' ? words.slice(i, i + 3) : words.slice(i, i + 1);
    const family = peer[0]?.includes(':') === true ? 'inet6' : 'inet';
    const read = readAddress(family, peer, true);
    if (read === null) return null;
    addresses.push({ device: name, ifindex: null, netns, family, ...read });
    i += peer.length - 1;
  }
  const number = /^if(\d{1,10})$/.exec(beyond ?? '')?.[1];
  return {
    link: {
      name,
      ifindex: null,
      netns,
      peer: beyond === undefined || beyond === 'NONE' || number !== undefined ? null : beyond,
      peerIfindex: number === undefined ? null : Number(number),
      linkNetnsid: null,
      flags: flags === null || flags === '' ? [] : flags.split(','),
      mtu: null,
      qdisc: null,
      master: null,
      state,
      mac: mac !== null && /^([0-9a-f]{2}:){5,}[0-9a-f]{2}$/.test(mac) ? mac : null,
      infoKind: null,
      details: {},
      statistics: null,
    },
    addresses,
  };
}

/** The parser behind `ip link` and `ip addr`; `title` is the command's, for its problems. */
export function linkParser(title: string, context: CommandContext, sink: Sink): LineParser {
  const netns = context.netns;
  let block: Block | null = null;
  /** The address whose lifetimes may follow. */
  let held: { fact: AddressFact; readonly firstLine: number; lastLine: number } | null = null;

  const release = (): void => {
    if (held !== null) sink.fact('address', held.fact, held.firstLine, held.lastLine);
    held = null;
  };

  const finish = (): void => {
    release();
    if (block === null) return;
    const { header } = block;
    const words = wordsAfter(header.words, headerWords);
    const link: LinkFact = {
      name: header.name,
      ifindex: header.ifindex,
      netns,
      peer: header.peer,
      peerIfindex: header.peerIfindex,
      linkNetnsid: block.linkNetnsid,
      flags: header.flags,
      mtu: Number(words.get('mtu')),
      qdisc: words.get('qdisc') ?? null,
      master: words.get('master') ?? null,
      state: words.get('state') ?? null,
      mac: block.mac,
      infoKind: block.kind,
      details: Object.fromEntries(block.details),
      statistics: block.statistics === null ? null : Object.fromEntries(block.statistics),
    };
    sink.fact('link', link, block.firstLine, block.lastLine);
    block = null;
  };

  const address = (
    device: { readonly name: string; readonly ifindex: number },
    family: 'inet' | 'inet6',
    words: readonly string[],
    number: number,
  ): boolean => {
    release();
    const read = readAddress(family, words, false);
    if (read === null) return false;
    const fact: AddressFact = { device: device.name, ifindex: device.ifindex, netns, family, ...read };
    held = { fact, firstLine: number, lastLine: number };
    return true;
  };

  /** A line that begins with an ifindex: a device, or an address of `ip -o addr`. */
  const numbered = (text: string, number: number): boolean => {
    // Whatever it turns out to be, what follows is no longer of the device before.
    finish();
    const header = readDeviceHeader(text);
    if (header !== null) {
      block = {
        header,
        firstLine: number,
        lastLine: number,
        mac: null,
        linkNetnsid: null,
        kind: null,
        details: new Map(),
        statistics: null,
        columns: null,
        ofVirtualFunction: false,
      };
      return true;
    }
    const [, ifindex, name, family, rest] = /^(\d{1,10}): ([^\s:/@]+)\s+(inet6?) (.*)$/.exec(text) ?? [];
    if (name === undefined || rest === undefined || (family !== 'inet' && family !== 'inet6')) return false;
    return address({ name, ifindex: Number(ifindex) }, family, rest.split(/\s+/), number);
  };

  /** `link/ether MAC brd MAC link-netnsid N …`; other link types have addresses that are no MACs, or none. */
  const linkLine = (into: Block, words: readonly string[]): boolean => {
    const [type, hardware] = words;
    const mac = hardware?.toLowerCase() ?? '';
    if (/^([0-9a-f]{2}:){5,}[0-9a-f]{2}$/.test(mac)) into.mac = mac;
    else if (type === 'link/ether' || type === 'link/loopback') return false;
    const attributes = wordsAfter(words.slice(1), linkWords);
    const netnsid = attributes.get('link-netnsid');
    if (netnsid !== undefined && /^\d{1,10}$/.test(netnsid)) into.linkNetnsid = Number(netnsid);
    const namespace = attributes.get('link-netns');
    if (namespace !== undefined) into.details.set('link_netns', namespace);
    return true;
  };

  const counters = (into: Block, columns: readonly string[], words: readonly string[]): boolean => {
    into.columns = null;
    if (words.length !== columns.length || !words.every((word) => /^\d{1,20}$/.test(word))) return false;
    if (into.ofVirtualFunction) return true;
    into.statistics ??= new Map();
    for (const [i, column] of columns.entries()) into.statistics.set(column, Number(words[i]));
    return true;
  };

  /** A line of the block; false when it is none. */
  const inner = (into: Block, text: string, number: number): boolean => {
    const words = text.split(/\s+/);
    const [first = '', second] = words;
    if (into.columns !== null && /^\d/.test(first)) return counters(into, into.columns, words);
    if (first === 'inet' || first === 'inet6') return address(into.header, first, words.slice(1), number);
    if (first.startsWith('link/')) return linkLine(into, words);
    if (first === 'RX:' || first === 'TX:' || ((first === 'RX' || first === 'TX') && second === 'errors:')) {
      const prefix = first.slice(0, 2).toLowerCase();
      const columns = words.slice(first.endsWith(':') ? 1 : 2);
      into.columns = columns.map((column) => `${prefix}_${column}`);
      return columns.length > 0;
    }
    if (first === 'vf' && second !== undefined && /^\d{1,6}$/.test(second)) {
      sink.fact('virtual-function', readVirtualFunction(into.header.name, netns, text), number, number);
      return (into.ofVirtualFunction = true);
    }
    if (ignoredLine.test(text)) return true;
    const kind = readLinkKind(words);
    if (kind === null) return false;
    into.kind ??= kind.kind;
    for (const [name, value] of kind.details) into.details.set(name, value);
    return true;
  };

  const part = (text: string, number: number): void => {
    const trimmed = text.trim();
    if (trimmed === '') return;
    const lifetimes = readLifetimes(trimmed);
    if (lifetimes !== null) {
      // Without an address above, that line was the one that is lost.
      if (held !== null) {
        held.fact = { ...held.fact, ...lifetimes };
        held.lastLine = number;
      }
      release();
      return;
    }
    if (/^\d+: /.test(text)) {
      if (!numbered(trimmed, number)) unexpectedLine(sink, title, text, number);
      return;
    }
    const short = readBrief(text, netns);
    if (short !== null) {
      finish();
      sink.fact('link', short.link, number, number);
      for (const one of short.addresses) sink.fact('address', one, number, number);
      return;
    }
    // Indentation is not asked for: blogs lose it.
    if (block === null || !inner(block, trimmed, number)) {
      unexpectedLine(sink, title, text, number);
      return;
    }
    if (/^inet6? /.test(trimmed)) return;
    release();
    block.lastLine = number;
  };

  const plain: LineParser = {
    line(text, number) {
      // `-o` puts `\` for each line end; an alias may hold one too, but then costs only its own part.
      if (/^\d+: .*\\/.test(text)) for (const piece of text.split('\\')) part(piece, number);
      else part(text, number);
    },
    end: finish,
  };

  return plainOrJson(title, sink, plain, (record, first, last) => {
    const link = jsonLink(record, netns);
    if (link === null) return false;
    sink.fact('link', link, first, last);
    for (const one of jsonVirtualFunctions(record, netns)) sink.fact('virtual-function', one, first, last);
    for (const one of jsonAddresses(record, netns)) sink.fact('address', one, first, last);
    return true;
  });
}
