// Random action lists, valid by construction for the match before them and the version that carries them.
import { fieldOf, fields } from '../../../shared/openflow/fields.ts';
import type { GeneratedMatch } from './generate-match.ts';
import { integer, mask, masked, value } from './generate-values.ts';
import type { Random } from './random.ts';

interface Place {
  readonly ethType: number | null;
  readonly ipProto: number | null;
  /** Does the packet surely have a VLAN header here? Changes as actions push and pop. */
  vlan: boolean;
  /** How many headers; Open vSwitch takes no more than two. */
  tags: number;
  readonly tracked: boolean;
  /** The match does not ask for an invalid packet, which cannot be committed. */
  readonly committable: boolean;
  /** OpenFlow version the flow is sent in: 10, 13 … */
  readonly version: number;
  readonly table: number;
  /** How deep in clone() and the like. */
  readonly depth: number;
}

/** What the switch of the test has: ports p1 to p3, groups and meters 1 to 5. */
const ports = ['1', '2', '3', 'p1', '"p2"', 'LOCAL', 'local', 'in_port', 'IN_PORT', '99'];

/** A list, sometimes ended by instructions. */
export function generateActions(
  random: Random,
  match: GeneratedMatch,
  version: number,
  table: number,
): string {
  const committable = match.tracked || !match.text.includes('ct_state');
  const place: Place = { ...match, tags: match.vlan ? 1 : 0, committable, version, table, depth: 0 };
  if (random.chance(0.04)) return random.of(['drop', '']);
  if (random.chance(0.03)) return conjunctions(random);
  const actions: string[] = [];
  if (version >= 13 && random.chance(0.05)) actions.push(`meter:${random.number(1, 5)}`);
  const count = random.number(1, random.of([1, 3, 7]));
  for (let i = 0; i < count; i++) actions.push(action(random, place));
  if (version >= 11) {
    if (random.chance(0.05)) actions.push('clear_actions');
    if (random.chance(0.1)) actions.push(`write_actions(${setOfActions(random, place)})`);
    if (random.chance(0.1)) actions.push(`write_metadata:${metadata(random)}`);
    if (random.chance(0.2)) actions.push(`goto_table:${random.number(table + 1, 253)}`);
  } else if (random.chance(0.2)) actions.push(`goto_table:${random.number(table + 1, 253)}`);
  return actions.join(random.of([',', ',', ', ']));
}

function metadata(random: Random): string {
  return masked(random, fieldOf('metadata'), random.bigint(64), mask(random, fieldOf('metadata')));
}

function conjunctions(random: Random): string {
  const one = (): string => `conjunction(${random.bits()},${random.number(1, 2)}/${random.number(2, 5)})`;
  return Array.from({ length: random.number(1, 3) }, one).join(',');
}

type Make = (random: Random, place: Place) => string | null;

/** Null where the action cannot stand. The list is also the weights. */
const makers: readonly Make[] = [
  (random) => random.of(['output:', '']) + random.of(ports.filter((port) => !port.startsWith('p'))),
  (random) => `output:${random.of(ports)}`,
  (random) => random.of(['NORMAL', 'normal', 'FLOOD', 'all', 'ALL', 'LOCAL', 'in_port']),
  (random) => `output(port=${random.of(['1', '2', 'p3'])},max_len=${random.number(14, 2000)})`,
  (random) => `output:${subfield(random, 16, true)}`,
  controller,
  (random) =>
    random.of(['enqueue:1:2', 'enqueue(2,3)', 'enqueue:p3:4', 'enqueue:LOCAL:0x5', 'set_queue:7,pop_queue']),
  (random, { version }) => (version >= 11 || version === 10 ? `group:${random.number(1, 5)}` : null),
  resubmit,
  resubmit,
  setField,
  setField,
  setField,
  setField,
  load,
  load,
  load,
  oldSetting,
  oldSetting,
  move,
  (random) => `push:${subfield(random, random.number(1, 32), true)}`,
  (random) => `pop:${subfield(random, random.number(1, 32), false)}`,
  vlan,
  vlan,
  vlan,
  ttl,
  mpls,
  ct,
  ct,
  learn,
  (random) =>
    `note:${random.of(['', '00', 'aa.bb', '00.11.22.33.44.55', '1122334455667788', 'ff.ee.dd.cc.bb.aa.99.88'])}`,
  (random) =>
    `multipath(${hash(random)},${random.number(0, 65535)},${random.of(['modulo_n', 'hash_threshold', 'hrw', 'iter_hash'])},${random.number(1, 64)},${random.number(0, 9)},${subfield(random, 16, false)})`,
  (random) =>
    `bundle(${hash(random)},${random.number(0, 65535)},${random.of(['hrw', 'active_backup'])},ofport,${random.of(['members', 'slaves'])}:${random.of(['1', '1,2', 'p1,p2,3', '1,LOCAL'])})`,
  (random) =>
    `bundle_load(${hash(random)},${random.number(0, 9)},hrw,ofport,${subfield(random, 16, false)},${random.of(['members', 'slaves'])}:${random.of(['1', '1,2', 'p1,p2,3'])})`,
  sample,
  (random, place) =>
    place.ipProto === 6
      ? `fin_timeout(${random.of(['idle_timeout=5', 'hard_timeout=7', 'idle_timeout=1,hard_timeout=2', 'hard_timeout=0x10,idle_timeout=3'])})`
      : null,
  (random) => `check_pkt_larger(${random.number(1, 9000)})->${subfield(random, 1, false)}`,
  (random, place) =>
    place.depth < 3
      ? `clone(${Array.from({ length: random.number(1, 3) }, () => action(random, { ...place, depth: place.depth + 1 })).join(',')})`
      : null,
  (random, place) => (place.version < 13 ? null : encapsulation(random, place)),
  (random) =>
    random.of([
      'exit',
      'ct_clear',
      'pop_queue',
      'set_queue:5',
      'set_queue:0x10',
      'delete_field:tun_metadata1',
    ]),
];

function action(random: Random, place: Place): string {
  for (;;) {
    const text = random.of(makers)(random, place);
    if (text !== null) return text;
  }
}

function hash(random: Random): string {
  return random.of([
    'eth_src',
    'symmetric_l4',
    'symmetric_l3l4',
    'symmetric_l3l4+udp',
    'symmetric_l3',
    'nw_src',
    'nw_dst',
  ]);
}

function controller(random: Random): string {
  const parts = random.shuffled(
    random.some(
      [
        `max_len=${random.number(0, 65535)}`,
        `reason=${random.of(['action', 'no_match', 'invalid_ttl', 'action_set', 'group', 'packet_out'])}`,
        `id=${random.number(0, 65535)}`,
        `userdata=${random.of(['01', '01.02.03', '00.00.00.05.00'])}`,
        'pause',
        `meter_id=${random.number(1, 5)}`,
      ],
      3,
    ),
  );
  if (random.chance(0.4))
    return random.of(['controller', 'CONTROLLER:128', 'CONTROLLER:65535', 'output:controller']);
  return parts.length === 0 ? 'controller' : `controller(${parts.join(',')})`;
}

function resubmit(random: Random, place: Place): string {
  const table = random.number(0, 253);
  const forms = [
    `resubmit:${random.number(1, 3)}`,
    `resubmit(,${table})`,
    `resubmit(${random.of(['1', 'p2', 'in_port', 'LOCAL'])},${table})`,
    `resubmit(2)`,
    `resubmit(,${table})`,
  ];
  if (place.tracked) forms.push(`resubmit(,${table},ct)`, `resubmit(p3,${table},ct)`);
  return random.of(forms);
}

/** Fields that can be set, by what the packet must be; connection tracking's only inside `ct`. */
function settable(place: Place): readonly string[] {
  const { ethType, ipProto } = place;
  const isIp = ethType === 0x800 || ethType === 0x86dd;
  return [
    ...[
      'eth_src',
      'eth_dst',
      'metadata',
      'pkt_mark',
      'in_port',
      'tun_id',
      'tun_src',
      'tun_dst',
      'tun_ipv6_src',
      'tun_ipv6_dst',
    ],
    ...[
      'tun_gbp_id',
      'tun_gbp_flags',
      'tun_flags',
      'tun_erspan_ver',
      'tun_erspan_idx',
      'tun_erspan_dir',
      'tun_erspan_hwid',
    ],
    ...['reg0', 'reg1', 'reg5', 'reg9', 'reg15', 'xreg0', 'xreg2', 'xreg6', 'xxreg0', 'xxreg2', 'xxreg3'],
    ...(ethType === 0x800 ? ['ip_src', 'ip_dst'] : []),
    ...(ethType === 0x86dd ? ['ipv6_src', 'ipv6_dst', 'ipv6_label'] : []),
    ...(isIp ? ['nw_tos', 'ip_dscp', 'nw_ecn', 'nw_ttl'] : []),
    ...(isIp && ipProto === 6 ? ['tcp_src', 'tcp_dst'] : []),
    ...(isIp && ipProto === 17 ? ['udp_src', 'udp_dst'] : []),
    ...(isIp && ipProto === 132 ? ['sctp_src', 'sctp_dst'] : []),
    ...(ethType === 0x800 && ipProto === 1 ? ['icmp_type', 'icmp_code'] : []),
    ...(ethType === 0x86dd && ipProto === 58 ? ['icmpv6_type', 'icmpv6_code'] : []),
    ...(ethType === 0x806 ? ['arp_op', 'arp_spa', 'arp_tpa', 'arp_sha', 'arp_tha'] : []),
    ...(ethType === 0x8847 || ethType === 0x8848 ? ['mpls_label', 'mpls_tc', 'mpls_ttl'] : []),
  ];
}

function setField(random: Random, place: Place): string {
  const field = fieldOf(random.of(settable(place)));
  const name = random.of([field.name, ...field.aliases]);
  const target = /^tp_/.test(name) ? field.name : name;
  if (field.name === 'in_port') return `set_field:${random.of(['1', 'LOCAL', 'p2', '0'])}->${target}`;
  if (field.name === 'tun_flags') return `set_field:${random.of(['oam', '0', '1'])}->${target}`;
  if (field.name === 'nw_tos') return `set_field:${random.number(0, 63) * 4}->${target}`;
  if (field.name === 'arp_op') return `set_field:${random.number(1, 255)}->arp_op`;
  const partial = field.maskable && random.chance(0.35);
  return `set_field:${masked(random, field, random.bigint(field.bits), partial ? mask(random, field) : field.ones)}->${target}`;
}

function load(random: Random, place: Place): string {
  const field = fieldOf(
    random.of(settable(place).filter((name) => !['nw_tos', 'ip_dscp', 'tun_flags', 'arp_op'].includes(name))),
  );
  const name = random.of([field.oxmNames[0]!, field.name]);
  const whole = !field.maskable || (field.bits <= 64 && random.chance(0.5));
  const from = whole ? 0 : random.number(0, field.bits - 1);
  const width = whole ? field.bits : random.number(1, Math.min(64, field.bits - from));
  if (field.name === 'in_port') return `load:${random.number(0, 3)}->${name}[]`;
  return `load:${integer(random, random.bigint(width))}->${name}${bits(random, from, width, field.bits)}`;
}

function bits(random: Random, from: number, width: number, all: number): string {
  if (width === all) return random.of(['[]', `[0..${all - 1}]`]);
  return width === 1 ? random.of([`[${from}]`, `[${from}..${from}]`]) : `[${from}..${from + width - 1}]`;
}

/** `width` bits of a register, or of something else that has as many. */
function subfield(random: Random, width: number, readOnly: boolean): string {
  const candidates = fields.filter(
    ({ bits: has, name, prerequisite, writable }) =>
      has >= width &&
      prerequisite === 'none' &&
      (writable || readOnly) &&
      /^(?:x{0,2}reg\d|reg1[0-5]|metadata|tun_id|eth_|pkt_mark|tun_src|in_port$|tun_ipv6_dst)/.test(name) &&
      !/^reg(?:1[6-9]|[23]\d)|^xreg(?:[89]|1\d)|^xxreg[4-7]|^eth_type/.test(name) &&
      (name !== 'in_port' || width === 16),
  );
  const field = random.of(candidates);
  const from = random.number(0, field.bits - width);
  const name = random.of([field.name, field.oxmNames[0] ?? field.name]);
  return `${name}${bits(random, from, width, field.bits)}`;
}

/** Words of OpenFlow 1.0 and 1.1. */
function oldSetting(random: Random, { ethType, ipProto }: Place): string {
  const isIp = ethType === 0x800 || ethType === 0x86dd;
  const forms = [
    `mod_dl_src:${value(random, fieldOf('eth_src'), random.bigint(48))}`,
    `mod_dl_dst:${value(random, fieldOf('eth_dst'), random.bigint(48))}`,
    `set_tunnel:${integer(random, random.bigint(32))}`,
    `set_tunnel64:${integer(random, random.bigint(64))}`,
    `set_tunnel:${integer(random, random.bigint(64))}`,
  ];
  if (ethType === 0x800) {
    forms.push(`mod_nw_src:${value(random, fieldOf('ip_src'), random.bigint(32))}`);
    forms.push(`mod_nw_dst:${value(random, fieldOf('ip_dst'), random.bigint(32))}`);
  }
  if (isIp)
    forms.push(
      `mod_nw_tos:${random.number(0, 63) * 4}`,
      `mod_nw_ecn:${random.number(0, 3)}`,
      `mod_nw_ttl:${random.number(0, 255)}`,
    );
  if (isIp && [6, 17, 132].includes(ipProto ?? 0)) {
    forms.push(`mod_tp_src:${random.number(0, 65535)}`, `mod_tp_dst:${integer(random, random.bigint(16))}`);
  }
  return random.of(forms);
}

function move(random: Random): string {
  const width = random.number(1, 64);
  return `move:${subfield(random, width, true)}->${subfield(random, width, false)}`;
}

/** Keeps account of the header, as Open vSwitch does when it takes a flow. */
function vlan(random: Random, place: Place): string | null {
  const vid = random.number(0, 4095);
  const pcp = random.number(0, 7);
  const forms: (() => string)[] = [];
  const header = (text: string, pushes: boolean) => (): string => {
    if (pushes || !place.vlan) place.tags++;
    place.vlan = true;
    return text;
  };
  if (place.vlan || place.tags < 2) {
    forms.push(header(`mod_vlan_vid:${vid}`, false), header(`mod_vlan_pcp:${pcp}`, false));
    forms.push(header(`set_field:0x${(0x1000 | vid | (pcp << 13)).toString(16)}->vlan_tci`, false));
  }
  if (place.version >= 11 && place.tags < 2) {
    forms.push(header(`push_vlan:${random.of(['0x8100', '33024', '0x8100', '0x88a8'])}`, true));
    forms.push(header(`push_vlan:0x8100,set_field:${4096 | vid}->vlan_vid`, true));
    forms.push(header(`push_vlan:0x8100,set_vlan_vid:${vid}`, true));
  }
  const without = (text: string) => (): string => {
    place.vlan = false;
    return text;
  };
  if (place.vlan || place.version === 10) {
    forms.push(without(random.of(['strip_vlan', 'pop_vlan', 'set_field:0->vlan_tci'])));
  }
  // Open vSwitch takes it that this leaves no header.
  forms.push(without(`load:${vid}->${random.of(['NXM_OF_VLAN_TCI', 'vlan_tci'])}[0..11]`));
  if (place.vlan) {
    forms.push(
      () => `set_field:${4096 | vid}->vlan_vid`,
      () => `set_field:${pcp}->vlan_pcp`,
    );
    forms.push(
      () => `set_vlan_vid:${vid}`,
      () => `set_vlan_pcp:${pcp}`,
    );
  }
  return random.of(forms)();
}

/** Needs OpenFlow 1.3; a packet that is not Ethernet any more is no place for most other actions. */
function encapsulation(random: Random, { ethType, depth }: Place): string | null {
  if (depth > 0) return null;
  if (ethType === 0x894f) return random.of(['dec_nsh_ttl', 'decap()', 'decap']);
  return random.chance(0.3)
    ? random.of([
        'clone(encap(nsh))',
        'clone(encap(nsh(md_type=1)))',
        'clone(encap(nsh(md_type=2,tlv(0x1000,10,0x12345678),tlv(0x2000,20,0xfedcba98))),encap(ethernet))',
        'clone(decap())',
        'clone(decap(packet_type(ns=0,type=0)))',
        'clone(decap(packet_type(ns=1,type=0x800)))',
      ])
    : null;
}

function ttl(random: Random, { ethType }: Place): string | null {
  if (ethType !== 0x800 && ethType !== 0x86dd) return null;
  return random.of(['dec_ttl', 'dec_ttl(0)', 'dec_ttl(1,2)', 'dec_ttl(5)']);
}

function mpls(random: Random, { ethType }: Place): string | null {
  if (ethType !== 0x8847 && ethType !== 0x8848) return null;
  return random.of([
    ...['dec_mpls_ttl', `set_mpls_label:${random.number(0, 0xfffff)}`, `set_mpls_tc:${random.number(0, 7)}`],
    `set_mpls_ttl:${random.number(0, 255)}`,
    'push_mpls:0x8847',
  ]);
}

function ct(random: Random, place: Place): string | null {
  const { ethType, ipProto } = place;
  if (place.depth > 0 || (ethType !== 0x800 && ethType !== 0x86dd)) return null;
  const commit = place.committable && random.chance(0.6);
  const parts: string[] = [];
  if (commit) parts.push('commit');
  if (commit && random.chance(0.2)) parts.push('force');
  if (random.chance(0.6))
    parts.push(`zone=${random.of([String(random.number(0, 65535)), '0x10', subfield(random, 16, true)])}`);
  if (random.chance(0.5)) parts.push(`table=${random.number(0, 253)}`);
  if (random.chance(0.4)) parts.push(nat(random, ethType, commit));
  if (commit && random.chance(0.4))
    parts.push(`exec(${Array.from({ length: random.number(1, 3) }, () => execAction(random)).join(',')})`);
  if (commit && ipProto === 6 && random.chance(0.1)) parts.push('alg=ftp');
  if (commit && ipProto === 17 && random.chance(0.1)) parts.push('alg=tftp');
  return parts.length === 0 ? random.of(['ct', 'ct()']) : `ct(${random.shuffled(parts).join(',')})`;
}

function execAction(random: Random): string {
  const field = fieldOf(random.of(['ct_mark', 'ct_label']));
  const width = random.number(1, 32);
  return random.of([
    `set_field:${masked(random, field, random.bigint(field.bits), mask(random, field))}->${field.name}`,
    `load:${integer(random, random.bigint(width))}->${field.oxmNames[0]}${bits(random, field.bits - width, width, field.bits)}`,
    `move:${subfield(random, width, true)}->${field.oxmNames[0]}${bits(random, 0, width, field.bits)}`,
  ]);
}

function nat(random: Random, ethType: number, commit: boolean): string {
  if (!commit) return 'nat';
  const field = fieldOf(ethType === 0x800 ? 'ip_src' : 'ipv6_src');
  const direction = random.of(['src', 'dst']);
  if (random.chance(0.2)) return random.of(['nat', `nat(${direction})`]);
  const from = random.bigint(field.bits - 8) + 1n;
  const range = random.chance(0.5);
  const withPorts = random.chance(0.5);
  const text = (address: bigint): string =>
    field.bits === 32 ? value(random, field, address) : `[${value(random, field, address)}]`;
  const port = random.number(1, 60000);
  const target = `${text(from)}${range ? `-${text(from + BigInt(random.number(0, 200)))}` : ''}${withPorts ? `:${random.of([`${port}`, `${port}-${port + random.number(0, 99)}`])}` : ''}`;
  const flag = withPorts || range ? random.some([random.of(['random', 'hash'])], 1) : [];
  return `nat(${random.shuffled([`${direction}=${target}`, ...flag, ...random.some(['persistent'], 1)]).join(',')})`;
}

function learn(random: Random, place: Place): string | null {
  if (place.depth > 1) return null;
  const settings = random.some(
    [
      `idle_timeout=${random.number(0, 99)}`,
      `hard_timeout=${random.number(0, 999)}`,
      `fin_idle_timeout=${random.number(0, 99)}`,
      `fin_hard_timeout=${random.number(0, 99)}`,
      `priority=${random.of([0, 1, 100, 32768, 65535])}`,
      // Flows of cookie 0 are all others of the test: deleting what was learned must not take them.
      `cookie=${integer(random, random.bigint(64) | 1n)}${random.of(['', ',delete_learned'])}`,
      'send_flow_rem',
      `limit=${random.number(0, 1000)}`,
    ],
    5,
  );
  if (settings.some((text) => text.startsWith('limit')) && random.chance(0.5))
    settings.push(`result_dst=${subfield(random, 1, false)}`);
  const specs = Array.from({ length: random.number(0, 5) }, () => spec(random));
  const table = random.chance(0.9) ? [`table=${random.number(0, 253)}`] : [];
  const typed = random.chance(0.3)
    ? [
        `eth_type=0x800`,
        `nw_proto=${random.of([6, 17])}`,
        `ip_dst=${value(random, fieldOf('ip_dst'), random.bigint(32))}`,
      ]
    : [];
  return `learn(${[...table, ...random.shuffled(settings), ...typed, ...specs].join(',')})`;
}

function spec(random: Random): string {
  const width = random.number(1, 32);
  return random.of([
    () =>
      random.of([
        'NXM_OF_VLAN_TCI[0..11]',
        'NXM_OF_ETH_DST[]=NXM_OF_ETH_SRC[]',
        'eth_src',
        'NXM_NX_TUN_ID[]',
        'in_port',
        'eth_dst=eth_src',
      ]),
    () => `${subfield(random, width, false)}=${subfield(random, width, true)}`,
    () =>
      `${random.of(['reg0', 'NXM_NX_REG1', 'xxreg0'])}[0..${width - 1}]=0x${random.bigint(width).toString(16)}`,
    () => `${random.of(['reg3', 'tun_id', 'metadata', 'pkt_mark'])}=${random.number(0, 1000)}`,
    () => `eth_dst=${value(random, fieldOf('eth_dst'), random.bigint(48))}`,
    () => `load:${integer(random, random.bigint(width))}->${subfield(random, width, false)}`,
    () => `load:${subfield(random, width, true)}->${subfield(random, width, false)}`,
    () => 'load:0->NXM_OF_VLAN_TCI[]',
    () => `output:${random.of(['NXM_OF_IN_PORT[]', 'in_port', 'reg0', 'NXM_NX_REG3[0..15]'])}`,
  ])();
}

function sample(random: Random): string {
  const parts = [`probability=${random.number(1, 65535)}`, `collector_set_id=${random.number(0, 1000)}`];
  parts.push(
    ...random.some([`obs_domain_id=${random.number(0, 999)}`, `obs_point_id=${random.number(0, 999)}`], 2),
  );
  if (random.chance(0.4))
    parts.push(
      `sampling_port=${random.of(['1', 'p2'])}`,
      ...random.some([random.of(['ingress', 'egress'])], 1),
    );
  return `sample(${parts.join(',')})`;
}

/** An action set: at most one of each kind, but for those that set fields. */
function setOfActions(random: Random, place: Place): string {
  const inner: Place = { ...place, depth: 3 };
  const parts = [
    ...random.some([`output:${random.number(1, 3)}`, `group:${random.number(1, 5)}`, 'set_queue:3'], 2),
    ...Array.from({ length: random.number(0, 2) }, () => setField(random, inner)),
    ...random.some([ttl(random, inner) ?? 'output:3'], 1),
    ...(random.chance(0.2) ? ['push_vlan:0x8100'] : []),
  ];
  const kinds = new Set<string>();
  const kept = parts.filter((text) => {
    const kind = text.replace(/[:(].*$/s, '');
    return kind === 'set_field' || (!kinds.has(kind) && kinds.add(kind).size > 0);
  });
  return random.shuffled(kept.length === 0 ? ['output:1'] : kept).join(',');
}
