// One IP address at two ports of a network, or one underlay address on two hosts.
import { evidenceList } from '../network/evidence-list.ts';
import { type Entity, valuesOf } from '../network/identity/entity.ts';
import { portTitle } from '../network/identity/entity-index.ts';
import { sameHost } from '../network/instance-index.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { chassisSettings, encapsulationsOf } from '../network/ovn-chassis.ts';
import { claimed, learnedMacs, portsHere, sameNetwork } from './duplicate-mac.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { localAddresses } from './tunnel-ends.ts';

/**
 * A router's port is one port on however many hosts it is, and a floating or shared address is no fixed one. Of
 * the hosts' own addresses only those of tunnels are compared: bridges of containers have the same everywhere.
 */
export const duplicateAddressRule: Rule = {
  id: 'duplicate-address',
  severities: ['error'],
  says: ['ports', 'answers', 'hosts', 'encap', 'detected'],
  source: 'RFC 5227; RFC 4862, 5.4; ip-address(8), dadfailed; neutron, fixed IPs',
  needs: [
    'openstack port list, or ip addr of the namespaces',
    'ip neigh of routers',
    'ip addr of both hosts',
  ],
  *find(context: RuleContext): Iterable<Fault> {
    const { node, hosts, entities } = context;
    yield* answers(context);
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
    yield* encapsulations(context);
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

/** Two chassis of OVN that give one address, told at the first of them; of a second one the database takes no row. ovn-sb(5), Encap. */
function* encapsulations({ node, hosts }: RuleContext): Iterable<Fault> {
  for (const { value, fact } of chassisSettings(node.facts, 'ovn-encap-ip')) {
    for (const far of hosts.nodes) {
      if (far.host <= node.host || sameHost(far.host, node.host)) continue;
      for (const address of encapsulationsOf(far.facts)) {
        if (!value.split(/[\s,]+/).includes(address)) continue;
        const theirs = chassisSettings(far.facts, 'ovn-encap-ip').map((setting) => setting.fact);
        yield {
          severity: 'error',
          devices: [],
          about: `ovn-encap-ip ${address} ${far.host}`,
          says: 'encap',
          params: { address, host: node.host, other: far.host },
          evidence: [...evidenceList(node.facts, fact), ...evidenceList(far.facts, theirs)],
          wants: ['ovn-sbctl list Encap'],
        };
      }
    }
  }
}

/**
 * A router or DHCP server has a neighbour's address with the MAC of another port in its network. Addresses that Neutron allows the other port, as those of VRRP, are meant to be so.
 */
function* answers({ node, hosts, entities }: RuleContext): Iterable<Fault> {
  for (const fact of node.facts.of('neighbour')) {
    const { netns, device, address, mac } = fact.data;
    if (netns === null || mac === null || node.facts.cleaned === true) continue;
    const via = device === null ? null : entities.portOfDevice(node.host, device);
    if (via === null || device === null) continue;
    const owner = entities.portsWith('address', address).find((port) => sameNetwork(port, via));
    if (owner === undefined || valuesOf(owner, 'instance').length === 0) continue;
    const others = entities
      .portsWith('mac', mac)
      .filter((port) => valuesOf(port, 'mac').includes(mac.toLowerCase()));
    const other = others.find((port) => port !== owner && sameNetwork(port, via));
    if (other === undefined || others.includes(owner) || allows(hosts.nodes, other, address)) continue;
    // The owner itself sends with that MAC: then the MAC is what is there twice.
    const sends = hosts.nodes.some((each) =>
      learnedMacs(each).some(
        (one) => one.mac === mac.toLowerCase() && entities.portOfDevice(each.host, one.device) === owner,
      ),
    );
    if (sends) continue;
    yield {
      severity: 'error',
      devices: [device],
      about: address,
      says: 'answers',
      params: { port: portTitle(entities, other), owner: portTitle(entities, owner), address, device, mac },
      evidence: [
        ...evidenceList(node.facts, fact),
        ...claimed(owner, address).slice(0, 1),
        ...claimed(other, mac.toLowerCase()).slice(0, 1),
      ],
      wants: [`ip netns exec ${netns} arping -c 3 -I ${device} ${address}`],
    };
  }
}

/** Of the pairs with prefixes, none is looked into: any of them may hold it. */
function allows(nodes: readonly NodeIndex[], port: Entity, address: string): boolean {
  const ids = new Set(valuesOf(port, 'id'));
  return nodes.some(({ facts }) =>
    facts
      .of('neutron-port')
      .some(
        ({ data }) =>
          ids.has(data.id ?? '') &&
          (data.allowedAddressPairs ?? []).some(
            (pair) => pair.ipAddress === address || pair.ipAddress.includes('/'),
          ),
      ),
  );
}
