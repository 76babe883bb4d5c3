// Whom MAC addresses, IP addresses and Neutron ports belong to: instances, routers, DHCP servers, other
// hosts. Joined from domain XML, Neutron's ports and OVN's; the first that says so counts.
import type { NeutronPortFact } from '../facts.ts';
import type { InstanceView } from '../network/instance-index.ts';
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
  instances: readonly InstanceView[],
  networks: Networks,
): Owners {
  const macs = new Map<string, Phrase>();
  const addresses = new Map<string, Phrase>();
  const ports = new Map<string, Phrase>();
  const add = (map: Map<string, Phrase>, key: string | null, says: Phrase | null): void => {
    if (key !== null && key !== '' && says !== null && !map.has(key)) map.set(key, says);
  };
  const nameOf = instanceNames(all, instances);
  for (const view of instances) {
    const says = instancePhrase(view.name || view.title);
    for (const { data } of view.interfaces) {
      add(ports, data.portId, says);
      add(macs, data.mac?.toLowerCase() ?? null, says);
    }
    for (const address of view.addresses) add(addresses, address, says);
  }
  for (const facts of all) {
    const routers = new Map(facts.of('neutron-router').map(({ data }) => [data.id, data.name]));
    for (const { data } of facts.of('neutron-port')) {
      const says = portOwner(data, nameOf, routers, networks);
      add(ports, data.id, says);
      if (facts.cleaned !== true) add(macs, data.mac?.toLowerCase() ?? null, says);
      for (const { ipAddress } of data.fixedIps ?? []) add(addresses, ipAddress, says);
    }
    for (const { data } of facts.of('floating-ip')) {
      const owner = ports.get(data.portId ?? '');
      if (owner && data.address) add(addresses, data.address, phrase('owner.floating', { owner }));
    }
  }
  for (const facts of all) {
    for (const { data } of facts.of('logical-switch-port'))
      addLogicalPort(data, nameOf, add, ports, macs, addresses);
    for (const { data } of facts.of('logical-router-port')) {
      const router = data.externalIds['neutron:router_name'] ?? data.router ?? data.name;
      const says = phrase('owner.router', { router: mention(router) });
      add(macs, data.mac, says);
      for (const network of data.networks ?? []) add(addresses, network.split('/')[0] ?? null, says);
    }
    for (const { data } of facts.of('domain-interface')) {
      add(macs, data.mac?.toLowerCase() ?? null, instancePhrase(data.domain));
    }
    addDevices(facts, add, macs, addresses);
  }
  // The firewall's flows for a hybrid plug, and libvirt's tap, have `fe:` in place of `fa:`.
  return {
    byMac: (mac) => macs.get(mac) ?? macs.get(mac.replace(/^fe:/, 'fa:')) ?? null,
    byAddress: (address) => addresses.get(address) ?? null,
    byPortId: (id) => ports.get(id) ?? null,
  };
}

/** Devices in namespaces (routers' and DHCP servers' ports): by their own outputs, where Neutron's are absent. */
function addDevices(
  facts: SnapshotFacts,
  add: Add,
  macs: Map<string, Phrase>,
  addresses: Map<string, Phrase>,
): void {
  const says = (device: string, netns: string): Phrase =>
    phrase('owner.device', { device: { text: device, target: { kind: 'device', name: device } }, netns });
  if (facts.cleaned !== true) {
    for (const { data } of facts.of('link')) {
      if (data.netns !== null && data.name !== 'lo') add(macs, data.mac, says(data.name, data.netns));
    }
  }
  for (const { data } of facts.of('address')) {
    if (data.netns !== null && data.device !== 'lo')
      add(addresses, data.address, says(data.device, data.netns));
  }
}

type Add = (map: Map<string, Phrase>, key: string | null, says: Phrase | null) => void;

function addLogicalPort(
  data: {
    readonly name: string;
    readonly type: string | null;
    readonly addresses: readonly string[] | null;
    readonly externalIds: Readonly<Record<string, string>>;
  },
  nameOf: (uuid: string) => string | null,
  add: Add,
  ports: Map<string, Phrase>,
  macs: Map<string, Phrase>,
  addresses: Map<string, Phrase>,
): void {
  const device = data.externalIds['neutron:device_id'];
  const owner = data.externalIds['neutron:device_owner'] ?? '';
  const compute = owner.startsWith('compute:') || (owner === '' && data.type === '' && device !== undefined);
  const says =
    compute && device
      ? instancePhrase(nameOf(device) ?? device)
      : owner === 'network:distributed' || data.type === 'localport'
        ? phrase('owner.metadata')
        : null;
  add(ports, data.name, says);
  for (const entry of data.addresses ?? []) {
    const [mac = '', ...ips] = entry.split(' ');
    if (!mac.includes(':')) continue;
    add(macs, mac, says);
    for (const ip of ips) add(addresses, ip, says);
  }
}

function portOwner(
  port: NeutronPortFact,
  nameOf: (uuid: string) => string | null,
  routers: ReadonlyMap<string | null, string | null>,
  networks: Networks,
): Phrase | null {
  const owner = port.deviceOwner ?? '';
  const device = port.deviceId ?? '';
  if (owner.startsWith('compute:')) return device === '' ? null : instancePhrase(nameOf(device) ?? device);
  if (owner === 'network:dhcp') {
    const network = port.networkId === null ? null : networks.byId(port.networkId);
    return network === null ? phrase('owner.dhcp') : phrase('owner.dhcpOf', { network });
  }
  if (owner === 'network:distributed') return phrase('owner.metadata');
  if (owner.startsWith('network:') && owner.includes('router') && device !== '') {
    const router = mention(routers.get(device) ?? device);
    if (owner.endsWith('gateway')) return phrase('owner.routerGateway', { router });
    return phrase('owner.router', { router });
  }
  if (owner === 'network:floatingip_agent_gateway')
    return phrase('owner.floatingAgent', { host: port.hostId ?? '' });
  return null;
}

function instanceNames(
  all: readonly SnapshotFacts[],
  instances: readonly InstanceView[],
): (uuid: string) => string | null {
  const names = new Map<string, string>();
  for (const { uuid, name, title } of instances) if (uuid !== null) names.set(uuid, name || title);
  for (const facts of all) {
    for (const { data } of facts.of('instance')) {
      if (data.uuid !== null && data.name && !names.has(data.uuid)) names.set(data.uuid, data.name);
    }
  }
  return (uuid) => names.get(uuid) ?? null;
}

function instancePhrase(name: string): Phrase {
  return phrase('owner.instance', { instance: { text: name, target: { kind: 'instance', name } } });
}

function mention(name: string): {
  readonly text: string;
  readonly target: { readonly kind: 'name'; readonly name: string };
} {
  return { text: name, target: { kind: 'name', name } };
}

/** What an output says: nothing was inferred. */
export function said(says: Phrase | null): Meaning | null {
  return says === null ? null : { says, because: null };
}
