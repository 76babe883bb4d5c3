// Random matches, valid by construction: first what kind of packet, then fields that such a packet has,
// each under any of its names and in any spelling.
import { ctStateBits, tcpFlagBits } from '../../../shared/openflow/field-values.ts';
import { fieldOf, type Field } from '../../../shared/openflow/fields.ts';
import { mask, masked, value } from './generate-values.ts';
import type { Random } from './random.ts';

/** What a generated match says that matters for the actions behind it. */
export interface GeneratedMatch {
  readonly text: string;
  readonly ethType: number | null;
  readonly ipProto: number | null;
  readonly vlan: boolean;
  /** Is it surely a packet of a tracked, valid connection? */
  readonly tracked: boolean;
}

interface Kind {
  /** Spellings of the kind; each is a list of parts. */
  readonly spellings: readonly (readonly string[])[];
  readonly ethType: number | null;
  readonly ipProto: number | null;
  readonly fields: readonly string[];
}

const ip = ['ip_src', 'ip_dst', 'nw_tos', 'ip_dscp', 'nw_ecn', 'nw_ttl', 'ip_frag'];
const ipv6 = ['ipv6_src', 'ipv6_dst', 'ipv6_label', 'nw_tos', 'ip_dscp', 'nw_ecn', 'nw_ttl', 'ip_frag'];
const nsh = ['nsh_flags', 'nsh_ttl', 'nsh_mdtype', 'nsh_np', 'nsh_spi', 'nsh_si'];
const arp = ['arp_op', 'arp_spa', 'arp_tpa', 'arp_sha', 'arp_tha'];
const type = (ethType: number): string[] => [`dl_type=0x${ethType.toString(16)}`, `eth_type=${ethType}`];
const nextHeader = (ethType: number, proto: number): (readonly string[])[] =>
  type(ethType).flatMap((text) => [
    [text, `nw_proto=${proto}`],
    [text, `ip_proto=${proto}`],
  ]);

const kinds: readonly Kind[] = [
  { spellings: [[], ['eth'], ['packet_type=(0,0)']], ethType: null, ipProto: null, fields: [] },
  { spellings: [['ip'], ...type(0x800).map((text) => [text])], ethType: 0x800, ipProto: null, fields: ip },
  {
    spellings: [['ipv6'], ...type(0x86dd).map((text) => [text])],
    ethType: 0x86dd,
    ipProto: null,
    fields: ipv6,
  },
  {
    spellings: [['tcp'], ['ip', 'nw_proto=6'], ...nextHeader(0x800, 6)],
    ethType: 0x800,
    ipProto: 6,
    fields: [...ip, 'tcp_src', 'tcp_dst', 'tcp_flags'],
  },
  {
    spellings: [['tcp6'], ['ipv6', 'nw_proto=6'], ...nextHeader(0x86dd, 6)],
    ethType: 0x86dd,
    ipProto: 6,
    fields: [...ipv6, 'tcp_src', 'tcp_dst', 'tcp_flags'],
  },
  {
    spellings: [['udp'], ...nextHeader(0x800, 17)],
    ethType: 0x800,
    ipProto: 17,
    fields: [...ip, 'udp_src', 'udp_dst'],
  },
  {
    spellings: [['udp6'], ...nextHeader(0x86dd, 17)],
    ethType: 0x86dd,
    ipProto: 17,
    fields: [...ipv6, 'udp_src', 'udp_dst'],
  },
  {
    spellings: [['sctp'], ...nextHeader(0x800, 132)],
    ethType: 0x800,
    ipProto: 132,
    fields: [...ip, 'sctp_src', 'sctp_dst'],
  },
  {
    spellings: [['sctp6'], ...nextHeader(0x86dd, 132)],
    ethType: 0x86dd,
    ipProto: 132,
    fields: [...ipv6, 'sctp_src', 'sctp_dst'],
  },
  {
    spellings: [['icmp'], ...nextHeader(0x800, 1)],
    ethType: 0x800,
    ipProto: 1,
    fields: [...ip, 'icmp_type', 'icmp_code'],
  },
  {
    spellings: [['icmp6'], ...nextHeader(0x86dd, 58)],
    ethType: 0x86dd,
    ipProto: 58,
    fields: [...ipv6, 'icmpv6_type', 'icmpv6_code'],
  },
  {
    spellings: [
      ['icmp6', 'icmp_type=135', 'icmp_code=0'],
      ['icmp6', 'icmpv6_type=135', 'icmpv6_code=0'],
    ],
    ethType: 0x86dd,
    ipProto: 58,
    fields: [...ipv6, 'nd_target', 'nd_sll', 'nd_reserved', 'nd_options_type'],
  },
  {
    spellings: [
      ['icmp6', 'icmp_type=136', 'icmp_code=0'],
      ['icmp6', 'icmpv6_type=136', 'icmpv6_code=0'],
    ],
    ethType: 0x86dd,
    ipProto: 58,
    fields: [...ipv6, 'nd_target', 'nd_tll', 'nd_reserved', 'nd_options_type'],
  },
  {
    spellings: [
      ['ip', 'nw_proto=2'],
      ['ip', 'ip_proto=47'],
      ['ip', 'nw_proto=50'],
    ],
    ethType: 0x800,
    ipProto: 47,
    fields: ip,
  },
  {
    spellings: [
      ['ipv6', 'nw_proto=47'],
      ['ipv6', 'ip_proto=59'],
    ],
    ethType: 0x86dd,
    ipProto: 59,
    fields: ipv6,
  },
  { spellings: [['arp'], ...type(0x806).map((text) => [text])], ethType: 0x806, ipProto: null, fields: arp },
  {
    spellings: [['rarp'], ...type(0x8035).map((text) => [text])],
    ethType: 0x8035,
    ipProto: null,
    fields: arp,
  },
  {
    spellings: [['mpls'], ...type(0x8847).map((text) => [text])],
    ethType: 0x8847,
    ipProto: null,
    fields: ['mpls_label', 'mpls_tc', 'mpls_bos', 'mpls_ttl'],
  },
  {
    spellings: [['mplsm'], ...type(0x8848).map((text) => [text])],
    ethType: 0x8848,
    ipProto: null,
    fields: ['mpls_label', 'mpls_tc', 'mpls_bos', 'mpls_ttl'],
  },
  { spellings: type(0x894f).map((text) => [text]), ethType: 0x894f, ipProto: null, fields: nsh },
  {
    spellings: [['dl_type=0x88cc'], ['eth_type=0x05ff'], ['dl_type=0x1234']],
    ethType: 0x1234,
    ipProto: null,
    fields: [],
  },
];

/** Fields that any packet has. Tunnel options are those that the test maps (tun_metadata0 to 3). */
const anyPacket: readonly string[] = [
  ...['eth_src', 'eth_dst', 'in_port', 'metadata', 'pkt_mark', 'conj_id', 'ct_zone', 'ct_mark', 'ct_label'],
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
  ...['tun_erspan_ver', 'tun_gtpu_flags', 'tun_gtpu_msgtype'],
  ...['tun_metadata0', 'tun_metadata1', 'tun_metadata2', 'tun_metadata3'],
  ...Array.from({ length: 16 }, (_, i) => `reg${i}`),
  ...['xreg1', 'xreg3', 'xreg7', 'xxreg1', 'xxreg3', 'ct_state', 'in_port_oxm', 'actset_output'],
];

export function generateMatch(random: Random): GeneratedMatch {
  const kind = random.of(kinds);
  const parts = [...random.of(kind.spellings)];
  const fields = [...random.some(anyPacket, 4), ...random.some(kind.fields, 4)];
  // A later fragment has no transport header, so nothing of one may be matched or set.
  const transport = kind.ipProto !== null;
  const taken = new Set<string>();
  for (const name of fields) {
    // Two names of one place: the later would win, and which that is depends on the order.
    const place = placeOf(name);
    if (taken.has(place) || (place === 'reg' && taken.has('reg'))) continue;
    taken.add(place);
    parts.push(
      name === 'ip_frag'
        ? `nw_frag=${random.of(transport ? ['no', 'first', 'not_later'] : frags)}`
        : part(random, name),
    );
  }
  const tracked = random.chance(0.08) && !taken.has('ct_state') ? original(random, kind.ethType) : [];
  parts.push(...tracked);
  const vlan = random.chance(0.35) ? vlanParts(random) : { parts: [], vlan: false };
  parts.push(...vlan.parts);
  const text = random.shuffled(parts).join(random.of([',', ',', ',', ', ']));
  return { text, ethType: kind.ethType, ipProto: kind.ipProto, vlan: vlan.vlan, tracked: tracked.length > 0 };
}

const frags = ['no', 'yes', 'first', 'later', 'not_later'];

function placeOf(name: string): string {
  if (/^x+reg|^in_port|^tun_(?:erspan|gtpu)/.test(name))
    return name.replace(/\d+$|_oxm$/, '').replace(/^x+reg/, 'reg');
  if (/^reg/.test(name)) return name;
  return name === 'ip_dscp' ? 'nw_tos' : name;
}

function part(random: Random, name: string): string {
  const field = fieldOf(name);
  switch (name) {
    case 'ct_state':
      return `ct_state=${flags(random, ctStateBits, field)}`;
    case 'tcp_flags':
      return `tcp_flags=${flags(random, tcpFlagBits, field)}`;
    case 'tun_flags':
      return `tun_flags=${random.of(['oam', '+oam', '-oam', '0', '1', '0x1/0x1', '0/1'])}`;
    case 'tun_erspan_ver':
      // What else of ERSPAN is printed depends on its version.
      return random.of([
        'tun_erspan_ver=1',
        'tun_erspan_ver=2',
        `tun_erspan_ver=1,tun_erspan_idx=${random.number(1, 0xfffff)}`,
        `tun_erspan_ver=2,tun_erspan_dir=1,tun_erspan_hwid=${random.number(1, 63)}`,
      ]);
    case 'tun_gbp_flags':
    case 'tun_gtpu_flags':
    case 'tun_gtpu_msgtype':
      // Masks of these are not printed.
      return `${name}=${value(random, field, random.bigint(8) || 1n)}`;
    case 'nsh_ttl':
      return `nsh_ttl=${random.number(0, 63)}`;
    case 'nsh_flags':
      return `nsh_flags=${random.number(0, 3)}`;
    case 'nsh_np':
      return `nsh_np=${random.number(1, 2)}`;
    case 'nsh_mdtype': {
      // The context headers are printed with metadata of type 1 only.
      const contexts = random.some(['nsh_c1', 'nsh_c2', 'nsh_c3', 'nsh_c4'], 3);
      return random
        .of([['nsh_mdtype=2'], ['nsh_mdtype=1', ...contexts.map((context) => part(random, context))]])
        .join(',');
    }
    case 'in_port':
      return `in_port=${random.of(['1', '2', '3', 'LOCAL', 'local', 'p1', '"p2"', '77'])}`;
    case 'in_port_oxm':
      return `in_port_oxm=${random.of(['1', 'LOCAL', 'p1'])}`;
    case 'actset_output':
      return `actset_output=${random.of(['1', 'p2', 'unset'])}`;
    case 'nw_tos':
      return `nw_tos=${random.number(0, 63) * 4}`;
    case 'arp_op':
      return `${random.of(['arp_op', 'nw_proto'])}=${random.number(1, 255)}`;
    case 'nd_options_type':
      return `nd_options_type=${random.number(1, 2)}`;
  }
  const names = [field.name, ...field.aliases.filter((alias) => !alias.startsWith('gtpu_'))];
  if (/^(?:udp|sctp)_/.test(name)) names.push(name.replace(/^[a-z]+/, 'tp'));
  if (/^icmpv6_/.test(name)) names.push(name.replace('v6', ''));
  if (/^arp_[st]pa$/.test(name)) names.push(name === 'arp_spa' ? 'nw_src' : 'nw_dst');
  if (name.startsWith('tun_metadata')) {
    if (random.chance(0.2)) return name;
    const width = [32, 64, 128, 8][Number(name.slice(-1))]!;
    const bits = random.bigint(width);
    // A mask of whole low bytes is printed as none.
    const partial = random.bigint(width - 2) << 1n;
    return random.chance(0.5) || partial === 0n
      ? `${name}=0x${bits.toString(16)}`
      : `${name}=0x${bits.toString(16)}/0x${partial.toString(16)}`;
  }
  const bits = random.bigint(field.bits);
  return `${random.of(names)}=${masked(random, field, bits, mask(random, field))}`;
}

/** `+trk-est`, `trk|est`, or numbers. */
function flags(random: Random, names: ReadonlyMap<string, bigint>, field: Field): string {
  const chosen = random.shuffled(random.some([...names], 5));
  switch (random.number(0, 3)) {
    case 0: {
      let bits = 0n;
      for (const [, bit] of chosen) bits |= bit;
      return chosen.length === 0
        ? '0'
        : random.of([chosen.map(([name]) => name).join('|'), value(random, field, bits)]);
    }
    case 1: {
      let bits = 0n;
      for (const [, bit] of names) if (random.chance(0.5)) bits |= bit;
      return `0x${(bits & random.bigint(12)).toString(16)}/0x${bits.toString(16)}`;
    }
    default:
      if (chosen.length === 0) return `+${[...names.keys()][0]}`;
      return chosen.map(([name]) => `${random.of(['+', '-'])}${name}`).join('');
  }
}

/** The original direction of a tracked connection; it wants a tracked, valid packet. */
function original(random: Random, ethType: number | null): string[] {
  const addresses =
    ethType === 0x800 ? ['ct_nw_src', 'ct_nw_dst'] : ethType === 0x86dd ? ['ct_ipv6_src', 'ct_ipv6_dst'] : [];
  if (addresses.length === 0) return [];
  const parts = [`ct_state=${random.of(['+trk-inv', '-inv+trk', '+trk+est-inv', '+new-inv+trk'])}`];
  for (const name of random.some(addresses, 2)) parts.push(part(random, name));
  if (random.chance(0.5)) {
    parts.push(`ct_nw_proto=${random.of([6, 17, 132])}`);
    for (const name of random.some(['ct_tp_src', 'ct_tp_dst'], 2)) parts.push(part(random, name));
  }
  return parts;
}

function vlanParts(random: Random): { readonly parts: readonly string[]; readonly vlan: boolean } {
  const vid = random.number(0, 4095);
  const pcp = random.number(0, 7);
  const tci = 0x1000 | vid;
  const tagged: readonly (readonly string[])[] = [
    [`dl_vlan=${vid}`],
    [`dl_vlan=0x${vid.toString(16)}`, `dl_vlan_pcp=${pcp}`],
    [`vlan_vid=${tci}`],
    [`vlan_vid=0x${tci.toString(16)}/0x1fff`],
    [`vlan_tci=0x${tci.toString(16)}/0x1fff`],
    [`vlan_tci=0x${(tci | (pcp << 13)).toString(16)}`],
    [`vlan_tci=0x1000/0x1000`],
    [`vlan_vid=0x1000/0x1000`],
    [`vlan_tci=0x${((tci & 0x100f) | 0x1000).toString(16)}/0x100f`],
    [`dl_vlan_pcp=${pcp}`],
  ];
  const untagged: readonly (readonly string[])[] = [
    ['vlan_tci=0'],
    ['vlan_tci=0x0000'],
    ['vlan_tci=0/0x1000'],
    ['vlan_tci=0x0000/0x1fff'],
    ['vlan_vid=0'],
    ['dl_vlan=0xffff'],
    ['vlan_vid=0/0x1000'],
  ];
  return random.chance(0.7)
    ? { parts: random.of(tagged), vlan: true }
    : { parts: random.of(untagged), vlan: false };
}
