// Conditions on a field of the match. What counts is the parsed match; but a dump has a million of them, so
// the usual case, one part that names the field, is cut out of the text and read alone. A property test
// holds the two together (tests/unit/filter/match-condition.test.ts).
import { parseMasked } from '../openflow/field-values.ts';
import { fieldOf, findField, namesOf, protocols, type Field } from '../openflow/fields.ts';
import { parseMatch, protocolOf } from '../openflow/parse-match.ts';
import type { Match, MatchPart } from '../openflow/tree.ts';
import type { Pieces, TextCondition } from './flow-condition.ts';
import { ethType, nwProto, overlapping, projected, type Bits } from './overlay.ts';
import type { OwnValue, PortNumbers, ValueTest } from './value-test.ts';

/** A field as a filter names it: what it is in the packet depends on the flow's protocol for a few names. */
export interface MatchName {
  /** In lower case, as typed. */
  readonly name: string;
  /** The fields it may stand for; they have the same size and format. */
  readonly fields: readonly [Field, ...Field[]];
}

/** Names that stand for the field of the flow's own protocol (ovs-fields(7)). */
const shared: Readonly<Record<string, readonly [string, ...string[]]>> = {
  tp_src: ['tcp_src', 'udp_src', 'sctp_src'],
  tp_dst: ['tcp_dst', 'udp_dst', 'sctp_dst'],
  icmp_type: ['icmp_type', 'icmpv6_type'],
  icmp_code: ['icmp_code', 'icmpv6_code'],
};

/** Names that EasyOVS prints. */
const otherNames: Readonly<Record<string, string>> = { in: 'in_port', vlan: 'dl_vlan' };

/** Names whose field depends on the protocol of the match that they are printed in, and which it may be. */
const byProtocol: Readonly<Record<string, readonly string[]>> = {
  ...shared,
  nw_src: ['ip_src', 'arp_spa'],
  nw_dst: ['ip_dst', 'arp_tpa'],
  nw_proto: ['nw_proto', 'arp_op'],
};

/** The field of a name, with or without `[]`; null when there is none. */
export function matchName(typed: string): MatchName | null {
  const name = typed.toLowerCase().replace(/\[\]$/, '');
  const group = Object.hasOwn(shared, name) ? shared[name] : undefined;
  if (group !== undefined) {
    const [first, ...rest] = group;
    return { name, fields: [fieldOf(first), ...rest.map(fieldOf)] };
  }
  const field = findField((Object.hasOwn(otherNames, name) ? otherNames[name] : undefined) ?? name);
  return field === null ? null : { name, fields: [field] };
}

/** What a parsed match says of a field; null when it says nothing. `text` is what was parsed. */
export function valueInMatch(
  { name, fields }: MatchName,
  match: Match,
  text: string,
  ports: PortNumbers,
): OwnValue | null {
  let own: OwnValue | null = null;
  const add = (bits: Bits, said: string, port: string | null): void => {
    const before = own ?? { value: 0n, mask: 0n, text: said, port };
    own = { ...before, value: before.value | bits.value, mask: before.mask | bits.mask };
  };
  for (const part of match.parts) {
    if (part.kind === 'opaque') continue;
    if (part.kind === 'protocol') {
      const meaning = protocols.get(part.name);
      const number = fields.includes(ethType)
        ? meaning?.ethType
        : fields.includes(nwProto)
          ? meaning?.ipProto
          : null;
      if (typeof number === 'number') add({ value: BigInt(number), mask: fields[0].ones }, part.name, null);
      continue;
    }
    const bits = bitsOfPart(part, name, fields, text, ports);
    if (bits === null) continue;
    add(
      bits,
      unquoted(text.slice(part.text.from, part.text.to)),
      part.kind === 'port-name' ? part.port : null,
    );
  }
  return own;
}

type ValuePart = Extract<MatchPart, { readonly kind: 'field' | 'port-name' }>;

function bitsOfPart(
  part: ValuePart,
  name: string,
  fields: MatchName['fields'],
  text: string,
  ports: PortNumbers,
): Bits | null {
  const from = fieldOf(part.field);
  if (part.kind === 'port-name') {
    if (projected(from, { value: 0n, mask: null }, fields[0]) === null) return null;
    const number = ports.get(part.port);
    return number === undefined ? { value: 0n, mask: 0n } : { value: BigInt(number), mask: fields[0].ones };
  }
  const masked = { value: part.value, mask: part.mask };
  // Only the options of tunnels can be asked for whatever they hold.
  if (part.mask === 0n && !part.field.startsWith('tun_metadata')) return null;
  // `arp,nw_src=10.0.0.1` is of arp_spa; who types nw_src means it too.
  if (text.slice(part.name.from, part.name.to).toLowerCase() === name)
    return { value: part.value, mask: part.mask ?? fields[0].ones };
  if (part.field === 'packet_type' && fields.includes(ethType)) {
    return part.mask === null && part.value >> 16n === 1n
      ? { value: part.value & 0xffffn, mask: ethType.ones }
      : null;
  }
  for (const field of fields) {
    const bits = projected(from, masked, field);
    if (bits !== null) return bits;
  }
  return null;
}

export interface MatchOptions {
  /** Also passes flows that do not ask for a value and may be of packets that have the field. */
  readonly absent?: boolean;
  /** What a part must contain one of to pass, if its numbers have no zeros in front: an address, a mask. */
  readonly addresses?: readonly string[] | null;
}

/** Passes flows whose value of the field passes. */
export function matchCondition(
  asked: MatchName,
  test: ValueTest,
  ports: PortNumbers,
  { absent = false, addresses = null }: MatchOptions = {},
): TextCondition {
  const reader = new MatchReader(asked);
  const verdicts = new Map<string, boolean>();
  const parsed = (text: string): boolean => {
    const match = parseMatch(text);
    const own = valueInMatch(asked, match, text, ports);
    if (own !== null) return test(own);
    return absent && asked.fields.some((field) => mayHave(field, match));
  };
  return {
    kind: 'text',
    column: 'match',
    pieces: absent ? null : reader.pieces,
    ...(addresses === null ? {} : { plainPieces: addresses.map((piece) => [piece]) }),
    test: (given) => {
      const text = given ?? '';
      const part = reader.read(text);
      if (part === 'none') return absent && parsed(text);
      if (part === 'parse' || (absent && !part.isSure)) return parsed(text);
      const { value, isSure } = part;
      let verdict = reader.repeats ? verdicts.get(value) : undefined;
      if (verdict === undefined) {
        const own = reader.valueOf(value);
        if (own === null) return parsed(text);
        verdict = test(own);
        if (reader.repeats) {
          if (verdicts.size === mostVerdicts) verdicts.clear();
          verdicts.set(value, verdict);
        }
      }
      return verdict && (isSure || parsed(text));
    },
  };
}

/** The printed values of a field in a match: what completion offers. */
export function printedValues(asked: MatchName): (match: string) => readonly string[] {
  const reader = new MatchReader(asked);
  return (text) => {
    const part = reader.read(text);
    if (part === 'none') return [];
    if (part !== 'parse') return [part.value];
    const own = valueInMatch(asked, parseMatch(text), text, new Map());
    return own === null ? [] : [own.text];
  };
}

const mostVerdicts = 10_000;

/** Finds the part that names a field without reading the rest of the match. */
class MatchReader {
  /** A match that says anything of the field contains one of these. */
  readonly pieces: Pieces;
  /** Values come again and again, so that remembering a verdict pays; addresses are too many. */
  readonly repeats: boolean;
  readonly #field: Field;
  readonly #parts: RegExp | null;
  /** Names that say what the field is, and of these the ones that do whatever the protocol is. */
  readonly #names: ReadonlySet<string>;
  readonly #sure: ReadonlySet<string>;

  constructor({ name, fields }: MatchName) {
    const lower = (list: readonly Field[]): readonly string[] =>
      list.flatMap(namesOf).map((each) => each.toLowerCase());
    const same = Object.keys(otherNames).filter((other) => otherNames[other] === fields[0].name);
    this.#field = fields[0];
    this.repeats = !['ipv4', 'ipv6', 'ethernet'].includes(fields[0].format);
    const others = Object.keys(byProtocol).filter((other) =>
      fields.some((field) => byProtocol[other]?.includes(field.name)),
    );
    this.#names = new Set([name, ...same, ...others, ...lower(fields)]);
    this.#sure = new Set(
      [...this.#names].filter((each) => each === name || !Object.hasOwn(byProtocol, each)),
    );
    const all = new Set([...this.#names, ...lower(fields.flatMap(overlapping))]);
    if (fields.includes(ethType) || fields.includes(nwProto)) {
      // Every word for a protocol says it too.
      this.pieces = null;
      this.#parts = null;
      return;
    }
    const shortest = [...all].filter(
      (each) => ![...all].some((other) => other !== each && each.includes(other)),
    );
    this.pieces = shortest.map((each) => [each]);
    // Options of tunnels also come without a value.
    this.#parts = name.startsWith('tun_metadata')
      ? null
      : new RegExp(`(?:^|[,\\s])(${[...all].join('|')})(?:\\[\\])?=(\\([^)]*\\)|[^,\\s]*)`, 'gi');
  }

  /** The one part of the text that says something of the field; `parse` where that takes reading it all. */
  read(text: string): { readonly value: string; readonly isSure: boolean } | 'none' | 'parse' {
    const parts = this.#parts;
    if (parts === null || text.includes('"')) return 'parse';
    parts.lastIndex = 0;
    const found = parts.exec(text);
    if (found === null) return 'none';
    if (parts.exec(text) !== null) return 'parse';
    const name = (found[1] ?? '').toLowerCase();
    if (!this.#names.has(name)) return 'parse';
    return { value: found[2] ?? '', isSure: this.#sure.has(name) };
  }

  /** Null where there is none, or where any is meant. */
  valueOf(text: string): OwnValue | null {
    const read = parseMasked(this.#field, text);
    if (read === null || read.mask === 0n) return null;
    return { value: read.value, mask: read.mask ?? this.#field.ones, text, port: null };
  }
}

/** Passes flows of a protocol: what their match says besides does not matter. */
export function protocolCondition(name: string): TextCondition | null {
  const wanted = protocols.get(name.toLowerCase());
  if (wanted === undefined) return null;
  const words = [...protocols]
    .filter(([word, meaning]) =>
      wanted.ethType === null ? word === name : isPart(wanted, meaning.ethType, meaning.ipProto),
    )
    .map(([word]) => word);
  const word = new RegExp(`(?:^|[,\\s])(?:${words.join('|')})(?:$|[,\\s])`);
  // What says the same without the word.
  const others = ['eth_type', 'dl_type', 'packet_type', 'nw_proto', 'ip_proto'];
  return {
    kind: 'text',
    column: 'match',
    pieces: [...words, ...others].map((piece) => [piece]),
    test: (given) => {
      const text = given ?? '';
      const quoted = text.includes('"');
      if (!quoted && word.test(text)) return true;
      const lower = text.toLowerCase();
      if (!quoted && !others.some((other) => lower.includes(other))) return false;
      const { parts } = parseMatch(text);
      if (wanted.ethType === null)
        return parts.some((part) => part.kind === 'protocol' && part.name === name);
      const { ethType: type, ipProto } = protocolOf(parts);
      return isPart(wanted, type, ipProto);
    },
  };
}

function isPart(
  wanted: { readonly ethType: number | null; readonly ipProto: number | null },
  type: number | null,
  ipProto: number | null,
): boolean {
  return type === wanted.ethType && (wanted.ipProto === null || ipProto === wanted.ipProto);
}

const ip = [0x800, 0x86dd];
/** The ethertypes and IP protocols of packets that have a field (ovs-fields(7), "Prerequisites"). */
const packetsWith: Partial<
  Record<Field['prerequisite'], { readonly types: readonly number[]; readonly ipProto?: number }>
> = {
  mpls: { types: [0x8847, 0x8848] },
  ipv4: { types: [0x800] },
  ipv6: { types: [0x86dd] },
  ip: { types: ip },
  arp: { types: [0x806, 0x8035] },
  nsh: { types: [0x894f] },
  tcp: { types: ip, ipProto: 6 },
  udp: { types: ip, ipProto: 17 },
  sctp: { types: ip, ipProto: 132 },
  icmp: { types: [0x800], ipProto: 1 },
  icmp6: { types: [0x86dd], ipProto: 58 },
  nd: { types: [0x86dd], ipProto: 58 },
  'nd solicit': { types: [0x86dd], ipProto: 58 },
  'nd advert': { types: [0x86dd], ipProto: 58 },
};

/** Can packets of this match have the field at all? */
function mayHave(field: Field, { parts }: Match): boolean {
  const needed = packetsWith[field.prerequisite];
  if (needed === undefined) return true;
  const { ethType: type, ipProto } = protocolOf(parts);
  if (type !== null && !needed.types.includes(type)) return false;
  return ipProto === null || needed.ipProto === undefined || ipProto === needed.ipProto;
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
}
