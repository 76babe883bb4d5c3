// The shapes of the case model: the hosts of a case and what joins them. It is made for being shown from
// afar: of a host what it is and how much is in it, never its devices; those are `insideOf`.
import type { CaseEvidence } from '../../evidence.ts';
import type { Knowledge, NetworkDevice } from '../model.ts';

export const hostRoles = ['compute', 'network', 'gateway', 'controller'] as const;
/** `network`: routers or DHCP servers of Neutron's agents; `gateway`: a chassis of OVN that leads outside. */
export type HostRole = (typeof hostRoles)[number];

/** What a host is for, and how that is known. */
export interface RoleOfHost {
  readonly role: HostRole;
  readonly status: Knowledge;
  /** What shows it: `3 instances`, `a qrouter namespace`. */
  readonly reason: string;
  readonly evidence: readonly CaseEvidence[];
}

export interface HostCounts {
  readonly instances: number;
  /** Neutron's routers that have a namespace here, and OVN's that lead outside by this chassis. */
  readonly routers: number;
  readonly namespaces: number;
  /** Of Open vSwitch, and of Linux but for those of one instance's port (`qbr…`). */
  readonly bridges: number;
  readonly networks: number;
  readonly tunnels: number;
}

export interface CaseHost {
  readonly kind: 'host';
  /** `host/compute1`. */
  readonly id: string;
  readonly host: string;
  readonly snapshotId: number;
  readonly roles: readonly RoleOfHost[];
  readonly counts: HostCounts;
  /** Local addresses of its tunnels, with the device that holds each where that is known. */
  readonly tunnelAddresses: readonly { readonly address: string; readonly device: string | null }[];
  readonly evidence: readonly CaseEvidence[];
}

/** A host that the case has no snapshot of, known by tunnels that lead to it. */
export interface CasePeer {
  readonly kind: 'peer';
  /** `peer/192.168.10.14`, or by its name where an output has it: `peer/compute9`. */
  readonly id: string;
  readonly name: string | null;
  readonly addresses: readonly string[];
  /** Who knows its name, if anybody; else null. */
  readonly reason: string | null;
  readonly evidence: readonly CaseEvidence[];
}

export interface TunnelEnd {
  /** A `CaseHost.host`. */
  readonly host: string;
  readonly bridge: string | null;
  readonly port: string;
  readonly ofport: number | null;
  readonly local: string | null;
  readonly remote: string;
  /** `up`, `down` as the Interface row or `ip link` has it. */
  readonly state: string | null;
  /** What Open vSwitch says it failed at. */
  readonly error: string | null;
  readonly evidence: readonly CaseEvidence[];
}

export const tunnelKnowledge = ['both', 'one-side', 'other-unread', 'peer-outside'] as const;
/**
 * `both`: each host has its end; `one-side`: the other host's ports are known and none leads back;
 * `other-unread`: no output of the other host shows its tunnels; `peer-outside`: the other host is not in the case.
 */
export type TunnelKnowledge = (typeof tunnelKnowledge)[number];

/** A tunnel between two hosts, or from one to a peer. `from` and `to` are ids of hosts and peers, in order. */
export interface CaseTunnel {
  readonly kind: 'tunnel';
  /** `tunnel/gre/compute1/gre-c0a80a0d`: by its first end. */
  readonly id: string;
  /** `gre`, `vxlan`, `geneve` … */
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** The end at `from`, then the one at `to`; null for one that no output shows. */
  readonly ends: readonly [TunnelEnd | null, TunnelEnd | null];
  readonly knowledge: TunnelKnowledge;
  readonly status: Knowledge;
  readonly reason: string | null;
  readonly wants: readonly string[];
}

/** What a host has of a physical network. */
export interface PhysicalAttachment {
  readonly host: string;
  /** Null where only a device is mapped (`physical_interface_mappings`) or a port's note names the network. */
  readonly bridge: string | null;
  readonly nics: readonly string[];
  readonly status: Knowledge;
  /** Where the mapping is written: `bridge_mappings`, `ovn-bridge-mappings` …, or what it was inferred from. */
  readonly reason: string;
  readonly evidence: readonly CaseEvidence[];
}

export interface PhysicalNetwork {
  readonly kind: 'physical-network';
  /** `physical/external`; of a provider bridge whose network no output names, `physical/?/HOST/BRIDGE`. */
  readonly id: string;
  /** Null where no output names it. */
  readonly name: string | null;
  readonly attachments: readonly PhysicalAttachment[];
  /** Ids of the networks that go over it. */
  readonly networks: readonly string[];
}

/** What a host has of a network. */
export interface NetworkAtHost {
  readonly host: string;
  /** Local VLANs of its ports, in order; none on a chassis of OVN. */
  readonly vlans: readonly number[];
  readonly ports: number;
  readonly evidence: readonly CaseEvidence[];
}

export interface CaseNetwork {
  readonly kind: 'network';
  /** The UUID; else what it is known by: `tunnel 0x22a`, `compute1 vlan 3`. */
  readonly id: string;
  readonly name: string | null;
  /** `flat`, `vlan`, `vxlan`, `gre`, `geneve`, `local`. */
  readonly type: string | null;
  readonly segmentationId: number | null;
  /** OVN's key of its datapath, which its tunnels carry; null elsewhere. */
  readonly datapathKey: number | null;
  readonly physicalNetwork: string | null;
  readonly external: boolean | null;
  readonly hosts: readonly NetworkAtHost[];
  readonly evidence: readonly CaseEvidence[];
}

export type CasePart = CaseHost | CasePeer | CaseTunnel | PhysicalNetwork | CaseNetwork;

export interface CaseModel {
  readonly hosts: readonly CaseHost[];
  readonly peers: readonly CasePeer[];
  readonly tunnels: readonly CaseTunnel[];
  readonly physicalNetworks: readonly PhysicalNetwork[];
  readonly networks: readonly CaseNetwork[];
}

/** A network that a tunnel carries between its two hosts, as flows or OVN's keys show it. */
export interface TunnelUse {
  /** As Open vSwitch writes it, `0x22a`. */
  readonly tunnelId: string;
  /** A `CaseNetwork.id`, and its name; null where none is known for the id. */
  readonly network: string | null;
  readonly name: string | null;
  /** The hosts whose flows send it into the tunnel; none where it is inferred. */
  readonly hosts: readonly string[];
  readonly status: Knowledge;
  readonly reason: string | null;
  readonly evidence: readonly CaseEvidence[];
}

/** An instance with the networks of its ports, first port first. */
export interface InsideInstance {
  readonly device: NetworkDevice;
  readonly name: string | null;
  /** Ids of `CaseNetwork`. */
  readonly networks: readonly string[];
}

/** One host as the case view unfolds it: devices as in its node model, without those of single ports. */
export interface HostInside {
  readonly host: string;
  readonly instances: readonly InsideInstance[];
  readonly namespaces: readonly NetworkDevice[];
  readonly bridges: readonly NetworkDevice[];
  readonly nics: readonly NetworkDevice[];
  /**
   * Between those devices, by id. `plugged`: one is in the other, or a way over devices that are left out joins
   * them; `carried`: the tunnels of the first leave by the address of the second.
   */
  readonly links: readonly {
    readonly kind: 'plugged' | 'carried';
    readonly from: string;
    readonly to: string;
  }[];
}
