// IPv4 addresses and what stands for them. What an address is for stays: private addresses stay in their own range,
// public ones public; those that mean the same everywhere (loopback, link-local, multicast, broadcast, masks) are kept.
import { addressBits, type Ipv4 } from './ipv4-text.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { leads, PrefixBits, type Bits } from './prefix-bits.ts';

/** Kept as they are: this network, loopback, link-local (RFC 3927) with the metadata service, multicast, masks and broadcast. */
const kept: readonly Bits[] = [
  range('0.0.0.0', 8),
  range('127.0.0.0', 8),
  range('169.254.0.0', 16),
  range('224.0.0.0', 4),
  range('255.0.0.0', 8),
];
/** Addresses of these stay within them: private (RFC 1918) and shared (RFC 6598). */
const closed: readonly Bits[] = [
  range('10.0.0.0', 8),
  range('100.64.0.0', 10),
  range('172.16.0.0', 12),
  range('192.168.0.0', 16),
];

function range(address: string, length: number): Bits {
  return addressBits(address.split('.').map(Number)).slice(0, length);
}

/** A subnet of the case: its address with the host's bits cut off. */
export type Subnet = Bits;

export class Ipv4Permutation {
  readonly #hash: KeyedHash;
  readonly #bits: PrefixBits;
  readonly #subnets: ReadonlySet<Subnet>;
  readonly #lengths: readonly number[];

  /** In `subnets`, a network's own address stays the network's, and its broadcast address the broadcast address. */
  constructor(hash: KeyedHash, subnets: Iterable<Subnet>) {
    this.#hash = hash;
    this.#subnets = new Set(subnets);
    this.#lengths = [...new Set([...this.#subnets].map(({ length }) => length))].sort((a, b) => b - a);
    this.#bits = new PrefixBits(32, (before) => this.#turns(before));
  }

  static isKept(address: Ipv4): boolean {
    const bits = addressBits(address);
    return kept.some((one) => bits.startsWith(one));
  }

  standIn(address: Ipv4): Ipv4 {
    if (Ipv4Permutation.isKept(address)) return address;
    const made = this.#bits.standIn(addressBits(address));
    return [0, 8, 16, 24].map((at) => Number.parseInt(made.slice(at, at + 8), 2));
  }

  #turns(before: Bits): boolean {
    if (kept.some((one) => before.startsWith(one) || leads(before, one))) return false;
    if (closed.some((one) => leads(before, one))) return false;
    const subnet = this.#innermost(before);
    if (subnet !== null && /^(?:0*|1*)$/.test(before.slice(subnet.length))) return false;
    return (this.#hash.bits('ipv4', before) & 1) === 1;
  }

  /** The smallest subnet that everything behind `before` is in. */
  #innermost(before: Bits): Subnet | null {
    for (const length of this.#lengths) {
      if (length > before.length) continue;
      const subnet = before.slice(0, length);
      if (this.#subnets.has(subnet)) return subnet;
    }
    return null;
  }
}
