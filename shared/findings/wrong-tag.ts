// A port whose tag is not the local VLAN of its network: its frames go to another network's ports, or to none.
//
//   tag : 7      other_config : {net_uuid="f4740671-…", tag="1"}      and another port of that network has tag 1
import { evidenceList } from '../network/evidence-list.ts';
import { deadVlan } from '../network/ovs-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/**
 * Neutron's agent writes the tag and its note of network and tag together. A note alone may be old; where another
 * port of the network still has the noted tag, the port's own one is wrong.
 */
export const wrongTagRule: Rule = {
  id: 'wrong-tag',
  severities: ['error', 'warning'],
  says: ['other', 'noted'],
  source: 'neutron ovs_neutron_agent.py, port_bound: tag and other_config of the Port row',
  needs: ['ovs-vsctl list Port or a whole database'],
  *find({ node }: RuleContext): Iterable<Fault> {
    for (const bridge of node.ovs.bridges) {
      const ports = node.ovs.ports(bridge);
      for (const port of ports) {
        const { tag, notedTag, notedNetwork } = port;
        if (tag === null || tag === deadVlan || notedTag === null || tag === notedTag) continue;
        if (port.conflict !== null) continue;
        const other = ports.find(
          (each) =>
            each !== port &&
            each.notedNetwork === notedNetwork &&
            each.tag === notedTag &&
            each.notedTag === notedTag,
        );
        yield {
          severity: other === undefined ? 'warning' : 'error',
          devices: [port.name],
          says: other === undefined ? 'noted' : 'other',
          params: {
            port: port.name,
            tag: String(tag),
            noted: String(notedTag),
            ...(other === undefined ? {} : { other: other.name }),
          },
          evidence: evidenceList(node.facts, port.rows, other?.rows),
        };
      }
    }
  },
};
