// Every command that Coldtrace understands, in the order in which outputs without a name are tried.
import type { Command } from './command.ts';
import { brctlShow } from './linux/brctl-show.ts';
import { arp } from './linux/arp.ts';
import { brctlShowstp } from './linux/brctl-showstp.ts';
import { ifconfig } from './linux/ifconfig.ts';
import { routeTable } from './linux/route-table.ts';
import { brctlShowmacs, bridgeFdb } from './linux/bridge-fdb.ts';
import { bridgeLink } from './linux/bridge-link.ts';
import { bridgeMdb } from './linux/bridge-mdb.ts';
import { bridgeVlan } from './linux/bridge-vlan.ts';
import { easyovsDump } from './open-vswitch/easyovs-dump.ts';
import { ethtoolAddress } from './ethtool/ethtool-address.ts';
import { ethtoolDriver } from './ethtool/ethtool-driver.ts';
import { ethtoolFeatures } from './ethtool/ethtool-features.ts';
import { ethtoolModule } from './ethtool/ethtool-module.ts';
import {
  ethtoolChannels,
  ethtoolCoalesce,
  ethtoolPause,
  ethtoolPrivateFlags,
  ethtoolRing,
} from './ethtool/ethtool-parameters.ts';
import { ethtoolSettings } from './ethtool/ethtool-settings.ts';
import { ethtoolStatistics } from './ethtool/ethtool-statistics.ts';
import { ethtoolTimestamping } from './ethtool/ethtool-timestamping.ts';
import { conntrackList, conntrackStatistics } from './firewall/conntrack.ts';
import { ebtablesList } from './firewall/ebtables-list.ts';
import { ipsetList } from './firewall/ipset-list.ts';
import { nftList } from './firewall/nft-list.ts';
import { ip6tablesList, iptablesList } from './firewall/iptables-list.ts';
import { arptablesSave, ebtablesSave, ip6tablesSave, iptablesSave } from './firewall/iptables-save.ts';
import { ipAddr } from './linux/ip-addr.ts';
import { ipLink } from './linux/ip-link.ts';
import { ipMaddr } from './linux/ip-maddr.ts';
import { ipNeigh } from './linux/ip-neigh.ts';
import { ipNetns } from './linux/ip-netns.ts';
import { ip6Route, ipRoute } from './linux/ip-route.ts';
import { ip6Rule, ipRule } from './linux/ip-rule.ts';
import { tcClass, tcFilter, tcQdisc } from './linux/tc.ts';
import { lshwNetwork } from './linux/lshw-network.ts';
import { novaShow } from './openstack/nova-show.ts';
import { openstackServerShow } from './openstack/openstack-server-show.ts';
import { apiAnswers } from './openstack/api-answers.ts';
import { resourceCommands } from './openstack/resource-commands.ts';
import { ovsAppctlBfdShow, ovsAppctlCfmShow } from './open-vswitch/ovs-appctl-bfd-show.ts';
import { ovsAppctlBondList, ovsAppctlBondShow } from './open-vswitch/ovs-appctl-bond-show.ts';
import {
  ovsAppctlCoverageShow,
  ovsAppctlMemoryShow,
  ovsAppctlOfprotoList,
  ovsAppctlVlogList,
  ovsVersion,
} from './open-vswitch/ovs-appctl-daemon.ts';
import { ovsAppctlDpctlCtStatsShow } from './open-vswitch/ovs-appctl-dpctl-ct-stats-show.ts';
import { ovsAppctlDpctlDumpConntrack } from './open-vswitch/ovs-appctl-dpctl-dump-conntrack.ts';
import { ovsAppctlDpctlDumpFlows } from './open-vswitch/ovs-appctl-dpctl-dump-flows.ts';
import { ovsAppctlDpctlDumpDps, ovsAppctlDpctlShow } from './open-vswitch/ovs-appctl-dpctl-show.ts';
import { ovsAppctlLacpShow, ovsAppctlLacpShowStats } from './open-vswitch/ovs-appctl-lacp-show.ts';
import { ovsAppctlMdbShow } from './open-vswitch/ovs-appctl-mdb-show.ts';
import {
  ovsAppctlPmdPerfShow,
  ovsAppctlPmdRxqShow,
  ovsAppctlPmdSleepShow,
  ovsAppctlPmdStatsShow,
} from './open-vswitch/ovs-appctl-pmd.ts';
import { ovsAppctlQosShow } from './open-vswitch/ovs-appctl-qos-show.ts';
import { ovsAppctlRstpShow, ovsAppctlStpShow } from './open-vswitch/ovs-appctl-stp-show.ts';
import {
  ovsAppctlListTunnels,
  ovsAppctlRouteShow,
  ovsAppctlTnlNeighShow,
  ovsAppctlTnlPortsShow,
} from './open-vswitch/ovs-appctl-tunnels.ts';
import { ovsAppctlUpcallShow } from './open-vswitch/ovs-appctl-upcall-show.ts';
import {
  ovsAppctlDpFeatures,
  ovsAppctlFdbStatsShow,
  ovsOfctlDumpAggregate,
  ovsOfctlDumpDesc,
  ovsOfctlDumpGroupFeatures,
  ovsOfctlGetFrags,
  ovsOfctlMeterFeatures,
} from './open-vswitch/ovs-bridge-state.ts';
import { ovsOfctlDumpGroupStats } from './open-vswitch/ovs-ofctl-dump-group-stats.ts';
import { ovsOfctlDumpGroups } from './open-vswitch/ovs-ofctl-dump-groups.ts';
import { ovsOfctlDumpMeters } from './open-vswitch/ovs-ofctl-dump-meters.ts';
import { ovsOfctlDumpPorts } from './open-vswitch/ovs-ofctl-dump-ports.ts';
import {
  ovsOfctlDumpTableDesc,
  ovsOfctlDumpTableFeatures,
  ovsOfctlDumpTables,
} from './open-vswitch/ovs-ofctl-dump-tables.ts';
import { ovsOfctlDumpTlvMap } from './open-vswitch/ovs-ofctl-dump-tlv-map.ts';
import { ovsOfctlMeterStats } from './open-vswitch/ovs-ofctl-meter-stats.ts';
import { ovsOfctlQueueGetConfig, ovsOfctlQueueStats } from './open-vswitch/ovs-ofctl-queues.ts';
import { ovsAppctlBridgeDumpFlows } from './open-vswitch/ovs-appctl-bridge-dump-flows.ts';
import { ovsAppctlDpifShow } from './open-vswitch/ovs-appctl-dpif-show.ts';
import { ovsAppctlFdbShow } from './open-vswitch/ovs-appctl-fdb-show.ts';
import { ovsOfctlDumpFlows } from './open-vswitch/ovs-ofctl-dump-flows.ts';
import { ovsOfctlDumpPortsDesc } from './open-vswitch/ovs-ofctl-dump-ports-desc.ts';
import { ovsOfctlShow } from './open-vswitch/ovs-ofctl-show.ts';
import { clusterStatus } from './ovn/cluster-status.ts';
import { ctZoneList } from './ovn/ct-zone-list.ts';
import { ovnNbctlAclList } from './ovn/ovn-nbctl-acl-list.ts';
import { ovnNbctlLbList } from './ovn/ovn-nbctl-lb-list.ts';
import { ovnNbctlLrNatList } from './ovn/ovn-nbctl-lr-nat-list.ts';
import { ovnNbctlLrPolicyList } from './ovn/ovn-nbctl-lr-policy-list.ts';
import { ovnNbctlLrRouteList } from './ovn/ovn-nbctl-lr-route-list.ts';
import { ovnNbctlLrList, ovnNbctlLrpList, ovnNbctlLsList, ovnNbctlLspList } from './ovn/ovn-nbctl-names.ts';
import { ovnNbctlShow } from './ovn/ovn-nbctl-show.ts';
import { ovnSbctlLflowList } from './ovn/ovn-sbctl-lflow-list.ts';
import { ovnSbctlShow } from './ovn/ovn-sbctl-show.ts';
import { ovnNbctlList } from './ovn/ovn-nbctl-list.ts';
import { ovnSbctlList } from './ovn/ovn-sbctl-list.ts';
import { ovsdbFile } from './ovsdb/ovsdb-file.ts';
import { ovsdbClientDump } from './ovsdb/ovsdb-client-dump.ts';
import { ovsVsctlList } from './ovsdb/ovs-vsctl-list.ts';
import { ovsVsctlListBridge } from './ovsdb/ovs-vsctl-list-bridge.ts';
import { ovsVsctlListInterface } from './ovsdb/ovs-vsctl-list-interface.ts';
import { ovsVsctlListPort } from './ovsdb/ovs-vsctl-list-port.ts';
import { ovsVsctlShow } from './ovsdb/ovs-vsctl-show.ts';
import { virshDominfo } from './libvirt/virsh-dominfo.ts';
import { virshDomifstat } from './libvirt/virsh-domifstat.ts';
import { virshDumpxml } from './libvirt/virsh-dumpxml.ts';
import { virshNetDumpxml } from './libvirt/virsh-net-dumpxml.ts';
import {
  virshDomblklist,
  virshDomifaddr,
  virshDomiflist,
  virshList,
  virshNetList,
} from './libvirt/virsh-tables.ts';
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
import {
  date,
  hostname,
  hostnamectl,
  lscpu,
  procCmdline,
  timedatectl,
  uptime,
} from './system/host-properties.ts';
import { dpkgList, dpkgQuery, rpmList, snapList } from './system/package-lists.ts';
import { configAssignments } from './system/config-assignments.ts';
import { configIni } from './system/config-ini.ts';
import { configInterfaces } from './system/config-interfaces.ts';
import { configNetplan } from './system/config-netplan.ts';
import { ovsLog } from './system/ovs-log.ts';
import { openstackLog } from './system/openstack-log.ts';
import { journalctl } from './system/journalctl.ts';
import { systemctlStatus } from './system/systemctl-status.ts';
import { systemctlUnits } from './system/systemctl-units.ts';
import { ps } from './system/ps.ts';
import { nmcliConnection, nmcliDevice } from './system/nmcli.ts';

export const commands: readonly Command[] = [
  ovsOfctlShow,
  ovsOfctlDumpPortsDesc,
  ovsAppctlBridgeDumpFlows,
  ovsOfctlDumpFlows,
  easyovsDump,
  ovsAppctlDpifShow,
  ovsAppctlFdbShow,
  ovsAppctlBfdShow,
  ovsAppctlCfmShow,
  ovsAppctlBondShow,
  ovsAppctlBondList,
  ovsAppctlCoverageShow,
  ovsAppctlMemoryShow,
  ovsAppctlOfprotoList,
  ovsAppctlVlogList,
  ovsVersion,
  ovsAppctlDpctlCtStatsShow,
  ovsAppctlDpctlDumpConntrack,
  ovsAppctlDpctlDumpFlows,
  ovsAppctlDpctlShow,
  ovsAppctlDpctlDumpDps,
  ovsAppctlLacpShow,
  ovsAppctlLacpShowStats,
  ovsAppctlMdbShow,
  ovsAppctlPmdPerfShow,
  ovsAppctlPmdRxqShow,
  ovsAppctlPmdSleepShow,
  ovsAppctlPmdStatsShow,
  ovsAppctlQosShow,
  ovsAppctlRstpShow,
  ovsAppctlStpShow,
  ovsAppctlListTunnels,
  ovsAppctlRouteShow,
  ovsAppctlTnlNeighShow,
  ovsAppctlTnlPortsShow,
  ovsAppctlUpcallShow,
  ovsAppctlDpFeatures,
  ovsAppctlFdbStatsShow,
  ovsOfctlDumpAggregate,
  ovsOfctlDumpDesc,
  ovsOfctlDumpGroupFeatures,
  ovsOfctlGetFrags,
  ovsOfctlMeterFeatures,
  ovsOfctlDumpGroupStats,
  ovsOfctlDumpGroups,
  ovsOfctlDumpMeters,
  ovsOfctlDumpPorts,
  ovsOfctlDumpTableDesc,
  ovsOfctlDumpTableFeatures,
  ovsOfctlDumpTables,
  ovsOfctlDumpTlvMap,
  ovsOfctlMeterStats,
  ovsOfctlQueueGetConfig,
  ovsOfctlQueueStats,
  ovsVsctlShow,
  ovsVsctlListInterface,
  ovsVsctlListPort,
  ovsVsctlListBridge,
  ovsVsctlList,
  ovsdbClientDump,
  ovsdbFile,
  ovnNbctlList,
  ovnSbctlList,
  ovnNbctlShow,
  ovnNbctlLsList,
  ovnNbctlLrList,
  ovnNbctlLspList,
  ovnNbctlLrpList,
  ovnNbctlLrRouteList,
  ovnNbctlLrNatList,
  ovnNbctlLrPolicyList,
  ovnNbctlAclList,
  ovnNbctlLbList,
  ovnSbctlShow,
  ovnSbctlLflowList,
  clusterStatus,
  ctZoneList,
  novaShow,
  openstackServerShow,
  ...resourceCommands,
  apiAnswers,
  virshDumpxml,
  virshList,
  virshDominfo,
  virshDomiflist,
  virshDomblklist,
  virshDomifaddr,
  virshDomifstat,
  virshNetList,
  virshNetDumpxml,
  brctlShow,
  brctlShowstp,
  bridgeLink,
  bridgeFdb,
  brctlShowmacs,
  bridgeMdb,
  bridgeVlan,
  lshwNetwork,
  ethtoolStatistics,
  ethtoolDriver,
  ethtoolSettings,
  ethtoolFeatures,
  ethtoolRing,
  ethtoolPause,
  ethtoolChannels,
  ethtoolCoalesce,
  ethtoolPrivateFlags,
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
  arp,
  routeTable,
  ifconfig,
  tcQdisc,
  tcClass,
  tcFilter,
  ip6tablesSave,
  ebtablesSave,
  arptablesSave,
  iptablesSave,
  ebtablesList,
  iptablesList,
  ip6tablesList,
  nftList,
  conntrackList,
  conntrackStatistics,
  ipsetList,
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
  configAssignments,
  configIni,
  configInterfaces,
  configNetplan,
  ovsLog,
  openstackLog,
  systemctlUnits,
  systemctlStatus,
  journalctl,
  ps,
  nmcliConnection,
  nmcliDevice,
];
