// Ports of Neutron's in the integration bridge that have no tag, where others have one: the agent has not wired
// them, and Open vSwitch takes a port without a tag for a trunk of all VLANs.
import { evidenceList } from '../network/evidence-list.ts';
import { deadVlan, isPatch, isTunnel } from '../network/ovs-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/** Not OVN's bridge, which knows its ports by number; nor a trunk's, where the parent has no tag by design. */
export const untaggedPortRule: Rule = {
  id: 'untagged-port',
  severities: ['error'],
  says: ['none'],
  source: 'ovs-vswitchd.conf.db(5), Port table, tag; neutron ovs_neutron_agent.py, port_bound',
  needs: ['ovs-vsctl show', 'ovs-vsctl list Interface'],
  *find({ node }: RuleContext): Iterable<Fault> {
    for (const bridge of node.ovs.bridges) {
      const ports = node.ovs.ports(bridge);
      const bound = ports.filter((port) => 'iface-id' in port.externalIds && !isPatch(port));
      const wired = bound.some(({ tag }) => tag !== null && tag !== deadVlan);
      if (!wired || ports.some(isTunnel)) continue;
      for (const port of bound) {
        const trunk = port.rows.some(
          ({ data }) => data.vlanMode === 'trunk' || (data.trunks ?? []).length > 0,
        );
        const contradicted = port.rows.some(({ data }) => typeof data.tag === 'number');
        if (port.tag !== null || !port.tagKnown || trunk || contradicted) continue;
        yield {
          severity: 'error',
          devices: [port.name],
          says: 'none',
          params: { port: port.name, bridge },
          evidence: evidenceList(node.facts, port.rows, port.facts),
          wants: ['cat /var/log/neutron/neutron-openvswitch-agent.log'],
        };
      }
    }
  },
};
