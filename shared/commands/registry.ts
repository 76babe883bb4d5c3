// Every command that Coldtrace understands, in the order in which outputs without a name are tried.
import type { Command } from './command.ts';
import { brctlShow } from './linux/brctl-show.ts';
import { bridgeLink } from './linux/bridge-link.ts';
import { easyovsDump } from './open-vswitch/easyovs-dump.ts';
import { ethtoolAddress } from './ethtool/ethtool-address.ts';
import { ethtoolDriver } from './ethtool/ethtool-driver.ts';
import { ethtoolFeatures } from './ethtool/ethtool-features.ts';
import { ethtoolModule } from './ethtool/ethtool-module.ts';
import { ethtoolChannels, ethtoolCoalesce, ethtoolPause, ethtoolRing } from './ethtool/ethtool-parameters.ts';
import { ethtoolSettings } from './ethtool/ethtool-settings.ts';
import { ethtoolStatistics } from './ethtool/ethtool-statistics.ts';
import { ethtoolTimestamping } from './ethtool/ethtool-timestamping.ts';
import { ipAddr } from './linux/ip-addr.ts';
import { ipLink } from './linux/ip-link.ts';
import { lshwNetwork } from './linux/lshw-network.ts';
import { novaShow } from './openstack/nova-show.ts';
import { openstackServerShow } from './openstack/openstack-server-show.ts';
import { ovsAppctlBridgeDumpFlows } from './open-vswitch/ovs-appctl-bridge-dump-flows.ts';
import { ovsAppctlDpifShow } from './open-vswitch/ovs-appctl-dpif-show.ts';
import { ovsAppctlFdbShow } from './open-vswitch/ovs-appctl-fdb-show.ts';
import { ovsOfctlDumpFlows } from './open-vswitch/ovs-ofctl-dump-flows.ts';
import { ovsOfctlDumpPortsDesc } from './open-vswitch/ovs-ofctl-dump-ports-desc.ts';
import { ovsOfctlShow } from './open-vswitch/ovs-ofctl-show.ts';
import { ovsVsctlListInterface } from './ovsdb/ovs-vsctl-list-interface.ts';
import { ovsVsctlListPort } from './ovsdb/ovs-vsctl-list-port.ts';
import { ovsVsctlShow } from './ovsdb/ovs-vsctl-show.ts';
import { virshDumpxml } from './libvirt/virsh-dumpxml.ts';

export const commands: readonly Command[] = [
  ovsOfctlShow,
  ovsOfctlDumpPortsDesc,
  ovsAppctlBridgeDumpFlows,
  ovsOfctlDumpFlows,
  easyovsDump,
  ovsAppctlDpifShow,
  ovsAppctlFdbShow,
  ovsVsctlShow,
  ovsVsctlListInterface,
  ovsVsctlListPort,
  novaShow,
  openstackServerShow,
  virshDumpxml,
  brctlShow,
  bridgeLink,
  lshwNetwork,
  ethtoolStatistics,
  ethtoolDriver,
  ethtoolSettings,
  ethtoolFeatures,
  ethtoolRing,
  ethtoolPause,
  ethtoolChannels,
  ethtoolCoalesce,
  ethtoolModule,
  ethtoolTimestamping,
  ethtoolAddress,
  ipAddr,
  ipLink,
];
