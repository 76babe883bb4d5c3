// Local VLANs of tunnelled networks that the tunnel bridge has not all flows for: frames go out and none come in, or the
// first of each, which are flooded, reach not every host that has ports of the network.
//
//   tag 1 in br-int, network_type=gre     and br-tun has no  tun_id=0x22a actions=mod_vlan_vid:1,…   or no
//   table=22 dl_vlan=1 actions=strip_vlan,load:0x22a->NXM_NX_TUN_ID[],output:2,output:3
import type { StoredFact } from '../facts.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import type { OvsPortView } from '../network/ovs-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { tunnelBridges, tunnelledVlans, type TunnelPeer } from './tunnel-bridges.ts';

/**
 * Neutron's agent writes the flow back when it takes a VLAN for a network, and floods to every tunnel, or, with
 * l2population, to those of the hosts that have ports of the network: to these it must in either case.
 */
export const vlanWithoutTunnelRule: Rule = {
  id: 'vlan-without-tunnel',
  severities: ['error'],
  says: ['back', 'flood', 'peer'],
  source:
    'neutron ovs_neutron_agent.py, provision_local_vlan and fdb_add; "Open vSwitch L2 Agent", neutron doc',
  needs: ['ovs-vsctl list Port', 'ovs-ofctl dump-flows', 'for flooding: snapshots of both hosts'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    for (const { bridge, peers } of tunnelBridges(node, hosts))
      for (const [vlan, port] of tunnelledVlans(node)) yield* faultsOf(node, bridge, peers, vlan, port);
  },
};

function* faultsOf(
  node: NodeIndex,
  bridge: string,
  peers: readonly TunnelPeer[],
  vlan: number,
  port: OvsPortView,
): Iterable<Fault> {
  const flows = node.vlanFlows(bridge);
  const network = port.notedNetwork ?? '';
  const fault = (says: string, facts: readonly StoredFact[], peer: TunnelPeer | null): Fault => ({
    severity: 'error',
    devices: [bridge],
    about: `VLAN ${vlan}${peer === null ? '' : ` ${peer.host}`}`,
    says,
    params: { bridge, vlan: String(vlan), network, ...(peer === null ? {} : { peer: peer.host }) },
    evidence: evidenceList(node.facts, port.rows, facts),
    wants: [`ovs-ofctl dump-flows ${bridge}`],
  });
  const back = flows.fromTunnel.get(vlan) ?? [];
  const out = flows.toTunnel.get(vlan) ?? [];
  if (back.length === 0) yield fault('back', [...out.map(({ flow }) => flow).slice(0, 1)], null);
  const floods = out.filter(({ flood, learned }) => flood && !learned);
  const sent = new Set(floods.flatMap(({ outputs }) => outputs));
  const shown = floods.length > 0 ? floods.map(({ flow }) => flow) : back.map(({ flow }) => flow);
  for (const peer of peers) {
    if (!peer.networks.has(network)) continue;
    if (floods.length === 0) {
      yield fault('flood', shown, null);
      return;
    }
    if (
      !peer.towards.some(
        ({ name, ofport }) => sent.has(name) || (ofport !== null && sent.has(String(ofport))),
      )
    )
      yield fault('peer', shown, peer);
  }
}
