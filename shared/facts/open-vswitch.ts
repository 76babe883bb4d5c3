// What Open vSwitch says: bridges, ports, OpenFlow and datapath.
// Part of ../facts.ts, which says what all kinds have in common.

export interface OvsBridgeFact {
  readonly name: string;
  readonly datapathType: string | null;
  readonly failMode: string | null;
  readonly controllers: readonly string[];
}

/**
 * A Port row, from `ovs-vsctl show` (bridge and interfaces known) or `list port` (columns known, of which
 * `--columns` may leave some out). `none` means that no tag or mode is set; `trunks` empty means all VLANs.
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
  readonly table: number;
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
  readonly 'ovs-bridge': OvsBridgeFact;
  readonly 'ovs-port': OvsPortFact;
  readonly 'ovs-interface': OvsInterfaceFact;
  readonly 'openflow-switch': OpenflowSwitchFact;
  readonly 'openflow-port': OpenflowPortFact;
  readonly flow: FlowFact;
  readonly 'datapath-port': DatapathPortFact;
  readonly 'fdb-entry': FdbEntryFact;
}

export const openVswitchKinds = [
  'ovs-bridge',
  'ovs-port',
  'ovs-interface',
  'openflow-switch',
  'openflow-port',
  'flow',
  'datapath-port',
  'fdb-entry',
] as const satisfies readonly (keyof OpenVswitchFacts)[];
