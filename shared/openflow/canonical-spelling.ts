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

type Shape =
  | { readonly kind: 'word' }
  | { readonly kind: 'decimal'; readonly from: number; readonly to: number }
  | { readonly kind: 'hexadecimal'; readonly digits: number }
  | { readonly kind: 'mac' }
  | { readonly kind: 'ipv4' }
  | { readonly kind: 'ct-state' };

interface Field {
  readonly name: Uint8Array;
  /** Its place among the fields as `ovs-ofctl` prints them: format of `match_format()`. */
  readonly rank: number;
  readonly shape: Shape;
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

const port: Shape = { kind: 'decimal', from: 1, to: 0xffff };
const byte: Shape = { kind: 'decimal', from: 1, to: 0xff };
const number32: Shape = { kind: 'hexadecimal', digits: 8 };
const number64: Shape = { kind: 'hexadecimal', digits: 16 };
const word: Shape = { kind: 'word' };

const fields: readonly Field[] = [
  field('conj_id', 1, { kind: 'decimal', from: 1, to: 0xffff_ffff }),
  field('ct_state', 2, { kind: 'ct-state' }),
  field('ct_zone', 3, { kind: 'decimal', from: 1, to: 0xffff }),
  field('ct_mark', 4, number32),
  field('ip', 10, word, 0, ipv4),
  field('tcp', 10, word, 0, ipv4 | ports4),
  field('udp', 10, word, 0, ipv4 | ports4),
  field('sctp', 10, word, 0, ipv4 | ports4),
  field('icmp', 10, word, 0, ipv4 | icmp4),
  field('ipv6', 10, word, 0, ipv6),
  field('tcp6', 10, word, 0, ipv6 | ports6),
  field('udp6', 10, word, 0, ipv6 | ports6),
  field('sctp6', 10, word, 0, ipv6 | ports6),
  field('icmp6', 10, word, 0, ipv6 | icmp6),
  field('arp', 10, word, 0, arp),
  ...Array.from({ length: 16 }, (_, register) => field(`reg${register}`, 20 + register, number32)),
  field('tun_id', 40, number64),
  field('metadata', 41, number64),
  // 0xff00 and more are reserved ports, which have names.
  field('in_port', 42, { kind: 'decimal', from: 1, to: 0xfeff }),
  field('dl_vlan', 43, { kind: 'decimal', from: 1, to: 0xfff }),
  field('dl_src', 44, { kind: 'mac' }),
  field('dl_dst', 45, { kind: 'mac' }),
  field('nw_src', 50, { kind: 'ipv4' }, ipv4),
  field('nw_dst', 51, { kind: 'ipv4' }, ipv4),
  field('arp_spa', 50, { kind: 'ipv4' }, arp),
  field('arp_tpa', 51, { kind: 'ipv4' }, arp),
  field('arp_op', 52, byte, arp),
  field('nw_ttl', 53, byte, ipv4 | ipv6),
  field('tp_src', 60, port, ports4 | ports6),
  field('tp_dst', 61, port, ports4 | ports6),
  field('icmp_type', 60, byte, icmp4 | icmp6),
  field('icmp_code', 61, byte, icmp4 | icmp6),
];

/** Fields by a hash of their name, which no two of them share. */
const byName = new Array<Field | undefined>(1024);
for (const each of fields) byName[slotOf(each.name, 0, each.name.length)] = each;

/** Conntrack states in the order of their bits, `+` or `-` before each (ovs-fields(7), ct_state). */
const states = ['new', 'est', 'rel', 'rpl', 'inv', 'trk', 'snat', 'dnat'].map(bytesOf);

const hexDigit = new Uint8Array(256);
for (const digit of '0123456789abcdef') hexDigit[digit.charCodeAt(0)] = 1;

/** True only when `canonicalMatch` gives the text `bytes[from..to)` back as it is. */
export function isCanonicalMatch(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  let rank = 0;
  let protocol = 0;
  while (at < to) {
    let end = at;
    while (end < to && bytes[end] !== equals && bytes[end] !== comma) end++;
    const known = byName[slotOf(bytes, at, end)];
    if (known === undefined || known.rank <= rank || !isWord(bytes, at, end, known.name)) return false;
    if (known.needs !== 0 && (known.needs & protocol) === 0) return false;
    rank = known.rank;
    if (known.shape.kind === 'word') {
      protocol = known.protocol;
    } else {
      if (bytes[end] !== equals || end === to) return false;
      end = shapeEnd(known.shape, bytes, end + 1, to);
      if (end < 0) return false;
    }
    if (end === to) return true;
    if (bytes[end] !== comma) return false;
    at = end + 1;
    if (at === to) return false;
  }
  return true;
}

/** Behind the value that begins at `from` when it is spelled as `ovs-ofctl` would; -1 when not. */
function shapeEnd(shape: Shape, bytes: Uint8Array, from: number, to: number): number {
  switch (shape.kind) {
    case 'decimal': {
      const end = digitsEnd(bytes, from, to);
      if (end === from || end - from > 10 || bytes[from] === zero) return -1;
      const number = numberAt(bytes, from, end);
      return number >= shape.from && number <= shape.to ? end : -1;
    }
    case 'hexadecimal': {
      // `0x` and digits without leading zeros. Zero itself, which is spelled otherwise, is not decided here.
      if (bytes[from] !== zero || bytes[from + 1] !== 0x78 || bytes[from + 2] === zero) return -1;
      let end = from + 2;
      while (end < to && hexDigit[bytes[end] ?? 0] === 1) end++;
      return end > from + 2 && end - from - 2 <= shape.digits ? end : -1;
    }
    case 'mac': {
      const end = from + 17;
      if (end > to) return -1;
      for (let i = 0; i < 17; i++) {
        const byte = bytes[from + i] ?? 0;
        if (i % 3 === 2 ? byte !== 0x3a : hexDigit[byte] !== 1) return -1;
      }
      return end;
    }
    case 'ipv4':
      return ipv4End(bytes, from, to);
    case 'ct-state':
      return stateEnd(bytes, from, to);
    case 'word':
      return from;
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

function slotOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  return (hash ^ (hash >>> 10)) & 1023;
}

function field(name: string, rank: number, shape: Shape, needs = 0, protocol = 0): Field {
  return { name: bytesOf(name), rank, shape, needs, protocol };
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
