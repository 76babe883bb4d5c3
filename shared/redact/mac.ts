// MAC addresses and what stands for them. The first three bytes stay: they say the maker, or that Neutron, libvirt or
// Docker made it, and so fa:16:3e (an instance's) and fe:16:3e (its tap's) stay a pair. The last three are permuted.
import type { KeyedHash } from './keyed-hash.ts';

/** Six bytes as twelve digits, in lower case. */
export type Mac = string;

/** IPv6 multicast of a solicited node (RFC 4291, 2.7.1), which ends with three bytes of that node's address. */
const solicited = '3333ff';

/** A group's address, broadcast, or nothing at all: it means the same everywhere. */
export function isKeptMac(mac: Mac): boolean {
  const isGroup = (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
  return (isGroup && !mac.startsWith(solicited)) || isFixedTail(mac.slice(6));
}

/** Zeros are what masks leave, ones are what they are: both stay. */
function isFixedTail(digits: string): boolean {
  return digits === '000000' || digits === 'ffffff';
}

export class MacPermutation {
  readonly #hash: KeyedHash;
  readonly #known = new Map<string, string>();

  constructor(hash: KeyedHash) {
    this.#hash = hash;
  }

  standIn(mac: Mac): Mac {
    return isKeptMac(mac) ? mac : mac.slice(0, 6) + this.tail(mac.slice(6));
  }

  /** The stand-in for the last three bytes, whatever comes before them: six digits. */
  tail(digits: string): string {
    if (isFixedTail(digits)) return digits;
    const known = this.#known.get(digits);
    if (known !== undefined) return known;
    // What lands on a fixed one goes on from there, as it does for whoever would come from there.
    let made = this.#feistel(digits);
    while (isFixedTail(made)) made = this.#feistel(made);
    this.#known.set(digits, made);
    return made;
  }

  #feistel(digits: string): string {
    let left = Number.parseInt(digits.slice(0, 3), 16);
    let right = Number.parseInt(digits.slice(3), 16);
    for (let round = 0; round < 6; round++) {
      const mixed = left ^ (this.#hash.bits(`mac ${round}`, String(right)) & 0xfff);
      left = right;
      right = mixed;
    }
    return left.toString(16).padStart(3, '0') + right.toString(16).padStart(3, '0');
  }
}
