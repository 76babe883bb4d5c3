// Bridges of Open vSwitch without any flow, as after `ovs-ofctl del-flows`, or a restart before the agent or
// ovn-controller has written its own: nothing passes them.
//
//   NXST_FLOW reply (xid=0x4):          and no flow below
import { emptyBridge } from '../network/empty-bridge.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

export const bridgeWithoutFlowsRule: Rule = {
  id: 'bridge-without-flows',
  severities: ['error'],
  says: ['none'],
  source: 'ovs-vswitchd.conf.db(5), Bridge, fail_mode; ovs-ofctl(8), dump-flows',
  needs: ['ovs-ofctl dump-flows', 'ovs-vsctl show'],
  *find({ node }: RuleContext): Iterable<Fault> {
    for (const bridge of node.ovs.bridges) {
      const shown = emptyBridge(node, bridge);
      if (shown === null || node.ovs.ports(bridge).every(({ name }) => name === bridge)) continue;
      yield {
        severity: 'error',
        devices: [bridge],
        says: 'none',
        params: { bridge, host: node.host },
        evidence: evidenceList(node.facts, shown),
        wants: ['ovs-vsctl list Controller'],
      };
    }
  },
};
