// The names that the flow filter knows: a flow's own columns as `ovs-ofctl dump-flows` prints them, and
// the match fields of ovs-fields(7), with the other names that each goes by.
import type { FlowFact } from '../facts.ts';
import { findField, type MatchField } from '../flows/match-text.ts';
import { unquote } from '../flows/actions-text.ts';

/** Columns with numbers; null where the dump left them out. */
const numberColumns: Readonly<Record<string, (flow: FlowFact) => number | null>> = {
  table: (flow) => flow.table,
  priority: (flow) => flow.priority,
  n_packets: (flow) => flow.nPackets,
  n_bytes: (flow) => flow.nBytes,
  duration: (flow) => flow.duration,
  idle_timeout: (flow) => flow.idleTimeout,
  hard_timeout: (flow) => flow.hardTimeout,
  idle_age: (flow) => flow.idleAge,
  hard_age: (flow) => flow.hardAge,
  importance: (flow) => flow.importance,
};

const textColumns: Readonly<Record<string, (flow: FlowFact) => string | null>> = {
  cookie: (flow) => flow.cookie,
  match: (flow) => flow.match,
  actions: (flow) => flow.actions,
  flags: (flow) => flow.flags.join(' '),
  bridge: (flow) => flow.bridge,
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

/** Reads a column of numbers; null when `name` is none. */
export function numberReader(name: string): ((flow: FlowFact) => number | null) | null {
  return isNumberColumn(name) ? (numberColumns[name] ?? null) : null;
}

/** A function that reads one field of a flow; null where the flow does not have it. */
export function fieldReader(name: string): (flow: FlowFact) => FieldValue | null {
  const number = numberColumns[name];
  if (number) {
    return (flow) => {
      const value = number(flow);
      return value === null ? null : { number: value, text: String(value), bare: String(value) };
    };
  }
  const text = textColumns[name];
  if (text) {
    return (flow) => {
      const value = text(flow);
      return value === null ? null : { number: null, text: value, bare: value };
    };
  }
  const names = [...(groups.get(name) ?? [name])];
  return (flow) => {
    for (const printed of names) {
      const field = findField(flow.match, printed);
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
