// Devices that carry frames and are down: set down by someone, or without a carrier.
//
//   15: qbr48e06cd2-60: <BROADCAST,MULTICAST> mtu 1458 qdisc noqueue state DOWN
import type { StoredFact } from '../facts.ts';
import { isStandbyGateway } from '../network/backup-router.ts';
import { evidenceList } from '../network/evidence-list.ts';
import type { LinkView } from '../network/link-index.ts';
import type { NodeIndex } from '../network/node-index.ts';
import { isPhysical } from '../network/ovs-index.ts';
import { underlayOf } from '../network/underlay-path.ts';
import type { Fault, Rule, RuleContext } from './rule.ts';
import { localAddresses } from './tunnel-ends.ts';

/**
 * Internal ports of bridges are down by nature, and those that were moved into a namespace look so to Open
 * vSwitch: only the namespace knows. Neutron sets the gateway of a highly available router's backup down.
 */
export const linkDownRule: Rule = {
  id: 'link-down',
  severities: ['error', 'warning'],
  says: ['set-down', 'no-carrier', 'member', 'port-off'],
  source:
    'ip-link(8); ovs-ofctl(8) mod-port; neutron agent/l3/ha_router.py, set_external_gw_port_link_status',
  needs: ['ip link', 'ovs-ofctl show'],
  *find({ node }: RuleContext): Iterable<Fault> {
    for (const link of node.links.host) {
      if (isOfInstance(node, link)) yield* ofInstance(node, link);
    }
    for (const name of waysOut(node)) {
      const link = node.links.byName(name);
      if (link !== null) yield* wayOut(node, link);
    }
    yield* inNamespaces(node);
    yield* openflowPorts(node);
    yield* dpdk(node);
  },
};

function isOfInstance(node: NodeIndex, { name }: LinkView): boolean {
  if (/^(qvb|qvo|qbr|brq).{11}$/.test(name)) return true;
  return node.instances.some(({ interfaces }) => interfaces.some(({ data }) => data.target === name));
}

/** Flags are printed by all but the brief form; without them nothing is known. */
function isSetDown(link: LinkView): boolean {
  return (
    link.facts.some(({ data }) => data.flags.length > 0) &&
    !link.facts.some(({ data }) => data.flags.includes('UP'))
  );
}

function hasNoCarrier(link: LinkView): boolean {
  if (isSetDown(link)) return false;
  const flags = link.facts.filter(({ data }) => data.flags.length > 0);
  return flags.length > 0 && flags.every(({ data }) => data.flags.includes('NO-CARRIER'));
}

function* ofInstance(node: NodeIndex, link: LinkView): Iterable<Fault> {
  // Without a carrier is also the pair of an end that is set down, and a bridge with such members only.
  const tap = link.kind === 'tun' || link.name.startsWith('tap');
  const empty = /^(qbr|brq)/.test(link.name) && !node.links.host.some((other) => other.master === link.name);
  if (isSetDown(link) && !empty) yield fault(node, link, 'set-down', 'error');
  else if (tap && hasNoCarrier(link)) yield fault(node, link, 'no-carrier', 'warning');
}

/** What leads to the wire: physical ports of OVS bridges, and what carries the tunnels' addresses. */
function waysOut(node: NodeIndex): ReadonlySet<string> {
  const names = new Set<string>();
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      if (!isPhysical(port)) continue;
      for (const name of port.interfaces) if (!/^(tap|qv[bo]|vnet)/.test(name)) names.add(name);
    }
  }
  for (const local of localAddresses(node)) {
    for (const { device } of underlayOf(node, local)) if (device !== null) names.add(device);
  }
  return names;
}

function* wayOut(node: NodeIndex, link: LinkView): Iterable<Fault> {
  // A bridge's own device is down unless it was given an address.
  if (node.ovs.isBridge(link.name) && node.links.addressesOf(null, link.name).length === 0) return;
  const bond = link.master === null ? null : node.links.byName(link.master);
  const others =
    bond?.kind === 'bond'
      ? node.links.host.filter((other) => other.master === bond.name && other !== link)
      : bondInOvs(node, link.name);
  const spare = others.some((other) => !isSetDown(other) && !hasNoCarrier(other));
  if (isSetDown(link)) yield fault(node, link, spare ? 'member' : 'set-down', spare ? 'warning' : 'error');
  else if (hasNoCarrier(link))
    yield fault(node, link, spare ? 'member' : 'no-carrier', spare ? 'warning' : 'error');
}

function bondInOvs(node: NodeIndex, name: string): readonly LinkView[] {
  const members = node.ovs.portOf(name)?.interfaces ?? [];
  return members.flatMap((other) => (other === name ? [] : (node.links.byName(other) ?? [])));
}

/** Routers', DHCP servers' and metadata proxies' devices, which Neutron sets up. */
function* inNamespaces(node: NodeIndex): Iterable<Fault> {
  for (const [netns, links] of node.links.namespaces) {
    for (const link of links) {
      if (!/^(qr-|sg-|ha-|fg-|rfp-|fpr-|qg-|tap)/.test(link.name) || !isSetDown(link)) continue;
      if (isStandbyGateway(node.links, netns, link.name)) continue;
      yield { ...fault(node, link, 'set-down', 'error'), about: netns };
    }
  }
}

/** `ovs-ofctl mod-port br-int patch-tun no-forward`: the port takes or gives nothing, whatever the flows say. */
function* openflowPorts(node: NodeIndex): Iterable<Fault> {
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      const off = port.facts.filter(
        (fact) =>
          isOpenflowPort(fact) && fact.data.config.some((each) => each === 'NO_FWD' || each === 'NO_RECV'),
      );
      if (off.length === 0) continue;
      yield {
        severity: 'error',
        devices: [port.name],
        says: 'port-off',
        params: { port: port.name, bridge },
        evidence: evidenceList(node.facts, off),
      };
    }
  }
}

function isOpenflowPort(fact: StoredFact): fact is StoredFact<'openflow-port'> {
  return fact.kind === 'openflow-port';
}

/** Adapters that Open vSwitch drives itself are no devices of the kernel: only their Interface row tells. */
function* dpdk(node: NodeIndex): Iterable<Fault> {
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      if (port.type !== 'dpdk' || port.state !== 'down') continue;
      yield {
        severity: 'error',
        devices: [port.name],
        says: 'no-carrier',
        params: { device: port.name },
        evidence: evidenceList(node.facts, port.facts),
      };
    }
  }
}

function fault(node: NodeIndex, link: LinkView, says: string, severity: 'error' | 'warning'): Fault {
  return {
    severity,
    devices: [link.name],
    says,
    params: { device: link.name },
    evidence: evidenceList(node.facts, link.facts),
  };
}
