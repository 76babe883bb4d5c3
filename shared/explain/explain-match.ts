// A match in words: one statement for each of its parts, each completing "packets that …".
import type { FieldName } from '../openflow/fields.ts';
import { fieldOf, registersOf } from '../openflow/fields.ts';
import { ctStateBits, formatMac, formatMasked } from '../openflow/field-values.ts';
import type { FieldMatch, Match, MatchPart } from '../openflow/tree.ts';
import { fieldPhrase } from './field-names.ts';
import type { FlowContext, Meaning } from './flow-context.ts';
import type { Phrase, Value } from './phrase.ts';
import { phrase } from './phrase.ts';
import { ovnFlags, registerRole, registerValue } from './registers.ts';
import type { Statement } from './statement.ts';
import { reasons } from './statement.ts';
import { multicastBit } from './table-traits.ts';

/** One statement a part, in the order of the text. */
export function explainMatch(match: Match, context: FlowContext): readonly Statement[] {
  const datapath = datapathOf(match);
  return match.parts.map((part) => {
    const { says, because } = sayPart(part, context, datapath);
    return { range: part.range, says, because: reasons(because), steps: [] };
  });
}

/** OVN's datapath key that a match names whole; null when it names none. */
export function datapathOf(match: Match): bigint | null {
  for (const part of match.parts) {
    if (part.kind === 'field' && part.field === 'metadata' && part.mask === null) return part.value;
  }
  return null;
}

function sayPart(part: MatchPart, context: FlowContext, datapath: bigint | null): Meaning {
  switch (part.kind) {
    case 'opaque':
      return { says: phrase('match.opaque', { text: part.text }), because: null };
    case 'protocol':
      return plain(phrase('match.protocol', { protocol: phrase(`protocol.${part.name}`) }));
    case 'port-name': {
      const port = context.port({ kind: 'name', name: part.port });
      return { says: phrase('match.inPort', { port: port.says }), because: port.because };
    }
    case 'field':
      return sayField(part, context, datapath);
  }
}

function sayField(part: FieldMatch, context: FlowContext, datapath: bigint | null): Meaning {
  const { field, value, mask } = part;
  const spelled = formatMasked(fieldOf(field), part);
  const generic = (): Meaning => {
    const bits = maskedBits(part);
    const name = fieldPhrase(context, field);
    return plain(
      bits === null
        ? phrase('match.field', { field: name, value: spelled })
        : phrase(`match.${bits.key}`, { field: fieldPhrase(context, bits.field), ...bits.values }),
    );
  };
  switch (field) {
    case 'in_port':
    case 'in_port_oxm': {
      const port = context.port({ kind: 'number', number: Number(value & 0xffffn) });
      return { says: phrase('match.inPort', { port: port.says }), because: port.because };
    }
    case 'dl_vlan':
    case 'vlan_vid':
    case 'vlan_tci':
      return sayVlan(part, context) ?? generic();
    case 'eth_src':
    case 'eth_dst':
      return sayEthernet(part, context);
    case 'eth_type':
      return plain(phrase('match.ethType', { value: `0x${value.toString(16).padStart(4, '0')}` }));
    case 'arp_sha':
    case 'arp_tha':
    case 'nd_sll':
    case 'nd_tll':
      return mask === null
        ? withOwner('match.field', { field: phrase(`field.${field}`) }, spelled, context.mac(spelled))
        : generic();
    case 'ip_src':
    case 'ip_dst':
    case 'ipv6_src':
    case 'ipv6_dst':
    case 'tun_src':
    case 'tun_dst':
      return withOwner(`match.${field}`, {}, spelled, context.address(spelled));
    case 'arp_spa':
    case 'arp_tpa':
    case 'nd_target':
    case 'ct_nw_src':
    case 'ct_nw_dst':
      return withOwner('match.field', { field: phrase(`field.${field}`) }, spelled, context.address(spelled));
    case 'tcp_src':
    case 'tcp_dst':
    case 'udp_src':
    case 'udp_dst':
    case 'sctp_src':
    case 'sctp_dst':
      return sayPorts(part);
    case 'tun_id':
      return sayTunnelId(part, context);
    case 'ct_state':
      return plain(phrase('match.ctState', { states: ctStates(value, mask) }));
    case 'arp_op':
      if (value === 1n) return plain(phrase('match.arpRequest'));
      return value === 2n ? plain(phrase('match.arpReply')) : generic();
    case 'icmp_type':
    case 'icmpv6_type': {
      const name = icmpNames[field]?.[Number(value)];
      return name === undefined
        ? generic()
        : plain(phrase('match.icmp', { message: phrase(`icmp.${name}`) }));
    }
    case 'ip_frag':
      return plain(phrase(`match.frag.${spelled.replace('not_later', 'notLater')}`));
    case 'conj_id':
      return plain(phrase('match.conjunction', { id: spelled }));
    case 'tcp_flags':
      return plain(phrase('match.tcpFlags', { flags: spelled }));
    case 'ct_mark':
      if (context.roles.writer === 'neutron-integration' && mask === null && value < 2n)
        return plain(phrase(value === 1n ? 'match.neutronInvalidated' : 'match.neutronNotInvalidated'));
      return generic();
    default:
      return sayRegister(part, context, datapath) ?? generic();
  }
}

/** `field` is the register that the bits are in: `reg0` for the highest 32 of `xxreg0`. */
interface MaskedBits {
  readonly field: FieldName;
  readonly key: 'bitOn' | 'bitOff' | 'bits';
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Bits of a register or mark in words: `0x4/0x4` is bit 2 set, `0x50/0xf0` bits 4 to 7 equal to 5. Null for
 * whole values, for other masks, and for fields that have a spelling of their own.
 */
export function maskedBits({
  field,
  value,
  mask,
}: {
  readonly field: FieldName;
  readonly value: bigint;
  readonly mask: bigint | null;
}): MaskedBits | null {
  if (mask === null || mask === 0n || fieldOf(field).format !== 'hexadecimal') return null;
  let low = 0;
  while (((mask >> BigInt(low)) & 1n) === 0n) low++;
  const run = mask >> BigInt(low);
  if ((run & (run + 1n)) !== 0n) return null;
  const width = run.toString(2).length;
  const word = wordOf(field, low, width);
  const at = low - word.offset;
  const number = value >> BigInt(low);
  const said = (key: MaskedBits['key'], values: MaskedBits['values']): MaskedBits => ({
    field: word.field,
    key,
    values,
  });
  if (width === 1) return said(value === 0n ? 'bitOff' : 'bitOn', { bit: String(at) });
  const bits = `${at}..${at + width - 1}`;
  return said('bits', { bits, value: `0x${number.toString(16)}` });
}

function plain(says: Phrase): Meaning {
  return { says, because: null };
}

function withOwner(
  key: string,
  values: Readonly<Record<string, Value>>,
  value: string,
  owner: Meaning | null,
): Meaning {
  if (owner === null) return plain(phrase(key, { ...values, value }));
  const named = phrase('valueOf', { value, owner: owner.says });
  return { says: phrase(key, { ...values, value: named }), because: owner.because };
}

/**
 * The VLAN spellings of all OpenFlow versions (ovs-fields(7), "VLAN"): the 12 bits of the id, with or
 * without bit 12, which in vlan_tci and vlan_vid says that there is a tag at all.
 */
function sayVlan({ field, value, mask }: FieldMatch, context: FlowContext): Meaning | null {
  const present = 0x1000n;
  if (field === 'dl_vlan') {
    if (value === 0xffffn) return plain(phrase('match.noVlan'));
    return vlanMeaning('match.vlan', Number(value), context);
  }
  const bits = mask ?? (field === 'vlan_tci' ? 0xffffn : 0x1fffn);
  if ((bits & present) !== 0n && (value & present) === 0n) {
    if ((value & 0xfffn) === 0n) return plain(phrase('match.noVlan'));
    return plain(phrase('match.neverVlan', { vlan: String(value & 0xfffn) }));
  }
  if ((bits & 0xefffn) === 0n) return plain(phrase('match.anyVlan'));
  if ((bits & 0xfffn) !== 0xfffn || (bits & 0xe000n) !== 0n) return null;
  const vlan = Number(value & 0xfffn);
  // Without bit 12, id 0 is also what a packet without a tag has.
  return vlan === 0 && (bits & present) === 0n ? null : vlanMeaning('match.vlan', vlan, context);
}

/** The 32-bit register that bits of an overlay (`xreg`, `xxreg`) lie in whole; else the field itself. */
function wordOf(
  field: FieldName,
  low: number,
  width: number,
): { readonly field: FieldName; readonly offset: number } {
  const registers = registersOf(field);
  const word = low >> 5;
  if (registers === null || registers.count === 1 || (low + width - 1) >> 5 !== word)
    return { field, offset: 0 };
  return { field: `reg${registers.first + registers.count - 1 - word}`, offset: word << 5 };
}

/** A phrase about a VLAN, with its network where that is known. */
export function vlanMeaning(key: string, vlan: number, context: FlowContext): Meaning {
  const network = context.vlan(vlan);
  if (network === null) return plain(phrase(key, { vlan: phrase('vlan', { vlan: String(vlan) }) }));
  return {
    says: phrase(key, { vlan: phrase('vlanOf', { vlan: String(vlan), network: network.says }) }),
    because: network.because,
  };
}

function sayEthernet({ field, value, mask }: FieldMatch, context: FlowContext): Meaning {
  const side = field === 'eth_dst' ? 'destination' : 'source';
  if (mask === multicastBit) {
    return plain(phrase(value === 0n ? `match.${side}Unicast` : `match.${side}Multicast`));
  }
  if (mask !== null)
    return plain(
      phrase('match.field', {
        field: phrase(`field.${field}`),
        value: `${formatMac(value)}/${formatMac(mask)}`,
      }),
    );
  if (value === 0xffffffffffffn) return plain(phrase('match.broadcast'));
  const mac = formatMac(value);
  return withOwner('match.field', { field: phrase(`field.${field}`) }, mac, context.mac(mac));
}

function sayPorts({ field, value, mask }: FieldMatch): Meaning {
  const values = { field: phrase(`field.${field}`) };
  if (mask === null) return plain(phrase('match.field', { ...values, value: String(value) }));
  const free = 0xffffn ^ mask;
  // A mask of leading ones is a range of ports.
  const range = (free & (free + 1n)) === 0n ? `${value}–${value | free}` : null;
  const text = range ?? formatMasked(fieldOf(field), { value, mask });
  return plain(phrase(range === null ? 'match.field' : 'match.fieldIn', { ...values, value: text }));
}

function sayTunnelId(part: FieldMatch, context: FlowContext): Meaning {
  const spelled = formatMasked(fieldOf('tun_id'), part);
  const network = part.mask === null ? context.tunnelId(part.value) : null;
  return withOwner('match.tunnelId', {}, spelled, network);
}

/** `+est-rel`: established and not related. */
function ctStates(value: bigint, mask: bigint | null): readonly Phrase[] {
  const states: Phrase[] = [];
  for (const [name, bit] of ctStateBits) {
    if (mask !== null && (mask & bit) === 0n) continue;
    const on = (value & bit) !== 0n;
    if (mask === null && !on) continue;
    states.push(phrase(`ctState.${on ? '' : 'not.'}${name}`));
  }
  return states.length > 0 ? states : [phrase('ctState.none')];
}

function sayRegister(part: FieldMatch, context: FlowContext, datapath: bigint | null): Meaning | null {
  const { field, value, mask } = part;
  const role = registerRole(context, field);
  if (role === null) return null;
  if (role === 'ovn-flags') {
    const ones = fieldOf(field).ones;
    return plain(phrase('match.ovnFlags', { flags: ovnFlags(value, mask ?? ones) }));
  }
  const meaning = mask === null ? registerValue(context, role, value, datapath) : null;
  if (meaning === null) return null;
  return { says: phrase(`match.${role}`, { value: meaning.says }), because: meaning.because };
}

/** Types that have a name of their own (RFC 792, RFC 4443, RFC 4861, RFC 2710, RFC 3810). */
const icmpNames: Readonly<Record<FieldName, Readonly<Record<number, string>>>> = {
  icmp_type: { 0: 'echoReply', 3: 'unreachable', 5: 'redirect', 8: 'echoRequest', 11: 'timeExceeded' },
  icmpv6_type: {
    1: 'unreachable',
    2: 'tooBig',
    3: 'timeExceeded',
    128: 'echoRequest',
    129: 'echoReply',
    130: 'mldQuery',
    131: 'mldReport',
    132: 'mldDone',
    133: 'routerSolicitation',
    134: 'routerAdvertisement',
    135: 'neighbourSolicitation',
    136: 'neighbourAdvertisement',
    143: 'mld2Report',
  },
};
