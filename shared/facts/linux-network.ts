// Network devices, bridges and routing as the Linux kernel shows them.
// Part of ../facts.ts, which says what all kinds have in common.

/** A Linux bridge. `id` as `brctl` prints it; `interfaces` its members in printed order. */
export interface LinuxBridgeFact {
  readonly name: string;
  readonly id: string | null;
  readonly stp: boolean | null;
  /** What `brctl showstp` has besides, by its names: `designated root`, `max age` (seconds) … */
  readonly details: Readonly<Record<string, string | number>>;
  readonly netns: string | null;
}

/** A device enslaved to a Linux bridge (`brctl show`, `brctl showstp`, `bridge link`). */
export interface BridgePortFact {
  readonly bridge: string;
  readonly device: string;
  readonly ifindex: number | null;
  readonly state: string | null;
  /** What `brctl showstp` has besides, by its names: `number`, `port id`, `path cost`, `flags` … */
  readonly details: Readonly<Record<string, string | number>>;
  readonly netns: string | null;
}

/** A network device as `ip link` / `ip addr` shows it. */
export interface LinkFact {
  readonly name: string;
  /** Null in brief forms and `ifconfig`, which do not print it. */
  readonly ifindex: number | null;
  readonly netns: string | null;
  /** The name after `@`; null when there is none, or when only a number is known. */
  readonly peer: string | null;
  /** From `@ifN`. */
  readonly peerIfindex: number | null;
  readonly linkNetnsid: number | null;
  readonly flags: readonly string[];
  readonly mtu: number | null;
  readonly qdisc: string | null;
  readonly master: string | null;
  /** `UP`, `DOWN`, `UNKNOWN`, `LOWERLAYERDOWN` … */
  readonly state: string | null;
  readonly mac: string | null;
  /** `veth`, `bridge`, `tun`, `vlan`, `vxlan`, `openvswitch`, `bond` … from `-d`; the name is that of `ip -j`. */
  readonly infoKind: string | null;
  /** Further `-d` words of the kind: `{ id: 10 }` for a VLAN, `{ id: 42, dstport: 4789 }` for VXLAN … */
  readonly details: Readonly<Record<string, string | number>>;
  /** `-s` counters: `rx_bytes`, `rx_packets`, `rx_errors`, `rx_dropped`, `tx_…`; null without `-s`. */
  readonly statistics: Readonly<Record<string, number>> | null;
}

/** A virtual function of an SR-IOV adapter, one `vf N` line of the adapter in `ip link`. `vlan` null: none is set. */
export interface VirtualFunctionFact {
  /** The adapter: the physical function. */
  readonly device: string;
  readonly index: number;
  readonly mac: string | null;
  readonly vlan: number | null;
  /** `auto`, `enable`, `disable`. */
  readonly linkState: string | null;
  readonly spoofCheck: boolean | null;
  readonly trust: boolean | null;
  readonly netns: string | null;
}

export interface AddressFact {
  readonly device: string;
  readonly ifindex: number | null;
  readonly netns: string | null;
  readonly family: 'inet' | 'inet6';
  readonly address: string;
  readonly prefixLength: number;
  readonly scope: string | null;
  /** The other end's address, of a point-to-point device. */
  readonly peer: string | null;
  readonly broadcast: string | null;
  /** `eth0:1`, of an IPv4 address. */
  readonly label: string | null;
  /** `secondary`, `dynamic`, `deprecated`, `tentative`, `noprefixroute` …; null where they are not printed. */
  readonly flags: readonly string[] | null;
  /** Seconds from the printing on. */
  readonly validLifetime: number | 'forever' | null;
  readonly preferredLifetime: number | 'forever' | null;
  /** Of the route to the address's prefix; null also for the default. */
  readonly metric: number | null;
  /** `kernel_lo`, `kernel_ra`, `kernel_ll` … */
  readonly protocol: string | null;
}

/** One way of a route with several. */
export interface RouteNexthop {
  readonly gateway: string | null;
  readonly device: string | null;
  readonly weight: number | null;
  readonly flags: readonly string[];
}

/** A route as `ip route` shows it. What the command leaves out because it is the default is filled in. */
export interface RouteFact {
  readonly family: 'inet' | 'inet6';
  /** `main`, `local`, `default` or a number. */
  readonly table: string;
  /** `unicast`, `local`, `broadcast`, `multicast`, `anycast`, `blackhole`, `unreachable`, `prohibit`, `throw` … */
  readonly type: string;
  /** `default`, or address and prefix length as printed: a host has none. */
  readonly destination: string;
  readonly gateway: string | null;
  readonly device: string | null;
  /** `kernel`, `static`, `boot`, `ra`, `bird` …; null when not printed. */
  readonly protocol: string | null;
  readonly scope: string | null;
  /** The preferred source address, `src`. */
  readonly source: string | null;
  readonly metric: number | null;
  /** `onlink`, `linkdown`, `dead`, `pervasive`, `offload` …; `lock mtu` is `mtu-lock`. */
  readonly flags: readonly string[];
  /** Empty when there is one way, which is `gateway` and `device`. */
  readonly nexthops: readonly RouteNexthop[];
  /** Whatever else was printed: `mtu`, `advmss`, `tos`, `pref`, `expires` (seconds), `encap`, `nhid` … */
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly netns: string | null;
}

/** A policy routing rule (`ip rule`). */
export interface RoutingRuleFact {
  readonly family: 'inet' | 'inet6';
  readonly priority: number;
  readonly not: boolean;
  /** `all`, or address and prefix length. */
  readonly from: string;
  readonly to: string | null;
  readonly inInterface: string | null;
  readonly outInterface: string | null;
  /** Value and mask as printed: `0x1/0xff`. */
  readonly fwmark: string | null;
  /** The table that is looked up; null where `action` is something else. */
  readonly table: string | null;
  /** `lookup`, `goto`, `unreachable`, `blackhole`, `prohibit`, `nop`. */
  readonly action: string;
  /** Whatever else was printed: `ipproto`, `dport`, `suppress_prefixlength`, `goto`, `proto` … */
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly netns: string | null;
}

/** An entry of the neighbour table: ARP, NDP or a proxy. */
export interface NeighbourFact {
  readonly address: string;
  readonly device: string | null;
  readonly mac: string | null;
  /** `REACHABLE`, `STALE`, `FAILED`, `PERMANENT` …; null for a proxy, which has none, or when not printed. */
  readonly state: string | null;
  /** `router`, `proxy`, `extern_learn`, `managed`, `offload`. */
  readonly flags: readonly string[];
  /** With `-s`: `ref`, and `used`, `confirmed`, `updated` (seconds ago), `probes`; null without. */
  readonly statistics: Readonly<Record<string, number>> | null;
  readonly netns: string | null;
}

export interface NetworkNamespaceFact {
  /** Null in `ip netns list-id` for a namespace without a name. */
  readonly name: string | null;
  /** Its number as seen from where the command ran: what `link-netnsid` of a device refers to. */
  readonly nsid: number | null;
}

/** A multicast address that a device listens to (`ip maddr`). */
export interface MulticastAddressFact {
  readonly device: string;
  readonly ifindex: number | null;
  readonly family: 'link' | 'inet' | 'inet6';
  readonly address: string;
  readonly users: number | null;
  readonly flags: readonly string[];
  readonly netns: string | null;
}

/** An entry of a bridge's, a VXLAN device's or a NIC's own forwarding table (`bridge fdb`, `brctl showmacs`). */
export interface BridgeFdbEntryFact {
  readonly mac: string;
  /** Null in `brctl showmacs`, which gives only the port's number. */
  readonly device: string | null;
  /** The bridge whose entry it is; null for the device's own (`self`). */
  readonly bridge: string | null;
  readonly vlan: number | null;
  /** For VXLAN: where frames are sent to. */
  readonly remote: string | null;
  readonly vni: number | null;
  readonly port: number | null;
  /** `permanent`, `static`, `stale`; null for a learned entry. */
  readonly state: string | null;
  /** `self`, `master`, `extern_learn`, `offload`, `sticky`, `router` … */
  readonly flags: readonly string[];
  /** Seconds since it was used and updated; null without `-s`. */
  readonly used: number | null;
  readonly updated: number | null;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly netns: string | null;
}

/** A VLAN, or a range of them, on a port of a bridge that filters VLANs (`bridge vlan`). */
export interface BridgeVlanFact {
  readonly device: string;
  readonly vlan: number;
  /** The last of a range; equal to `vlan` for one. */
  readonly vlanEnd: number;
  readonly pvid: boolean;
  readonly untagged: boolean;
  /** `state`, `mcast_router`, counters and the like, with `-d` and `-s`. */
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly netns: string | null;
}

/** A multicast group that a port of a bridge is a member of (`bridge mdb`). */
export interface BridgeMdbEntryFact {
  readonly bridge: string;
  readonly port: string;
  readonly group: string;
  readonly source: string | null;
  readonly vlan: number | null;
  /** `temp` or `permanent`. */
  readonly state: string | null;
  readonly flags: readonly string[];
  /** `proto`, `filter_mode`, `source_list`, `timer` (seconds) … */
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly netns: string | null;
}

/** A port behind which a bridge knows a multicast router. */
export interface BridgeRouterPortFact {
  readonly bridge: string;
  readonly port: string;
  /** `temp` or `permanent`; null without `-s` or `-d`. */
  readonly state: string | null;
  /** Seconds. */
  readonly timer: number | null;
  readonly netns: string | null;
}

/** What `-s` prints of a queueing discipline or a class. */
export interface TrafficCounters {
  readonly bytes: number;
  readonly packets: number;
  readonly dropped: number;
  readonly overlimits: number;
  readonly requeues: number;
}

/** A queueing discipline (`tc qdisc`). */
export interface QdiscFact {
  readonly device: string | null;
  /** `fq_codel`, `htb`, `ingress`, `noqueue` … */
  readonly qdisc: string;
  /** With its colon: `1:`, `ffff:`. */
  readonly handle: string;
  /** `root`, or the class it hangs on. */
  readonly parent: string | null;
  readonly options: string;
  readonly counters: TrafficCounters | null;
  /** Further counters, as printed: `backlog`, `maxpacket`, `drop_overlimit` … */
  readonly statistics: Readonly<Record<string, string | number>>;
  readonly netns: string | null;
}

/** A class of a classful queueing discipline (`tc class`). */
export interface TcClassFact {
  readonly device: string | null;
  readonly kind: string;
  readonly classid: string;
  /** `root`, or the class above. */
  readonly parent: string | null;
  /** The handle of the queueing discipline that hangs on it. */
  readonly leaf: string | null;
  readonly options: string;
  readonly counters: TrafficCounters | null;
  readonly statistics: Readonly<Record<string, string | number>>;
  readonly netns: string | null;
}

/** One action of a filter, in order. */
export interface TcAction {
  readonly kind: string;
  readonly text: string;
  readonly counters: TrafficCounters | null;
}

/** A traffic control filter (`tc filter`), as of rate limiting, mirroring or Open vSwitch's hardware offload. */
export interface TcFilterFact {
  readonly device: string | null;
  /** `1:`, `ffff:`, `ingress`, `egress`; null when not printed. */
  readonly parent: string | null;
  readonly protocol: string | null;
  /** `pref`: the lower, the earlier. */
  readonly priority: number | null;
  /** `u32`, `flower`, `matchall`, `basic`, `bpf` … */
  readonly kind: string;
  readonly chain: number | null;
  readonly handle: string | null;
  readonly flowid: string | null;
  /** What it matches, one a line of the output: `dst_mac fa:16:3e:…`, `match 0a000000/ffffff00 at 16`. */
  readonly matches: readonly string[];
  /** Words that are no match: `not_in_hw`, `skip_sw`, `in_hw in_hw_count 1` … */
  readonly flags: readonly string[];
  readonly actions: readonly TcAction[];
  readonly netns: string | null;
}

export interface LinuxNetworkFacts {
  readonly 'linux-bridge': LinuxBridgeFact;
  readonly 'bridge-port': BridgePortFact;
  readonly link: LinkFact;
  readonly 'virtual-function': VirtualFunctionFact;
  readonly address: AddressFact;
  readonly route: RouteFact;
  readonly 'routing-rule': RoutingRuleFact;
  readonly neighbour: NeighbourFact;
  readonly 'network-namespace': NetworkNamespaceFact;
  readonly 'multicast-address': MulticastAddressFact;
  readonly 'bridge-fdb-entry': BridgeFdbEntryFact;
  readonly 'bridge-vlan': BridgeVlanFact;
  readonly 'bridge-mdb-entry': BridgeMdbEntryFact;
  readonly 'bridge-router-port': BridgeRouterPortFact;
  readonly qdisc: QdiscFact;
  readonly 'tc-class': TcClassFact;
  readonly 'tc-filter': TcFilterFact;
}

export const linuxNetworkKinds = [
  'linux-bridge',
  'bridge-port',
  'link',
  'virtual-function',
  'address',
  'route',
  'routing-rule',
  'neighbour',
  'network-namespace',
  'multicast-address',
  'bridge-fdb-entry',
  'bridge-vlan',
  'bridge-mdb-entry',
  'bridge-router-port',
  'qdisc',
  'tc-class',
  'tc-filter',
] as const satisfies readonly (keyof LinuxNetworkFacts)[];
