// The physical networks of a case: on which hosts they are, by which bridge and which NICs.
import type { StoredFact } from '../../facts.ts';
import { evidenceList } from '../evidence-list.ts';
import { mappingPairs } from '../bridge-mappings.ts';
import type { DeviceKind, Knowledge } from '../model.ts';
import type { NodeIndex } from '../node-index.ts';
import { chassisSettings, isChassis } from '../ovn-chassis.ts';
import { isPatch, isPhysical } from '../ovs-port.ts';
import { outwards } from '../underlay-path.ts';
import type { CaseNetwork, PhysicalAttachment, PhysicalNetwork } from './model.ts';

const wireKinds: ReadonlySet<DeviceKind> = new Set(['nic', 'bond', 'vlan', 'dpdk']);

interface Mapping {
  readonly physical: string;
  /** A bridge, or a device where `device` is true. */
  readonly target: string;
  readonly device: boolean;
  readonly reason: string;
  readonly fact: StoredFact;
  /** The snapshot that says so: not the host's own where an agent's report says it. */
  readonly from: NodeIndex;
}

/** In order of their names, those without one last. */
export function physicalNetworksOf(
  nodes: readonly NodeIndex[],
  networks: readonly CaseNetwork[],
): readonly PhysicalNetwork[] {
  const drafts = new Map<
    string,
    { readonly name: string | null; readonly attachments: PhysicalAttachment[] }
  >();
  const attach = (id: string, name: string | null, attachment: PhysicalAttachment): void => {
    const draft = drafts.get(id) ?? { name, attachments: [] };
    drafts.set(id, draft);
    draft.attachments.push(attachment);
  };
  const reported = reportedMappings(nodes);
  for (const node of nodes) {
    const mapped = new Set<string>();
    const bridges = new Set<string>();
    for (const mapping of [...ownMappings(node), ...(reported.get(node.host) ?? [])]) {
      if (mapped.has(mapping.physical)) continue;
      mapped.add(mapping.physical);
      if (!mapping.device) bridges.add(mapping.target);
      attach(`physical/${mapping.physical}`, mapping.physical, attachmentOf(node, mapping));
    }
    const free = providerBridges(node).filter((bridge) => !bridges.has(bridge));
    const noted = notedNetworks(node).filter(({ physical }) => !mapped.has(physical));
    for (const { physical, facts } of noted) {
      const only = free.length === 1 && noted.length === 1 ? (free[0] ?? null) : null;
      if (only !== null) bridges.add(only);
      attach(`physical/${physical}`, physical, {
        host: node.host,
        bridge: only,
        nics: only === null ? [] : nicsOf(node, only),
        status: 'inferred',
        reason:
          only === null
            ? `ports of ${node.host} are noted with the physical network ${physical}; no output says by which bridge`
            : `ports of ${node.host} are noted with the physical network ${physical}, and ${only} is its only provider bridge`,
        evidence: evidenceList(node.facts, facts, only === null ? [] : node.ovs.bridgeFacts(only)),
      });
    }
    for (const bridge of free) {
      if (bridges.has(bridge)) continue;
      attach(`physical/?/${node.host}/${bridge}`, null, {
        host: node.host,
        bridge,
        nics: nicsOf(node, bridge),
        status: 'inferred',
        reason: `${bridge} has a NIC and a patch to another bridge; no output names its physical network`,
        evidence: evidenceList(node.facts, node.ovs.bridgeFacts(bridge)),
      });
    }
  }
  for (const { physicalNetwork } of networks) {
    if (physicalNetwork !== null && !drafts.has(`physical/${physicalNetwork}`))
      drafts.set(`physical/${physicalNetwork}`, { name: physicalNetwork, attachments: [] });
  }
  return [...drafts]
    .map(([id, { name, attachments }]): PhysicalNetwork => ({
      kind: 'physical-network',
      id,
      name,
      attachments,
      networks:
        name === null ? [] : networks.filter((each) => each.physicalNetwork === name).map((each) => each.id),
    }))
    .sort((a, b) => Number(a.name === null) - Number(b.name === null) || (a.id < b.id ? -1 : 1));
}

function ownMappings(node: NodeIndex): readonly Mapping[] {
  const mappings: Mapping[] = [];
  const add = (text: string, reason: string, device: boolean, fact: StoredFact): void => {
    for (const [physical, target] of mappingPairs(text))
      mappings.push({ physical, target, device, reason, fact, from: node });
  };
  for (const { value, fact } of chassisSettings(node.facts, 'ovn-bridge-mappings'))
    add(value, 'ovn-bridge-mappings', false, fact);
  // A chassis of OVN has no agent that would read its files.
  if (isChassis(node.facts)) return mappings;
  for (const fact of node.facts.of('config-option')) {
    const { option, values } = fact.data;
    for (const value of values) {
      if (option === 'bridge_mappings') add(value, `bridge_mappings in ${fact.data.file}`, false, fact);
      if (option === 'physical_interface_mappings')
        add(value, `physical_interface_mappings in ${fact.data.file}`, true, fact);
    }
  }
  return mappings;
}

/** What Neutron's agents report of themselves, by host: `bridge_mappings.external` is `br-ex`. */
function reportedMappings(nodes: readonly NodeIndex[]): ReadonlyMap<string, readonly Mapping[]> {
  const reported = new Map<string, Mapping[]>();
  for (const from of nodes) {
    for (const fact of from.facts.of('network-agent')) {
      const { host, type, configurations } = fact.data;
      if (host === null) continue;
      const list = reported.get(host) ?? [];
      for (const [key, target] of Object.entries(configurations ?? {})) {
        const found = /^(bridge|interface)_mappings\.(.+)$/.exec(key);
        if (found?.[2] === undefined || target === '') continue;
        const reason = `the report of Neutron's ${type ?? 'agent'} of ${host}`;
        list.push({ physical: found[2], target, device: found[1] === 'interface', reason, fact, from });
      }
      if (list.length > 0) reported.set(host, list);
    }
  }
  return reported;
}

function attachmentOf(node: NodeIndex, mapping: Mapping): PhysicalAttachment {
  const { target, device, reason, fact, from } = mapping;
  const there = device ? node.links.byName(target) !== null : node.ovs.isBridge(target);
  // A file or a report says what was wanted; the bridge itself says that it is so.
  const status: Knowledge = there ? 'known' : node.ovs.bridges.length === 0 ? 'inferred' : 'missing';
  return {
    host: node.host,
    bridge: device ? null : target,
    nics: device ? [target] : nicsOf(node, target),
    status,
    reason: status === 'missing' ? `${reason} names ${target}, and ${node.host} has no such bridge` : reason,
    evidence: [
      ...evidenceList(from.facts, fact),
      ...evidenceList(
        node.facts,
        device ? (node.links.byName(target)?.facts ?? []) : node.ovs.bridgeFacts(target),
      ),
    ],
  };
}

/** The NICs that a bridge leads to, by way of bonds and VLAN devices. */
function nicsOf(node: NodeIndex, bridge: string): readonly string[] {
  const hops = outwards(node, bridge, {}, new Set());
  const names = hops.flatMap(({ kind, device }) =>
    device !== null && (kind === 'nic' || kind === 'dpdk') ? [device] : [],
  );
  return [...new Set(names)];
}

/** Bridges with a NIC of their own and a patch to another bridge, as Neutron and OVN make them. */
function providerBridges(node: NodeIndex): readonly string[] {
  return node.ovs.bridges.filter((bridge) => {
    const ports = node.ovs.ports(bridge);
    if (!ports.some(isPatch)) return false;
    return ports.some((port) => isPhysical(port) && wireKinds.has(node.interfaces.kindOf(port.name)));
  });
}

/** `physical_network` in the notes that Neutron's agent leaves at ports. */
function notedNetworks(
  node: NodeIndex,
): readonly { readonly physical: string; readonly facts: readonly StoredFact[] }[] {
  const noted = new Map<string, StoredFact[]>();
  for (const fact of node.facts.of('ovs-port')) {
    const physical = fact.data.otherConfig['physical_network'];
    if (physical === undefined || physical === '' || physical === 'None') continue;
    const list = noted.get(physical);
    if (list) list.push(fact);
    else noted.set(physical, [fact]);
  }
  return [...noted]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([physical, facts]) => ({ physical, facts: facts.slice(0, 3) }));
}
