// Whom MAC addresses, IP addresses and Neutron ports belong to: instances, routers, DHCP servers, other hosts. What is
// joined of a port is in the entities (../network/identity/); here it becomes words.
import { type Entity, valuesOf } from '../network/identity/entity.ts';
import { type EntityIndex, relatedTitles } from '../network/identity/entity-index.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { Meaning } from './flow-context.ts';
import type { Networks } from './networks.ts';
import type { Phrase } from './phrase.ts';
import { phrase } from './phrase.ts';

export interface Owners {
  byMac(mac: string): Phrase | null;
  byAddress(address: string): Phrase | null;
  byPortId(id: string): Phrase | null;
}

/** A MAC that a `sos clean` gave anew is nobody's. */
export function indexOwners(
  all: readonly SnapshotFacts[],
  entities: EntityIndex,
  networks: Networks,
): Owners {
  const ownerOf = (ports: readonly Entity[]): Phrase | null => {
    for (const port of ports) {
      const says = portOwner(port, entities, networks);
      if (says !== null) return says;
    }
    return null;
  };
  const devices = { macs: new Map<string, Phrase>(), addresses: new Map<string, Phrase>() };
  for (const facts of all) addDevices(facts, devices.macs, devices.addresses);
  const others = otherAddresses(entities, ownerOf);
  return {
    // The firewall's flows for a hybrid plug, and libvirt's tap, have `fe:` in place of `fa:`.
    byMac: (mac) => ownerOf(entities.portsWith('mac', mac)) ?? devices.macs.get(mac) ?? null,
    byAddress: (address) =>
      ownerOf(entities.portsWith('address', address)) ??
      others.get(address) ??
      devices.addresses.get(address) ??
      null,
    byPortId: (id) => {
      const port = entities.byId(`port/${id}`);
      return port === null ? null : ownerOf([port]);
    },
  };
}

/** Addresses that are no port's fixed ones: an instance's as a list has them, and floating IPs. */
function otherAddresses(
  entities: EntityIndex,
  ownerOf: (ports: readonly Entity[]) => Phrase | null,
): ReadonlyMap<string, Phrase> {
  const found = new Map<string, Phrase>();
  for (const entity of entities.entities) {
    if (entity.kind === 'instance') {
      for (const address of valuesOf(entity, 'address'))
        if (!found.has(address)) found.set(address, instancePhrase(entity.title));
    }
  }
  for (const entity of entities.entities) {
    const owner = entity.kind === 'port' ? ownerOf([entity]) : null;
    if (owner === null) continue;
    for (const address of valuesOf(entity, 'floating-address'))
      found.set(address, phrase('owner.floating', { owner }));
  }
  return found;
}

/** Devices in namespaces (routers' and DHCP servers' ports): by their own outputs, where Neutron's are absent. */
function addDevices(facts: SnapshotFacts, macs: Map<string, Phrase>, addresses: Map<string, Phrase>): void {
  const add = (map: Map<string, Phrase>, key: string | null, device: string, netns: string): void => {
    if (key === null || key === '' || map.has(key)) return;
    const mention = { text: device, target: { kind: 'device', name: device } } as const;
    map.set(key, phrase('owner.device', { device: mention, netns }));
  };
  if (facts.cleaned !== true) {
    for (const { data } of facts.of('link'))
      if (data.netns !== null && data.name !== 'lo') add(macs, data.mac, data.name, data.netns);
  }
  for (const { data } of facts.of('address'))
    if (data.netns !== null && data.device !== 'lo') add(addresses, data.address, data.device, data.netns);
}

function portOwner(port: Entity, entities: EntityIndex, networks: Networks): Phrase | null {
  const [instance] = relatedTitles(entities, port, 'instance');
  if (instance !== undefined) return instancePhrase(instance);
  const [owner = ''] = valuesOf(port, 'owner');
  if (owner === 'network:dhcp') {
    const [network] = valuesOf(port, 'network');
    return network === undefined
      ? phrase('owner.dhcp')
      : phrase('owner.dhcpOf', { network: networks.byId(network) });
  }
  if (owner === 'network:distributed') return phrase('owner.metadata');
  if (owner === 'network:floatingip_agent_gateway')
    return phrase('owner.floatingAgent', { host: valuesOf(port, 'host')[0] ?? '' });
  // Without Neutron's word for it, a router's namespace says no more than what its device does.
  const [router] = owner === '' && !isLogical(port) ? [] : relatedTitles(entities, port, 'router');
  if (router === undefined) return null;
  const mention = { text: router, target: { kind: 'name', name: router } } as const;
  if (owner.endsWith('gateway')) return phrase('owner.routerGateway', { router: mention });
  return phrase('owner.router', { router: mention });
}

/** Of OVN: no host has a device of it. */
function isLogical(port: Entity): boolean {
  return valuesOf(port, 'device').length === 0;
}

function instancePhrase(name: string): Phrase {
  return phrase('owner.instance', { instance: { text: name, target: { kind: 'instance', name } } });
}

/** What an output says: nothing was inferred. */
export function said(says: Phrase | null): Meaning | null {
  return says === null ? null : { says, because: null };
}
