// What `ip -d link` says of a device's kind, on the lines after `link/ether`:
//
//     vxlan id 42 local 192.0.2.1 dev eth0 srcport 0 0 dstport 4789 ttl auto ageing 300 … addrgenmode eui64 …
//     vlan protocol 802.1Q id 10 <REORDER_HDR> addrgenmode eui64 numtxqueues 1 …
//     tun type tap pi off vnet_hdr on persist off
//     bridge_slave state forwarding priority 32 cost 2 hairpin off …
//
// Source of the words: print_opt functions of iproute2's ip/iplink_*.c and ip/link_*.c, 5.5 and 6.1.
import { wordsAfter } from './iproute2-device.ts';

export interface LinkKind {
  /** `veth`, `bridge`, …; null on a line that only says of what the device is a member. */
  readonly kind: string | null;
  /** The words below that the line has; `slave_kind` and `slave_state` from a `…_slave` line. */
  readonly details: ReadonlyMap<string, string | number>;
}

const tunnelWords = ['remote', 'local', 'dev', 'ttl', 'key', 'ikey', 'okey'];

/** The kinds of rtnetlink, and of each the words that say how it is wired. */
const detailWords: Readonly<Record<string, readonly string[]>> = {
  bareudp: ['dstport', 'ethertype'],
  batadv: [],
  bond: ['mode', 'active_slave', 'primary', 'miimon', 'xmit_hash_policy', 'lacp_rate'],
  bridge: [
    'stp_state',
    'vlan_filtering',
    'vlan_default_pvid',
    'ageing_time',
    'bridge_id',
    'nf_call_iptables',
  ],
  can: [],
  dsa: ['conduit'],
  dummy: [],
  erspan: tunnelWords,
  geneve: ['id', 'remote', 'dstport', 'ttl'],
  gre: tunnelWords,
  gretap: tunnelWords,
  gtp: [],
  hsr: ['slave1', 'slave2'],
  ifb: [],
  ip6erspan: tunnelWords,
  ip6gre: tunnelWords,
  ip6gretap: tunnelWords,
  ip6tnl: tunnelWords,
  ipip: tunnelWords,
  ipoib: ['pkey', 'mode'],
  ipvlan: ['mode'],
  ipvtap: ['mode'],
  macsec: ['sci'],
  macvlan: ['mode'],
  macvtap: ['mode'],
  netdevsim: [],
  netkit: ['mode'],
  nlmon: [],
  openvswitch: [],
  ppp: [],
  rmnet: ['mux_id'],
  sit: tunnelWords,
  team: [],
  tun: ['type', 'vnet_hdr', 'persist', 'user', 'group'],
  vcan: [],
  veth: [],
  vlan: ['protocol', 'id'],
  vrf: ['table'],
  vti: tunnelWords,
  vti6: tunnelWords,
  vxcan: [],
  vxlan: ['id', 'group', 'remote', 'local', 'dev', 'dstport', 'ttl'],
  wireguard: [],
  wwan: [],
  xfrm: ['if_id'],
};

/** The words that say how a device of `kind` is wired; none for a kind that is not known. */
export function detailNames(kind: string): readonly string[] {
  return (Object.hasOwn(detailWords, kind) ? detailWords[kind] : undefined) ?? [];
}

const slaveWords = new Set(['state']);

function value(word: string): string | number {
  return /^\d{1,15}$/.test(word) ? Number(word) : word;
}

/** Reads a kind line, given as words; null when its first word is no kind of device. */
export function readLinkKind(words: readonly string[]): LinkKind | null {
  const [kind, ...rest] = words;
  if (kind === undefined) return null;
  const slave = /^([a-z0-9]+)_slave$/.exec(kind);
  if (slave?.[1] !== undefined) {
    const details = new Map<string, string | number>([['slave_kind', slave[1]]]);
    const state = wordsAfter(rest, slaveWords).get('state');
    if (state !== undefined) details.set('slave_state', state);
    return { kind: null, details };
  }
  const known = Object.hasOwn(detailWords, kind) ? detailWords[kind] : undefined;
  // A kind that is newer than this list still shows by the words that end its line.
  if (known === undefined && !(/^[a-z][a-z0-9_-]*$/.test(kind) && rest.includes('numtxqueues'))) return null;
  const details = new Map<string, string | number>();
  // `addrgenmode` begins what every device has, whatever its kind.
  const end = rest.findIndex((word) => word === 'addrgenmode' || word === 'numtxqueues');
  const own = end < 0 ? rest : rest.slice(0, end);
  for (const [name, found] of wordsAfter(own, new Set(known ?? []))) details.set(name, value(found));
  if (own.includes('external')) details.set('external', 'on');
  return { kind, details };
}
