// What l2population wrote for a port of another host, and is not so any more: frames for its MAC go into another host's
// tunnel, or ARP is answered with another MAC.
//
//   table=20, priority=2,dl_vlan=1,dl_dst=fa:16:3e:e8:db:f1 actions=strip_vlan,load:0x22a->NXM_NX_TUN_ID[],output:2
//   table=21, priority=1,arp,dl_vlan=1,arp_tpa=10.18.0.35 actions=…,mod_dl_src:fa:16:3e:e8:db:f1,IN_PORT
import type { CaseEvidence } from '../evidence.ts';
import type { CaseIndex } from '../network/case-index.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { neutronResources } from './neutron-resources.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { tunnelBridges, tunnelledPorts, tunnelledVlans, type TunnelPeer } from './tunnel-bridges.ts';

/** Learned flows end by themselves and follow what a host sends; those of l2population stay until Neutron says otherwise. */
export const tunnelEntryRule: Rule = {
  id: 'tunnel-entry',
  severities: ['error'],
  says: ['elsewhere', 'arp'],
  source: 'neutron l2pop_rpc.py and br_tun.py, install_unicast_to_tun and install_arp_responder',
  needs: ['ovs-ofctl dump-flows', 'ovs-vsctl list Interface of both hosts, or openstack port list'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    if (node.facts.cleaned === true) return;
    for (const { bridge, peers } of tunnelBridges(node, hosts)) {
      yield* elsewhere(node, hosts, bridge, peers);
      yield* answers(node, hosts, bridge);
    }
  },
};

function* elsewhere(
  node: NodeIndex,
  hosts: CaseIndex,
  bridge: string,
  peers: readonly TunnelPeer[],
): Iterable<Fault> {
  const networks = tunnelledVlans(node);
  const { toTunnel } = node.vlanFlows(bridge);
  let places: ReadonlyMap<string, readonly Place[]> | null = null;
  for (const [vlan, uses] of toTunnel) {
    const network = networks.get(vlan)?.notedNetwork;
    if (network === undefined || network === null) continue;
    for (const { flood, learned, outputs, flow } of uses) {
      const mac =
        flood || learned ? undefined : /dl_dst=([0-9a-f:]{17})(?![/0-9a-f:])/i.exec(flow.data.match)?.[1];
      if (mac === undefined) continue;
      places ??= placesOf(hosts);
      const [place, ...more] = places.get(`${network} ${mac.toLowerCase()}`) ?? [];
      if (place === undefined || more.length > 0 || place.host === node.host) continue;
      const peer = peers.find(({ host }) => host === place.host);
      if (peer === undefined || leadsTo(peer, outputs)) continue;
      const other = peers.find((each) => leadsTo(each, outputs));
      yield {
        severity: 'error',
        devices: [bridge],
        about: `${vlan} ${mac}`,
        says: 'elsewhere',
        params: {
          bridge,
          mac,
          vlan: String(vlan),
          host: place.host,
          other: other?.host ?? outputs.join(', '),
        },
        evidence: [...evidenceList(node.facts, flow), ...place.evidence],
        wants: [`ovs-ofctl dump-flows ${bridge}`],
      };
    }
  }
}

function leadsTo({ towards }: TunnelPeer, outputs: readonly string[]): boolean {
  return towards.some(({ name, ofport }) => outputs.includes(name) || outputs.includes(String(ofport)));
}

interface Place {
  readonly host: string;
  readonly evidence: readonly CaseEvidence[];
}

/** Where ports of a network with a MAC are plugged, by both: os-vif and the agents note the MAC in the Interface row. */
function placesOf(hosts: CaseIndex): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Place[]>();
  for (const node of hosts.nodes) {
    const { host, facts } = node;
    for (const port of tunnelledPorts(node)) {
      const mac = port.externalIds['attached-mac'];
      if (mac === undefined) continue;
      const key = `${port.notedNetwork ?? ''} ${mac.toLowerCase()}`;
      const list = found.get(key) ?? [];
      found.set(key, list);
      if (!list.some((place) => place.host === host))
        list.push({ host, evidence: evidenceList(facts, port.rows) });
    }
  }
  return found;
}

function* answers(node: NodeIndex, hosts: CaseIndex, bridge: string): Iterable<Fault> {
  const networks = tunnelledVlans(node);
  const flows = node.flowsOf(bridge).filter(({ data }) => data.match.includes('arp_tpa='));
  if (flows.length === 0) return;
  const owners = Map.groupBy(
    [...neutronResources(hosts, 'neutron-port').values()].flatMap(({ data, evidence }) => [
      ...(data.fixedIps ?? []).map(({ ipAddress }) => ({
        data,
        evidence,
        address: ipAddress,
        mac: data.mac,
      })),
      ...(data.allowedAddressPairs ?? []).map((pair) => ({
        data,
        evidence,
        address: pair.ipAddress,
        mac: pair.mac,
      })),
    ]),
    ({ data, address }) => `${data.networkId ?? ''} ${address}`,
  );
  for (const flow of flows) {
    const { match, actions } = flow.data;
    const vlan = Number(/dl_vlan=(\d+)/.exec(match)?.[1] ?? NaN);
    const address = /arp_tpa=([\d.]+)(?!\/|[\d.])/.exec(match)?.[1];
    const mac = /(?:mod_dl_src:|set_field:)([0-9a-f:]{17})(?:->eth_src|,|$)/i
      .exec(actions)?.[1]
      ?.toLowerCase();
    const network = networks.get(vlan)?.notedNetwork ?? null;
    if (address === undefined || mac === undefined || network === null) continue;
    const known = owners.get(`${network} ${address}`) ?? [];
    const [owner] = known;
    if (owner === undefined || known.some((each) => each.mac === null || each.mac.toLowerCase() === mac))
      continue;
    yield {
      severity: 'error',
      devices: [bridge],
      about: `${vlan} ${address}`,
      says: 'arp',
      params: { bridge, address, mac, own: owner.mac ?? '' },
      evidence: [...evidenceList(node.facts, flow), ...owner.evidence],
      wants: [`ovs-ofctl dump-flows ${bridge}`],
    };
  }
}
