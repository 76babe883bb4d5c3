// Every kind of thing that is compared, in the order in which changes are shown. Facts that are no things but
// measurements or a moment's doing (statistics, log events, datapath flows, conntrack entries, processes) have
// no entry here: rates and events are made of them.
import { firewallThings } from './firewall.ts';
import { hostThings } from './host.ts';
import { instanceThings } from './instances.ts';
import { linuxNetworkThings } from './linux-network.ts';
import { openstackThings } from './openstack.ts';
import { openVswitchThings } from './open-vswitch.ts';
import { ovnThings } from './ovn.ts';
import { ovsdbThings } from './ovsdb.ts';
import type { ThingKind } from './thing.ts';

export const thingKinds: readonly ThingKind[] = [
  ...instanceThings,
  ...linuxNetworkThings,
  ...openVswitchThings,
  ...ovsdbThings,
  ...firewallThings,
  ...openstackThings,
  ...ovnThings,
  ...hostThings,
];
