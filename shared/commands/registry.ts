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
import { ipMaddr } from './linux/ip-maddr.ts';
import { ipNeigh } from './linux/ip-neigh.ts';
import { ipNetns } from './linux/ip-netns.ts';
import { ip6Route, ipRoute } from './linux/ip-route.ts';
import { ip6Rule, ipRule } from './linux/ip-rule.ts';
import { lshwNetwork } from './linux/lshw-network.ts';
import { novaShow } from './openstack/nova-show.ts';
import { openstackServerShow } from './openstack/openstack-server-show.ts';
import { apiAnswers } from './openstack/api-answers.ts';
import { resourceCommands } from './openstack/resource-commands.ts';
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
import { procNetArp } from './system/proc-net-arp.ts';
import { procNetBonding } from './system/proc-net-bonding.ts';
import { procNetDev } from './system/proc-net-dev.ts';
import { procNetIfInet6 } from './system/proc-net-if-inet6.ts';
import { procNetSockstat } from './system/proc-net-sockstat.ts';
import { procNetSoftnetStat } from './system/proc-net-softnet-stat.ts';
import { procNetVlan } from './system/proc-net-vlan.ts';
import { sysctl } from './system/sysctl.ts';
import { procSys } from './system/proc-sys.ts';
import { sysfsNetwork } from './system/sysfs-network.ts';
import { lspci } from './system/lspci.ts';
import { uname } from './system/uname.ts';
import { lsmod } from './system/lsmod.ts';
import { numactlHardware } from './system/numactl-hardware.ts';
import { nstat, procNetSnmp, procNetSnmp6 } from './system/proc-net-counters.ts';
import { date, hostname, hostnamectl, lscpu, procCmdline, timedatectl, uptime } from './system/host-properties.ts';
import { dpkgList, dpkgQuery, rpmList, snapList } from './system/package-lists.ts';

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
  ...resourceCommands,
  apiAnswers,
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
  ipRoute,
  ip6Route,
  ipRule,
  ip6Rule,
  ipNeigh,
  ipNetns,
  ipMaddr,
  procNetArp,
  procNetBonding,
  procNetDev,
  procNetIfInet6,
  procNetSockstat,
  procNetSoftnetStat,
  procNetVlan,
  sysctl,
  procSys,
  sysfsNetwork,
  lspci,
  uname,
  lsmod,
  numactlHardware,
  nstat,
  procNetSnmp,
  procNetSnmp6,
  date,
  hostname,
  hostnamectl,
  lscpu,
  procCmdline,
  timedatectl,
  uptime,
  dpkgList,
  dpkgQuery,
  rpmList,
  snapList,
];
