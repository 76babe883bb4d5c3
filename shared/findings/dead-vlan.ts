// Ports in VLAN 4095: Neutron's Open vSwitch agent puts there what must not pass anything, and drops the VLAN.
//
//   Port qvo1476e4c9-4e
//       tag: 4095
import type { CaseEvidence } from '../evidence.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { deadVlan } from '../network/ovs-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/**
 * A port is in the dead VLAN while its Neutron port is administratively down, and when the agent could not
 * bind it: `port_dead` and `treat_vif_port` of neutron's ovs_neutron_agent.py.
 */
export const deadVlanRule: Rule = {
  id: 'dead-vlan',
  severities: ['error'],
  says: ['port', 'down'],
  source: 'neutron ovs_neutron_agent.py, port_dead and treat_vif_port (DEAD_VLAN_TAG)',
  needs: ['ovs-vsctl show'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    for (const bridge of node.ovs.bridges) {
      const drops = node.vlanFlows(bridge).drops.get(deadVlan) ?? [];
      for (const port of node.ovs.ports(bridge)) {
        if (port.tag !== deadVlan) continue;
        const id = port.externalIds['iface-id'] ?? null;
        const down = id === null ? null : setDown(hosts.nodes, id);
        const rows = port.rows.filter(({ data }) => data.tag === deadVlan);
        yield {
          severity: 'error',
          devices: [port.name],
          says: down === null ? 'port' : 'down',
          params: { port: port.name, bridge },
          evidence: [...evidenceList(node.facts, rows, drops), ...(down ?? [])],
          wants: down !== null || id === null ? [] : [`openstack port show ${id}`],
        };
      }
    }
  },
};

/** Where Neutron says that the port is administratively down; null when nothing says so. */
function setDown(nodes: readonly NodeIndex[], id: string): readonly CaseEvidence[] | null {
  for (const { facts } of nodes) {
    const port = facts.of('neutron-port').find(({ data }) => data.id === id && data.adminStateUp === false);
    if (port) return evidenceList(facts, port);
  }
  return null;
}
