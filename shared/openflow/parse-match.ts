// The match of a flow, as any version of Open vSwitch prints it and `ovs-ofctl` takes it:
//   ct_state=+est-rel,ip,reg6=0x1,in_port="tap48e06cd2-60",nw_src=10.18.0.0/24
//   icmp6,icmp_type=135,nd_target=fe80::1        (icmp_type is icmpv6_type here)
//   packet_type=(1,0x800),nw_dst=10.0.0.1
//   in=1,vlan=2                                  (EasyOVS)
import { parseMasked, parseNumber } from './field-values.ts';
import { fieldOf, findField, protocols, type Field } from './fields.ts';
import { closingQuote, unquote } from './quoted-name.ts';
import type { FieldMatch, Match, MatchPart, Opaque, Range } from './tree.ts';

const comma = 44;
const equals = 61;
const quote = 34;
const backslash = 92;
const opening = 40;
const closing = 41;
const space = 32;

/**
 * Reads a match, `priority=` not included; `offset` is added to its ranges. The empty text and EasyOVS's
 * `*` have no parts: every packet. Never throws; a part that is not understood is opaque.
 */
export function parseMatch(text: string, offset = 0): Match {
  const parts: MatchPart[] = [];
  for (let at = skipSeparators(text, 0); at < text.length;) {
    const end = endOfPart(text, at);
    if (!(end - at === 1 && text[at] === '*')) parts.push(parsePart(text, at, end, offset));
    at = skipSeparators(text, end);
  }
  return { range: { from: offset, to: offset + text.length }, parts: resolveNames(parts, text, offset) };
}

/**
 * The part that a match prints under this name, the rest of it unread; null when there is none. A name that several
 * protocols share (`tp_dst`) is taken for the first of them.
 */
export function findPart(text: string, name: string): MatchPart | null {
  if (!text.includes(name)) return null;
  for (let at = skipSeparators(text, 0); at < text.length;) {
    const end = endOfPart(text, at);
    const behind = at + name.length;
    if (text.startsWith(name, at) && (behind === end || text.charCodeAt(behind) === equals))
      return parsePart(text, at, end, 0);
    at = skipSeparators(text, end);
  }
  return null;
}

/** Which ethertype and IP protocol a match asks for; null where it does not say. */
export function protocolOf(parts: readonly MatchPart[]): {
  readonly ethType: number | null;
  readonly ipProto: number | null;
} {
  let ethType: number | null = null;
  let ipProto: number | null = null;
  for (const part of parts) {
    if (part.kind === 'protocol') {
      const meaning = protocols.get(part.name);
      ethType = meaning?.ethType ?? ethType;
      ipProto = meaning?.ipProto ?? ipProto;
    } else if (part.kind === 'field' && part.mask === null) {
      if (part.field === 'eth_type') ethType = Number(part.value);
      else if (part.field === 'nw_proto') ipProto = Number(part.value);
      // Namespace 1 of packet types is the ethertypes (ovs-fields(7), packet_type).
      else if (part.field === 'packet_type' && part.value >> 16n === 1n)
        ethType = Number(part.value & 0xffffn);
    }
  }
  return { ethType, ipProto };
}

/** Names that EasyOVS prints and Open vSwitch does not. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['in', 'in_port'],
  ['vlan', 'dl_vlan'],
]);

function parsePart(text: string, from: number, to: number, offset: number): MatchPart {
  const range = { from: from + offset, to: to + offset };
  const gap = indexBefore(text, equals, from, to);
  const name = text.slice(from, gap < 0 ? to : gap);
  if (gap < 0 && protocols.has(name)) return { kind: 'protocol', name, range };
  const field = findField(otherNames.get(name) ?? withoutBrackets(name));
  if (field === null) return opaque(text, range, offset, `no field is called ${name}`);
  const nameRange = { from: range.from, to: (gap < 0 ? to : gap) + offset };
  const valueRange = { from: gap < 0 ? range.to : nameRange.to + 1, to: range.to };
  const part = (value: bigint, mask: bigint | null): FieldMatch => {
    return { kind: 'field', field: field.name, value, mask, name: nameRange, text: valueRange, range };
  };
  if (gap < 0) {
    // `tun_metadata0`: the option is there, whatever it holds.
    if (field.name.startsWith('tun_metadata')) return part(0n, 0n);
    return opaque(text, range, offset, `${name} has no value`);
  }
  const value = text.slice(gap + 1, to);
  if (value === '*' && !field.name.startsWith('tun_metadata')) return part(0n, 0n);
  const read = parseMasked(field, value);
  if (read !== null) return part(read.value, read.mask);
  const isCut = value.startsWith('"') && closingQuote(value, 0, value.length) !== value.length - 1;
  if (
    field.format === 'port' &&
    value !== '' &&
    !isCut &&
    parseNumber(value, Number.MAX_SAFE_INTEGER) === null
  ) {
    const port = unquote(value);
    return { kind: 'port-name', field: field.name, port, name: nameRange, text: valueRange, range };
  }
  return opaque(text, range, offset, `${value} is no value of ${name}`);
}

/** `NXM_OF_IP_SRC[]` names the whole field. */
function withoutBrackets(name: string): string {
  return name.endsWith('[]') ? name.slice(0, -2) : name;
}

type ByProtocol = (ethType: number | null, ipProto: number | null) => string;

/** Fields that share a name, told apart by the protocol of the match. */
const byProtocol: ReadonlyMap<string, ByProtocol> = new Map<string, ByProtocol>([
  ['tp_src', (_, proto) => (proto === 17 ? 'udp_src' : proto === 132 ? 'sctp_src' : 'tcp_src')],
  ['tp_dst', (_, proto) => (proto === 17 ? 'udp_dst' : proto === 132 ? 'sctp_dst' : 'tcp_dst')],
  ['icmp_type', (type) => (type === 0x86dd ? 'icmpv6_type' : 'icmp_type')],
  ['icmp_code', (type) => (type === 0x86dd ? 'icmpv6_code' : 'icmp_code')],
  ['nw_src', (type) => (isArp(type) ? 'arp_spa' : 'ip_src')],
  ['nw_dst', (type) => (isArp(type) ? 'arp_tpa' : 'ip_dst')],
  ['nw_proto', (type) => (isArp(type) ? 'arp_op' : 'nw_proto')],
]);

function isArp(ethType: number | null): boolean {
  return ethType === 0x806 || ethType === 0x8035;
}

function resolveNames(parts: MatchPart[], text: string, offset: number): readonly MatchPart[] {
  let protocol: ReturnType<typeof protocolOf> | null = null;
  for (const [at, part] of parts.entries()) {
    if (part.kind !== 'field') continue;
    const resolve = byProtocol.get(text.slice(part.name.from - offset, part.name.to - offset));
    if (resolve === undefined) continue;
    protocol ??= protocolOf(parts);
    const name = resolve(protocol.ethType, protocol.ipProto);
    if (name !== part.field) parts[at] = { ...part, field: name };
  }
  return parts;
}

/** The field that a name stands for in a match of a protocol: `tp_dst` of UDP is `udp_dst`. */
export function fieldInProtocol(name: string, ethType: number | null, ipProto: number | null): Field | null {
  const resolve = byProtocol.get(name);
  return resolve === undefined ? findField(name) : fieldOf(resolve(ethType, ipProto));
}

function opaque(text: string, range: Range, offset: number, problem: string): Opaque {
  return { kind: 'opaque', text: text.slice(range.from - offset, range.to - offset), problem, range };
}

function skipSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text.charCodeAt(at) <= space || text.charCodeAt(at) === comma)) at++;
  return at;
}

/** Where a part ends: at a comma or space outside brackets and quotes. */
function endOfPart(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === backslash) at++;
      else if (code === quote) quoted = false;
    } else if (code === quote) quoted = true;
    else if (code === opening) depth++;
    else if (code === closing) depth--;
    else if (depth <= 0 && (code === comma || code <= space)) return at;
  }
  return text.length;
}

function indexBefore(text: string, code: number, from: number, to: number): number {
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === code) return at;
  return -1;
}
