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
  'peer',
  'device',
] as const;
/** `tap`: an instance's tap device; `peer`: the host at a tunnel's other end; `device`: anything else. */
export type DeviceKind = (typeof deviceKinds)[number];

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
  readonly status: Knowledge;
  /** Why inferred, or what is missing and the command that would show it; null when known. */
  readonly reason: string | null;
  readonly evidence: readonly CaseEvidence[];
}

export const linkKinds = ['attached', 'member', 'veth', 'patch', 'tunnel', 'contains'] as const;
/** `attached`: vNIC to tap; `member`: device in a bridge; `veth`, `patch`: pairs; `tunnel`: to a peer; `contains`: namespace and device. */
export type LinkKind = (typeof linkKinds)[number];

export interface NetworkLink {
  readonly id: string;
  readonly kind: LinkKind;
  readonly from: string;
  readonly to: string;
  readonly label: string | null;
  readonly status: Knowledge;
  readonly reason: string | null;
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
