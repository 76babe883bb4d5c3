// A field's value as text, both ways: `10.0.0.0/8`, `0x5/0xf`, `+trk-est`, `(1,0x800)`. What is read is
// what `ovs-ofctl` takes, what is printed is how it prints (ovs-fields(7), "Format"; mf_parse(), mf_format()).
import { compressedGroups } from '../ipv6-text.ts';
import { reservedPort, reservedPortName, type Field } from './fields.ts';

/** A value and the bits of it that count; a null mask is all of them. */
export interface Masked {
  readonly value: bigint;
  readonly mask: bigint | null;
}

/**
 * Reads a value with or without a mask. Null when the text is none of this field. Bits of the value that
 * the mask leaves out are cleared; a mask of all bits is null.
 */
export function parseMasked(field: Field, text: string): Masked | null {
  switch (field.format) {
    case 'ct state':
      return parseFlags(text, ctStateBits, field.ones);
    case 'tcp flags':
      return parseFlags(text, tcpFlagBits, field.ones);
    case 'tunnel flags':
      return parseFlags(text, tunnelFlagBits, field.ones);
    case 'frag':
      return fragments.get(text.toLowerCase()) ?? null;
    default: {
      const slash = text.indexOf('/');
      if (slash < 0) {
        const value = parseValue(field, text);
        return value === null ? null : { value, mask: null };
      }
      const value = parseValue(field, text.slice(0, slash));
      const mask = parseMask(field, text.slice(slash + 1));
      return value === null || mask === null ? null : masked(field, value, mask);
    }
  }
}

/** A value and mask of a field in one form: no bits outside the mask, a whole mask as null. */
export function masked(field: Field, value: bigint, mask: bigint | null): Masked {
  if (mask === null) return { value, mask };
  return mask === field.ones ? { value, mask: null } : { value: value & mask, mask };
}

/** Reads a value without a mask; null when it is none, or has more bits than the field. */
export function parseValue(field: Field, text: string): bigint | null {
  switch (field.format) {
    case 'ethernet':
      return parseMac(text);
    case 'ipv4':
      return parseIpv4(text);
    case 'ipv6':
      return parseIpv6(text);
    case 'port':
      return parsePort(text);
    case 'packet type':
      return parsePacketType(text);
    case 'ct state':
    case 'tcp flags':
    case 'tunnel flags':
    case 'frag':
      return parseMasked(field, text)?.value ?? null;
    case 'decimal':
    case 'hexadecimal': {
      const value = parseInteger(text);
      if (value === null || value <= field.ones) return value;
      // `dl_vlan=0xffff` is "no VLAN header" (OpenFlow 1.0), beyond the bits that a VLAN id has.
      return field.name === 'dl_vlan' && value === 0xffffn ? value : null;
    }
  }
}

function parseMask(field: Field, text: string): bigint | null {
  if ((field.format === 'ipv4' || field.format === 'ipv6') && /^\d{1,3}$/.test(text)) {
    const length = Number(text);
    if (length > field.bits) return null;
    return field.ones ^ (field.ones >> BigInt(length));
  }
  // A mask may be written for the 16 bits that a field of fewer has in the protocol: `vlan_tci=2/0xffff`.
  if (field.format === 'decimal' || field.format === 'hexadecimal') {
    const mask = parseInteger(text);
    return mask === null ? null : mask & field.ones;
  }
  return parseValue(field, text);
}

/** Decimal, `0x` hexadecimal, or octal after a 0, as C reads them; null for anything else. */
export function parseInteger(text: string): bigint | null {
  const { length } = text;
  if (length === 0) return null;
  const first = text.charCodeAt(0);
  if (first === 48 && length > 1) {
    const second = text.charCodeAt(1) | 0x20;
    if (second === 120) return /^0x[0-9a-f]+$/i.test(text) ? BigInt(text) : null;
    return /^0[0-7]+$/.test(text) ? BigInt(`0o${text}`) : null;
  }
  if (length < 16) {
    let number = 0;
    for (let at = 0; at < length; at++) {
      const digit = text.charCodeAt(at) - 48;
      if (digit < 0 || digit > 9) return null;
      number = number * 10 + digit;
    }
    return BigInt(number);
  }
  return /^\d+$/.test(text) ? BigInt(text) : null;
}

/** As `parseInteger`, but a number; null when it is above `max`. */
export function parseNumber(text: string, max: number): number | null {
  const value = parseInteger(text);
  return value === null || value > BigInt(max) ? null : Number(value);
}

/** `fa:16:3e:00:00:01`; digits may be left out (`1:2:3:4:5:6`). */
function parseMac(text: string): bigint | null {
  const value = parseGroupsOf(text, 6, 58, 16, 2);
  return value === null ? null : BigInt(value);
}

function parseIpv4(text: string): bigint | null {
  const value = parseGroupsOf(text, 4, 46, 10, 3);
  return value === null ? null : BigInt(value);
}

/**
 * Bytes between separators (a character code), each of 1 to `longest` digits: a filter reads a million of
 * them, hence character codes.
 */
function parseGroupsOf(
  text: string,
  groups: number,
  separator: number,
  base: 10 | 16,
  longest: number,
): number | null {
  let value = 0;
  let byte = 0;
  let digits = 0;
  let left = groups;
  for (let at = 0; at <= text.length; at++) {
    const code = at === text.length ? separator : text.charCodeAt(at);
    if (code === separator) {
      if (digits === 0 || byte > 255 || --left < 0) return null;
      value = value * 256 + byte;
      byte = 0;
      digits = 0;
      continue;
    }
    const letter = (code | 0x20) - 87;
    const digit = code >= 48 && code <= 57 ? code - 48 : letter >= 10 ? letter : base;
    if (digit >= base || ++digits > longest) return null;
    byte = byte * base + digit;
  }
  return left === 0 ? value : null;
}

/** `fe80::1`, `::ffff:10.0.0.1`. */
function parseIpv6(text: string): bigint | null {
  const [head, tail, more] = text.split('::').map(parseGroups);
  if (head === null || head === undefined || tail === null || more !== undefined) return null;
  const known = head.length + (tail?.length ?? 0);
  if (tail === undefined ? known !== 8 : known > 7) return null;
  const high = joinGroups(head);
  return tail === undefined ? high : (high << BigInt((8 - head.length) * 16)) | joinGroups(tail);
}

function joinGroups(groups: readonly number[]): bigint {
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

function parseGroups(text: string): readonly number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    if (at === parts.length - 1 && part.includes('.')) {
      const address = parseIpv4(part);
      if (address === null) return null;
      groups.push(Number(address >> 16n), Number(address & 0xffffn));
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return null;
    }
  }
  return groups;
}

/** `2`, `LOCAL`, or in OpenFlow 1.1's 32 bits: all are the 16 bits that a port of Open vSwitch has. */
function parsePort(text: string): bigint | null {
  const reserved = reservedPort(text);
  if (reserved !== null) return BigInt(reserved);
  const number = parseInteger(text);
  if (number === null) return null;
  if (number >= 0xffffff00n && number <= 0xffffffffn) return number & 0xffffn;
  return number <= 0xffffn ? number : null;
}

function parsePacketType(text: string): bigint | null {
  const found = /^\(\s*(\w+)\s*,\s*(\w+)\s*\)$/.exec(text);
  const [, namespaceText = '', typeText = ''] = found ?? [];
  const namespace = parseNumber(namespaceText, 0xffff);
  const type = parseNumber(typeText, 0xffff);
  return namespace === null || type === null ? null : (BigInt(namespace) << 16n) | BigInt(type);
}

const bitsOf = (names: string): ReadonlyMap<string, bigint> =>
  new Map(names.split(' ').map((name, bit) => [name, 1n << BigInt(bit)]));

/** The flags that `ct_state` has names for, from the least significant bit (ovs-fields(7), ct_state). */
export const ctStateBits: ReadonlyMap<string, bigint> = bitsOf('new est rel rpl inv trk snat dnat');
/** `tcp_flags`; the last three are reserved bits of the header. */
export const tcpFlagBits: ReadonlyMap<string, bigint> = bitsOf(
  'fin syn rst psh ack urg ece cwr ns [200] [400] [800]',
);
const tunnelFlagBits = bitsOf('oam');

/** `+trk-est` (the others do not matter), `trk|est` (all others are off), or a number, or two with a slash. */
function parseFlags(text: string, names: ReadonlyMap<string, bigint>, ones: bigint): Masked | null {
  if (/^\d/.test(text)) {
    const slash = text.indexOf('/');
    const value = parseInteger(slash < 0 ? text : text.slice(0, slash));
    const mask = slash < 0 ? ones : parseInteger(text.slice(slash + 1));
    if (value === null || mask === null) return null;
    const bits = mask & ones;
    return bits === ones ? { value, mask: null } : { value: value & bits, mask: bits };
  }
  if (!text.startsWith('+') && !text.startsWith('-')) {
    let value = 0n;
    for (const name of text.split('|')) {
      const bit = flagBit(name, names);
      if (bit === null) return null;
      value |= bit;
    }
    return { value, mask: null };
  }
  let value = 0n;
  let mask = 0n;
  for (const [, sign, name = ''] of text.matchAll(/([+-])([^+-]*)/g)) {
    const bit = flagBit(name, names);
    if (bit === null) return null;
    mask |= bit;
    value = sign === '+' ? value | bit : value & ~bit;
  }
  return mask === ones ? { value, mask: null } : { value, mask };
}

function flagBit(name: string, names: ReadonlyMap<string, bigint>): bigint | null {
  return names.get(name.toLowerCase()) ?? (/^0x/i.test(name) ? parseInteger(name) : null);
}

/** Bit 0: a fragment; bit 1: not the first one. Without bit 0 there is no bit 1, so "no" is both off. */
const fragments: ReadonlyMap<string, Masked> = new Map([
  ['no', { value: 0n, mask: null }],
  ['yes', { value: 1n, mask: 1n }],
  ['first', { value: 1n, mask: null }],
  ['later', { value: 3n, mask: null }],
  ['not_later', { value: 0n, mask: 2n }],
]);

/** A value with its mask as `ovs-ofctl` prints a field by itself, in `set_field` and `learn` (mf_format()). */
export function formatMasked(field: Field, { value, mask }: Masked): string {
  switch (field.format) {
    case 'ct state':
      return formatFlags(value, mask, ctStateBits);
    case 'tcp flags':
      return formatFlags(value, mask, tcpFlagBits);
    case 'tunnel flags':
      return formatFlags(value, mask, tunnelFlagBits);
    case 'frag':
      return formatFragments(value, mask);
    case 'ipv4':
    case 'ipv6': {
      const text = formatValue(field, value);
      if (mask === null) return text;
      const length = prefixLength(mask, field.bits);
      return `${text}/${length ?? formatValue(field, mask)}`;
    }
    case 'ethernet':
      return mask === null ? formatMac(value) : `${formatMac(value)}/${formatMac(mask)}`;
    case 'decimal':
    case 'hexadecimal':
    case 'port':
    case 'packet type':
      return mask === null ? formatValue(field, value) : `${formatValue(field, value)}/${hexadecimal(mask)}`;
  }
}

/** A whole value as `ovs-ofctl` prints it. */
export function formatValue(field: Field, value: bigint): string {
  switch (field.format) {
    case 'decimal':
      return value.toString();
    case 'hexadecimal':
      return hexadecimal(value);
    case 'ethernet':
      return formatMac(value);
    case 'ipv4':
      return formatIpv4(value);
    case 'ipv6':
      return formatIpv6(value);
    case 'port':
      return reservedPortName(Number(value)) ?? value.toString();
    case 'packet type':
      return `(${value >> 16n},${value >> 16n === 0n ? (value & 0xffffn).toString() : hexadecimal(value & 0xffffn)})`;
    case 'ct state':
    case 'tcp flags':
    case 'tunnel flags':
    case 'frag':
      return formatMasked(field, { value, mask: null });
  }
}

/** Hexadecimal with its prefix, which C's `%#x` leaves out at 0. */
export function hexadecimal(value: bigint): string {
  return value === 0n ? '0' : `0x${value.toString(16)}`;
}

export function formatMac(value: bigint): string {
  return value
    .toString(16)
    .padStart(12, '0')
    .replace(/..(?!$)/g, '$&:');
}

export function formatIpv4(value: bigint): string {
  const number = Number(value);
  return [number / 0x1000000, number / 0x10000, number / 0x100, number]
    .map((octet) => Math.floor(octet) & 0xff)
    .join('.');
}

/** RFC 5952, with the last 32 bits in decimal where glibc's inet_ntop() does so. */
export function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    ((value >> BigInt(112 - i * 16)) & 0xffffn).toString(16),
  );
  // ::192.0.2.1 and ::ffff:192.0.2.1; `::` and `::1` have seven zero groups or more.
  const zeros = groups.findIndex((group) => group !== '0');
  const mapped = zeros === 5 && groups[5] === 'ffff';
  if (zeros === 6 || mapped) return `::${mapped ? 'ffff:' : ''}${formatIpv4(value & 0xffffffffn)}`;
  return compressedGroups(groups);
}

/** How many leading ones a mask has when it has nothing but those; else null. */
export function prefixLength(mask: bigint, bits: number): number | null {
  const rest = ((1n << BigInt(bits)) - 1n) ^ mask;
  return (rest & (rest + 1n)) === 0n ? bits - (rest === 0n ? 0 : rest.toString(2).length) : null;
}

/** `est|trk` for a whole value (0 when no flag is on), `+trk-est` for one with a mask. */
function formatFlags(value: bigint, mask: bigint | null, names: ReadonlyMap<string, bigint>): string {
  let rest = mask ?? value;
  const parts: string[] = [];
  for (const [name, bit] of names) {
    if ((rest & bit) === 0n) continue;
    rest &= ~bit;
    parts.push(mask === null ? name : `${(value & bit) === 0n ? '-' : '+'}${name}`);
  }
  if (rest !== 0n) parts.push(mask === null ? hexadecimal(rest) : `+${hexadecimal(rest & value)}`);
  return parts.length === 0 ? '0' : parts.join(mask === null ? '|' : '');
}

function formatFragments(value: bigint, mask: bigint | null): string {
  if (mask === 2n) return value === 0n ? 'not_later' : 'later';
  if ((value & 1n) === 0n) return 'no';
  if (mask === 1n) return 'yes';
  return (value & 2n) === 0n ? 'first' : 'later';
}
