// What Open vSwitch counts and keeps beside its configuration: OpenFlow's statistics, groups and meters, the
// datapath, bonds, tunnels, threads. Part of ../facts.ts, which says what all kinds have in common.

/** Counters as printed; null is `?`, a counter that the port does not have. */
export type PortCounters = Readonly<Record<string, number | null>>;

/**
 * A port's counters, from `ovs-ofctl dump-ports`. `port` is as printed: a number, `LOCAL`, or a name with
 * `--names`; `ofport` is null for a name. `received` has `pkts`, `bytes`, `drop`, `errs`, `frame`, `over`, `crc`,
 * `transmitted` has `pkts`, `bytes`, `drop`, `errs`, `coll`.
 */
export interface OpenflowPortStatisticsFact {
  readonly bridge: string | null;
  readonly port: string;
  readonly ofport: number | null;
  readonly received: PortCounters;
  readonly transmitted: PortCounters;
  /** Seconds; from OpenFlow 1.3 on. */
  readonly duration: number | null;
  /** What OpenFlow 1.4 and later add, by group: `CUSTOM`, `rx rfc2819`, `tx rfc2819`. */
  readonly groups: Readonly<Record<string, PortCounters>>;
}

/** One bucket of a group. `text` is the whole bucket as printed, `actions` what it does. */
export interface GroupBucket {
  readonly text: string;
  readonly bucketId: number | null;
  readonly weight: number | null;
  /** A number, or a name with `--names`. */
  readonly watchPort: string | null;
  readonly watchGroup: number | null;
  readonly actions: string;
}

/** A group. Selection method, fields and bucket ids are printed for OpenFlow 1.5 and for 1.0 (Nicira) only. */
export interface OpenflowGroupFact {
  readonly bridge: string | null;
  readonly groupId: number;
  /** `all`, `select`, `indirect`, `ff`. */
  readonly type: string;
  readonly protocol: string | null;
  readonly selectionMethod: string | null;
  readonly selectionMethodParam: string | null;
  /** `ip_src,ip_dst=255.255.0.0`, what the hash is made of. */
  readonly fields: string | null;
  readonly buckets: readonly GroupBucket[];
}

export interface OpenflowGroupStatisticsFact {
  readonly bridge: string | null;
  readonly groupId: number;
  /** Seconds; null in OpenFlow 1.1 and 1.2. */
  readonly duration: number | null;
  readonly references: number | null;
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly buckets: readonly { readonly packets: number | null; readonly bytes: number | null }[];
}

/** A meter. `flags` are `kbps` or `pktps`, `burst`, `stats`. Rates are in the unit that the flags name. */
export interface OpenflowMeterFact {
  readonly bridge: string | null;
  /** A number, `controller`, `slowpath`. */
  readonly meter: string;
  readonly flags: readonly string[];
  readonly bands: readonly {
    readonly type: string;
    readonly rate: number | null;
    readonly burstSize: number | null;
    readonly precedenceLevel: number | null;
  }[];
}

export interface OpenflowMeterStatisticsFact {
  readonly bridge: string | null;
  readonly meter: string;
  readonly flows: number | null;
  readonly packets: number | null;
  readonly bytes: number | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly bands: readonly { readonly packets: number | null; readonly bytes: number | null }[];
}

/**
 * A flow table, or several that the switch says are alike (`tables 3...253: ditto`: `table` 3, `lastTable` 253).
 * Counters come from `dump-tables`, the rest as printed from it, `dump-table-features` or `dump-table-desc`.
 */
export interface OpenflowTableFact {
  readonly bridge: string | null;
  readonly table: number;
  readonly lastTable: number;
  readonly name: string | null;
  readonly active: number | null;
  readonly lookup: number | null;
  readonly matched: number | null;
  /** `max_entries`, `matching: exact match or wildcard`, `eviction` … */
  readonly properties: Readonly<Record<string, string>>;
}

/** Which Geneve option a `tun_metadata` field stands for. Class and type are hexadecimal as printed. */
export interface TlvMapFact {
  readonly bridge: string | null;
  readonly class: string;
  readonly type: string;
  readonly length: number;
  readonly field: string;
}

/** A queue of a port: `queue-stats` (counters), `queue-get-config` (rates, in tenths of a percent). */
export interface OpenflowQueueFact {
  readonly bridge: string | null;
  /** As printed; `ANY` where `queue-get-config` of OpenFlow 1.1 to 1.3 does not say. */
  readonly port: string;
  readonly ofport: number | null;
  /** A number or `ALL`. */
  readonly queue: string;
  readonly bytes: number | null;
  readonly packets: number | null;
  readonly errors: number | null;
  /** Seconds. */
  readonly duration: number | null;
  /** `min_rate`, `max_rate` as printed. */
  readonly rates: Readonly<Record<string, string>>;
}

/**
 * What a switch says of itself as a whole. `topic` is the command's: `dump-desc`, `dump-aggregate`, `get-frags`,
 * `dump-group-features`, `meter-features`, `dump-tlv-map` (its header), `dpif/show-dp-features`, `fdb/stats-show`.
 */
export interface OvsBridgeStateFact {
  readonly bridge: string | null;
  readonly topic: string;
  readonly values: Readonly<Record<string, string>>;
}

/** What the daemon says of itself: `memory/show`, `coverage/show` (its last line), `pmd-sleep-show` and so on. */
export interface OvsDaemonStateFact {
  readonly topic: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A datapath, `netdev@ovs-netdev`. `counters` have what a version adds: `masks hit`, `caches …`. */
export interface DatapathFact {
  readonly name: string;
  readonly hit: number | null;
  readonly missed: number | null;
  readonly lost: number | null;
  readonly flows: number | null;
  readonly counters: Readonly<Record<string, number>>;
}

/** A port as the datapath knows it, from `dpctl/show`; counters with `-s` only, null where `?` is printed. */
export interface DatapathInterfaceFact {
  readonly datapath: string;
  readonly datapathPort: number;
  readonly name: string;
  /** Null when not printed: a device of the system. */
  readonly type: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly received: PortCounters | null;
  readonly transmitted: PortCounters | null;
  /** `packets`, `errors`; from Open vSwitch 3.2 on. */
  readonly upcalls: PortCounters | null;
  readonly collisions: number | null;
  /** Why there are no counters, `No such device`: its namespace is not the daemon's. */
  readonly error: string | null;
}

/** A datapath (mega)flow. `match` and `actions` are the text as printed; `fields` the match, part by part. */
export interface DatapathFlowFact {
  readonly datapath: string | null;
  /** `the main thread`, `pmd thread on numa id: 0, core id: 1`; null when not printed. */
  readonly thread: string | null;
  readonly ufid: string | null;
  readonly match: string;
  readonly actions: string;
  /** `recirc_id` → `0x6`, `eth` → `src=…,dst=…`, `tcp` → `src=22`; of a repeated part the first. */
  readonly fields: Readonly<Record<string, string>>;
  readonly recircId: string | null;
  /** A datapath port number, or a name with `--names` and `-m`. */
  readonly inPort: string | null;
  readonly packets: number | null;
  readonly bytes: number | null;
  /** Seconds since the last packet; null for `never`. */
  readonly used: number | null;
  /** TCP flags seen, `SFPR.`; null when none. */
  readonly tcpFlags: string | null;
  /** `ovs` or `tc`; null without `-m`. */
  readonly layer: string | null;
  /** `yes`, `partial`; null when not printed. */
  readonly offloaded: string | null;
  /** What else was printed, `dp-extra-info` … */
  readonly other: Readonly<Record<string, string>>;
}

export interface ConntrackSummaryFact {
  readonly datapath: string | null;
  readonly total: number;
  readonly protocols: Readonly<Record<string, number>>;
  readonly tcpStates: Readonly<Record<string, number>>;
}

/** A bond of Open vSwitch, from `bond/show`. `properties` have every line as printed. */
export interface OvsBondFact {
  readonly name: string;
  readonly mode: string | null;
  readonly lacpStatus: string | null;
  readonly activeMember: string | null;
  readonly activeMemberMac: string | null;
  readonly properties: Readonly<Record<string, string>>;
}

/** A member (older: slave) of a bond. `hashes` are loads in kB by hash bucket. */
export interface OvsBondMemberFact {
  readonly bond: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly active: boolean;
  readonly mayEnable: boolean | null;
  readonly hashes: Readonly<Record<string, number>>;
}

/** LACP of a bond or of a single port, from `lacp/show`. */
export interface LacpFact {
  readonly name: string;
  readonly status: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

/** A member's side and its partner's, from `lacp/show`; `counters` from `lacp/show-stats`. */
export interface LacpMemberFact {
  readonly bond: string;
  readonly name: string;
  /** `current attached`, `defaulted detached`; null from `lacp/show-stats`. */
  readonly status: string | null;
  readonly mayEnable: boolean | null;
  readonly properties: Readonly<Record<string, string>>;
  readonly actor: Readonly<Record<string, string>>;
  readonly partner: Readonly<Record<string, string>>;
  readonly counters: Readonly<Record<string, number>>;
}

/** A tunnel port, from `ofproto/list-tunnels`. An address is `flow` where flows choose it. */
export interface OvsTunnelFact {
  readonly name: string;
  readonly type: string;
  readonly datapathPort: number;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly options: Readonly<Record<string, string>>;
}

/** Where the userspace datapath takes tunnel packets in, from `tnl/ports/show`; addresses with `-v` only. */
export interface TunnelListenerFact {
  readonly name: string;
  readonly datapathPort: number;
  readonly references: number | null;
  readonly match: string | null;
  readonly mac: string | null;
  readonly address: string | null;
}

/** A neighbour that the userspace datapath knows, from `tnl/neigh/show` (older: `tnl/arp/show`). */
export interface TunnelNeighbourFact {
  readonly address: string;
  readonly mac: string;
  readonly bridge: string;
}

/** A route of the userspace datapath, from `ovs/route/show`. `origin` is `Cached` (the kernel's) or `User`. */
export interface OvsRouteFact {
  readonly origin: string;
  readonly prefix: string;
  readonly device: string;
  readonly gateway: string | null;
  readonly source: string | null;
  readonly mark: string | null;
  readonly table: string | null;
  readonly local: boolean;
}

/** How often an event happened: per second over the last 5 seconds, minute and hour, and in all. */
export interface CoverageCounterFact {
  readonly event: string;
  readonly perSecond5s: number;
  readonly perSecondMinute: number;
  readonly perSecondHour: number;
  readonly total: number;
}

/** Flows that the daemon keeps in a datapath. `keys` are flows by revalidator thread. */
export interface UpcallStatisticsFact {
  readonly datapath: string;
  readonly current: number | null;
  readonly average: number | null;
  readonly maximum: number | null;
  readonly limit: number | null;
  /** Milliseconds. */
  readonly dumpDuration: number | null;
  readonly features: Readonly<Record<string, string>>;
  readonly keys: Readonly<Record<string, number>>;
}

/** A multicast group that a port joined, or a querier behind it (`group` is `querier`), from `mdb/show`. */
export interface OvsMdbEntryFact {
  readonly bridge: string | null;
  readonly port: string;
  readonly vlan: number;
  readonly group: string;
  /** `IGMPv2` …; from Open vSwitch 3.2 on. */
  readonly protocol: string | null;
  /** Seconds; null when `static`. */
  readonly age: number | null;
}

/** A bridge's place in the spanning tree, from `stp/show` or `rstp/show`. Values as printed. */
export interface SpanningTreeFact {
  readonly bridge: string;
  readonly protocol: 'stp' | 'rstp';
  readonly isRoot: boolean;
  readonly root: Readonly<Record<string, string>>;
  readonly own: Readonly<Record<string, string>>;
}

export interface SpanningTreePortFact {
  readonly bridge: string;
  readonly protocol: 'stp' | 'rstp';
  readonly name: string;
  readonly role: string;
  readonly state: string;
  readonly cost: number;
  /** `128.1`: priority and number. */
  readonly priority: string;
}

/** A thread of the userspace datapath; `core` null for the main thread. Texts have what stood in brackets. */
export interface PmdThreadFact {
  readonly thread: string;
  readonly numa: number | null;
  readonly core: number | null;
  /** `pmd-stats-show`, `pmd-perf-show`, `pmd-rxq-show`, `pmd-sleep-show`. */
  readonly topic: string;
  readonly counters: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, string>>;
  /** The histograms of `pmd-perf-show`, line by line. */
  readonly histogram: readonly string[];
}

/** A receive queue and the thread that polls it. `usage` is in percent; null for `NOT AVAIL`. */
export interface PmdRxqFact {
  readonly port: string;
  readonly queue: number;
  readonly enabled: boolean;
  readonly usage: number | null;
  readonly thread: string;
  readonly numa: number | null;
  readonly core: number | null;
}

/** BFD on an interface. Times and states as printed. */
export interface BfdSessionFact {
  readonly name: string | null;
  readonly forwarding: boolean | null;
  readonly localState: string | null;
  readonly remoteState: string | null;
  readonly properties: Readonly<Record<string, string>>;
}

/** Connectivity fault management on an interface; `remotes` are the maintenance points it hears. */
export interface CfmSessionFact {
  readonly name: string;
  readonly mpid: string | null;
  readonly properties: Readonly<Record<string, string>>;
  readonly remotes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Quality of service on a port, from `qos/show`; `type` `none` where none is configured. */
export interface OvsQosFact {
  readonly name: string;
  readonly type: string;
  readonly settings: Readonly<Record<string, string>>;
  /** By `Default` or queue number. */
  readonly queues: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface OvsVersionFact {
  /** `ovs-vswitchd`, `ovs-ofctl` … */
  readonly program: string;
  readonly version: string;
  /** What the following lines say: `OpenFlow versions`, `DB Schema`, `DPDK` … */
  readonly other: Readonly<Record<string, string>>;
}

/** A bridge that the daemon runs, from `ofproto/list`. */
export interface OfprotoFact {
  readonly bridge: string;
}

/** What a module of a daemon logs, from `vlog/list`. */
export interface LogLevelFact {
  readonly module: string;
  readonly console: string;
  readonly syslog: string;
  readonly file: string;
}

export interface OpenVswitchStateFacts {
  readonly 'openflow-port-statistics': OpenflowPortStatisticsFact;
  readonly 'openflow-group': OpenflowGroupFact;
  readonly 'openflow-group-statistics': OpenflowGroupStatisticsFact;
  readonly 'openflow-meter': OpenflowMeterFact;
  readonly 'openflow-meter-statistics': OpenflowMeterStatisticsFact;
  readonly 'openflow-table': OpenflowTableFact;
  readonly 'tlv-map': TlvMapFact;
  readonly 'openflow-queue': OpenflowQueueFact;
  readonly 'ovs-bridge-state': OvsBridgeStateFact;
  readonly 'ovs-daemon-state': OvsDaemonStateFact;
  readonly datapath: DatapathFact;
  readonly 'datapath-interface': DatapathInterfaceFact;
  readonly 'datapath-flow': DatapathFlowFact;
  readonly 'conntrack-summary': ConntrackSummaryFact;
  readonly 'ovs-bond': OvsBondFact;
  readonly 'ovs-bond-member': OvsBondMemberFact;
  readonly lacp: LacpFact;
  readonly 'lacp-member': LacpMemberFact;
  readonly 'ovs-tunnel': OvsTunnelFact;
  readonly 'tunnel-listener': TunnelListenerFact;
  readonly 'tunnel-neighbour': TunnelNeighbourFact;
  readonly 'ovs-route': OvsRouteFact;
  readonly 'coverage-counter': CoverageCounterFact;
  readonly 'upcall-statistics': UpcallStatisticsFact;
  readonly 'ovs-mdb-entry': OvsMdbEntryFact;
  readonly 'spanning-tree': SpanningTreeFact;
  readonly 'spanning-tree-port': SpanningTreePortFact;
  readonly 'pmd-thread': PmdThreadFact;
  readonly 'pmd-rxq': PmdRxqFact;
  readonly 'bfd-session': BfdSessionFact;
  readonly 'cfm-session': CfmSessionFact;
  readonly 'ovs-qos': OvsQosFact;
  readonly 'ovs-version': OvsVersionFact;
  readonly ofproto: OfprotoFact;
  readonly 'log-level': LogLevelFact;
}

export const openVswitchStateKinds = [
  'openflow-port-statistics',
  'openflow-group',
  'openflow-group-statistics',
  'openflow-meter',
  'openflow-meter-statistics',
  'openflow-table',
  'tlv-map',
  'openflow-queue',
  'ovs-bridge-state',
  'ovs-daemon-state',
  'datapath',
  'datapath-interface',
  'datapath-flow',
  'conntrack-summary',
  'ovs-bond',
  'ovs-bond-member',
  'lacp',
  'lacp-member',
  'ovs-tunnel',
  'tunnel-listener',
  'tunnel-neighbour',
  'ovs-route',
  'coverage-counter',
  'upcall-statistics',
  'ovs-mdb-entry',
  'spanning-tree',
  'spanning-tree-port',
  'pmd-thread',
  'pmd-rxq',
  'bfd-session',
  'cfm-session',
  'ovs-qos',
  'ovs-version',
  'ofproto',
  'log-level',
] as const satisfies readonly (keyof OpenVswitchStateFacts)[];
