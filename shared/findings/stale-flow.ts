// Flows of the integration bridge for ports that it does not have any more: those of instances that are gone.
//
//   table=25, priority=2,in_port=11,dl_src=fa:16:3e:fa:13:53 actions=resubmit(,30)     and no port has number 11
import type { StoredFact } from '../facts.ts';
import { saidByMatch } from '../flows/vlan-and-tunnel.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { localPort } from '../network/ovs-index.ts';
import { listsPorts } from '../network/whole-lists.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/** A number that Open vSwitch gives to the next port makes such flows that port's: anti-spoofing then drops what it sends. */
export const staleFlowRule: Rule = {
  id: 'stale-flow',
  severities: ['notice'],
  says: ['port'],
  source: 'ovs-fields(7), in_port; neutron ovs_int.py, delete_arp_spoofing_protection',
  needs: ['ovs-ofctl dump-flows', 'ovs-vsctl list Interface or ovs-ofctl show'],
  *find({ node }: RuleContext): Iterable<Fault> {
    if (!listsPorts(node.facts)) return;
    for (const bridge of node.ovs.bridges) {
      const ports = node.ovs.ports(bridge);
      if (!ports.some(({ externalIds }) => 'iface-id' in externalIds)) continue;
      if (ports.some(({ ofport, error }) => ofport === null && error === null)) continue;
      for (const [number, flows] of flowsOfNobody(node, bridge)) {
        yield {
          severity: 'notice',
          devices: [bridge],
          about: `port ${number}`,
          says: 'port',
          params: { bridge, port: String(number), count: flows.length },
          evidence: evidenceList(node.facts, flows.slice(0, 3), node.ovs.bridgeFacts(bridge)[0]),
          wants: [`ovs-ofctl show ${bridge}`],
        };
      }
    }
  },
};

function flowsOfNobody(node: NodeIndex, bridge: string): ReadonlyMap<number, readonly StoredFact<'flow'>[]> {
  const found = new Map<number, StoredFact<'flow'>[]>();
  for (const flow of node.flowsOf(bridge)) {
    if (!flow.data.match.includes('in_port=')) continue;
    const { inPort } = saidByMatch(flow.data.match);
    const number = inPort !== null && /^\d+$/.test(inPort) ? Number(inPort) : localPort;
    if (number >= 0xff00 || node.ovs.portByNumber(bridge, number) !== null) continue;
    const flows = found.get(number) ?? [];
    found.set(number, flows);
    flows.push(flow);
  }
  return found;
}
