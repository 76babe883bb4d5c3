// IP addresses and prefixes as numbers, as far as routes compare them. What is no address covers nothing.
import { fieldOf } from '../../openflow/fields.ts';
import { parseValue } from '../../openflow/field-values.ts';

function numberOf(address: string): bigint | null {
  return parseValue(fieldOf(address.includes(':') ? 'ipv6_src' : 'ip_src'), address);
}

/** Whether `prefix` (`10.18.0.0/24`, `10.18.0.1`, `default`) contains the address. `default` is of both families. */
export function covers(prefix: string, address: string): boolean {
  if (prefix === 'default') return true;
  const [base = '', length] = prefix.split('/');
  const bits = base.includes(':') ? 128 : 32;
  if (base.includes(':') !== address.includes(':')) return false;
  const from = numberOf(base);
  const value = numberOf(address);
  const fixed = length === undefined ? bits : Number(length);
  if (from === null || value === null || !(fixed >= 0 && fixed <= bits)) return false;
  const shift = BigInt(bits - fixed);
  return from >> shift === value >> shift;
}

function lengthOf(prefix: string): number {
  if (prefix === 'default') return -1;
  const [base = '', length] = prefix.split('/');
  return length === undefined ? (base.includes(':') ? 128 : 32) : Number(length);
}

/** Routes as the kernel prefers them: the longest prefix, then the lowest metric (ip-route(8)). */
export function longestFirst<T extends { readonly destination: string; readonly metric: number | null }>(
  routes: readonly T[],
): readonly T[] {
  return [...routes].sort(
    (a, b) => lengthOf(b.destination) - lengthOf(a.destination) || (a.metric ?? 0) - (b.metric ?? 0),
  );
}

/** True for what can be an address, with or without a prefix length. */
export function isAddress(text: string): boolean {
  return numberOf(text.split('/')[0] ?? '') !== null;
}
