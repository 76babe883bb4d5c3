// IPv6 addresses and what stands for them. An interface identifier that was made of a MAC (EUI-64: RFC 4291, appendix A)
// follows that MAC; a solicited-node address follows the address that it was made of. Link-local, unique local and
// global addresses stay what they are.
import { compressedGroups } from '../ipv6-text.ts';
import type { KeyedHash } from './keyed-hash.ts';
import type { MacPermutation } from './mac.ts';
import { leads, PrefixBits, type Bits } from './prefix-bits.ts';

/** 32 digits, in lower case. */
export type Ipv6 = string;

/** Kept as they are: unspecified, loopback and mapped IPv4, translated IPv4 (RFC 6052), multicast. */
const kept = ['00000000000000000000', '0064ff9b', 'ff'].map(bitsOf);
/** Addresses of these stay within them: link-local, unique local (RFC 4193, both halves), global unicast. */
const closed: readonly Bits[] = ['1111111010', '11111100', '11111101', '001'];
const solicited = 'ff0200000000000000000001ff';

function bitsOf(digits: string): Bits {
  return [...digits].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
}

function digitsOf(bits: Bits): string {
  return (bits.match(/..../g) ?? []).map((four) => Number.parseInt(four, 2).toString(16)).join('');
}

/** A solicited node's group is redacted, every other group is kept. */
export function isKeptIpv6(address: Ipv6): boolean {
  if (address.startsWith(solicited)) return false;
  const bits = bitsOf(address);
  return kept.some((one) => bits.startsWith(one));
}

export class Ipv6Permutation {
  readonly #hash: KeyedHash;
  readonly #macs: MacPermutation;
  readonly #bits: PrefixBits;
  /** By their last three bytes, addresses of the case that are not made of a MAC. */
  readonly #byTail = new Map<string, Ipv6>();

  constructor(hash: KeyedHash, macs: MacPermutation, known: Iterable<Ipv6>) {
    this.#hash = hash;
    this.#macs = macs;
    this.#bits = new PrefixBits(128, (before) => this.#turns(before));
    for (const address of known) {
      if (!isOfMac(address) && !address.startsWith('ff') && !isKeptIpv6(address))
        this.#byTail.set(address.slice(26), address);
    }
  }

  standIn(address: Ipv6): Ipv6 {
    if (isKeptIpv6(address)) return address;
    if (address.startsWith(solicited)) return solicited + this.tail(address.slice(26));
    const made = digitsOf(this.#bits.standIn(bitsOf(address)));
    if (!isOfMac(address)) return made;
    return made.slice(0, 16) + address.slice(16, 26) + this.#macs.tail(address.slice(26));
  }

  /** The last three bytes of a solicited node's group, six digits: as those of the address that it was made of. */
  tail(digits: string): string {
    const address = this.#byTail.get(digits);
    return address === undefined ? this.#macs.tail(digits) : this.standIn(address).slice(26);
  }

  #turns(before: Bits): boolean {
    if (kept.some((one) => before.startsWith(one) || leads(before, one))) return false;
    if (closed.some((one) => leads(before, one))) return false;
    if (before.startsWith('1111111010') && before.length < 64) return false;
    if (before.length >= 64) {
      const inside = before.slice(64);
      // ::1 stays ::1, a subnet's own address the subnet's; and what is not made of a MAC does not become so.
      if (/^(?:0*|1*)$/.test(inside) || (inside.length >= 24 && inside.length < 40)) return false;
    }
    return (this.#hash.bits('ipv6', before) & 1) === 1;
  }
}

function isOfMac(address: Ipv6): boolean {
  return address.slice(22, 26) === 'fffe';
}

/** Any way of writing it but with a dotted end; null where it is none. */
export function readIpv6(text: string): Ipv6 | null {
  const halves = text.toLowerCase().split('::');
  if (halves.length > 2) return null;
  const [before = [], after = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = before.length + after.length;
  if ([...before, ...after].some((group) => !/^[0-9a-f]{1,4}$/.test(group))) return null;
  if (halves.length === 1 ? given !== 8 : given > 7) return null;
  const zeros = Array.from({ length: 8 - given }, () => '0');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join('');
}

/** In the way in which `like` is written: compressed, with every zero, or with every group; in its case. */
export function printIpv6(address: Ipv6, like: string): string {
  const groups = address.match(/..../g) ?? [];
  const short = groups.map((group) => group.replace(/^0+(?=.)/, ''));
  const isPadded = !like.includes('::') && /^[^:]{4}(?::[^:]{4}){7}$/.test(like);
  const text = isPadded ? groups.join(':') : like.includes('::') ? compressedGroups(short) : short.join(':');
  return /[A-F]/.test(like) ? text.toUpperCase() : text;
}

/** The stand-in cut where the original is cut by a mask: a prefix length, or 32 digits. */
export function underMask6(original: Ipv6, standIn: Ipv6, mask: number | Ipv6): Ipv6 {
  const bits = typeof mask === 'number' ? '1'.repeat(mask).padEnd(128, '0') : bitsOf(mask);
  const [from, to] = [bitsOf(original), bitsOf(standIn)];
  if ([...from].some((bit, i) => bit === '1' && bits[i] === '0')) return standIn;
  return digitsOf([...to].map((bit, i) => (bits[i] === '1' ? bit : '0')).join(''));
}
