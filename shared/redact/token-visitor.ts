// Who is asked about the tokens of a line, where one stands, and how a stand-in is put in its form.
import type { Ipv4 } from './ipv4-text.ts';
import type { Ipv6 } from './ipv6.ts';
import type { Mac } from './mac.ts';

/** What stands in for a thing; null leaves it. What is not certain is only one when the case knows it from elsewhere. */
export interface TokenVisitor {
  ipv4(address: Ipv4, certain: boolean): Ipv4 | null;
  ipv6(address: Ipv6, certain: boolean): Ipv6 | null;
  mac(mac: Mac, certain: boolean): Mac | null;
  /** Digits of a UUID or of its beginning, without dashes. */
  uuid(digits: string, certain: boolean): string | null;
  /** The eight digits of libvirt's `instance-0000001e`. */
  instanceNumber(digits: string): string | null;
  /** `ovn-comput-0`: OVN's port of a tunnel has the first six characters of the other chassis' name. */
  chassisBeginning(text: string): string | null;
  /** The name that begins with the word at `at`, if one does. */
  name(line: string, at: number): { readonly length: number; readonly text: string } | null;
  /** A text that is packed as bytes; a domain's name in a DHCP option for that. */
  packed(text: string, isDomain: boolean): string;
  /** An address was given with its subnet's length. */
  subnet(address: Ipv4, length: number): void;
}

/** A token of a line, from `at` to `end`. */
export interface Place {
  readonly line: string;
  readonly at: number;
  readonly end: number;
  readonly masks: readonly Ipv4[];
  readonly visitor: TokenVisitor;
}

export function joined(before: string, standIn: string | null): string | null {
  return standIn === null ? null : before + standIn;
}

/** Digits put where those of `like` are. */
export function formedAs(digits: string, like: string): string {
  let at = 0;
  const text = like.replace(/[0-9a-f]/gi, () => digits[at++] ?? '');
  return /[A-F]/.test(like) && !/[a-f]/.test(like) ? text.toUpperCase() : text;
}
