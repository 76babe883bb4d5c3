// What each host of a case is for, by what its outputs show, and how much is on it.
import type { StoredFact } from '../../facts.ts';
import { evidenceList } from '../evidence-list.ts';
import type { CaseIndex } from '../case-index.ts';
import type { NodeIndex } from '../node-index.ts';
import { chassisSettings, encapsulationsOf, systemIdOf } from '../ovn-chassis.ts';
import { isTunnel, type OvsPortView } from '../ovs-port.ts';
import type { CaseHost, CaseNetwork, HostCounts, RoleOfHost } from './model.ts';
import { hostId } from './tunnels.ts';

const controllers =
  /(^|[/ ])(neutron-server|neutron-api|nova-api|nova-conductor|nova-scheduler|ovn-northd)(?![\w-])|ovnsb_db|ovnnb_db/;
const controllerUnit =
  /^(devstack@q-svc|neutron-server|neutron-api|nova-api|nova-conductor|ovn-northd|ovn-central)(?![\w-])/;
const clients = /^(openstack|neutron|nova)-/;

/** In the order of the index: by name. */
export function hostsOf(index: CaseIndex, networks: readonly CaseNetwork[]): readonly CaseHost[] {
  const networksOfHost = new Map<string, number>();
  for (const network of networks) {
    for (const { host } of network.hosts) networksOfHost.set(host, (networksOfHost.get(host) ?? 0) + 1);
  }
  const gateways = gatewayPorts(index.nodes);
  return index.nodes.map((node) => {
    const led = gateways.get(systemIdOf(node.facts) ?? '') ?? [];
    return {
      kind: 'host',
      id: hostId(node.host),
      host: node.host,
      snapshotId: node.facts.snapshotId,
      roles: rolesOf(node, led),
      counts: countsOf(node, networksOfHost.get(node.host) ?? 0, led.length),
      tunnelAddresses: tunnelAddressesOf(node),
      evidence: evidenceList(node.facts, ...node.ovs.bridges.map((bridge) => node.ovs.bridgeFacts(bridge))),
    };
  });
}

interface GatewayPort {
  readonly node: NodeIndex;
  readonly fact: StoredFact<'port-binding'>;
}

/** Routers' ports that lead outside, each once, by the chassis that has them (ovn-sb(5), Port_Binding, `chassisredirect`). */
function gatewayPorts(nodes: readonly NodeIndex[]): ReadonlyMap<string, readonly GatewayPort[]> {
  const ports = new Map<string, GatewayPort>();
  for (const node of nodes) {
    for (const fact of node.facts.of('port-binding')) {
      const { type, chassis, logicalPort } = fact.data;
      if (type !== 'chassisredirect' && type !== 'l3gateway') continue;
      if (chassis !== null && chassis !== 'none' && !ports.has(logicalPort))
        ports.set(logicalPort, { node, fact });
    }
  }
  const byChassis = new Map<string, GatewayPort[]>();
  for (const port of ports.values()) {
    const chassis = port.fact.data.chassis ?? '';
    byChassis.set(chassis, [...(byChassis.get(chassis) ?? []), port]);
  }
  return byChassis;
}

function rolesOf(node: NodeIndex, gateway: readonly GatewayPort[]): readonly RoleOfHost[] {
  const { facts, instances } = node;
  const roles: RoleOfHost[] = [];
  const processes = facts.of('process');
  const plugged = pluggedInstances(node);
  const nova = processes.filter(({ data }) => /(^|[/ ])nova-compute\b/.test(data.command)).slice(0, 1);
  if (instances.length > 0) {
    roles.push({
      role: 'compute',
      status: 'known',
      reason: instances.length === 1 ? '1 instance' : `${instances.length} instances`,
      evidence: instances[0]?.evidence.slice(0, 2) ?? [],
    });
  } else if (plugged.size > 0) {
    roles.push({
      role: 'compute',
      status: 'known',
      reason: `ports of ${plugged.size === 1 ? '1 instance' : `${plugged.size} instances`} (vm-uuid)`,
      evidence: evidenceList(facts, [...plugged.values()][0]?.facts ?? []),
    });
  } else if (nova.length > 0) {
    const evidence = evidenceList(facts, nova);
    roles.push({ role: 'compute', status: 'known', reason: 'nova-compute runs', evidence });
  }

  const names = namespaceNames(node);
  const shows = [...names.keys()].filter((name) =>
    // On a compute node of a distributed router there are qrouter and fip, too.
    instances.length > 0 ? /^(snat|qdhcp)-/.test(name) : /^(qrouter|snat|qdhcp|fip)-/.test(name),
  );
  if (shows.length > 0) {
    roles.push({
      role: 'network',
      status: 'known',
      reason: `namespaces ${[...new Set(shows.map((name) => name.replace(/-.*/, '-…')))].join(', ')}`,
      evidence: evidenceList(
        facts,
        shows.slice(0, 2).map((name) => names.get(name)?.[0]),
      ),
    });
  }

  const options = chassisSettings(facts, 'ovn-cms-options').flatMap(({ value, fact }) =>
    /\benable-chassis-as-gw\b/.test(value) ? [fact] : [],
  );
  if (gateway.length > 0 || options.length > 0) {
    const has = gateway.length === 1 ? 'a router leads' : `${gateway.length} routers lead`;
    roles.push({
      role: 'gateway',
      status: 'known',
      reason:
        gateway.length > 0 ? `${has} outside by this chassis` : 'ovn-cms-options has enable-chassis-as-gw',
      evidence: [
        ...evidenceList(facts, options),
        ...gateway.slice(0, 2).flatMap((port) => evidenceList(port.node.facts, port.fact)),
      ],
    });
  }

  const servers = processes.filter(({ data }) => controllers.test(data.command)).slice(0, 2);
  const units = facts
    .of('service')
    .filter(({ data }) => controllerUnit.test(data.unit) && data.active === 'active');
  const asked = [...facts.sources.values()].filter(
    ({ commandId, state }) => state === 'ok' && clients.test(commandId ?? ''),
  );
  if (servers.length > 0 || units.length > 0) {
    roles.push({
      role: 'controller',
      status: 'known',
      reason: 'a server of Neutron, Nova or OVN runs',
      evidence: evidenceList(facts, servers, units.slice(0, 2)),
    });
  } else if (asked.length > 0 && roles.length === 0 && node.ovs.bridges.length === 0) {
    const listed = [...facts.of('neutron-network'), ...facts.of('neutron-port'), ...facts.of('instance')];
    roles.push({
      role: 'controller',
      status: 'inferred',
      reason: 'the outputs of the OpenStack client were taken here, and it has no bridge',
      evidence: evidenceList(facts, listed.slice(0, 1)),
    });
  }
  return roles;
}

/** Instances by the UUID that Nova leaves at their ports, each with one of these: known also without libvirt. */
function pluggedInstances(node: NodeIndex): ReadonlyMap<string, OvsPortView> {
  const plugged = new Map<string, OvsPortView>();
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      const uuid = port.externalIds['vm-uuid'];
      if (uuid !== undefined && uuid !== '' && !plugged.has(uuid)) plugged.set(uuid, port);
    }
  }
  return plugged;
}

/** Namespaces by name, from `ip netns` and from every output that was taken in one. */
function namespaceNames(node: NodeIndex): ReadonlyMap<string, readonly StoredFact[]> {
  const names = new Map<string, readonly StoredFact[]>();
  for (const fact of node.facts.of('network-namespace')) {
    if (fact.data.name !== null && !names.has(fact.data.name)) names.set(fact.data.name, [fact]);
  }
  for (const [name, links] of node.links.namespaces) {
    if (!names.has(name)) names.set(name, links[0]?.facts ?? []);
  }
  return names;
}

function countsOf(node: NodeIndex, networks: number, led: number): HostCounts {
  const names = namespaceNames(node);
  const own = (bridge: string): boolean => /^qbr/.test(bridge);
  return {
    instances: Math.max(node.instances.length, pluggedInstances(node).size),
    routers: [...names.keys()].filter((name) => /^qrouter-/.test(name)).length + led,
    namespaces: names.size,
    bridges: node.ovs.bridges.length + node.linuxBridges.names.filter((bridge) => !own(bridge)).length,
    networks,
    tunnels: node.ovs.bridges.flatMap((bridge) => node.ovs.ports(bridge)).filter(isTunnel).length,
  };
}

function tunnelAddressesOf(node: NodeIndex): CaseHost['tunnelAddresses'] {
  const addresses = new Set<string>();
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      const local = isTunnel(port) ? port.options['local_ip'] : undefined;
      if (local !== undefined && local !== '' && local !== 'flow') addresses.add(local);
    }
  }
  for (const address of encapsulationsOf(node.facts)) addresses.add(address);
  return [...addresses]
    .sort()
    .map((address) => ({ address, device: node.links.holderOf(address)?.data.device ?? null }));
}
