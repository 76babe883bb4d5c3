// What Open vSwitch says: bridges, ports, OpenFlow and datapath.
// Part of ../facts.ts, which says what all kinds have in common.
import type { TableId } from '../openflow/table-id.ts';

/**
 * The Open_vSwitch row, of which a switch has one. Neutron's and OVN's agents and whoever installed it keep their
 * settings in it: `ovn-remote`, `ovn-encap-ip`, `ovn-bridge-mappings`; `hw-offload`, `dpdk-init`, `pmd-cpu-mask`.
 */
export interface OpenVswitchFact {
  readonly uuid: string | null;
  readonly ovsVersion: string | null;
  /** The version of the database's schema. */
  readonly dbVersion: string | null;
  readonly systemType: string | null;
  readonly systemVersion: string | null;
  readonly dpdkInitialized: boolean | null;
  readonly dpdkVersion: string | null;
  readonly datapathTypes: readonly string[] | null;
  readonly ifaceTypes: readonly string[] | null;
  /** Counts of changes asked for and done: unequal where ovs-vswitchd is behind or does not run. */
  readonly nextCfg: number | null;
  readonly curCfg: number | null;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly otherConfig: Readonly<Record<string, string>>;
}

/** A Bridge row, from `ovs-vsctl show` (type, fail mode and controllers known) or with its columns. */
export interface OvsBridgeFact {
  readonly name: string;
  readonly datapathType: string | null;
  readonly failMode: string | null;
  /** By target. Null where only their rows' UUIDs are printed. */
  readonly controllers: readonly string[] | null;
  readonly uuid: string | null;
  /** 16 hexadecimal digits. */
  readonly datapathId: string | null;
  readonly datapathVersion: string | null;
  /** `OpenFlow10` …; empty means Open vSwitch's default. */
  readonly protocols: readonly string[] | null;
  readonly stpEnable: boolean | null;
  readonly rstpEnable: boolean | null;
  readonly mcastSnoopingEnable: boolean | null;
  readonly floodVlans: readonly number[] | null;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly otherConfig: Readonly<Record<string, string>>;
  /** Of STP and RSTP, and what else the bridge says of itself. */
  readonly status: Readonly<Record<string, string>>;
}

/** A controller of a bridge, as `ovs-vsctl show` and the Controller table have it. */
export interface OvsControllerFact {
  readonly target: string;
  readonly bridge: string | null;
  readonly uuid: string | null;
  /** `ovs-vsctl show` prints it only while it is true. */
  readonly isConnected: boolean | null;
  /** `master`, `slave`, `other`. */
  readonly role: string | null;
  /** `in-band`, `out-of-band`. */
  readonly connectionMode: string | null;
  readonly inactivityProbe: number | null;
  readonly maxBackoff: number | null;
  /** `state`, `sec_since_connect`, `last_error` … */
  readonly status: Readonly<Record<string, string>>;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly otherConfig: Readonly<Record<string, string>>;
}

/** Who may or does speak to the database: a row of Manager, or of OVN's Connection. */
export interface OvsdbManagerFact {
  readonly database: string | null;
  readonly target: string;
  readonly uuid: string | null;
  readonly isConnected: boolean | null;
  readonly connectionMode: string | null;
  readonly inactivityProbe: number | null;
  readonly maxBackoff: number | null;
  readonly status: Readonly<Record<string, string>>;
}

/**
 * A Port row, from `ovs-vsctl show` (bridge and interfaces known), `list port` (columns known, of which
 * `--columns` may leave some out), or a whole database (all known). `none` means that no tag or mode is set;
 * `trunks` empty means all VLANs.
 */
export interface OvsPortFact {
  readonly bridge: string | null;
  readonly name: string;
  readonly tag: number | 'none' | null;
  readonly trunks: readonly number[] | null;
  readonly vlanMode: string | null;
  /** By name. `list port` prints their UUIDs instead. */
  readonly interfaces: readonly string[] | null;
  readonly uuid: string | null;
  /** Neutron's agent notes the port's network here: `net_uuid`, `network_type`, `segmentation_id`, `tag` … */
  readonly otherConfig: Readonly<Record<string, string>>;
  /** `active-backup`, `balance-slb`, `balance-tcp`; `none` where it is not set, which means active-backup. */
  readonly bondMode: string | null;
  /** `active`, `passive`, `off`; `none` where it is not set, which means off. */
  readonly lacp: string | null;
  readonly bondActiveMember: string | null;
  /** The UUID of a row of QoS; `none` where there is none. */
  readonly qos: string | null;
  readonly mac: string | null;
  readonly cvlans: readonly number[] | null;
  readonly fakeBridge: boolean | null;
  readonly protected: boolean | null;
  readonly externalIds: Readonly<Record<string, string>>;
  /** Of STP, RSTP and bonds. */
  readonly status: Readonly<Record<string, string>>;
}

/** An Interface row, from `ovs-vsctl show` (bridge and port known) or `list interface` (columns known). */
export interface OvsInterfaceFact {
  readonly name: string;
  readonly bridge: string | null;
  readonly port: string | null;
  /** `internal`, `patch`, `gre`, `vxlan`, `geneve`, `dpdk`, … ; `system` for the empty type; null when `--columns` left it out. */
  readonly type: string | null;
  readonly options: Readonly<Record<string, string>>;
  readonly error: string | null;
  readonly uuid: string | null;
  readonly ofport: number | null;
  readonly ifindex: number | null;
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly adminState: string | null;
  readonly linkState: string | null;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly otherConfig: Readonly<Record<string, string>>;
  readonly statistics: Readonly<Record<string, number>>;
  /** `driver_name`, `tunnel_egress_iface`, `features` …, as the device or tunnel tells them. */
  readonly status: Readonly<Record<string, string>>;
  readonly duplex: string | null;
  /** Bits per second. */
  readonly linkSpeed: number | null;
  readonly linkResets: number | null;
  /** What was asked for, where that was done. */
  readonly mtuRequest: number | null;
  readonly ofportRequest: number | null;
  /** kbit/s and kbit, or 1000 packets/s and 1000 packets; 0 is no limit. */
  readonly ingressPolicing: {
    readonly rate: number | null;
    readonly burst: number | null;
    readonly kpktsRate: number | null;
    readonly kpktsBurst: number | null;
  } | null;
  readonly bfd: Readonly<Record<string, string>>;
  readonly bfdStatus: Readonly<Record<string, string>>;
  readonly lacpCurrent: boolean | null;
}

/** A switch as `ovs-ofctl show` describes it. */
export interface OpenflowSwitchFact {
  readonly bridge: string | null;
  readonly datapathId: string;
  readonly protocol: string | null;
}

/** A port as OpenFlow knows it. `ofport` 65534 is LOCAL. `bridge` null: the output does not say which. */
export interface OpenflowPortFact {
  readonly bridge: string | null;
  readonly ofport: number;
  readonly name: string;
  readonly mac: string | null;
  readonly config: readonly string[];
  readonly state: readonly string[];
}

/** One flow. `match` and `actions` are the text as printed, without priority and without `actions=`. */
export interface FlowFact {
  readonly bridge: string | null;
  readonly table: TableId;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  /** Hexadecimal, `0x0` when printed so; null when the dump leaves it out. */
  readonly cookie: string | null;
  readonly nPackets: number | null;
  readonly nBytes: number | null;
  /** Seconds. */
  readonly duration: number | null;
  readonly idleTimeout: number | null;
  readonly hardTimeout: number | null;
  readonly idleAge: number | null;
  readonly hardAge: number | null;
  readonly importance: number | null;
  readonly flags: readonly string[];
}

/** A dump of all flows of a bridge, its header on the line, that lists none: the bridge has no flow. */
export interface EmptyFlowDumpFact {
  readonly bridge: string;
}

/** A port of a datapath, from `dpif/show`. `datapathPort` is null for `none` (patch ports). */
export interface DatapathPortFact {
  readonly datapath: string;
  readonly bridge: string;
  readonly name: string;
  readonly ofport: number;
  readonly datapathPort: number | null;
  readonly type: string;
  readonly options: Readonly<Record<string, string>>;
}

/** A learned MAC. `port` is an OpenFlow port number, `LOCAL` or a name, as printed; `age` in seconds, null when `static`. */
export interface FdbEntryFact {
  readonly bridge: string | null;
  readonly port: string;
  readonly vlan: number;
  readonly mac: string;
  readonly age: number | null;
}

export interface OpenVswitchFacts {
  readonly 'open-vswitch': OpenVswitchFact;
  readonly 'ovs-bridge': OvsBridgeFact;
  readonly 'ovs-controller': OvsControllerFact;
  readonly 'ovsdb-manager': OvsdbManagerFact;
  readonly 'ovs-port': OvsPortFact;
  readonly 'ovs-interface': OvsInterfaceFact;
  readonly 'openflow-switch': OpenflowSwitchFact;
  readonly 'openflow-port': OpenflowPortFact;
  readonly flow: FlowFact;
  readonly 'empty-flow-dump': EmptyFlowDumpFact;
  readonly 'datapath-port': DatapathPortFact;
  readonly 'fdb-entry': FdbEntryFact;
}

export const openVswitchKinds = [
  'open-vswitch',
  'ovs-bridge',
  'ovs-controller',
  'ovsdb-manager',
  'ovs-port',
  'ovs-interface',
  'openflow-switch',
  'openflow-port',
  'flow',
  'empty-flow-dump',
  'datapath-port',
  'fdb-entry',
] as const satisfies readonly (keyof OpenVswitchFacts)[];
