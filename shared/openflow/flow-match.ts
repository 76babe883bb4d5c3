// What a match asks of a packet, whatever it is called in the text: one place per part of Open vSwitch's
// `struct flow`, as the switch itself keeps it. `dl_vlan`, `vlan_vid` and `vlan_tci` are all bits of one
// place, `xxreg0` is four registers, and `tcp_dst` and `udp_dst` share theirs (the protocol tells which).
// `format-match.ts` prints it.
import type { Masked } from './field-values.ts';
import { fieldOf, protocols, registersOf } from './fields.ts';
import type { FieldMatch, Match } from './tree.ts';

export interface FlowMatch {
  /** By place; a null mask is all bits. */
  readonly places: ReadonlyMap<string, Masked>;
  /** Ports that are known by name only, by place. */
  readonly ports: ReadonlyMap<string, string>;
  /** Parts that are not understood, as they stand. */
  readonly opaque: readonly string[];
}

/** Bit 12 of a VLAN's TCI: there is a header (ovs-fields(7), vlan_tci). */
export const vlanPresent = 0x1000n;

/** Fields that share a place with others. */
const placeOf: ReadonlyMap<string, string> = new Map([
  ['arp_spa', 'ip_src'],
  ['arp_tpa', 'ip_dst'],
  ['arp_op', 'nw_proto'],
  ['nd_sll', 'arp_sha'],
  ['nd_tll', 'arp_tha'],
  ['udp_src', 'tcp_src'],
  ['udp_dst', 'tcp_dst'],
  ['sctp_src', 'tcp_src'],
  ['sctp_dst', 'tcp_dst'],
  ['icmp_type', 'tcp_src'],
  ['icmp_code', 'tcp_dst'],
  ['icmpv6_type', 'tcp_src'],
  ['icmpv6_code', 'tcp_dst'],
  ['nd_options_type', 'tcp_flags'],
  ['in_port_oxm', 'in_port'],
]);

/** Puts the parts of a match in their places. Names of ports that `ports` knows become numbers. */
export function flowMatch(match: Match, ports?: ReadonlyMap<string, number>): FlowMatch {
  const places = new Map<string, Masked>();
  const names = new Map<string, string>();
  const opaque: string[] = [];
  for (const part of match.parts) {
    switch (part.kind) {
      case 'opaque':
        opaque.push(part.text);
        break;
      case 'protocol': {
        const { ethType = null, ipProto = null } = protocols.get(part.name) ?? {};
        if (ethType !== null) set(places, 'eth_type', BigInt(ethType), null);
        if (ipProto !== null) set(places, 'nw_proto', BigInt(ipProto), null);
        break;
      }
      case 'port-name': {
        const place = placeOf.get(part.field) ?? part.field;
        const number = ports?.get(part.port);
        places.delete(place);
        names.delete(place);
        if (number === undefined) names.set(place, part.port);
        else set(places, place, BigInt(number), null);
        break;
      }
      case 'field':
        put(places, part);
        if (part.field === 'in_port' || part.field === 'in_port_oxm') names.delete('in_port');
        break;
    }
  }
  return { places, ports: names, opaque };
}

function set(places: Map<string, Masked>, place: string, value: bigint, mask: bigint | null): void {
  places.set(place, { value, mask });
}

/** Adds bits to those that a place has already. */
function add(places: Map<string, Masked>, place: string, value: bigint, mask: bigint): void {
  const old = places.get(place);
  const oldMask = old?.mask ?? 0n;
  const all = mask | oldMask;
  places.set(place, { value: ((old?.value ?? 0n) & ~mask) | (value & mask), mask: all });
}

function put(places: Map<string, Masked>, { field: name, value, mask }: FieldMatch): void {
  const registers = registersOf(name);
  if (registers !== null) {
    putRegisters(places, registers, value, mask ?? fieldOf(name).ones);
    return;
  }
  switch (name) {
    case 'vlan_tci':
      set(places, 'vlan', value, mask ?? 0xffffn);
      return;
    case 'vlan_vid':
      add(places, 'vlan', value, mask ?? 0x1fffn);
      return;
    case 'dl_vlan':
      if (mask === 0n) return;
      if (value === 0xffffn) set(places, 'vlan', 0n, 0xffffn);
      else add(places, 'vlan', value | vlanPresent, 0x1fffn);
      return;
    case 'dl_vlan_pcp':
    case 'vlan_pcp':
      if (mask !== 0n) add(places, 'vlan', (value << 13n) | vlanPresent, 0xf000n);
      return;
    case 'nw_tos':
      if (mask !== 0n) set(places, 'ip_dscp', value >> 2n, null);
      return;
    case 'ip_frag':
      // A packet that is no fragment is no later one: "no" by one bit or by both is the same.
      if (mask !== null && (mask & 1n) === 1n && (value & 1n) === 0n) set(places, name, 0n, null);
      else set(places, name, value, mask);
      return;
  }
  set(places, placeOf.get(name) ?? name, value, mask);
}

function putRegisters(
  places: Map<string, Masked>,
  { first, count }: { readonly first: number; readonly count: number },
  value: bigint,
  mask: bigint,
): void {
  for (let i = 0; i < count; i++) {
    const shift = BigInt((count - 1 - i) * 32);
    const bits = (mask >> shift) & 0xffffffffn;
    set(places, `reg${first + i}`, (value >> shift) & bits, bits === 0xffffffffn ? null : bits);
  }
}

/** Where a packet is told to be Ethernet of this type, or IP of this protocol. */
export function ethTypeOf({ places }: FlowMatch): number | null {
  const type = places.get('eth_type');
  if (type !== undefined && type.mask === null) return Number(type.value);
  const packetType = places.get('packet_type');
  return packetType !== undefined && packetType.value >> 16n === 1n
    ? Number(packetType.value & 0xffffn)
    : null;
}

export function ipProtoOf(match: FlowMatch): number | null {
  const ethType = ethTypeOf(match);
  const proto = match.places.get('nw_proto');
  if (proto === undefined || proto.mask !== null || (ethType !== 0x800 && ethType !== 0x86dd)) return null;
  return Number(proto.value);
}

/** Must every packet of this match have a VLAN header? */
export function hasVlan({ places }: FlowMatch): boolean {
  const vlan = places.get('vlan');
  return vlan !== undefined && ((vlan.mask ?? 0n) & vlan.value & vlanPresent) !== 0n;
}
