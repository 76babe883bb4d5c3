// The facts that commands give. One kind is one thing of the field, whichever command printed it,
// so a port from `ovs-vsctl show` and one from OVSDB meet under the same kind and key.
// A field is null when the command that gave this fact does not print it. MACs are lower case with
// colons, addresses as printed, numbers are numbers.
import { openstackKinds, type OpenstackFacts } from './facts/openstack.ts';
import { libvirtKinds, type LibvirtFacts } from './facts/libvirt.ts';
import { linuxNetworkKinds, type LinuxNetworkFacts } from './facts/linux-network.ts';
import { ethtoolKinds, type EthtoolFacts } from './facts/ethtool.ts';
import { linuxHostKinds, type LinuxHostFacts } from './facts/linux-host.ts';
import { firewallKinds, type FirewallFacts } from './facts/firewall.ts';
import { openVswitchKinds, type OpenVswitchFacts } from './facts/open-vswitch.ts';
import { openVswitchStateKinds, type OpenVswitchStateFacts } from './facts/open-vswitch-state.ts';
import { ovsdbKinds, type OvsdbFacts } from './facts/ovsdb.ts';
import { ovnKinds, type OvnFacts } from './facts/ovn.ts';

export type * from './facts/openstack.ts';
export type * from './facts/libvirt.ts';
export type * from './facts/linux-network.ts';
export type * from './facts/ethtool.ts';
export type * from './facts/linux-host.ts';
export type * from './facts/firewall.ts';
export type * from './facts/open-vswitch.ts';
export type * from './facts/open-vswitch-state.ts';
export type * from './facts/ovsdb.ts';
export type * from './facts/ovn.ts';

export interface FactKinds
  extends
    OpenstackFacts,
    LibvirtFacts,
    LinuxNetworkFacts,
    EthtoolFacts,
    LinuxHostFacts,
    FirewallFacts,
    OpenVswitchFacts,
    OpenVswitchStateFacts,
    OvsdbFacts,
    OvnFacts {}
export type FactKind = keyof FactKinds;

export const factKinds = [
  ...openstackKinds,
  ...libvirtKinds,
  ...linuxNetworkKinds,
  ...ethtoolKinds,
  ...linuxHostKinds,
  ...firewallKinds,
  ...openVswitchKinds,
  ...openVswitchStateKinds,
  ...ovsdbKinds,
  ...ovnKinds,
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
