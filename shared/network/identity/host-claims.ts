// What a host's own outputs claim: Open vSwitch by `iface-id`, devices and namespaces by their names, which
// Neutron and Nova make of a prefix and the beginning of an id.
//   tap48e06cd2-60  qvo48e06cd2-60  qr-3a70b31c-3f      11 characters of the port's id
//   qrouter-UUID  snat-UUID  qdhcp-UUID  ovnmeta-UUID   the router's, or the network's id
import type { StoredFact } from '../../facts.ts';
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import type { EntityDraft, EntityDrafts } from './entity-drafts.ts';
import { type InstanceKeys, neutronId } from './openstack-claims.ts';

/** neutron-lib constants.py, *_DEV_PREFIX; nova network/model.py, NIC_NAME_LEN 14. */
const deviceName = /^(?:tap|qvo|qvb|qbr|vhu|qr-|qg-|sg-|fg-|ha-|tpi-)([0-9a-f]{8}-[0-9a-f]{2})$/;

export interface HostClaims {
  readonly drafts: EntityDrafts;
  readonly keys: InstanceKeys;
  /** Ports' whole ids by their first eleven characters. */
  readonly byPrefix: Map<string, Set<string>>;
  /** Ports' ids by MAC, for domains whose interfaces have names of their own. */
  readonly byMac: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The port that a device is named after; by the eleven characters alone where no output has the whole id. */
function portNamed({ drafts, byPrefix }: HostClaims, name: string): EntityDraft | null {
  const prefix = deviceName.exec(name)?.[1];
  if (prefix === undefined) return null;
  const ids = byPrefix.get(prefix);
  if (ids === undefined) return drafts.of('port', prefix);
  const [only, ...others] = ids;
  return only === undefined || others.length > 0 ? null : drafts.of('port', only);
}

/** Whole ids first: then devices can be joined by their beginnings. */
export function claimInterfaceIds(drafts: EntityDrafts, facts: SnapshotFacts): void {
  for (const fact of facts.of('ovs-interface')) {
    const id = neutronId(fact.data.externalIds['iface-id']);
    if (id === null) continue;
    const { externalIds, name } = fact.data;
    const draft = drafts
      .of('port', id)
      .claim('id', id, facts, fact)
      .claim('device', name, facts, fact, facts.host);
    if (facts.cleaned !== true) draft.claim('mac', externalIds['attached-mac'], facts, fact);
    draft.claim('instance', externalIds['vm-uuid'] ?? externalIds['vm-id'], facts, fact);
    draft.claim('host', facts.host, facts, fact);
  }
  for (const fact of facts.of('domain-interface')) {
    const id = neutronId(fact.data.portId);
    if (id !== null) drafts.of('port', id).claim('id', id, facts, fact);
  }
}

export function claimDevices(claims: HostClaims, facts: SnapshotFacts): void {
  const { drafts } = claims;
  const owners = new Map<string, EntityDraft>();
  for (const { data } of facts.of('ovs-interface')) {
    const id = neutronId(data.externalIds['iface-id']);
    if (id !== null) owners.set(data.name, drafts.of('port', id));
  }
  const portOf = (name: string, netns: string | null = null): EntityDraft | null => {
    const known = owners.get(name);
    if (known !== undefined) return known;
    // OVN's metadata agent names its pair after the network, with 0 and 1 behind it.
    if (netns?.startsWith('ovnmeta-')) return owners.get(name.replace(/1$/, '0')) ?? null;
    return portNamed(claims, name);
  };
  const device = (name: string, fact: StoredFact, netns: string | null = null): EntityDraft | null => {
    const port = portOf(name, netns);
    return (
      port?.claim('device', name, facts, fact, facts.host).claim('host', facts.host, facts, fact) ?? null
    );
  };
  for (const fact of facts.of('link')) {
    const { name, netns, mac } = fact.data;
    const port = device(name, fact, netns);
    claimNamespace(claims, netns, port, facts, fact);
    if (port === null || facts.cleaned === true) continue;
    // In a namespace the device has the port's own MAC; a tap has its guest's, with fe for fa.
    if (netns !== null) port.claim('mac', mac, facts, fact);
    else if (name.startsWith('tap') && mac?.startsWith('fe:'))
      port.claim('tap-mac', mac, facts, fact, facts.host);
  }
  for (const fact of facts.of('address')) {
    const { device: name, netns, address, prefixLength, family } = fact.data;
    if (netns === null || address.startsWith('fe80:')) continue;
    const port = portOf(name, netns);
    // A floating IP is on the gateway's device as a /32, and the metadata address on every DHCP server's.
    const own = family === 'inet' ? prefixLength < 32 && !address.startsWith('169.254.') : true;
    if (own) port?.claim('address', address, facts, fact);
  }
  for (const fact of facts.of('linux-bridge')) device(fact.data.name, fact, fact.data.netns);
  for (const fact of facts.of('bridge-port')) device(fact.data.device, fact, fact.data.netns);
  for (const fact of facts.of('ovs-port')) claimPortRow(claims, device(fact.data.name, fact), facts, fact);
  for (const fact of facts.of('domain-interface')) claimDomainInterface(claims, facts, fact);
}

/** What Neutron's agent notes of a port's network in its row. */
function claimPortRow(
  { drafts }: HostClaims,
  port: EntityDraft | null,
  facts: SnapshotFacts,
  fact: StoredFact<'ovs-port'>,
): void {
  const {
    net_uuid: network,
    network_type: type,
    segmentation_id: segment,
    tag,
    physical_network: physical,
  } = fact.data.otherConfig;
  if (network === undefined) return;
  port?.claim('network', network, facts, fact);
  const draft = drafts.of('network', network).claim('id', network, facts, fact);
  draft.claim('network-type', type, facts, fact).claim('segment', segment, facts, fact);
  draft.claim('physical-network', physical === 'None' ? null : physical, facts, fact);
  draft.claim('local-vlan', tag, facts, fact, facts.host);
}

function claimNamespace(
  { drafts }: HostClaims,
  netns: string | null,
  port: EntityDraft | null,
  facts: SnapshotFacts,
  fact: StoredFact,
): void {
  const [, role, id] = /^(qrouter|snat|qdhcp|ovnmeta|qlbaas|fip)-([0-9a-f-]{36})$/.exec(netns ?? '') ?? [];
  if (netns === null || role === undefined || id === undefined) return;
  const isRouter = role === 'qrouter' || role === 'snat';
  if (role === 'qlbaas') return;
  const draft = drafts.of(isRouter ? 'router' : 'network', id).claim('id', id, facts, fact);
  draft.claim('namespace', netns, facts, fact, facts.host);
  if (isRouter) {
    draft.claim('host', facts.host, facts, fact);
    port?.claim('router', id, facts, fact);
  } else port?.claim('network', id, facts, fact);
}

function claimDomainInterface(
  claims: HostClaims,
  facts: SnapshotFacts,
  fact: StoredFact<'domain-interface'>,
): void {
  const { portId, target, mac, domain } = fact.data;
  const id = neutronId(portId);
  const sameMac = facts.cleaned === true ? undefined : claims.byMac.get(mac?.toLowerCase() ?? '');
  const [only, ...others] = sameMac ?? [];
  const port =
    id !== null
      ? claims.drafts.of('port', id)
      : (portNamed(claims, target ?? '') ??
        (only !== undefined && others.length === 0 ? claims.drafts.of('port', only) : null));
  if (port === null) return;
  if (facts.cleaned !== true) port.claim('mac', mac, facts, fact);
  port.claim('device', target, facts, fact, facts.host).claim('host', facts.host, facts, fact);
  port.claim('instance', claims.keys.get(domain) ?? domain, facts, fact);
}
