// IPv4 addresses as they are written.

/** Four octets. */
export type Ipv4 = readonly number[];

/** Null where it is none: an octet above 255, or with a zero in front. */
export function readIpv4(text: string, separator = '.'): Ipv4 | null {
  const parts = text.split(separator);
  if (parts.length !== 4 || parts.some((part) => !/^(?:0|[1-9]\d{0,2})$/.test(part))) return null;
  const octets = parts.map(Number);
  return octets.some((octet) => octet > 255) ? null : octets;
}

export function addressBits(address: Ipv4): string {
  return address.map((octet) => octet.toString(2).padStart(8, '0')).join('');
}

/** Eight digits, most significant first. */
export function hexOfIpv4(address: Ipv4): string {
  return address.map((octet) => octet.toString(16).padStart(2, '0')).join('');
}

/** Of at most eight digits; those left out in front are zeros. */
export function ipv4OfHex(digits: string): Ipv4 {
  return (digits.padStart(8, '0').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

/** How many bits a netmask has from the left; null where it is not that. */
export function maskLength(mask: Ipv4): number | null {
  const bits = addressBits(mask);
  return /^1*0*$/.test(bits) ? bits.replace(/0+$/, '').length : null;
}

/** The mask of a prefix length. */
export function maskOf(length: number): Ipv4 {
  return ipv4OfBits('1'.repeat(length).padEnd(32, '0'));
}

function ipv4OfBits(bits: string): Ipv4 {
  return [0, 8, 16, 24].map((at) => Number.parseInt(bits.slice(at, at + 8), 2));
}

/** The stand-in as a network's or broadcast address where the original is one under `mask`. */
export function underMask(original: Ipv4, standIn: Ipv4, mask: Ipv4): Ipv4 {
  const outside = (octet: number, i: number): number => octet & ~(mask[i] ?? 255) & 255;
  const masked = (octet: number, i: number): number => octet & (mask[i] ?? 255);
  if (original.every((octet, i) => outside(octet, i) === 0)) return standIn.map(masked);
  const isBroadcast = original.every((octet, i) => outside(octet, i) === (~(mask[i] ?? 255) & 255));
  return isBroadcast ? standIn.map((octet, i) => masked(octet, i) | (~(mask[i] ?? 255) & 255)) : standIn;
}
