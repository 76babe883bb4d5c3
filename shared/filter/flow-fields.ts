// The names that the flow filter knows: a flow's own columns as `ovs-ofctl dump-flows` prints them, and
// the match fields of ovs-fields(7), with the other names that each goes by.
import { findField, type MatchField } from '../flows/match-text.ts';
import { unquote } from '../flows/actions-text.ts';
import type { NumberColumnName, TextColumnName } from './flow-condition.ts';

/** Columns with numbers, by the names that `ovs-ofctl` prints. */
const numberColumns: Readonly<Record<string, NumberColumnName>> = {
  table: 'table',
  priority: 'priority',
  n_packets: 'nPackets',
  n_bytes: 'nBytes',
  duration: 'duration',
  idle_timeout: 'idleTimeout',
  hard_timeout: 'hardTimeout',
  idle_age: 'idleAge',
  hard_age: 'hardAge',
  importance: 'importance',
};

const textColumns: Readonly<Record<string, TextColumnName>> = {
  cookie: 'cookie',
  match: 'match',
  actions: 'actions',
  flags: 'flags',
  bridge: 'bridge',
};

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${name}${i}`);

const matchFields: readonly string[] = [
  ...[
    'in_port',
    'in_port_oxm',
    'packet_type',
    'skb_priority',
    'pkt_mark',
    'actset_output',
    'dp_hash',
    'recirc_id',
  ],
  ...['dl_src', 'dl_dst', 'dl_type', 'dl_vlan', 'dl_vlan_pcp', 'vlan_tci', 'vlan_vid', 'vlan_pcp'],
  ...['mpls_label', 'mpls_tc', 'mpls_bos', 'mpls_ttl'],
  ...['nw_src', 'nw_dst', 'nw_proto', 'nw_tos', 'ip_dscp', 'nw_ecn', 'nw_ttl', 'ip_frag'],
  ...[
    'ipv6_src',
    'ipv6_dst',
    'ipv6_label',
    'nd_target',
    'nd_sll',
    'nd_tll',
    'nd_reserved',
    'nd_options_type',
  ],
  ...['arp_op', 'arp_spa', 'arp_tpa', 'arp_sha', 'arp_tha'],
  ...['tp_src', 'tp_dst', 'tcp_flags', 'icmp_type', 'icmp_code', 'icmpv6_type', 'icmpv6_code'],
  ...['ct_state', 'ct_zone', 'ct_mark', 'ct_label', 'ct_nw_src', 'ct_nw_dst', 'ct_nw_proto'],
  ...['ct_ipv6_src', 'ct_ipv6_dst', 'ct_tp_src', 'ct_tp_dst'],
  ...[
    'tun_id',
    'tun_src',
    'tun_dst',
    'tun_ipv6_src',
    'tun_ipv6_dst',
    'tun_flags',
    'tun_gbp_id',
    'tun_gbp_flags',
  ],
  ...[
    'tun_erspan_ver',
    'tun_erspan_idx',
    'tun_erspan_dir',
    'tun_erspan_hwid',
    'tun_gtpu_flags',
    'tun_gtpu_msgtype',
  ],
  ...[
    'nsh_flags',
    'nsh_ttl',
    'nsh_mdtype',
    'nsh_np',
    'nsh_spi',
    'nsh_si',
    'nsh_c1',
    'nsh_c2',
    'nsh_c3',
    'nsh_c4',
  ],
  ...['metadata', 'conj_id', ...numbered('reg', 16), ...numbered('xreg', 8), ...numbered('xxreg', 4)],
  ...numbered('tun_metadata', 64),
];

/** Protocol shorthands: a match has them as a word without a value. */
const protocols = new Set([
  ...['ip', 'icmp', 'tcp', 'udp', 'sctp', 'arp', 'rarp', 'igmp', 'ipv6', 'tcp6', 'udp6', 'sctp6', 'icmp6'],
  ...['mpls', 'mplsm', 'eth'],
]);

/** Other names by the name that dumps print. One filter name can stand for several printed ones. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  in_port: ['in'],
  dl_src: ['eth_src'],
  dl_dst: ['eth_dst'],
  dl_type: ['eth_type'],
  dl_vlan: ['vlan'],
  dl_vlan_pcp: ['vlan_pcp'],
  nw_src: ['ip_src'],
  nw_dst: ['ip_dst'],
  nw_proto: ['ip_proto'],
  nw_tos: ['ip_dscp', 'nw_dscp'],
  nw_ecn: ['ip_ecn'],
  nw_ttl: ['ip_ttl'],
  tp_src: ['tcp_src', 'udp_src', 'sctp_src'],
  tp_dst: ['tcp_dst', 'udp_dst', 'sctp_dst'],
  icmp_type: ['icmpv4_type'],
  icmp_code: ['icmpv4_code'],
  tun_id: ['tunnel_id'],
  conj_id: ['conjunction_id'],
};

const groups = new Map<string, ReadonlySet<string>>();
for (const [name, others] of Object.entries(aliases)) {
  const group = new Set([name, ...others]);
  for (const member of group) groups.set(member, group);
}

/** Every name that may stand before an operator, columns first: what the filter completes. */
export const flowFields: readonly string[] = [
  ...Object.keys(numberColumns),
  ...Object.keys(textColumns),
  ...matchFields,
  ...Object.values(aliases)
    .flat()
    .filter((name) => !matchFields.includes(name)),
];

const known = new Set(flowFields);

/** Is this a column that only ever holds numbers? */
export function isNumberColumn(name: string): boolean {
  return Object.hasOwn(numberColumns, name);
}

/** Is this one of `flowFields`, spelled like there? */
export function isFlowField(name: string): boolean {
  return known.has(name);
}

/** Is this a word that `ovs-ofctl` prints in a match for a protocol, such as `tcp`? (ovs-fields(7)) */
export function isProtocol(name: string): boolean {
  return protocols.has(name);
}

/** What a flow holds under a field's name: its number, its text, or nothing. */
export interface FieldValue {
  readonly number: number | null;
  readonly text: string;
  /** The text without the mask, of a masked match field; else the same as `text`. */
  readonly bare: string;
}

/** The names under which dumps print a match field; none for a column, which has no name in the match. */
export function printedNames(name: string): readonly string[] {
  if (isNumberColumn(name) || Object.hasOwn(textColumns, name)) return [];
  return [...(groups.get(name) ?? [name])];
}

/** The column of numbers of this name; null when there is none. */
export function numberColumn(name: string): NumberColumnName | null {
  return isNumberColumn(name) ? (numberColumns[name] ?? null) : null;
}

/** The column of texts that holds a field: its own, or `match`. */
export function textColumn(name: string): TextColumnName {
  return (Object.hasOwn(textColumns, name) ? textColumns[name] : undefined) ?? 'match';
}

/** A function that reads a field from the text of its column; null where it is not there. */
export function fieldReader(name: string): (text: string | null) => FieldValue | null {
  if (Object.hasOwn(textColumns, name)) {
    return (text) => (text === null ? null : { number: null, text, bare: text });
  }
  const names = [...(groups.get(name) ?? [name])];
  return (match) => {
    for (const printed of names) {
      const field = findField(match ?? '', printed);
      if (field) return valueOf(field);
    }
    return null;
  };
}

function valueOf(field: MatchField): FieldValue {
  const bare = unquote(field.value ?? '');
  return {
    number: numberOf(bare),
    text: field.mask === null ? bare : `${bare}/${field.mask}`,
    bare,
  };
}

/** Decimal and `0x` hexadecimal; null for addresses, names and numbers that JavaScript cannot hold exactly. */
export function numberOf(text: string): number | null {
  if (!/^(0x[0-9a-f]+|\d+(\.\d+)?)$/i.test(text)) return null;
  const number = Number(text);
  return number > Number.MAX_SAFE_INTEGER ? null : number;
}
