// A bridge of a physical network without a way to the wire: no adapter, bond or further bridge is in it.
//
//   bridge_mappings = physnet1:br-data          in the agent's configuration, or
//   ovn-bridge-mappings="physnet1:br-data"      in the Open_vSwitch row
import type { StoredFact } from '../facts.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { chassisSettings, isChassis } from '../network/ovn-chassis.ts';
import { isPatch, isTunnel } from '../network/ovs-index.ts';
import { covers } from '../network/route/addresses.ts';
import { leadsNowhere, physicalPorts } from '../network/underlay-path.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { listsPorts } from '../network/whole-lists.ts';
import { localAddresses } from './tunnel-ends.ts';

/**
 * An error where a port of this host is on that physical network and the bridge is no router's own: one that
 * has an address itself may end there by design (devstack). Else a warning, as nobody uses it yet; and that a
 * mapped bridge is not there at all is a notice: hosts often share one mapping.
 */
export const providerWithoutNicRule: Rule = {
  id: 'provider-without-nic',
  severities: ['error', 'warning', 'notice'],
  says: ['used', 'tunnels', 'unused', 'no-bridge'],
  source: 'neutron Open vSwitch agent, bridge_mappings; ovn-controller(8), external_ids:ovn-bridge-mappings',
  needs: ['ovs-vsctl show', 'openvswitch_agent.ini or ovs-vsctl list Open_vSwitch'],
  *find({ node }: RuleContext): Iterable<Fault> {
    if (!listsPorts(node.facts)) return;
    yield* underTunnels(node);
    const gateway = isGateway(node);
    for (const [bridge, { network, fact }] of mappings(node)) {
      const users = [...usersOf(node, network, bridge), ...(gateway === null ? [] : [gateway])];
      if (!node.ovs.isBridge(bridge)) {
        yield {
          severity: users.length > 0 ? 'error' : 'notice',
          devices: [],
          about: bridge,
          says: 'no-bridge',
          params: { bridge, network, host: node.host },
          evidence: evidenceList(node.facts, fact, users),
        };
        continue;
      }
      const address = node.links.addressesOf(null, bridge).some((each) => !each.startsWith('fe80:'));
      if (address || physicalPorts(node, bridge, new Set([bridge])).length > 0 || leadsOn(node, bridge))
        continue;
      yield {
        severity: users.length > 0 ? 'error' : 'warning',
        devices: [bridge],
        says: users.length > 0 ? 'used' : 'unused',
        params: { bridge, network },
        evidence: evidenceList(node.facts, fact, users, node.ovs.bridgeFacts(bridge)),
      };
    }
  },
};

/** A bridge that has the address of tunnels, and sends to their far ends by its own ports. */
function* underTunnels(node: NodeIndex): Iterable<Fault> {
  const tunnels = node.ovs.bridges.flatMap((bridge) => node.ovs.tunnels(bridge));
  for (const address of localAddresses(node)) {
    const held = node.links.holderOf(address);
    if (held === null || !leadsNowhere(node, held.data.device)) continue;
    const bridge = held.data.device;
    const prefix = `${address}/${held.data.prefixLength}`;
    const used = tunnels.filter((port) => covers(prefix, port.options['remote_ip'] ?? 'flow'));
    if (used.length === 0) continue;
    yield {
      severity: 'error',
      devices: [bridge],
      about: address,
      says: 'tunnels',
      params: { bridge, address },
      evidence: evidenceList(node.facts, held, used[0]?.rows, node.ovs.bridgeFacts(bridge)),
    };
  }
}

function mappings(
  node: NodeIndex,
): ReadonlyMap<string, { readonly network: string; readonly fact: StoredFact }> {
  const found = new Map<string, { network: string; fact: StoredFact }>();
  const add = (text: string, fact: StoredFact): void => {
    for (const pair of text.split(',')) {
      const [network, bridge] = pair.trim().split(':');
      if (network && bridge && !found.has(bridge)) found.set(bridge, { network, fact });
    }
  };
  for (const { value, fact } of chassisSettings(node.facts, 'ovn-bridge-mappings')) add(value, fact);
  // A chassis of OVN may have the other agent's file still, which nobody reads.
  for (const fact of isChassis(node.facts) ? [] : node.facts.of('config-option')) {
    // The Linux bridge agent maps networks to interfaces by another option.
    if (fact.data.option === 'bridge_mappings' && /openvswitch|ml2/.test(fact.data.file))
      for (const value of fact.data.values) add(value, fact);
  }
  // Without either, what hangs on the integration bridge by a patch, and is neither a tunnel's nor a trunk's bridge.
  if (found.size > 0) return found;
  const behind = node.ovs.bridges.filter((bridge) => isBehindIntegration(node, bridge));
  const [only, ...more] = notedNetworks(node);
  for (const bridge of behind) {
    const fact = node.ovs.bridgeFacts(bridge)[0];
    const network = behind.length === 1 && more.length === 0 ? only : undefined;
    if (fact !== undefined) found.set(bridge, { network: network ?? bridge, fact });
  }
  return found;
}

/** Physical networks that ports of this host are on, as Neutron's agent noted them; a tunnelled network's is `None`. */
function notedNetworks(node: NodeIndex): ReadonlySet<string> {
  const noted = node.facts.of('ovs-port').flatMap(({ data }) => data.otherConfig['physical_network'] ?? []);
  return new Set(noted.filter((name) => name !== 'None'));
}

function isBehindIntegration(node: NodeIndex, bridge: string): boolean {
  const ports = node.ovs.ports(bridge);
  if (/^tbr-/.test(bridge) || ports.some((port) => isTunnel(port) || 'iface-id' in port.externalIds))
    return false;
  return ports.some((port) => {
    const far = isPatch(port) ? node.ovs.portOf(port.options['peer'] ?? '') : null;
    if (far === null || 'iface-id' in far.externalIds || far.bridge === bridge) return false;
    return node.ovs.ports(far.bridge).some(({ externalIds }) => 'iface-id' in externalIds);
  });
}

/** The row by which OVN may place routers' gateways here. */
function isGateway(node: NodeIndex): StoredFact | null {
  const options = chassisSettings(node.facts, 'ovn-cms-options');
  return options.find(({ value }) => value.includes('enable-chassis-as-gw'))?.fact ?? null;
}

/** Ports whose network is the physical one: as Neutron's agent noted it, or those by which OVN goes there. */
function usersOf(node: NodeIndex, network: string, bridge: string): readonly StoredFact[] {
  const noted = node.facts
    .of('ovs-port')
    .filter(({ data }) => data.otherConfig['physical_network'] === network);
  const patched = node.ovs
    .ports(bridge)
    .filter((port) => port.rows.some(({ data }) => 'ovn-localnet-port' in data.externalIds))
    .flatMap((port) => port.rows);
  return [...noted, ...patched].slice(0, 3);
}

/** A veth or bond into something else, DPDK, or a patch to a bridge that is not the integration bridge. */
function leadsOn(node: NodeIndex, bridge: string): boolean {
  return node.ovs.ports(bridge).some((port) => {
    if (port.name === bridge || port.type === 'internal') return false;
    if (!isPatch(port)) return true;
    const far = node.ovs.portOf(port.options['peer'] ?? '');
    if (far === null) return false;
    const integration = node.ovs.ports(far.bridge).some(({ externalIds }) => 'iface-id' in externalIds);
    return !integration && physicalPorts(node, far.bridge, new Set([bridge, far.bridge])).length > 0;
  });
}
