// Network devices, bridges and routing as the Linux kernel shows them.
// Part of ../facts.ts, which says what all kinds have in common.

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

export interface LinuxNetworkFacts {
  readonly 'linux-bridge': LinuxBridgeFact;
  readonly 'bridge-port': BridgePortFact;
  readonly link: LinkFact;
  readonly address: AddressFact;
}

export const linuxNetworkKinds = [
  'linux-bridge',
  'bridge-port',
  'link',
  'address',
] as const satisfies readonly (keyof LinuxNetworkFacts)[];
