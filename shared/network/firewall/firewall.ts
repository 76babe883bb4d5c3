// Which firewall stands between an instance's port and the network, and where it is: iptables chains on the
// tap of a hybrid plug or of a Linux bridge, flows of the integration bridge, or OVN's ACLs.
import type { CaseEvidence } from '../../evidence.ts';
import type { Knowledge } from '../model.ts';

export const firewallDrivers = ['iptables', 'openflow', 'ovn'] as const;
export type FirewallDriver = (typeof firewallDrivers)[number];

export const firewallStates = ['filtered', 'open', 'none', 'unknown'] as const;
/**
 * `filtered`: rules decide what passes; `open`: port security is off, and everything passes by intent; `none`: no
 * rule is about the port, though the outputs that would show one are there; `unknown`: they are not.
 */
export type FirewallState = (typeof firewallStates)[number];

export const firewallDirections = ['to-instance', 'from-instance', 'anti-spoofing', 'both'] as const;
export type FirewallDirection = (typeof firewallDirections)[number];

/** A chain, a flow table or a port group, as far as it is about one port. */
export interface FirewallPart {
  /** `neutron-openvswi-i36aaab22-c`, `br-int table 82`, `pg_b5d75dcd_…`. */
  readonly name: string;
  readonly direction: FirewallDirection;
  readonly rules: number;
  /** What its rules have counted; null where nothing counts, as in ACLs. */
  readonly packets: number | null;
  /** Flows: the filter that shows exactly these in the Flows view; null for what are no flows. */
  readonly flows: { readonly bridge: string; readonly filter: string } | null;
  readonly evidence: readonly CaseEvidence[];
}

/** An ipset that the chains of a port ask, or an address set of OVN. */
export interface FirewallSet {
  readonly name: string;
  /** Null where its members are not printed. */
  readonly members: number | null;
  readonly evidence: readonly CaseEvidence[];
}

export interface FirewallGroup {
  readonly id: string;
  /** The security group's name; null where no output says. */
  readonly name: string | null;
}

/** The firewall of one port of an instance. */
export interface PortFirewall {
  readonly host: string;
  /** The device that it stands at: a `NetworkDevice.id`. */
  readonly deviceId: string;
  readonly device: string;
  readonly instance: string | null;
  readonly portId: string | null;
  /** Null where nothing filters, or nothing says what does. */
  readonly driver: FirewallDriver | null;
  readonly state: FirewallState;
  /** Where its rules are: `kernel`, at the Linux bridge, or the OVS bridge's name. */
  readonly where: string;
  /** Null where no output of Neutron names the port. */
  readonly groups: readonly FirewallGroup[] | null;
  /** All rules that are about this port. */
  readonly rules: number;
  readonly parts: readonly FirewallPart[];
  readonly sets: readonly FirewallSet[];
  readonly status: Knowledge;
  /** What the state follows from, where it does not follow from rules alone. */
  readonly reason: string | null;
  readonly wants: readonly string[];
  readonly evidence: readonly CaseEvidence[];
}

/** A port as the firewalls know it. */
export interface FilteredPort {
  readonly tap: string | null;
  readonly portId: string | null;
  /** The Linux bridge that the tap is in. */
  readonly linuxBridge: string | null;
  /** Its port in Open vSwitch. */
  readonly ovs: { readonly bridge: string; readonly port: string; readonly ofport: number | null } | null;
}

/** What one kind of firewall says of a port; null when it says nothing at all. */
export type Filtering = Pick<
  PortFirewall,
  'driver' | 'state' | 'where' | 'rules' | 'parts' | 'sets' | 'status' | 'reason' | 'wants' | 'evidence'
>;
