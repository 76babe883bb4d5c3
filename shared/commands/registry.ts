// Every command that Coldtrace understands, in the order in which outputs without a name are tried.
import type { Command } from './command.ts';
import { brctlShow } from './brctl-show.ts';
import { bridgeLink } from './bridge-link.ts';
import { easyovsDump } from './easyovs-dump.ts';
import { ethtoolDriver } from './ethtool-driver.ts';
import { ethtoolStatistics } from './ethtool-statistics.ts';
import { ipAddr } from './ip-addr.ts';
import { ipLink } from './ip-link.ts';
import { lshwNetwork } from './lshw-network.ts';
import { novaShow } from './nova-show.ts';
import { openstackServerShow } from './openstack-server-show.ts';
import { ovsAppctlBridgeDumpFlows } from './ovs-appctl-bridge-dump-flows.ts';
import { ovsAppctlDpifShow } from './ovs-appctl-dpif-show.ts';
import { ovsAppctlFdbShow } from './ovs-appctl-fdb-show.ts';
import { ovsOfctlDumpFlows } from './ovs-ofctl-dump-flows.ts';
import { ovsOfctlDumpPortsDesc } from './ovs-ofctl-dump-ports-desc.ts';
import { ovsOfctlShow } from './ovs-ofctl-show.ts';
import { ovsVsctlListInterface } from './ovs-vsctl-list-interface.ts';
import { ovsVsctlListPort } from './ovs-vsctl-list-port.ts';
import { ovsVsctlShow } from './ovs-vsctl-show.ts';
import { virshDumpxml } from './virsh-dumpxml.ts';

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
  ipAddr,
  ipLink,
];
