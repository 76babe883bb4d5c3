// Texts with everything that tells whose cloud it is replaced, consistently: equal things stay equal in every spelling,
// addresses of one subnet stay in one subnet, what is named after an id stays named after it.
import type { Found } from './found.ts';
import { hexOfIpv4, ipv4OfHex, type Ipv4 } from './ipv4-text.ts';
import { Ipv4Permutation } from './ipv4.ts';
import { isKeptIpv6, Ipv6Permutation, printIpv6, readIpv6, type Ipv6 } from './ipv6.ts';
import { KeyedHash, type RedactionKey } from './keyed-hash.ts';
import { isKeptMac, MacPermutation, type Mac } from './mac.ts';
import { NameBook, type NameClass, type NamedStandIn } from './names.ts';
import type { TokenVisitor } from './token-visitor.ts';
import { replaceTokens } from './tokens.ts';
import { UuidPermutation } from './uuid.ts';

export const redactedClasses = [
  ...(['host', 'domain', 'project', 'user', 'instance', 'network', 'other'] as const),
  ...(['ipv4', 'ipv6', 'mac', 'uuid'] as const),
] as const satisfies readonly (NameClass | 'ipv4' | 'ipv6' | 'mac' | 'uuid')[];
export type RedactedClass = (typeof redactedClasses)[number];

/** What stands for what, in its usual spelling, and how often it was replaced. */
export interface Replacement {
  readonly class: RedactedClass;
  readonly original: string;
  readonly standIn: string;
  occurrences: number;
}

export interface RedactorOptions {
  readonly key: RedactionKey;
  readonly found: Pick<Found, 'ipv4' | 'subnets' | 'ipv6' | 'macs' | 'uuids'>;
  readonly names: readonly NamedStandIn[];
  /** What the user wants to stay: an address or id in any spelling, or a name. */
  readonly exceptions: readonly string[];
}

/** Keys that are tried before one is taken that makes some original another one's stand-in. */
const mostKeys = 200;

export class Redactor implements TokenVisitor {
  readonly #found: RedactorOptions['found'];
  readonly #beginnings = new Set<string>();
  readonly #names: NameBook;
  readonly #exceptions: ReadonlySet<string>;
  readonly #ipv4: Ipv4Permutation;
  readonly #ipv6: Ipv6Permutation;
  readonly #macs: MacPermutation;
  readonly #uuids: UuidPermutation;
  readonly #hash: KeyedHash;
  #tally: Map<string, Replacement> | null = null;

  constructor({ key, found, names, exceptions }: RedactorOptions) {
    this.#found = found;
    this.#exceptions = new Set(exceptions.map(canonical));
    this.#names = new NameBook(names.filter(({ name }) => !this.#exceptions.has(canonical(name))));
    for (const uuid of found.uuids)
      for (const length of beginningLengths) this.#beginnings.add(uuid.slice(0, length));
    this.#hash = new KeyedHash(key);
    this.#macs = new MacPermutation(new KeyedHash(this.#hash.derived(0)));
    this.#uuids = new UuidPermutation(new KeyedHash(this.#hash.derived(1)));
    this.#ipv6 = new Ipv6Permutation(new KeyedHash(this.#hash.derived(2)), this.#macs, found.ipv6);
    this.#ipv4 = apartFromOriginals(this.#hash, found);
  }

  /** Any text, of one line or several, with as many lines afterwards. */
  redactText(given: string): string {
    const text = given.includes('…') ? this.#withoutCutWords(given) : given;
    return text.includes('\n')
      ? text
          .split('\n')
          .map((line) => replaceTokens(line, this))
          .join('\n')
      : replaceTokens(text, this);
  }

  /** The beginning of a name or an address before `…` is no whole one that could be replaced: it goes. */
  #withoutCutWords(text: string): string {
    return text.replace(/[\p{L}\p{N}][\p{L}\p{N}.:_-]*…/gu, (word) => {
      const beginning = word.slice(0, -1);
      return /[\d:]/.test(beginning) || this.#names.isBeginning(beginning) ? '…' : word;
    });
  }

  /** Counts what is replaced from now on; `replacements` tells it. */
  count(): void {
    this.#tally = new Map();
  }

  replacements(): readonly Replacement[] {
    return [...(this.#tally?.values() ?? [])];
  }

  #counted<T>(what: RedactedClass, original: string, standIn: string, result: T): T {
    if (this.#tally === null || original === standIn) return result;
    const key = `${what} ${original}`;
    const known = this.#tally.get(key);
    if (known === undefined) this.#tally.set(key, { class: what, original, standIn, occurrences: 1 });
    else known.occurrences++;
    return result;
  }

  ipv4(address: Ipv4, certain: boolean): Ipv4 | null {
    if (Ipv4Permutation.isKept(address)) return null;
    if (!certain && !this.#found.ipv4.has(hexOfIpv4(address))) return null;
    const original = address.join('.');
    if (this.#exceptions.has(original)) return null;
    const made = this.#ipv4.standIn(address);
    return this.#counted('ipv4', original, made.join('.'), made);
  }

  ipv6(address: Ipv6, certain: boolean): Ipv6 | null {
    if (isKeptIpv6(address) || (!certain && !this.#found.ipv6.has(address))) return null;
    const original = printIpv6(address, '::');
    if (this.#exceptions.has(original)) return null;
    const made = this.#ipv6.standIn(address);
    return this.#counted('ipv6', original, printIpv6(made, '::'), made);
  }

  mac(mac: Mac, certain: boolean): Mac | null {
    if (isKeptMac(mac) || (!certain && !this.#isKnownMac(mac))) return null;
    const original = colons(mac);
    if (this.#exceptions.has(original)) return null;
    const made = mac.startsWith('3333ff')
      ? `3333ff${this.#ipv6.tail(mac.slice(6))}`
      : this.#macs.standIn(mac);
    return this.#counted('mac', original, colons(made), made);
  }

  /** A tap's MAC is its instance's with fe for fa. */
  #isKnownMac(mac: Mac): boolean {
    const { macs } = this.#found;
    return macs.has(mac) || (mac.startsWith('fe') && macs.has(`fa${mac.slice(2)}`));
  }

  uuid(digits: string, certain: boolean): string | null {
    if (!certain && !(digits.length === 32 ? this.#found.uuids : this.#beginnings).has(digits)) return null;
    const original = digits.length === 32 ? dashes(digits) : digits;
    if (this.#exceptions.has(original)) return null;
    const made = this.#uuids.standIn(digits);
    // A few digits are nothing that a list of replacements could name.
    if (digits.length < shortestBeginning) return made;
    return this.#counted('uuid', original, made.length === 32 ? dashes(made) : made, made);
  }

  instanceNumber(digits: string): string | null {
    const original = `instance-${digits}`;
    if (this.#exceptions.has(original)) return null;
    // Digit by digit as a UUID's beginning, but of another key.
    const made = this.#instances.standIn(digits);
    return this.#counted('instance', original, `instance-${made}`, made);
  }

  get #instances(): UuidPermutation {
    return (this.#ofInstances ??= new UuidPermutation(new KeyedHash(this.#hash.derived(3))));
  }
  #ofInstances: UuidPermutation | null = null;

  chassisBeginning(text: string): string | null {
    const uuid = /^[0-9a-f]{6}$/.test(text) ? this.uuid(text, false) : null;
    if (uuid !== null) return uuid;
    const host = this.#names.hostBeginning(text);
    return host === null ? null : host.standIn.slice(0, text.length).padEnd(text.length, '0');
  }

  name(line: string, at: number): { readonly length: number; readonly text: string } | null {
    const found = this.#names.at(line, at);
    if (found === null) return null;
    const { given, length } = found;
    const written = line.slice(at, at + length);
    const isUpper =
      written !== written.toLowerCase() && written === written.toUpperCase() && given.name !== written;
    const text = isUpper ? given.standIn.toUpperCase() : given.standIn;
    return this.#counted(given.class, given.name, given.standIn, { length, text });
  }

  packed(text: string): string {
    return this.redactText(text);
  }

  subnet(): void {
    // Those of the case are known.
  }
}

/** How many digits of a UUID are in names: OVN's ports of tunnels, cookies, Neutron's chains, devices, and longer ones. */
const shortestBeginning = 6;
const beginningLengths = [
  shortestBeginning,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
  17,
  18,
  19,
  20,
  21,
  22,
  23,
  24,
  26,
  28,
];

/**
 * A permutation in which no address of the case is the stand-in of another one of the case: whoever reads the export
 * could not tell the two apart, and whoever checks it could not either.
 */
function apartFromOriginals(hash: KeyedHash, found: RedactorOptions['found']): Ipv4Permutation {
  let best: { readonly made: Ipv4Permutation; readonly met: number } | null = null;
  for (let number = 0; number < mostKeys; number++) {
    const made = new Ipv4Permutation(new KeyedHash(hash.derived(1000 + number)), found.subnets);
    let met = 0;
    for (const address of found.ipv4) {
      if (found.ipv4.has(hexOfIpv4(made.standIn(ipv4OfHex(address))))) met++;
      if (best !== null && met >= best.met) break;
    }
    if (best === null || met < best.met) best = { made, met };
    if (met === 0) break;
  }
  return best?.made ?? new Ipv4Permutation(hash, found.subnets);
}

/** One spelling of an address or id; a name in lower case. */
export function canonical(text: string): string {
  const typed = text.trim().toLowerCase();
  const bare = typed.replace(/[:.-]/g, '');
  if (/^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$|^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/.test(typed))
    return colons(bare);
  if (/^[0-9a-f]{32}$/.test(bare) && !typed.includes(':')) return dashes(bare);
  const address = typed.includes(':') ? readIpv6(typed) : null;
  return address === null ? typed : printIpv6(address, '::');
}

function colons(mac: Mac): string {
  return (mac.match(/../g) ?? []).join(':');
}

function dashes(uuid: string): string {
  return [8, 12, 16, 20, 32].map((end, i, ends) => uuid.slice(ends[i - 1] ?? 0, end)).join('-');
}
