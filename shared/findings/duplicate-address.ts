// One IP address at two ports of a network, or one underlay address on two hosts.
import { evidenceList } from '../network/evidence-list.ts';
import { valuesOf } from '../network/identity/entity.ts';
import { portTitle } from '../network/identity/entity-index.ts';
import { sameHost } from '../network/instance-index.ts';
import { claimed, portsHere, sameNetwork } from './duplicate-mac.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { localAddresses } from './tunnel-ends.ts';

/**
 * A router's port is one port on however many hosts it is, and a floating or shared address is no fixed one. Of
 * the hosts' own addresses only those of tunnels are compared: bridges of containers have the same everywhere.
 */
export const duplicateAddressRule: Rule = {
  id: 'duplicate-address',
  severities: ['error'],
  says: ['ports', 'hosts', 'detected'],
  source: 'RFC 5227; RFC 4862, 5.4; ip-address(8), dadfailed; neutron, fixed IPs',
  needs: ['openstack port list, or ip addr of the namespaces', 'ip addr of both hosts'],
  *find({ node, hosts, entities }: RuleContext): Iterable<Fault> {
    for (const { entity, device } of portsHere(node, entities.entities)) {
      for (const address of valuesOf(entity, 'address')) {
        for (const other of entities.portsWith('address', address)) {
          if (other === entity || !sameNetwork(entity, other)) continue;
          yield {
            severity: 'error',
            devices: [device],
            about: address,
            says: 'ports',
            params: { port: portTitle(entities, entity), other: portTitle(entities, other), address },
            evidence: [...claimed(entity, address), ...claimed(other, address)],
          };
        }
      }
    }
    for (const address of localAddresses(node)) {
      const held = node.links.holderOf(address);
      if (held === null) continue;
      for (const far of hosts.nodes) {
        const theirs = far === node || sameHost(far.host, node.host) ? null : far.links.holderOf(address);
        if (theirs === null) continue;
        yield {
          severity: 'error',
          devices: [held.data.device],
          about: `${address} ${far.host}`,
          says: 'hosts',
          params: { address, host: node.host, other: far.host },
          evidence: [...evidenceList(node.facts, held), ...evidenceList(far.facts, theirs)],
        };
      }
    }
    // IPv6 asks before it uses an address: the kernel itself met another one.
    for (const fact of node.facts.of('address')) {
      const { device, netns, address, flags } = fact.data;
      if (!(flags ?? []).includes('dadfailed')) continue;
      yield {
        severity: 'error',
        devices: [device],
        about: netns === null ? address : `${netns} ${address}`,
        says: 'detected',
        params: { device, address },
        evidence: evidenceList(node.facts, fact),
      };
    }
  },
};
