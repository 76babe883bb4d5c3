// The facts that commands give. One kind is one thing of the field, whichever command printed it,
// so a port from `ovs-vsctl show` and one from OVSDB meet under the same kind and key.
// A field is null when the command that gave this fact does not print it. MACs are lower case with
// colons, addresses as printed, numbers are numbers.

export interface InstanceFact {
  /** libvirt's name, `instance-0000001e`; null when the command does not show it. */
  readonly libvirtName: string | null;
  /** The name the user gave (`web1`). */
  readonly name: string | null;
  readonly uuid: string | null;
  readonly host: string | null;
  readonly status: string | null;
  readonly addresses: readonly { readonly network: string; readonly address: string }[];
}

/** One `<interface>` of a libvirt domain. `index` counts from 0 in the XML. */
export interface DomainInterfaceFact {
  readonly domain: string;
  readonly index: number;
  /** `bridge`, `ethernet`, `vhostuser`, `hostdev`, `direct`, `network` … as in the XML. */
  readonly type: string;
  readonly mac: string | null;
  /** `<source bridge=…>`, `<source network=…>`, `<source dev=…>` or the vhost-user socket path. */
  readonly source: string | null;
  readonly target: string | null;
  readonly model: string | null;
  readonly alias: string | null;
  readonly mtu: number | null;
  readonly virtualport: string | null;
  /** The Neutron port: `<parameters interfaceid=…>`, or Nova's `<nova:port uuid=…>` where exactly one can be meant. */
  readonly portId: string | null;
}

/** A Linux bridge. `id` as `brctl` prints it; `interfaces` its members in printed order. */
export interface LinuxBridgeFact {
  readonly name: string;
  readonly id: string | null;
  readonly stp: boolean | null;
  readonly netns: string | null;
}

/** A device enslaved to a Linux bridge (`brctl show`, `bridge link`). */
export interface BridgePortFact {
  readonly bridge: string;
  readonly device: string;
  readonly ifindex: number | null;
  readonly state: string | null;
  readonly netns: string | null;
}

/** A network device as `ip link` / `ip addr` shows it. */
export interface LinkFact {
  readonly name: string;
  readonly ifindex: number;
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

export interface AddressFact {
  readonly device: string;
  readonly ifindex: number | null;
  readonly netns: string | null;
  readonly family: 'inet' | 'inet6';
  readonly address: string;
  readonly prefixLength: number;
  readonly scope: string | null;
}

/** One node of `lshw -class network`. `configuration` is its `key=value` list. */
export interface NicFact {
  /** `logical name`; null for an unclaimed device. */
  readonly device: string | null;
  readonly description: string | null;
  readonly product: string | null;
  readonly vendor: string | null;
  readonly busInfo: string | null;
  readonly serial: string | null;
  readonly driver: string | null;
  readonly configuration: Readonly<Record<string, string>>;
}

/** `ethtool -S`. `peerIfindex` is veth's own line; counters keep their printed names. */
export interface EthtoolStatisticsFact {
  readonly device: string;
  readonly peerIfindex: number | null;
  readonly counters: Readonly<Record<string, number>>;
}

/** `ethtool -i`. */
export interface EthtoolDriverFact {
  readonly device: string;
  readonly driver: string | null;
  readonly version: string | null;
  readonly firmwareVersion: string | null;
  readonly busInfo: string | null;
}

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

export interface FactKinds {
  readonly instance: InstanceFact;
  readonly 'domain-interface': DomainInterfaceFact;
  readonly 'linux-bridge': LinuxBridgeFact;
  readonly 'bridge-port': BridgePortFact;
  readonly link: LinkFact;
  readonly address: AddressFact;
  readonly nic: NicFact;
  readonly 'ethtool-statistics': EthtoolStatisticsFact;
  readonly 'ethtool-driver': EthtoolDriverFact;
  readonly 'ovs-bridge': OvsBridgeFact;
  readonly 'ovs-port': OvsPortFact;
  readonly 'ovs-interface': OvsInterfaceFact;
  readonly 'openflow-switch': OpenflowSwitchFact;
  readonly 'openflow-port': OpenflowPortFact;
  readonly flow: FlowFact;
  readonly 'datapath-port': DatapathPortFact;
  readonly 'fdb-entry': FdbEntryFact;
}
export type FactKind = keyof FactKinds;

export const factKinds = [
  'instance',
  'domain-interface',
  'linux-bridge',
  'bridge-port',
  'link',
  'address',
  'nic',
  'ethtool-statistics',
  'ethtool-driver',
  'ovs-bridge',
  'ovs-port',
  'ovs-interface',
  'openflow-switch',
  'openflow-port',
  'flow',
  'datapath-port',
  'fdb-entry',
] as const satisfies readonly FactKind[];

/** A fact with the lines it was read from, before it has a place in a case. */
export type ParsedFact = {
  [K in FactKind]: {
    readonly kind: K;
    readonly data: FactKinds[K];
    readonly firstLine: number;
    readonly lastLine: number;
  };
}[FactKind];

/** A fact of one kind in a case: its data, its row, and the source row that its lines belong to. */
export interface StoredFact<K extends FactKind = FactKind> {
  readonly id: number;
  readonly kind: K;
  readonly data: FactKinds[K];
  readonly sourceId: number;
  readonly firstLine: number;
  readonly lastLine: number;
}
