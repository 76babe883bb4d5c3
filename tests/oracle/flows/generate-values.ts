// Values of fields in every spelling that `ovs-ofctl` takes.
import { formatIpv4, formatIpv6, formatMac } from '../../../shared/openflow/field-values.ts';
import type { Field } from '../../../shared/openflow/fields.ts';
import type { Random } from './random.ts';

/** An integer as C reads it: decimal, hexadecimal with either case, octal. */
export function integer(random: Random, value: bigint): string {
  const hex = `0x${value.toString(16)}`;
  if (value >= 1n << 64n)
    return random.of([hex, `0x${value.toString(16).toUpperCase()}`, `0x0${value.toString(16)}`]);
  return random.of([
    hex,
    value.toString(),
    `0x${value.toString(16).toUpperCase()}`,
    `0x${value.toString(16).padStart(8, '0')}`,
    value === 0n ? '0' : `0${value.toString(8)}`,
  ]);
}

/** A whole value of a field. */
export function value(random: Random, field: Field, bits: bigint): string {
  switch (field.format) {
    case 'ethernet': {
      const text = formatMac(bits);
      return random.of([text, text.toUpperCase(), text.replace(/\b0(?=[0-9a-f])/g, '')]);
    }
    case 'ipv4':
      return formatIpv4(bits);
    case 'ipv6': {
      const long = Array.from({ length: 8 }, (_, i) =>
        ((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16),
      );
      return random.of([formatIpv6(bits), long.join(':'), formatIpv6(bits).toUpperCase()]);
    }
    default:
      return integer(random, bits);
  }
}

/** A value with a mask, or without one where the mask is of all bits. */
export function masked(random: Random, field: Field, bits: bigint, mask: bigint): string {
  const whole = mask === field.ones;
  if (!field.maskable || (whole && random.chance(0.8))) return value(random, field, bits);
  if (field.format === 'ipv4' || field.format === 'ipv6') {
    const zeros = field.ones ^ mask;
    const isPrefix = (zeros & (zeros + 1n)) === 0n;
    const length = field.bits - (zeros === 0n ? 0 : zeros.toString(2).length);
    if (isPrefix && random.chance(0.7)) return `${value(random, field, bits & mask)}/${length}`;
  }
  // `ovs-ofctl` takes an IPv6 mask that begins with a digit, or with `::`, for the length of a prefix.
  const first = field.format === 'ipv6' ? 0xfn << 124n : 0n;
  return `${value(random, field, bits & (mask | first))}/${value(random, field, mask | first)}`;
}

/** A mask of a field: a prefix, some bits, or all. */
export function mask(random: Random, field: Field): bigint {
  if (!field.maskable || random.chance(0.45)) return field.ones;
  const width = field.ones.toString(2).length;
  if (random.chance(0.4)) return field.ones ^ ((1n << BigInt(random.number(0, width - 1))) - 1n);
  return random.bigint(width) || 1n;
}
