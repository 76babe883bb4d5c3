// What OpenStack's own outputs, libvirt's and OVN's databases claim: they name things by their whole ids.
import type { SnapshotFacts } from '../../snapshot-facts.ts';
import type { EntityDrafts } from './entity-drafts.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** OVN's names: `neutron-UUID` is a network's switch or a router; a router's port is `lrp-UUID`, its gateway `cr-lrp-UUID`. */
export function neutronId(name: string | null | undefined): string | null {
  const id = (name ?? '').replace(/^(neutron-|cr-lrp-|lrp-)/, '');
  return uuid.test(id) ? id.toLowerCase() : null;
}

/** UUIDs of instances by libvirt's names, where only one has the name. */
export type InstanceKeys = ReadonlyMap<string, string>;

export function instanceKeys(all: readonly SnapshotFacts[]): InstanceKeys {
  const found = new Map<string, Set<string>>();
  const add = (name: string | null, id: string | null): void => {
    if (name !== null && id !== null) found.set(name, (found.get(name) ?? new Set()).add(id.toLowerCase()));
  };
  for (const facts of all) {
    for (const { data } of facts.of('domain')) add(data.name, data.uuid);
    for (const { data } of facts.of('instance')) add(data.libvirtName, data.uuid);
  }
  return new Map(
    [...found].flatMap(([name, ids]) => {
      const [only, ...others] = ids;
      return only === undefined || others.length > 0 ? [] : [[name, only] as const];
    }),
  );
}

export function claimInstances(drafts: EntityDrafts, facts: SnapshotFacts, keys: InstanceKeys): void {
  for (const fact of facts.of('instance')) {
    const { uuid: id, libvirtName, name, host, addresses } = fact.data;
    const key = id?.toLowerCase() ?? keys.get(libvirtName ?? '') ?? libvirtName ?? name;
    if (key === null) continue;
    const draft = drafts.of('instance', key);
    draft.claim('id', id?.toLowerCase(), facts, fact).claim('libvirt-name', libvirtName, facts, fact);
    draft.claim('name', name, facts, fact).claim('host', host, facts, fact);
    for (const { address } of addresses) draft.claim('address', address, facts, fact);
  }
  for (const fact of facts.of('domain')) {
    const { uuid: id, name } = fact.data;
    const key = id?.toLowerCase() ?? keys.get(name ?? '') ?? name;
    if (key === null) continue;
    const draft = drafts.of('instance', key);
    draft.claim('id', id?.toLowerCase(), facts, fact).claim('libvirt-name', name, facts, fact);
    draft.claim('host', facts.host, facts, fact);
  }
}

export function claimNeutron(drafts: EntityDrafts, facts: SnapshotFacts): void {
  for (const fact of facts.of('neutron-port')) {
    const { data } = fact;
    if (data.id === null) continue;
    const owner = data.deviceOwner ?? '';
    const draft = drafts.of('port', data.id.toLowerCase());
    draft.claim('id', data.id.toLowerCase(), facts, fact).claim('name', data.name, facts, fact);
    if (facts.cleaned !== true) draft.claim('mac', data.mac, facts, fact);
    draft.claim('network', data.networkId, facts, fact).claim('owner', owner, facts, fact);
    draft.claim('host', data.hostId, facts, fact);
    if (owner.startsWith('compute:')) draft.claim('instance', data.deviceId, facts, fact);
    if (owner.startsWith('network:') && owner.includes('router'))
      draft.claim('router', data.deviceId, facts, fact);
    for (const { ipAddress } of data.fixedIps ?? []) draft.claim('address', ipAddress, facts, fact);
    if (data.networkId) drafts.of('network', data.networkId).claim('id', data.networkId, facts, fact);
  }
  for (const fact of facts.of('neutron-network')) {
    const { data } = fact;
    if (data.id === null) continue;
    const draft = drafts.of('network', data.id);
    draft.claim('id', data.id, facts, fact).claim('name', data.name, facts, fact);
    draft
      .claim('network-type', data.networkType, facts, fact)
      .claim('segment', data.segmentationId, facts, fact);
    draft.claim('physical-network', data.physicalNetwork, facts, fact);
  }
  for (const fact of facts.of('neutron-subnet')) {
    const { networkId, cidr } = fact.data;
    if (networkId) drafts.of('network', networkId).claim('subnet', cidr, facts, fact);
  }
  for (const fact of facts.of('neutron-router')) {
    const { data } = fact;
    if (data.id === null) continue;
    drafts.of('router', data.id).claim('id', data.id, facts, fact).claim('name', data.name, facts, fact);
    for (const { portId, ipAddress } of data.interfaces ?? [])
      drafts
        .of('port', portId)
        .claim('id', portId, facts, fact)
        .claim('router', data.id, facts, fact)
        .claim('address', ipAddress, facts, fact);
  }
  for (const fact of facts.of('floating-ip')) {
    const { portId, address } = fact.data;
    if (portId) drafts.of('port', portId).claim('floating-address', address, facts, fact);
  }
}

export function claimOvn(drafts: EntityDrafts, facts: SnapshotFacts): void {
  const datapaths = new Map<string, string>();
  for (const fact of facts.of('datapath-binding')) {
    const { data } = fact;
    const id = neutronId(data.name);
    if (id === null) continue;
    if (data.uuid !== null) datapaths.set(data.uuid, id);
    const kind = data.logicalRouter !== null || 'logical-router' in data.externalIds ? 'router' : 'network';
    const draft = drafts.of(kind, id).claim('id', id, facts, fact);
    draft
      .claim('name', data.externalIds['name2'], facts, fact)
      .claim('datapath-key', data.tunnelKey, facts, fact);
  }
  for (const fact of facts.of('logical-switch')) {
    const id = neutronId(fact.data.name);
    if (id === null) continue;
    const name = fact.data.externalIds['neutron:network_name'] ?? fact.data.alias;
    drafts.of('network', id).claim('id', id, facts, fact).claim('name', name, facts, fact);
  }
  for (const fact of facts.of('logical-router')) {
    const id = neutronId(fact.data.name);
    if (id === null) continue;
    const name = fact.data.externalIds['neutron:router_name'] ?? fact.data.alias;
    drafts.of('router', id).claim('id', id, facts, fact).claim('name', name, facts, fact);
  }
  for (const fact of facts.of('logical-switch-port')) {
    const id = neutronId(fact.data.name);
    if (id === null || !uuid.test(fact.data.name)) continue;
    const { switch: of, addresses, externalIds } = fact.data;
    const draft = drafts
      .of('port', id)
      .claim('id', id, facts, fact)
      .claim('network', neutronId(of), facts, fact);
    claimNoted(draft, externalIds, facts, fact);
    for (const each of addresses ?? []) claimAddresses(draft, each, facts, fact);
  }
  for (const fact of facts.of('port-binding')) {
    const { logicalPort, datapath, datapathName, mac, externalIds, type } = fact.data;
    const id = neutronId(logicalPort);
    if (id === null || !/^(cr-lrp-|lrp-)?[0-9a-f]{8}-/i.test(logicalPort)) continue;
    const draft = drafts.of('port', id).claim('id', id, facts, fact);
    if (uuid.test(logicalPort)) {
      const network = neutronId(datapathName) ?? datapaths.get(datapath ?? '');
      draft.claim('network', network, facts, fact);
      claimNoted(draft, externalIds, facts, fact);
    } else {
      draft.claim('router', neutronId(externalIds['neutron:router_name']), facts, fact);
    }
    if (type !== 'patch' || !uuid.test(logicalPort))
      for (const each of mac ?? []) claimAddresses(draft, each, facts, fact);
  }
  for (const fact of facts.of('logical-router-port')) {
    const { name, mac, networks, router, externalIds } = fact.data;
    const id = neutronId(name);
    if (id === null) continue;
    const draft = drafts.of('port', id).claim('id', id, facts, fact);
    if (facts.cleaned !== true) draft.claim('mac', mac, facts, fact);
    draft.claim('router', neutronId(router) ?? neutronId(externalIds['neutron:router_name']), facts, fact);
    draft.claim('network', neutronId(externalIds['neutron:network_name']), facts, fact);
    for (const each of networks ?? []) draft.claim('address', each.split('/')[0], facts, fact);
  }
  for (const fact of facts.of('nat-rule')) {
    const id = neutronId(fact.data.logicalPort) ?? neutronId(fact.data.externalIds['neutron:fip_port_id']);
    if (id !== null && fact.data.type === 'dnat_and_snat')
      drafts.of('port', id).claim('floating-address', fact.data.externalIp, facts, fact);
  }
}

type Draft = ReturnType<EntityDrafts['of']>;
type Fact = Parameters<Draft['claim']>[3];

/** What Neutron notes at its ports in OVN's databases. */
function claimNoted(
  draft: Draft,
  ids: Readonly<Record<string, string>>,
  facts: SnapshotFacts,
  fact: Fact,
): void {
  const owner = ids['neutron:device_owner'] ?? '';
  const device = ids['neutron:device_id'];
  draft.claim('name', ids['neutron:port_name'], facts, fact).claim('owner', owner, facts, fact);
  if (owner.startsWith('compute:')) draft.claim('instance', device, facts, fact);
  if (owner.startsWith('network:router')) draft.claim('router', device, facts, fact);
  draft.claim('floating-address', ids['neutron:port_fip'], facts, fact);
  for (const cidr of (ids['neutron:cidrs'] ?? '').split(' '))
    draft.claim('address', cidr.split('/')[0], facts, fact);
}

/** `fa:16:3e:87:b1:87 10.18.0.75`; `unknown`, `dynamic` and `router` are no addresses. */
function claimAddresses(draft: Draft, text: string, facts: SnapshotFacts, fact: Fact): void {
  const [mac = '', ...addresses] = text.split(' ');
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(mac)) return;
  if (facts.cleaned !== true) draft.claim('mac', mac, facts, fact);
  for (const each of addresses) draft.claim('address', each.split('/')[0], facts, fact);
}
