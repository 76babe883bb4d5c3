// The shapes of the network model: devices and links of one node, and the path of one interface.
// Everything says how it is known: from evidence, by inference (with the reason), or not (with what
// would show it).
import type { CaseEvidence } from '../evidence.ts';

export type Knowledge = 'known' | 'inferred' | 'missing';

export const deviceKinds = [
  'instance',
  'tap',
  'linux-bridge',
  'veth',
  'ovs-bridge',
  'ovs-port',
  'patch',
  'tunnel',
  'nic',
  'vlan',
  'bond',
  'namespace',
  'internal',
  'macvlan',
  'macvtap',
  'dpdk',
  'vhost-user',
  'virtual-function',
  'representor',
  'peer',
  'device',
] as const;
/**
 * `tap`: an instance's tap device; `tunnel`: of Open vSwitch or of the kernel (vxlan, gre, geneve …);
 * `macvlan`: ipvlan, too, and `macvtap`: ipvtap; `dpdk`: an adapter that Open vSwitch drives itself; `vhost-user`:
 * a port whose other end is QEMU's socket; `virtual-function`: of SR-IOV, and `representor`: its switch side;
 * `peer`: the host at a tunnel's other end; `device`: anything else.
 */
export type DeviceKind = (typeof deviceKinds)[number];

/** What two outputs say differently of one device: both are kept, the first is what the device's own field has. */
export interface DeviceConflict {
  /** The field of `NetworkDevice`: `tag`, `mtu`, `parent` … */
  readonly field: string;
  readonly values: readonly { readonly value: string; readonly evidence: readonly CaseEvidence[] }[];
}

/** A box of the picture. `id` is stable for equal input and unique in its host's model: `veth/qvb48e06cd2-60`. */
export interface NetworkDevice {
  readonly id: string;
  readonly host: string;
  readonly kind: DeviceKind;
  readonly name: string;
  /** The bridge it sits on or in: a `NetworkDevice.id`; null when on its own. */
  readonly parent: string | null;
  readonly netns: string | null;
  readonly ifindex: number | null;
  readonly ofport: number | null;
  readonly tag: number | null;
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly state: string | null;
  readonly addresses: readonly string[];
  /** Colour key: the network this device belongs to (`vlan 1`, a network UUID); null when of none or many. */
  readonly network: string | null;
  /** `plumbing`: present on every node and part of no path (`lo`, `ovs-system`, `gre0` …); pictures leave it out. */
  readonly role: 'plumbing' | null;
  /** What the kernel or Open vSwitch calls it: `vxlan`, `openvswitch`, `dpdkvhostuserclient`, `system` … */
  readonly type: string | null;
  /** The kernel's or DPDK's driver, and the address on the bus: `ixgbe`, `0000:5e:00.0`. */
  readonly driver: string | null;
  readonly pci: string | null;
  /** What Open vSwitch says it failed at. */
  readonly error: string | null;
  /** `options` of the Interface row. */
  readonly options: Readonly<Record<string, string>>;
  /** `iface-id`: the Neutron port or OVN's logical port. */
  readonly portId: string | null;
  /** The row of OVN's southbound database that `portId` names. */
  readonly binding: PortBindingOfDevice | null;
  readonly detail: DeviceDetail | null;
  readonly conflicts: readonly DeviceConflict[];
  readonly status: Knowledge;
  /** Why inferred, or what is missing and the command that would show it; null when known. */
  readonly reason: string | null;
  /** Command lines whose outputs would show what is missing or only inferred; empty when none would. */
  readonly wants: readonly string[];
  readonly evidence: readonly CaseEvidence[];
}

/** OVN's logical port behind a port of the integration bridge. */
export interface PortBindingOfDevice {
  readonly logicalPort: string;
  /** Empty for an instance's; `localport`, `patch` … */
  readonly type: string | null;
  /** `neutron:port_name`, or the name that the northbound database gives it. */
  readonly name: string | null;
  /** The logical switch or router. */
  readonly datapath: string | null;
  readonly chassis: string | null;
  readonly up: boolean | null;
}

/** An instance's network adapter, as its domain describes it. */
export interface VirtualNic {
  readonly index: number;
  /** `bridge`, `vhostuser`, `hostdev` … */
  readonly type: string;
  readonly mac: string | null;
  readonly model: string | null;
  readonly target: string | null;
  readonly source: string | null;
  readonly mtu: number | null;
  readonly portId: string | null;
  /** The device of the host that it is plugged into: a `NetworkDevice.id`. */
  readonly device: string | null;
}

/** What only some devices have. */
export type DeviceDetail =
  | {
      readonly kind: 'instance';
      readonly uuid: string | null;
      readonly name: string | null;
      readonly nics: readonly VirtualNic[];
    }
  | {
      readonly kind: 'ovs-bridge';
      /** `system`, `netdev`. */
      readonly datapathType: string | null;
      readonly datapathId: string | null;
      readonly failMode: string | null;
      /** Physical networks that the bridge is given for (`ovn-bridge-mappings`, the agent's `bridge_mappings`). */
      readonly physicalNetworks: readonly string[];
    }
  | {
      readonly kind: 'veth';
      /** Null where no output names the peer; its namespace, null for the host's own or an unknown one. */
      readonly peer: string | null;
      readonly peerNetns: string | null;
      readonly peerIfindex: number | null;
    }
  /** `protocol` is `802.1Q` or `802.1ad`. */
  | { readonly kind: 'vlan'; readonly vlan: number | null; readonly protocol: string | null }
  | { readonly kind: 'macvlan'; readonly mode: string | null }
  | {
      readonly kind: 'tunnel';
      /** VNI or key; `flow` where flows choose it. Addresses likewise. */
      readonly tunnelId: string | null;
      readonly local: string | null;
      readonly remote: string | null;
      readonly port: number | null;
    }
  | {
      readonly kind: 'bond';
      /** True for a bond of Open vSwitch, false for one of the kernel. */
      readonly openVswitch: boolean;
      readonly mode: string | null;
      readonly lacp: string | null;
      readonly active: string | null;
      readonly members: readonly string[];
    }
  | {
      readonly kind: 'vhost-user';
      readonly socket: string | null;
      /** Which end opens the socket: Open vSwitch is the server for `dpdkvhostuser`. */
      readonly server: 'open-vswitch' | 'qemu';
    }
  | {
      /** A physical adapter. Counts are of its SR-IOV capability; null without one or where it is not known. */
      readonly kind: 'adapter';
      readonly product: string | null;
      readonly virtualFunctions: {
        readonly enabled: number | null;
        readonly total: number | null;
        readonly list: readonly VirtualFunction[];
      } | null;
    }
  | {
      readonly kind: 'virtual-function';
      readonly index: number | null;
      /** The device whose function it is. */
      readonly adapter: string | null;
    }
  | NamespaceDetail;

/** One `vf` line of `ip link`. */
export interface VirtualFunction {
  readonly index: number;
  readonly mac: string | null;
  readonly vlan: number | null;
  /** Instance whose vNIC it is. */
  readonly instance: string | null;
}

/** What is in a namespace besides its devices. */
export interface NamespaceDetail {
  readonly kind: 'namespace';
  /** By Neutron's and OVN's names: `router`, `dhcp`, `snat`, `fip`, `metadata`. */
  readonly purpose: 'router' | 'dhcp' | 'snat' | 'fip' | 'metadata' | null;
  /** The router, network or datapath of its name. */
  readonly of: string | null;
  readonly nsid: number | null;
  readonly addresses: readonly string[];
  readonly routes: readonly NamespaceItem[];
  /** Rules that translate addresses, in order. */
  readonly nat: readonly NamespaceItem[];
  readonly processes: readonly NamespaceItem[];
}

/** A route, rule or process, as text in the spelling of the tool that prints it. */
export interface NamespaceItem {
  readonly text: string;
  readonly evidence: readonly CaseEvidence[];
  /** Why it is taken to be of this namespace, where no output says so. */
  readonly reason: string | null;
}

export const linkKinds = [
  'attached',
  'member',
  'veth',
  'patch',
  'tunnel',
  'contains',
  'lower',
  'bonded',
  'virtual-function',
  'underlay',
] as const;
/**
 * `attached`: vNIC to what it is plugged into; `member`: device in a bridge; `veth`, `patch`: pairs; `tunnel`: to a
 * peer; `contains`: namespace and device; `lower`: a VLAN, macvlan or tunnel device and the device that it uses;
 * `bonded`: an adapter and its bond; `virtual-function`: and its adapter; `underlay`: a bridge and the device by whose
 * address its tunnels leave.
 */
export type LinkKind = (typeof linkKinds)[number];

export interface NetworkLink {
  readonly id: string;
  readonly kind: LinkKind;
  readonly from: string;
  readonly to: string;
  readonly label: string | null;
  readonly status: Knowledge;
  readonly reason: string | null;
  readonly wants: readonly string[];
  readonly evidence: readonly CaseEvidence[];
}

/** Why a step of a path does not hold, for code; the `reason` says it for people. */
export const breakCodes = [
  'no-domain-xml',
  'no-tap',
  'not-in-bridge',
  'peer-unknown',
  'not-in-ovs',
  'dead-vlan',
  'no-tag',
  'no-patch',
  'no-tunnel',
  'no-tunnel-id',
  'tunnel-port-missing',
  'no-underlay',
  'link-down',
  /** Open vSwitch could not add the interface: `error` of its row, or an `ofport` of -1. */
  'ovs-error',
] as const;
export type BreakCode = (typeof breakCodes)[number];

/** One hop. `status` says how the step from the hop before it is known. */
export interface Hop {
  readonly host: string;
  /** Null only when even the device's name is unknown. */
  readonly device: string | null;
  readonly kind: DeviceKind;
  readonly ifindex: number | null;
  readonly mac: string | null;
  readonly mtu: number | null;
  readonly addresses: readonly string[];
  /** The port's VLAN tag on an OVS port; on br-int, the local VLAN the packet has there. */
  readonly tag: number | null;
  readonly ofport: number | null;
  /** As Open vSwitch writes it, `0x22a`; on the tunnel bridge and its tunnels. */
  readonly tunnelId: string | null;
  /** A tunnel's addresses. */
  readonly local: string | null;
  readonly remote: string | null;
  readonly status: Knowledge;
  readonly reason: string | null;
  readonly break: BreakCode | null;
  /** Command lines whose outputs would show what is missing or only inferred here; empty when none would. */
  readonly wants: readonly string[];
  /** The device in `NodeModel.devices`; null when it is not in the model. */
  readonly deviceId: string | null;
  readonly evidence: readonly CaseEvidence[];
}

/** The hops of one instance's interface, from the instance outwards. `complete` is true when no hop is missing. */
export interface NetworkPath {
  /** Stable: the domain or instance, and the interface's tap: `instance-0000001e/tap48e06cd2-60`. */
  readonly id: string;
  readonly instance: string | null;
  readonly instanceName: string | null;
  readonly instanceUuid: string | null;
  readonly interface: string | null;
  /** The interface's Neutron port; null when no output says. */
  readonly portId: string | null;
  readonly hops: readonly Hop[];
  readonly complete: boolean;
}

/** One node: what the picture draws, and the paths that go through it. */
export interface NodeModel {
  readonly host: string;
  readonly devices: readonly NetworkDevice[];
  readonly links: readonly NetworkLink[];
  readonly paths: readonly NetworkPath[];
}
