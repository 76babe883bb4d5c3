// Tells of a printed match, byte by byte, that it is its own canonical form already: then nobody needs to
// make a tree of it. Nearly every match that `ovs-ofctl` prints is, and comparing two dumps asks for some
// hundred thousand. It knows the usual fields only and says no in every doubt; `canonicalMatch` has the
// rules, and a test holds every yes against it.
//
//   ct_state=+est-rel-rpl,tcp,reg5=0xb,tp_dst=22
//   arp,reg5=0xb,in_port=11,dl_src=fa:16:3e:00:00:01,arp_spa=10.18.0.1

const comma = 0x2c;
const equals = 0x3d;
const zero = 0x30;
const colon = 0x3a;

/** How a value is spelled; numbers, because this is asked a million times. */
const word = 0;
const decimal = 1;
const hexadecimal = 2;
const mac = 3;
const ipv4Address = 4;
const ctState = 5;
const ipv6Address = 6;

interface Field {
  readonly name: Uint8Array;
  /** Its place among the fields as `ovs-ofctl` prints them: the order of `match_format()`. */
  readonly rank: number;
  readonly shape: number;
  /** The least and the greatest decimal number; of a hexadecimal one, how many digits it may have. */
  readonly from: number;
  readonly to: number;
  /** Protocol words of which the match must have one; 0: none is needed. */
  readonly needs: number;
  /** For a protocol word: its bit. */
  readonly protocol: number;
}

const ipv4 = 1;
const arp = 2;
const ports4 = 4;
const ports6 = 8;
const icmp4 = 16;
const icmp6 = 32;
const ipv6 = 64;
/** No word, but what `icmp_type` says: a neighbour solicitation or advertisement. */
const neighbour = 128;

const icmpType = number('icmp_type', 60, 0xff, icmp4 | icmp6);

const fields: readonly Field[] = [
  number('conj_id', 1, 0xffff_ffff),
  field('ct_state', 2, ctState),
  number('ct_zone', 3, 0xffff),
  field('ct_mark', 4, hexadecimal, 0, 8),
  protocolWord('ip', ipv4),
  protocolWord('tcp', ipv4 | ports4),
  protocolWord('udp', ipv4 | ports4),
  protocolWord('sctp', ipv4 | ports4),
  protocolWord('icmp', ipv4 | icmp4),
  protocolWord('ipv6', ipv6),
  protocolWord('tcp6', ipv6 | ports6),
  protocolWord('udp6', ipv6 | ports6),
  protocolWord('sctp6', ipv6 | ports6),
  protocolWord('icmp6', ipv6 | icmp6),
  protocolWord('arp', arp),
  ...Array.from({ length: 16 }, (_, register) => field(`reg${register}`, 20 + register, hexadecimal, 0, 8)),
  field('tun_id', 40, hexadecimal, 0, 16),
  field('metadata', 41, hexadecimal, 0, 16),
  // 0xff00 and more are reserved ports, which have names.
  number('in_port', 42, 0xfeff),
  number('dl_vlan', 43, 0xfff),
  field('dl_src', 44, mac),
  field('dl_dst', 45, mac),
  field('nw_src', 50, ipv4Address, 0, 0, ipv4),
  field('nw_dst', 51, ipv4Address, 0, 0, ipv4),
  field('ipv6_src', 50, ipv6Address, 0, 0, ipv6),
  field('ipv6_dst', 51, ipv6Address, 0, 0, ipv6),
  field('arp_spa', 50, ipv4Address, 0, 0, arp),
  field('arp_tpa', 51, ipv4Address, 0, 0, arp),
  number('arp_op', 52, 0xff, arp),
  number('nw_ttl', 53, 0xff, ipv4 | ipv6),
  number('tp_src', 60, 0xffff, ports4 | ports6),
  number('tp_dst', 61, 0xffff, ports4 | ports6),
  icmpType,
  number('icmp_code', 61, 0xff, icmp4 | icmp6),
  // Only with a code of zero, which is not decided here: so with none.
  field('nd_target', 61, ipv6Address, 0, 0, neighbour),
];

/** Fields by a hash of their name, which no two of them share. */
const byName = new Array<Field | undefined>(1024);
for (const each of fields) byName[slotOf(each.name, 0, each.name.length)] = each;

/** Conntrack states in the order of their bits, `+` or `-` before each (ovs-fields(7), ct_state). */
const states = ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'].map(bytesOf);

const hexDigit = new Uint8Array(256);
for (const digit of '0123456789abcdef') hexDigit[digit.charCodeAt(0)] = 1;

export class CanonicalSpelling {
  /** The fields of the match before, because a dump has many matches of the same fields in a row. */
  readonly #before: (Field | undefined)[] = new Array<Field | undefined>(8).fill(undefined);

  /** True only when `canonicalMatch` gives the text `bytes[from..to)` back as it is. */
  has(bytes: Uint8Array, from: number, to: number): boolean {
    let at = from;
    let rank = 0;
    let protocol = 0;
    for (let place = 0; at < to; place++) {
      const guess = this.#before[place & 7];
      let known = guess;
      if (guess === undefined || !isName(bytes, at, to, guess.name)) {
        known = fieldAt(bytes, at, to);
        this.#before[place & 7] = known;
      }
      if (known === undefined || known.rank <= rank) return false;
      if (known.needs !== 0 && (known.needs & protocol) === 0) return false;
      rank = known.rank;
      at += known.name.length;
      if (known.shape === word) {
        protocol = known.protocol;
      } else {
        if (at >= to || bytes[at] !== equals) return false;
        const value = at + 1;
        at = valueEnd(known, bytes, value, to);
        if (at < 0) return false;
        if (known === icmpType && (protocol & icmp6) !== 0) {
          const type = numberAt(bytes, value, at);
          if (type === 135 || type === 136) protocol |= neighbour;
        }
      }
      if (at === to) return true;
      if (bytes[at] !== comma) return false;
      at++;
      if (at === to) return false;
    }
    return true;
  }
}

/** Behind the value that begins at `from` when it is spelled as `ovs-ofctl` would; -1 when not. */
function valueEnd(
  { shape, from: least, to: most }: Field,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  switch (shape) {
    case decimal: {
      let number = 0;
      let end = from;
      for (; end < to; end++) {
        const digit = (bytes[end] ?? 0) - zero;
        if (digit < 0 || digit > 9) break;
        number = number * 10 + digit;
      }
      return end > from && end - from <= 10 && bytes[from] !== zero && number >= least && number <= most
        ? end
        : -1;
    }
    case hexadecimal: {
      // `0x` and digits without leading zeros. Zero itself, which is spelled otherwise, is not decided here.
      if (bytes[from] !== zero || bytes[from + 1] !== 0x78 || bytes[from + 2] === zero) return -1;
      let end = from + 2;
      while (end < to && hexDigit[bytes[end] ?? 0] === 1) end++;
      return end > from + 2 && end - from - 2 <= most ? end : -1;
    }
    case mac: {
      const end = from + 17;
      if (end > to) return -1;
      for (let i = 0; i < 17; i++) {
        const byte = bytes[from + i] ?? 0;
        if (i % 3 === 2 ? byte !== colon : hexDigit[byte] !== 1) return -1;
      }
      return end;
    }
    case ipv4Address:
      return ipv4End(bytes, from, to);
    case ipv6Address:
      return ipv6End(bytes, from, to);
    default:
      return stateEnd(bytes, from, to);
  }
}

/** An address, or a network whose host bits are zero: `10.18.0.0/24`. */
function ipv4End(bytes: Uint8Array, from: number, to: number): number {
  let address = 0;
  let at = from;
  for (let part = 0; part < 4; part++) {
    const end = digitsEnd(bytes, at, to);
    if (end === at || end - at > 3 || (bytes[at] === zero && end - at > 1)) return -1;
    const number = numberAt(bytes, at, end);
    if (number > 255) return -1;
    address = (address << 8) | number;
    if (part < 3 && (end >= to || bytes[end] !== 0x2e)) return -1;
    at = part < 3 ? end + 1 : end;
  }
  if (at >= to || bytes[at] !== 0x2f) return at;
  const end = digitsEnd(bytes, at + 1, to);
  if (end === at + 1 || end - at > 3 || bytes[at + 1] === zero) return -1;
  const prefix = numberAt(bytes, at + 1, end);
  // A mask may follow instead of a prefix: then a dot stops this.
  return prefix < 32 && address << prefix === 0 ? end : -1;
}

/**
 * An address as glibc's inet_ntop() spells it: of two zero groups and more the longest run, and of equals the first, is
 * `::`. One whose last 32 bits are in decimal, or would be, is not decided here.
 */
function ipv6End(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  let groups = 0;
  /** Groups before the `::`. */
  let gap = -1;
  /** The first group behind it. */
  let behind = -1;
  /** Zeros up to here, and the longest runs of them before and behind the gap. */
  let zeros = 0;
  let longestBefore = 0;
  let longestBehind = 0;
  for (;;) {
    if (at + 1 < to && bytes[at] === colon && bytes[at + 1] === colon && (groups > 0 || at === from)) {
      if (gap >= 0 || zeros > 0) return -1;
      gap = groups;
      at += 2;
      if (at >= to || hexDigit[bytes[at] ?? 0] !== 1) break;
    } else if (groups > 0) {
      if (at >= to || bytes[at] !== colon) break;
      at++;
    }
    let group = 0;
    const start = at;
    for (; at < to && hexDigit[bytes[at] ?? 0] === 1 && at - start < 5; at++) {
      group = group * 16 + hexValue(bytes[at] ?? 0);
    }
    if (at === start || at - start > 4 || (bytes[start] === zero && at - start > 1)) return -1;
    if (group === 0 && gap === groups) return -1;
    if (gap === groups) behind = group;
    zeros = group === 0 ? zeros + 1 : 0;
    if (gap < 0) longestBefore = Math.max(longestBefore, zeros);
    else longestBehind = Math.max(longestBehind, zeros);
    if (++groups > 8) return -1;
  }
  // A dot: the last 32 bits in decimal.
  if (at < to && bytes[at] === 0x2e) return -1;
  if (gap < 0) return groups === 8 && longestBefore < 2 ? at : -1;
  const length = 8 - groups;
  if (length < 2 || longestBefore >= length || longestBehind > length) return -1;
  return gap === 0 && (length === 6 || (length === 5 && behind === 0xffff)) ? -1 : at;
}

function hexValue(digit: number): number {
  return digit < 0x61 ? digit - zero : digit - 0x57;
}

function stateEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  let last = -1;
  while (at < to && (bytes[at] === 0x2b || bytes[at] === 0x2d)) {
    let end = at + 1;
    while (end < to && (bytes[end] ?? 0) >= 0x61) end++;
    let state = last + 1;
    while (state < states.length && !isWord(bytes, at + 1, end, states[state] ?? states[0])) state++;
    if (state === states.length) return -1;
    last = state;
    at = end;
  }
  return last < 0 ? -1 : at;
}

function digitsEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] ?? 0) >= zero && (bytes[at] ?? 0) <= 0x39) at++;
  return at;
}

function numberAt(bytes: Uint8Array, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at++) number = number * 10 + (bytes[at] ?? 0) - zero;
  return number;
}

function isWord(bytes: Uint8Array, from: number, to: number, name: Uint8Array | undefined): boolean {
  if (name === undefined || to - from !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name[i]) return false;
  return true;
}

/** True when the text goes on with this name, and the name ends there. */
function isName(bytes: Uint8Array, at: number, to: number, name: Uint8Array): boolean {
  const end = at + name.length;
  if (end > to || (end < to && bytes[end] !== equals && bytes[end] !== comma)) return false;
  for (let i = 0; i < name.length; i++) if (bytes[at + i] !== name[i]) return false;
  return true;
}

function fieldAt(bytes: Uint8Array, at: number, to: number): Field | undefined {
  let end = at;
  while (end < to && bytes[end] !== equals && bytes[end] !== comma) end++;
  const known = byName[slotOf(bytes, at, end)];
  return known !== undefined && isWord(bytes, at, end, known.name) ? known : undefined;
}

function slotOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  return (hash ^ (hash >>> 10)) & 1023;
}

function field(name: string, rank: number, shape: number, from = 0, to = 0, needs = 0, protocol = 0): Field {
  return { name: bytesOf(name), rank, shape, from, to, needs, protocol };
}

function number(name: string, rank: number, most: number, needs = 0): Field {
  return field(name, rank, decimal, 1, most, needs);
}

function protocolWord(name: string, protocol: number): Field {
  return field(name, 10, word, 0, 0, 0, protocol);
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
