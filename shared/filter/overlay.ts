// Fields that are the same bits of a packet: `reg0` is the high half of `xreg0`, `dl_vlan` is twelve bits of
// `vlan_tci`, `ip_dscp` six of `nw_tos` (ovs-fields(7)). A filter on one finds flows that say it with
// another.
import { fieldOf, fields, registersOf, type Field } from '../openflow/fields.ts';
import type { Masked } from '../openflow/field-values.ts';

/** Bits that are known: `mask` has a one for each, `value` none besides. */
export interface Bits {
  readonly value: bigint;
  readonly mask: bigint;
}

/** What bits of `from` say of the bits of `onto`; null when they have none in common. */
export function projected(from: Field, { value, mask }: Masked, onto: Field): Bits | null {
  const bits: Bits = { value, mask: mask ?? from.ones };
  if (from === onto) return bits;
  if (vlanFields.has(from.name)) return vlanFields.has(onto.name) ? ofTci(toTci(from, bits), onto) : null;
  if (from.name === 'nw_tos' && onto.name === 'ip_dscp') return { value: value >> 2n, mask: bits.mask >> 2n };
  // Of the whole byte, only the DSCP can be matched or set under this name.
  if (from.name === 'ip_dscp' && onto.name === 'nw_tos')
    return { value: value << 2n, mask: bits.mask === from.ones ? onto.ones : bits.mask << 2n };
  if (portFields.has(from.name)) return portFields.has(onto.name) ? { value, mask: onto.ones } : null;
  return ofRegisters(from, bits, onto);
}

/** All fields that share bits with one, itself first. */
export function overlapping(field: Field): readonly Field[] {
  const everything = { value: 0n, mask: null };
  const others = fields.filter((other) => other !== field && projected(other, everything, field) !== null);
  return [field, ...others];
}

const portFields: ReadonlySet<string> = new Set(['in_port', 'in_port_oxm']);

function ofRegisters(from: Field, bits: Bits, onto: Field): Bits | null {
  const source = registersOf(from.name);
  const target = registersOf(onto.name);
  if (source === null || target === null) return null;
  // The first register is the high one: count bits from the end of the last.
  const shift = BigInt((target.first + target.count - source.first - source.count) * 32);
  const move = (number: bigint): bigint => (shift >= 0n ? number << shift : number >> -shift) & onto.ones;
  const mask = move(bits.mask);
  return mask === 0n ? null : { value: move(bits.value), mask };
}

const vlanFields: ReadonlySet<string> = new Set([
  'vlan_tci',
  'dl_vlan',
  'vlan_vid',
  'dl_vlan_pcp',
  'vlan_pcp',
]);

/** "There is a VLAN header", in `vlan_tci` and `vlan_vid`. */
const present = 0x1000n;
/** `dl_vlan=0xffff`: there is none (OpenFlow 1.0). */
const noVlan = 0xffffn;

function toTci(from: Field, { value, mask }: Bits): Bits {
  switch (from.name) {
    case 'dl_vlan':
      return value === noVlan
        ? { value: 0n, mask: 0xffffn }
        : { value: value | present, mask: mask | present };
    case 'dl_vlan_pcp':
    case 'vlan_pcp':
      return { value: (value << 13n) | present, mask: (mask << 13n) | present };
    default:
      return { value, mask };
  }
}

function ofTci({ value, mask }: Bits, onto: Field): Bits | null {
  const part = (bits: bigint, shift: bigint): Bits | null =>
    (mask & bits) === 0n ? null : { value: (value & bits) >> shift, mask: (mask & bits) >> shift };
  switch (onto.name) {
    case 'dl_vlan':
      if ((mask & present) !== 0n && (value & present) === 0n) return { value: noVlan, mask: onto.ones };
      return part(0xfffn, 0n);
    case 'vlan_vid':
      return part(0x1fffn, 0n);
    case 'dl_vlan_pcp':
    case 'vlan_pcp':
      return part(0xe000n, 13n);
    default:
      return { value, mask };
  }
}

/** The one field that is known under a name and has no other. */
export const ethType = fieldOf('eth_type');
export const nwProto = fieldOf('nw_proto');
