// Every field of Open vSwitch, in its own order, from the tables of ovs-fields(7) and the names that its
// tools know. A row: name, other names, bits, format, whether bits of it can be matched alone, what a
// match must say besides, whether actions can set it, and its NXM and OXM names, the one that `ovs-ofctl`
// prints first. Fields that come in numbered series (registers, tunnel metadata) are made below.

/** How values are printed and read. */
export type FieldFormat =
  | 'decimal'
  | 'hexadecimal'
  | 'ethernet'
  | 'ipv4'
  | 'ipv6'
  | 'port'
  | 'ct state'
  | 'tcp flags'
  | 'tunnel flags'
  | 'frag'
  | 'packet type';

/** What else a match must say before the field may be matched (ovs-fields(7), "Prerequisites"). */
export type Prerequisite =
  | 'none'
  | 'ct'
  | 'vlan'
  | 'mpls'
  | 'ipv4'
  | 'ipv6'
  | 'ip'
  | 'arp'
  | 'nsh'
  | 'tcp'
  | 'udp'
  | 'sctp'
  | 'icmp'
  | 'icmp6'
  | 'nd'
  | 'nd solicit'
  | 'nd advert';

export type FieldRow = readonly [
  name: string,
  otherNames: string,
  bits: number,
  format: FieldFormat,
  masks: 'masks' | 'whole',
  prerequisite: Prerequisite,
  access: 'set' | 'read',
  oxmNames: string,
];

const series = (from: number, count: number, row: (n: number) => FieldRow): readonly FieldRow[] =>
  Array.from({ length: count }, (_, i) => row(from + i));

export const fieldTable: readonly FieldRow[] = [
  ['dp_hash', '', 32, 'hexadecimal', 'masks', 'none', 'read', 'NXM_NX_DP_HASH NXOXM_ET_DP_HASH'],
  ['recirc_id', '', 32, 'decimal', 'whole', 'none', 'read', 'NXM_NX_RECIRC_ID'],
  ['packet_type', '', 32, 'packet type', 'whole', 'none', 'read', 'OXM_OF_PACKET_TYPE'],
  ['conj_id', '', 32, 'decimal', 'whole', 'none', 'read', 'NXM_NX_CONJ_ID'],
  ['tun_id', 'tunnel_id', 64, 'hexadecimal', 'masks', 'none', 'set', 'NXM_NX_TUN_ID OXM_OF_TUNNEL_ID'],
  ['tun_src', '', 32, 'ipv4', 'masks', 'none', 'set', 'NXM_NX_TUN_IPV4_SRC'],
  ['tun_dst', '', 32, 'ipv4', 'masks', 'none', 'set', 'NXM_NX_TUN_IPV4_DST'],
  ['tun_ipv6_src', '', 128, 'ipv6', 'masks', 'none', 'set', 'NXM_NX_TUN_IPV6_SRC'],
  ['tun_ipv6_dst', '', 128, 'ipv6', 'masks', 'none', 'set', 'NXM_NX_TUN_IPV6_DST'],
  ['tun_flags', '', 1, 'tunnel flags', 'masks', 'none', 'set', 'NXM_NX_TUN_FLAGS'],
  ['tun_ttl', '', 8, 'decimal', 'whole', 'none', 'read', ''],
  ['tun_tos', '', 8, 'decimal', 'whole', 'none', 'read', ''],
  ['tun_gbp_id', '', 16, 'decimal', 'masks', 'none', 'set', 'NXM_NX_TUN_GBP_ID'],
  ['tun_gbp_flags', '', 8, 'hexadecimal', 'masks', 'none', 'set', 'NXM_NX_TUN_GBP_FLAGS'],
  ['tun_erspan_idx', '', 20, 'hexadecimal', 'masks', 'none', 'set', 'NXOXM_ET_ERSPAN_IDX'],
  ['tun_erspan_ver', '', 4, 'decimal', 'masks', 'none', 'set', 'NXOXM_ET_ERSPAN_VER'],
  ['tun_erspan_dir', '', 1, 'decimal', 'masks', 'none', 'set', 'NXOXM_ET_ERSPAN_DIR'],
  ['tun_erspan_hwid', '', 6, 'hexadecimal', 'masks', 'none', 'set', 'NXOXM_ET_ERSPAN_HWID'],
  ['tun_gtpu_flags', 'gtpu_flags', 8, 'hexadecimal', 'masks', 'none', 'read', 'NXOXM_ET_GTPU_FLAGS'],
  ['tun_gtpu_msgtype', 'gtpu_msgtype', 8, 'decimal', 'masks', 'none', 'read', 'NXOXM_ET_GTPU_MSGTYPE'],
  ...series(0, 64, (n) => [
    `tun_metadata${n}`,
    ...(['', 992, 'hexadecimal', 'masks', 'none', 'set'] as const),
    `NXM_NX_TUN_METADATA${n}`,
  ]),
  ['metadata', '', 64, 'hexadecimal', 'masks', 'none', 'set', 'OXM_OF_METADATA'],
  ['in_port', '', 16, 'port', 'whole', 'none', 'set', 'NXM_OF_IN_PORT'],
  ['in_port_oxm', '', 32, 'port', 'whole', 'none', 'set', 'OXM_OF_IN_PORT'],
  ['actset_output', '', 32, 'port', 'whole', 'none', 'read', 'OXM_OF_ACTSET_OUTPUT ONFOXM_ET_ACTSET_OUTPUT'],
  ['skb_priority', '', 32, 'hexadecimal', 'whole', 'none', 'read', ''],
  ['pkt_mark', '', 32, 'hexadecimal', 'masks', 'none', 'set', 'NXM_NX_PKT_MARK'],
  ['ct_state', '', 32, 'ct state', 'masks', 'none', 'read', 'NXM_NX_CT_STATE'],
  ['ct_zone', '', 16, 'hexadecimal', 'whole', 'none', 'read', 'NXM_NX_CT_ZONE'],
  ['ct_mark', '', 32, 'hexadecimal', 'masks', 'none', 'set', 'NXM_NX_CT_MARK'],
  ['ct_label', '', 128, 'hexadecimal', 'masks', 'none', 'set', 'NXM_NX_CT_LABEL'],
  ['ct_nw_proto', '', 8, 'decimal', 'whole', 'ct', 'read', 'NXM_NX_CT_NW_PROTO'],
  ['ct_nw_src', '', 32, 'ipv4', 'masks', 'ct', 'read', 'NXM_NX_CT_NW_SRC'],
  ['ct_nw_dst', '', 32, 'ipv4', 'masks', 'ct', 'read', 'NXM_NX_CT_NW_DST'],
  ['ct_ipv6_src', '', 128, 'ipv6', 'masks', 'ct', 'read', 'NXM_NX_CT_IPV6_SRC'],
  ['ct_ipv6_dst', '', 128, 'ipv6', 'masks', 'ct', 'read', 'NXM_NX_CT_IPV6_DST'],
  ['ct_tp_src', '', 16, 'decimal', 'masks', 'ct', 'read', 'NXM_NX_CT_TP_SRC'],
  ['ct_tp_dst', '', 16, 'decimal', 'masks', 'ct', 'read', 'NXM_NX_CT_TP_DST'],
  ...series(0, 32, (n) => [
    `reg${n}`,
    ...(['', 32, 'hexadecimal', 'masks', 'none', 'set'] as const),
    `NXM_NX_REG${n}`,
  ]),
  ...series(0, 16, (n) => [
    `xreg${n}`,
    ...(['', 64, 'hexadecimal', 'masks', 'none', 'set'] as const),
    `OXM_OF_PKT_REG${n}`,
  ]),
  ...series(0, 8, (n) => [
    `xxreg${n}`,
    ...(['', 128, 'hexadecimal', 'masks', 'none', 'set'] as const),
    `NXM_NX_XXREG${n}`,
  ]),
  ['eth_src', 'dl_src', 48, 'ethernet', 'masks', 'none', 'set', 'NXM_OF_ETH_SRC OXM_OF_ETH_SRC'],
  ['eth_dst', 'dl_dst', 48, 'ethernet', 'masks', 'none', 'set', 'NXM_OF_ETH_DST OXM_OF_ETH_DST'],
  ['eth_type', 'dl_type', 16, 'hexadecimal', 'whole', 'none', 'read', 'NXM_OF_ETH_TYPE OXM_OF_ETH_TYPE'],
  ['vlan_tci', '', 16, 'hexadecimal', 'masks', 'none', 'set', 'NXM_OF_VLAN_TCI'],
  ['dl_vlan', '', 12, 'decimal', 'whole', 'none', 'set', ''],
  ['vlan_vid', '', 12, 'decimal', 'masks', 'none', 'set', 'OXM_OF_VLAN_VID'],
  ['dl_vlan_pcp', '', 3, 'decimal', 'whole', 'none', 'set', ''],
  ['vlan_pcp', '', 3, 'decimal', 'whole', 'vlan', 'set', 'OXM_OF_VLAN_PCP'],
  ['mpls_label', '', 20, 'decimal', 'whole', 'mpls', 'set', 'OXM_OF_MPLS_LABEL'],
  ['mpls_tc', '', 3, 'decimal', 'whole', 'mpls', 'set', 'OXM_OF_MPLS_TC'],
  ['mpls_bos', '', 1, 'decimal', 'whole', 'mpls', 'read', 'OXM_OF_MPLS_BOS'],
  ['mpls_ttl', '', 8, 'decimal', 'whole', 'mpls', 'set', 'NXM_NX_MPLS_TTL'],
  ['ip_src', 'nw_src', 32, 'ipv4', 'masks', 'ipv4', 'set', 'NXM_OF_IP_SRC OXM_OF_IPV4_SRC'],
  ['ip_dst', 'nw_dst', 32, 'ipv4', 'masks', 'ipv4', 'set', 'NXM_OF_IP_DST OXM_OF_IPV4_DST'],
  ['ipv6_src', '', 128, 'ipv6', 'masks', 'ipv6', 'set', 'NXM_NX_IPV6_SRC OXM_OF_IPV6_SRC'],
  ['ipv6_dst', '', 128, 'ipv6', 'masks', 'ipv6', 'set', 'NXM_NX_IPV6_DST OXM_OF_IPV6_DST'],
  ['ipv6_label', '', 20, 'hexadecimal', 'masks', 'ipv6', 'set', 'NXM_NX_IPV6_LABEL OXM_OF_IPV6_FLABEL'],
  ['nw_proto', 'ip_proto', 8, 'decimal', 'whole', 'ip', 'read', 'NXM_OF_IP_PROTO OXM_OF_IP_PROTO'],
  ['nw_tos', '', 8, 'decimal', 'whole', 'ip', 'set', 'NXM_OF_IP_TOS'],
  ['ip_dscp', '', 6, 'decimal', 'whole', 'ip', 'set', 'OXM_OF_IP_DSCP'],
  ['nw_ecn', 'ip_ecn', 2, 'decimal', 'whole', 'ip', 'set', 'NXM_NX_IP_ECN OXM_OF_IP_ECN'],
  ['nw_ttl', '', 8, 'decimal', 'whole', 'ip', 'set', 'NXM_NX_IP_TTL'],
  ['ip_frag', 'nw_frag', 2, 'frag', 'masks', 'ip', 'read', 'NXM_NX_IP_FRAG'],
  ['arp_op', '', 16, 'decimal', 'whole', 'arp', 'set', 'NXM_OF_ARP_OP OXM_OF_ARP_OP'],
  ['arp_spa', '', 32, 'ipv4', 'masks', 'arp', 'set', 'NXM_OF_ARP_SPA OXM_OF_ARP_SPA'],
  ['arp_tpa', '', 32, 'ipv4', 'masks', 'arp', 'set', 'NXM_OF_ARP_TPA OXM_OF_ARP_TPA'],
  ['arp_sha', '', 48, 'ethernet', 'masks', 'arp', 'set', 'NXM_NX_ARP_SHA OXM_OF_ARP_SHA'],
  ['arp_tha', '', 48, 'ethernet', 'masks', 'arp', 'set', 'NXM_NX_ARP_THA OXM_OF_ARP_THA'],
  ['tcp_src', 'tp_src', 16, 'decimal', 'masks', 'tcp', 'set', 'NXM_OF_TCP_SRC OXM_OF_TCP_SRC'],
  ['tcp_dst', 'tp_dst', 16, 'decimal', 'masks', 'tcp', 'set', 'NXM_OF_TCP_DST OXM_OF_TCP_DST'],
  [
    'tcp_flags',
    ...(['', 12, 'tcp flags', 'masks', 'tcp', 'read'] as const),
    'NXM_NX_TCP_FLAGS ONFOXM_ET_TCP_FLAGS OXM_OF_TCP_FLAGS',
  ],
  ['udp_src', '', 16, 'decimal', 'masks', 'udp', 'set', 'NXM_OF_UDP_SRC OXM_OF_UDP_SRC'],
  ['udp_dst', '', 16, 'decimal', 'masks', 'udp', 'set', 'NXM_OF_UDP_DST OXM_OF_UDP_DST'],
  ['sctp_src', '', 16, 'decimal', 'masks', 'sctp', 'set', 'OXM_OF_SCTP_SRC'],
  ['sctp_dst', '', 16, 'decimal', 'masks', 'sctp', 'set', 'OXM_OF_SCTP_DST'],
  ['icmp_type', '', 8, 'decimal', 'whole', 'icmp', 'set', 'NXM_OF_ICMP_TYPE OXM_OF_ICMPV4_TYPE'],
  ['icmp_code', '', 8, 'decimal', 'whole', 'icmp', 'set', 'NXM_OF_ICMP_CODE OXM_OF_ICMPV4_CODE'],
  ['icmpv6_type', '', 8, 'decimal', 'whole', 'icmp6', 'set', 'NXM_NX_ICMPV6_TYPE OXM_OF_ICMPV6_TYPE'],
  ['icmpv6_code', '', 8, 'decimal', 'whole', 'icmp6', 'set', 'NXM_NX_ICMPV6_CODE OXM_OF_ICMPV6_CODE'],
  ['nd_target', '', 128, 'ipv6', 'masks', 'nd', 'set', 'NXM_NX_ND_TARGET OXM_OF_IPV6_ND_TARGET'],
  ['nd_sll', '', 48, 'ethernet', 'masks', 'nd solicit', 'set', 'NXM_NX_ND_SLL OXM_OF_IPV6_ND_SLL'],
  ['nd_tll', '', 48, 'ethernet', 'masks', 'nd advert', 'set', 'NXM_NX_ND_TLL OXM_OF_IPV6_ND_TLL'],
  ['nd_reserved', '', 32, 'decimal', 'whole', 'nd', 'set', 'ERICOXM_OF_ICMPV6_ND_RESERVED'],
  ['nd_options_type', '', 8, 'decimal', 'whole', 'nd', 'set', 'ERICOXM_OF_ICMPV6_ND_OPTIONS_TYPE'],
  ['nsh_flags', '', 8, 'decimal', 'masks', 'nsh', 'set', 'NXOXM_NSH_FLAGS'],
  ['nsh_ttl', '', 8, 'decimal', 'whole', 'nsh', 'set', 'NXOXM_NSH_TTL'],
  ['nsh_mdtype', '', 8, 'decimal', 'whole', 'nsh', 'read', 'NXOXM_NSH_MDTYPE'],
  ['nsh_np', '', 8, 'decimal', 'whole', 'nsh', 'read', 'NXOXM_NSH_NP'],
  ['nsh_spi', 'nsp', 24, 'hexadecimal', 'whole', 'nsh', 'set', 'NXOXM_NSH_SPI'],
  ['nsh_si', 'nsi', 8, 'decimal', 'whole', 'nsh', 'set', 'NXOXM_NSH_SI'],
  ['nsh_c1', 'nshc1', 32, 'hexadecimal', 'masks', 'nsh', 'set', 'NXOXM_NSH_C1'],
  ['nsh_c2', 'nshc2', 32, 'hexadecimal', 'masks', 'nsh', 'set', 'NXOXM_NSH_C2'],
  ['nsh_c3', 'nshc3', 32, 'hexadecimal', 'masks', 'nsh', 'set', 'NXOXM_NSH_C3'],
  ['nsh_c4', 'nshc4', 32, 'hexadecimal', 'masks', 'nsh', 'set', 'NXOXM_NSH_C4'],
];
