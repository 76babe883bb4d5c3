// Every command that Coldtrace understands, in the order in which outputs without a name are tried.
import type { Command } from './command.ts';
import { easyovsDump } from './easyovs-dump.ts';
import { ovsAppctlBridgeDumpFlows } from './ovs-appctl-bridge-dump-flows.ts';
import { ovsAppctlDpifShow } from './ovs-appctl-dpif-show.ts';
import { ovsAppctlFdbShow } from './ovs-appctl-fdb-show.ts';
import { ovsOfctlDumpFlows } from './ovs-ofctl-dump-flows.ts';
import { ovsOfctlDumpPortsDesc } from './ovs-ofctl-dump-ports-desc.ts';
import { ovsOfctlShow } from './ovs-ofctl-show.ts';
import { ovsVsctlListInterface } from './ovs-vsctl-list-interface.ts';
import { ovsVsctlShow } from './ovs-vsctl-show.ts';

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
];
