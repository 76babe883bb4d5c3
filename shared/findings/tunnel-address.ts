// Tunnels with addresses that nobody has: of this host, where it does not hold the address that its tunnels
// leave from; of another one, where the host that the tunnel is made for is in the case and has others.
//
//   ovn-encap-ip="192.168.20.112"        and `ip addr` has 192.168.20.12
import type { StoredFact } from '../facts.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { NodeIndex } from '../network/node-index.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { chassisSettings, encapsulationsOf, notedChassis, systemIdOf } from '../network/ovn-chassis.ts';
import { fixedAddress, holds, tunnelPorts } from './tunnel-ends.ts';

export const tunnelAddressRule: Rule = {
  id: 'tunnel-address',
  severities: ['error'],
  says: ['local', 'encap', 'remote'],
  source: 'ovs-vswitchd.conf.db(5), "Tunnel Options"; ovn-controller(8), external_ids:ovn-encap-ip',
  needs: ['ovs-vsctl show', 'ovs-vsctl list Open_vSwitch', 'ip addr'],
  *find({ node, hosts }: RuleContext): Iterable<Fault> {
    for (const address of encapsulationsOf(node.facts)) {
      if (holds(node, address) !== false) continue;
      yield {
        severity: 'error',
        devices: [...new Set(tunnelPorts(node).map(({ bridge }) => bridge))],
        about: address,
        says: 'encap',
        params: { address, host: node.host },
        evidence: [...evidenceList(node.facts, encapFacts(node)), ...addressLines(node)],
      };
    }
    for (const port of tunnelPorts(node)) {
      const local = fixedAddress(port.options['local_ip']);
      if (local !== null && holds(node, local) === false) {
        yield {
          severity: 'error',
          devices: [port.name],
          says: 'local',
          params: { port: port.name, address: local, host: node.host },
          evidence: [...evidenceList(node.facts, port.facts), ...addressLines(node)],
        };
      }
      const remote = fixedAddress(port.options['remote_ip']);
      const chassis = notedChassis(port);
      if (remote === null || chassis === null) continue;
      const far = hosts.nodes.find((other) => other !== node && systemIdOf(other.facts) === chassis);
      if (far === undefined || holds(far, remote) !== false) continue;
      if (hosts.nodes.some((other) => holds(other, remote) === true)) continue;
      yield {
        severity: 'error',
        devices: [port.name],
        says: 'remote',
        params: { port: port.name, address: remote, host: far.host },
        evidence: [
          ...evidenceList(node.facts, port.facts),
          ...evidenceList(far.facts, encapFacts(far)),
          ...addressLines(far),
        ],
      };
    }
  },
};

/** Where the host's addresses are listed: its first one that is no loopback. */
function addressLines(node: NodeIndex): ReturnType<typeof evidenceList> {
  const first = node.facts.of('address').find(({ data }) => data.netns === null && data.scope === 'global');
  return evidenceList(node.facts, first);
}

function encapFacts(node: NodeIndex): readonly StoredFact[] {
  return chassisSettings(node.facts, 'ovn-encap-ip').map(({ fact }) => fact);
}
