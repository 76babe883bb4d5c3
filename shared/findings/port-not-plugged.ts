// Ports that Neutron binds to this host, and that no bridge of Open vSwitch here has: the plug was never made, or undone.
//
//   binding:host_id: compute1     status: ACTIVE     and no interface with iface-id="1476e4c9-…"
import type { FactKinds } from '../facts.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { isChassis } from '../network/ovn-chassis.ts';
import { listsPorts } from '../network/whole-lists.ts';
import { isBoundTo, neutronResources, shortId } from './neutron-resources.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';

/** Ports for which the L3 and DHCP agents keep a device in Open vSwitch; with OVN there are no such agents. */
const agentsOwners: ReadonlySet<string> = new Set([
  'network:dhcp',
  'network:router_interface',
  'network:router_gateway',
  'network:router_centralized_snat',
  'network:router_ha_interface',
]);

/**
 * An instance's port has a plug while the instance runs, so its status must be ACTIVE or its domain running here. A
 * port of another kind of plug (SR-IOV, Linux bridge) is none of Open vSwitch's.
 */
export const portNotPluggedRule: Rule = {
  id: 'port-not-plugged',
  severities: ['error', 'warning'],
  says: ['none'],
  source: 'neutron API, binding:host_id and binding:vif_type; os-vif vif_plug_ovs, ovsdb_lib.py (iface-id)',
  needs: ['ovs-vsctl show', 'openstack port list or openstack port show'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    const { ovs } = node;
    if (!listsPorts(node.facts)) return;
    const ports = ovs.bridges.flatMap((bridge) => ovs.ports(bridge));
    const plugged = new Set(ports.flatMap(({ externalIds }) => externalIds['iface-id'] ?? []));
    const named = new Set(ports.map(({ name }) => name.replace(/^[a-z]+-?/, '')));
    const [integration] = ports.filter(({ externalIds }) => 'iface-id' in externalIds);
    const ofOvn = isChassis(node.facts);
    for (const [id, { data, evidence }] of neutronResources(hosts, 'neutron-port')) {
      if (!isBoundTo(data, node.host) || data.adminStateUp === false) continue;
      if (data.vifType !== null && data.vifType !== 'ovs' && data.vifType !== 'vhostuser') continue;
      const owner = data.deviceOwner ?? '';
      const isInstance = owner.startsWith('compute:');
      if (isInstance ? !runs(node, data) || isTold(node, id) : ofOvn || !agentsOwners.has(owner)) continue;
      if (plugged.has(id) || named.has(shortId(id))) continue;
      const bridge = integration?.bridge ?? null;
      yield {
        severity: isInstance || data.status === 'ACTIVE' ? 'error' : 'warning',
        devices: bridge === null ? [] : [bridge],
        about: id,
        says: 'none',
        params: { id, owner, host: node.host },
        evidence: [
          ...evidence,
          ...evidenceList(node.facts, bridge === null ? null : ovs.bridgeFacts(bridge)[0]),
        ],
        wants: ['ovs-vsctl list Interface'],
      };
    }
  },
};

function runs(node: NodeIndex, { id, mac, status }: FactKinds['neutron-port']): boolean {
  if (status === 'ACTIVE') return true;
  return node.instances.some(
    ({ libvirtName, interfaces }) =>
      interfaces.some(({ data }) => data.portId === id || (mac !== null && data.mac === mac)) &&
      node.facts.of('domain').some(({ data }) => data.name === libvirtName && data.state === 'running'),
  );
}

/** Its tap is there, and where that is to be plugged is known: other rules tell what is wrong with it. */
function isTold(node: NodeIndex, id: string): boolean {
  const tap = `tap${shortId(id)}`;
  if (node.links.byName(tap) === null) return false;
  return (
    node.linuxBridges.has(`qbr${shortId(id)}`) ||
    node.instances.some(({ interfaces }) => interfaces.some(({ data }) => data.target === tap))
  );
}
