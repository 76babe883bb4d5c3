// A match as `ovs-ofctl` prints it: its order, its names, its ways with each field (match_format()).
import { formatMasked, formatValue, hexadecimal, type Masked } from './field-values.ts';
import { fieldOf, reservedPortName } from './fields.ts';
import { ethTypeOf, ipProtoOf, vlanPresent, type FlowMatch } from './flow-match.ts';
import { formatName } from './quoted-name.ts';

const shorthands: ReadonlyMap<number, string> = new Map([
  [0x800, 'ip'],
  [0x86dd, 'ipv6'],
  [0x806, 'arp'],
  [0x8035, 'rarp'],
  [0x8847, 'mpls'],
  [0x8848, 'mplsm'],
]);
const ipShorthands: ReadonlyMap<number, string> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [132, 'sctp'],
]);
const ipv6Shorthands: ReadonlyMap<number, string> = new Map([
  [6, 'tcp6'],
  [17, 'udp6'],
  [58, 'icmp6'],
  [132, 'sctp6'],
]);

/**
 * The match as `ovs-ofctl` prints it, in its order and under its names. What has no meaning without a
 * protocol that the match does not ask for (`tp_dst=80` alone) is left out, as Open vSwitch does when it
 * takes a flow. Beside a part that is not understood nothing is left out: that part may be the protocol.
 */
export function formatFlowMatch(match: FlowMatch, portNames?: ReadonlyMap<number, string>): string {
  const { places, ports } = match;
  const parts: string[] = [];
  const written = new Set<string>();
  const text = (printed: string, name: string, place = name): void => {
    const masked = places.get(place);
    if (masked === undefined || masked.mask === 0n) return;
    written.add(place);
    const field = fieldOf(name);
    const { value, mask } = masked;
    // In a match a masked number is hexadecimal; one of 16 bits has its prefix even at 0.
    const text =
      mask !== null && field.format === 'decimal'
        ? `${field.bits === 16 ? `0x${value.toString(16)}` : hexadecimal(value)}/${hexadecimal(mask)}`
        : formatMasked(field, masked);
    parts.push(`${printed}=${text}`);
  };
  const port = (name: string): void => {
    const unknown = ports.get(name);
    if (unknown !== undefined) parts.push(`${name}=${formatName(unknown)}`);
    const masked = places.get(name);
    if (masked === undefined || masked.mask === 0n) return;
    const number = Number(masked.value);
    const printed = reservedPortName(number) === null ? portNames?.get(number) : undefined;
    parts.push(
      `${name}=${printed === undefined ? formatValue(fieldOf(name), masked.value) : formatName(printed)}`,
    );
  };
  const ethType = ethTypeOf(match);
  const isIp = ethType === 0x800 || ethType === 0x86dd;
  const isArp = ethType === 0x806 || ethType === 0x8035;
  const proto = ipProtoOf(match);

  text('pkt_mark', 'pkt_mark');
  const recirculation = places.get('recirc_id');
  if (recirculation !== undefined) parts.push(`recirc_id=${hexadecimal(recirculation.value)}`);
  text('dp_hash', 'dp_hash');
  text('conj_id', 'conj_id');
  text('skb_priority', 'skb_priority');
  port('actset_output');
  text('ct_state', 'ct_state');
  const zone = places.get('ct_zone');
  if (zone !== undefined) parts.push(`ct_zone=${zone.value}`);
  text('ct_mark', 'ct_mark');
  text('ct_label', 'ct_label');
  text('ct_nw_src', 'ct_nw_src');
  text('ct_ipv6_src', 'ct_ipv6_src');
  text('ct_nw_dst', 'ct_nw_dst');
  text('ct_ipv6_dst', 'ct_ipv6_dst');
  if (places.has('ct_nw_proto')) {
    text('ct_nw_proto', 'ct_nw_proto');
    text('ct_tp_src', 'ct_tp_src');
    text('ct_tp_dst', 'ct_tp_dst');
  }
  if ((places.get('packet_type')?.value ?? 0n) !== 0n) text('packet_type', 'packet_type');

  const word = protocolWord(match);
  if (word !== null) parts.push(word.word);
  const { registers, tunnel } = kindsOf(places);
  if (registers) for (const name of registerNames) text(name, name);
  if (tunnel) addTunnel(places, parts, text);
  text('metadata', 'metadata');
  port('in_port');
  addVlan(places, parts);
  text('dl_src', 'eth_src');
  text('dl_dst', 'eth_dst');
  const type = places.get('eth_type');
  if (type !== undefined && word === null)
    parts.push(`dl_type=0x${type.value.toString(16).padStart(4, '0')}`);
  if (ethType === 0x86dd) {
    text('ipv6_src', 'ipv6_src');
    text('ipv6_dst', 'ipv6_dst');
    addFlowLabel(places, parts);
  } else if (isArp) {
    text('arp_spa', 'ip_src');
    text('arp_tpa', 'ip_dst');
  } else if (ethType === 0x894f) {
    for (const name of nshNumbers) text(name, name);
    for (const name of nshWords) addWithPrefix(places, parts, name);
  } else if (ethType === 0x800) {
    text('nw_src', 'ip_src');
    text('nw_dst', 'ip_dst');
  }
  if (isArp) text('arp_op', 'nw_proto');
  else if (isIp && word?.withProto !== true) text('nw_proto', 'nw_proto');
  if (isArp) {
    text('arp_sha', 'arp_sha');
    text('arp_tha', 'arp_tha');
  }
  if (isIp) {
    const dscp = places.get('ip_dscp');
    if (dscp !== undefined && dscp.mask === null) parts.push(`nw_tos=${dscp.value << 2n}`);
    text('nw_ecn', 'nw_ecn');
    text('nw_ttl', 'nw_ttl');
  }
  if (ethType === 0x8847 || ethType === 0x8848) {
    for (const name of ['mpls_label', 'mpls_tc', 'mpls_ttl', 'mpls_bos']) text(name, name);
  }
  if (isIp) text('nw_frag', 'ip_frag');
  addTransport(match, ethType, proto, parts, text);
  if (match.opaque.length > 0) {
    if (word?.withProto === true) written.add('nw_proto');
    if (proto === 58) written.add('tcp_flags');
    for (const [printed, name] of ofProtocols) if (!written.has(name)) text(printed, name);
    if (!isIp) text('ip_dscp', 'ip_dscp');
    if (ethType !== 0x86dd) addFlowLabel(places, parts);
    if (ethType !== 0x894f) for (const name of nshWords) addWithPrefix(places, parts, name);
    parts.push(...match.opaque);
  }
  return parts.join(',');
}

const registerNames = Array.from({ length: 32 }, (_, i) => `reg${i}`);
const tunnelOptions = Array.from({ length: 64 }, (_, i) => `tun_metadata${i}`);

/** Is there anything of these large groups at all? Most matches have neither. */
function kindsOf(places: ReadonlyMap<string, Masked>): {
  readonly registers: boolean;
  readonly tunnel: boolean;
} {
  let registers = false;
  let tunnel = false;
  for (const name of places.keys()) {
    if (name.startsWith('reg')) registers = true;
    else if (name.startsWith('tun_')) tunnel = true;
  }
  return { registers, tunnel };
}

const nshNumbers = ['nsh_flags', 'nsh_ttl', 'nsh_mdtype', 'nsh_np'];
const nshWords = ['nsh_spi', 'nsh_si', 'nsh_c1', 'nsh_c2', 'nsh_c3', 'nsh_c4'];

/** What is printed only beside its protocol: the name without one, and the place. */
const ofProtocols: readonly (readonly [string, string])[] = [
  ['nw_src', 'ip_src'],
  ['nw_dst', 'ip_dst'],
  ['tp_src', 'tcp_src'],
  ['tp_dst', 'tcp_dst'],
  ['nw_frag', 'ip_frag'],
  ...[
    ...['ipv6_src', 'ipv6_dst', 'nw_proto', 'nw_ecn', 'nw_ttl', 'tcp_flags', 'arp_sha', 'arp_tha'],
    ...['nd_target', 'nd_reserved', 'mpls_label', 'mpls_tc', 'mpls_ttl', 'mpls_bos', ...nshNumbers],
  ].map((name) => [name, name] as const),
];

/** Like other hexadecimal fields, but with `0x` before a 0 too; `nsh_si`, between them, is decimal. */
function addWithPrefix(places: ReadonlyMap<string, Masked>, parts: string[], name: string): void {
  const masked = places.get(name);
  if (masked === undefined || masked.mask === 0n) return;
  const { value, mask } = masked;
  if (name === 'nsh_si') parts.push(`nsh_si=${value}`);
  else parts.push(`${name}=0x${value.toString(16)}${mask === null ? '' : `/0x${mask.toString(16)}`}`);
}

type Text = (printed: string, name: string, place?: string) => void;

function protocolWord(match: FlowMatch): { readonly word: string; readonly withProto: boolean } | null {
  const type = match.places.get('eth_type');
  if (type === undefined) return null;
  const ethType = Number(type.value);
  const proto = ipProtoOf(match);
  const byProto = ethType === 0x800 ? ipShorthands : ethType === 0x86dd ? ipv6Shorthands : null;
  const long = proto === null ? undefined : byProto?.get(proto);
  if (long !== undefined) return { word: long, withProto: true };
  const word = shorthands.get(ethType);
  return word === undefined ? null : { word, withProto: false };
}

function addTunnel(places: ReadonlyMap<string, Masked>, parts: string[], text: Text): void {
  for (const name of ['tun_id', 'tun_src', 'tun_dst', 'tun_ipv6_src', 'tun_ipv6_dst']) text(name, name);
  text('tun_gbp_id', 'tun_gbp_id');
  text('tun_gbp_flags', 'tun_gbp_flags');
  text('tun_tos', 'tun_tos');
  text('tun_ttl', 'tun_ttl');
  text('tun_erspan_ver', 'tun_erspan_ver');
  text('tun_erspan_idx', 'tun_erspan_idx');
  text('tun_erspan_dir', 'tun_erspan_dir');
  text('tun_erspan_hwid', 'tun_erspan_hwid');
  // Open vSwitch prints these two under names that it does not read itself.
  text('gtpu_flags', 'tun_gtpu_flags');
  text('gtpu_msgtype', 'tun_gtpu_msgtype');
  const flags = places.get('tun_flags');
  // Its one public flag is always printed with its sign.
  if (flags !== undefined && flags.mask !== 0n) parts.push(`tun_flags=${flags.value === 0n ? '-' : '+'}oam`);
  for (const name of tunnelOptions) {
    if (places.get(name)?.mask === 0n) parts.push(name);
    else text(name, name);
  }
}

function addVlan(places: ReadonlyMap<string, Masked>, parts: string[]): void {
  const stated = places.get('vlan');
  if (stated === undefined || stated.mask === 0n) return;
  const vlan = withoutVlan(stated);
  const mask = vlan.mask ?? 0xffffn;
  const vid = mask & 0xfffn;
  const pcp = mask & 0xe000n;
  const present = (vlan.value & mask & vlanPresent) !== 0n;
  const whole = (vid === 0n || vid === 0xfffn) && (pcp === 0n || pcp === 0xe000n) && vid + pcp !== 0n;
  if (present && whole) {
    if (vid !== 0n) parts.push(`dl_vlan=${vlan.value & 0xfffn}`);
    if (pcp !== 0n) parts.push(`dl_vlan_pcp=${vlan.value >> 13n}`);
    return;
  }
  const hex = (number: bigint): string => `0x${number.toString(16).padStart(4, '0')}`;
  parts.push(mask === 0xffffn ? `vlan_tci=${hex(vlan.value)}` : `vlan_tci=${hex(vlan.value)}/${hex(mask)}`);
}

function addFlowLabel(places: ReadonlyMap<string, Masked>, parts: string[]): void {
  const label = places.get('ipv6_label');
  if (label === undefined || label.mask === 0n) return;
  const hex = (number: bigint): string => `0x${number.toString(16).padStart(5, '0')}`;
  parts.push(`ipv6_label=${hex(label.value)}${label.mask === null ? '' : `/${hex(label.mask)}`}`);
}

function addTransport(
  match: FlowMatch,
  ethType: number | null,
  proto: number | null,
  parts: string[],
  text: Text,
): void {
  const { places } = match;
  const isNeighborDiscovery = (): boolean => {
    const type = places.get('tcp_src');
    const code = places.get('tcp_dst');
    return (type?.value === 135n || type?.value === 136n) && (code === undefined || code.value === 0n);
  };
  if (proto === 6 || proto === 17 || proto === 132) {
    text('tp_src', 'tcp_src');
    text('tp_dst', 'tcp_dst');
    if (proto === 6) text('tcp_flags', 'tcp_flags');
  } else if (proto === 1 && ethType === 0x800) {
    text('icmp_type', 'tcp_src');
    text('icmp_code', 'tcp_dst');
  } else if (proto === 58 && ethType === 0x86dd) {
    text('icmp_type', 'tcp_src');
    text('icmp_code', 'tcp_dst');
    if (!isNeighborDiscovery()) return;
    text('nd_target', 'nd_target');
    text('nd_sll', 'arp_sha');
    text('nd_tll', 'arp_tha');
    text('nd_reserved', 'nd_reserved');
    const type = places.get('tcp_flags');
    if (type !== undefined) parts.push(`nd_options_type=${type.value}`);
  }
}

/** A packet without a VLAN header has a TCI of 0, so a match that wants none by any bits wants just that. */
function withoutVlan({ value, mask }: Masked): Masked {
  const bits = mask ?? 0xffffn;
  return (bits & vlanPresent) !== 0n && value === 0n ? { value, mask: 0x1fffn } : { value, mask };
}
