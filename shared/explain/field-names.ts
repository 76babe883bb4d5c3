// What fields are called in words, and parts of them. A field that words are not given for is called by
// its own name, which is what engineers know it by: registers, tunnel options.
import type { FieldName } from '../openflow/fields.ts';
import { fieldOf } from '../openflow/fields.ts';
import type { Subfield } from '../openflow/tree.ts';
import type { FlowContext } from './flow-context.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';
import { registerRole } from './registers.ts';

/** Fields that have words of their own: `explain.field.NAME`. */
export const namedFields: readonly FieldName[] = [
  ...['in_port', 'in_port_oxm', 'eth_src', 'eth_dst', 'eth_type', 'dl_vlan', 'vlan_vid', 'vlan_tci'],
  ...[
    'dl_vlan_pcp',
    'vlan_pcp',
    'ip_src',
    'ip_dst',
    'ipv6_src',
    'ipv6_dst',
    'ipv6_label',
    'nw_proto',
    'nw_tos',
  ],
  ...['ip_dscp', 'nw_ecn', 'nw_ttl', 'ip_frag', 'arp_op', 'arp_spa', 'arp_tpa', 'arp_sha', 'arp_tha'],
  ...['tcp_src', 'tcp_dst', 'tcp_flags', 'udp_src', 'udp_dst', 'sctp_src', 'sctp_dst'],
  ...['icmp_type', 'icmp_code', 'icmpv6_type', 'icmpv6_code', 'nd_target', 'nd_sll', 'nd_tll'],
  ...['nd_reserved', 'nd_options_type', 'tun_id', 'tun_src', 'tun_dst', 'tun_ipv6_src', 'tun_ipv6_dst'],
  ...['tun_flags', 'tun_gbp_id', 'tun_gbp_flags', 'tun_erspan_idx', 'tun_erspan_ver', 'tun_erspan_dir'],
  ...['tun_erspan_hwid', 'tun_gtpu_flags', 'tun_gtpu_msgtype', 'metadata', 'skb_priority', 'pkt_mark'],
  ...['ct_state', 'ct_zone', 'ct_mark', 'ct_label', 'ct_nw_proto', 'ct_nw_src', 'ct_nw_dst', 'ct_ipv6_src'],
  ...['ct_ipv6_dst', 'ct_tp_src', 'ct_tp_dst', 'conj_id', 'dp_hash', 'recirc_id', 'packet_type'],
  ...['actset_output', 'mpls_label', 'mpls_tc', 'mpls_bos', 'mpls_ttl', 'nsh_flags', 'nsh_ttl', 'nsh_mdtype'],
  ...['nsh_np', 'nsh_spi', 'nsh_si', 'nsh_c1', 'nsh_c2', 'nsh_c3', 'nsh_c4'],
];
const named: ReadonlySet<string> = new Set(namedFields);

/** The field as a noun. */
export function fieldPhrase(context: FlowContext, field: FieldName): Phrase {
  const role = registerRole(context, field);
  if (role !== null) return phrase('field.withRole', { field, role: phrase(`register.${role}`) });
  return named.has(field) ? phrase(`field.${field}`) : phrase('field.other', { field });
}

/** A part of a field as a noun: the whole, one bit, or bits `a..b`. */
export function subfieldPhrase(context: FlowContext, { field, offset, width }: Subfield): Phrase {
  const name = fieldPhrase(context, field);
  const whole = offset === 0 && width === fieldOf(field).bits;
  // The VLAN id of the tag: all that is learned and set of it is this.
  if (field === 'vlan_tci' && offset === 0 && width === 12) return phrase('field.vlanId');
  if (whole) return name;
  if (width === 1) return phrase('field.bit', { field: name, bit: String(offset) });
  return phrase('field.bits', { field: name, bits: `${offset}..${offset + width - 1}` });
}
