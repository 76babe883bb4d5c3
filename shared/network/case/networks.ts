// The networks of a case: what Neutron and OVN say of each, and on which hosts its ports are, with the
// local VLAN that each host gave it. A network without a UUID is called by what is known of it.
import type { CaseEvidence } from '../../evidence.ts';
import type { StoredFact } from '../../facts.ts';
import { evidenceList } from '../evidence-list.ts';
import type { NodeIndex } from '../node-index.ts';
import { networkOfSwitch } from '../ovn-index.ts';
import { deadVlan, isPatch, isTunnel, type OvsPortView } from '../ovs-port.ts';
import { tunnelUseOf } from '../vlan-flows.ts';
import type { CaseNetwork, NetworkAtHost } from './model.ts';

type Described = Pick<
  CaseNetwork,
  'name' | 'type' | 'segmentationId' | 'datapathKey' | 'physicalNetwork' | 'external'
>;

interface Draft {
  readonly id: string;
  described: Described;
  readonly evidence: CaseEvidence[];
  readonly hosts: Map<
    string,
    { readonly vlans: Set<number>; ports: number; readonly facts: StoredFact[]; readonly node: NodeIndex }
  >;
}

const nothing: Described = {
  name: null,
  type: null,
  segmentationId: null,
  datapathKey: null,
  physicalNetwork: null,
  external: null,
};

/** Facts that show a network at a host: some of its ports are enough. */
const mostFacts = 4;

/** Where a network is, port by port: what colours and groups by network are made from. */
export interface NetworkPlaces {
  readonly networks: readonly CaseNetwork[];
  /** The network of a Neutron port, by its UUID. */
  ofPort(portId: string): string | null;
  /** The network of a host's local VLAN. */
  ofVlan(host: string, vlan: number): string | null;
}

/** In order of name, then id; those without a name last. */
export function networksOf(nodes: readonly NodeIndex[]): NetworkPlaces {
  const drafts = new Map<string, Draft>();
  const draft = (id: string): Draft => {
    const known = drafts.get(id);
    if (known) return known;
    const made: Draft = { id, described: nothing, evidence: [], hosts: new Map() };
    drafts.set(id, made);
    return made;
  };
  for (const node of nodes) describe(node, draft);
  const networkOfPort = portNetworks(nodes);
  const bySegment = new Map<string, string>();
  for (const { id, described } of drafts.values()) {
    if (described.segmentationId !== null) bySegment.set(`${described.type} ${described.segmentationId}`, id);
  }
  const vlans = new Map<string, string>();
  for (const node of nodes) {
    for (const [vlan, id] of placeByNode(node, networkOfPort, bySegment, draft)) {
      vlans.set(`${node.host}\n${vlan}`, id);
    }
  }
  return {
    networks: [...drafts.values()].map(finished).sort(byName),
    ofPort: (portId) => networkOfPort.get(portId) ?? null,
    ofVlan: (host, vlan) => vlans.get(`${host}\n${vlan}`) ?? null,
  };
}

function finished({ id, described, evidence, hosts }: Draft): CaseNetwork {
  return {
    kind: 'network',
    id,
    ...described,
    hosts: [...hosts].map(([host, { vlans, ports, facts, node }]): NetworkAtHost => ({
      host,
      vlans: [...vlans].sort((a, b) => a - b),
      ports,
      evidence: evidenceList(node.facts, facts),
    })),
    evidence,
  };
}

function byName(a: CaseNetwork, b: CaseNetwork): number {
  const unnamed = Number(a.name === null) - Number(b.name === null);
  const [one, other] = [`${a.name ?? ''}\n${a.id}`, `${b.name ?? ''}\n${b.id}`];
  return unnamed || (one < other ? -1 : one > other ? 1 : 0);
}

/** The first output that says something of a field counts. */
function add(draft: Draft, said: Partial<Described>, evidence: readonly CaseEvidence[]): void {
  const { described } = draft;
  draft.described = {
    name: described.name ?? said.name ?? null,
    type: described.type ?? said.type ?? null,
    segmentationId: described.segmentationId ?? said.segmentationId ?? null,
    datapathKey: described.datapathKey ?? said.datapathKey ?? null,
    physicalNetwork: described.physicalNetwork ?? said.physicalNetwork ?? null,
    external: described.external ?? said.external ?? null,
  };
  if (draft.evidence.length < mostFacts) draft.evidence.push(...evidence);
}

function textOrNull(text: string | null | undefined): string | null {
  return text ? text : null;
}

function describe(node: NodeIndex, draft: (id: string) => Draft): void {
  const { facts } = node;
  for (const fact of facts.of('neutron-network')) {
    const { id, name, networkType, physicalNetwork, segmentationId, external } = fact.data;
    if (id === null) continue;
    const said = {
      name: textOrNull(name),
      type: textOrNull(networkType),
      physicalNetwork: textOrNull(physicalNetwork),
      segmentationId,
      external,
    };
    add(draft(id), said, evidenceList(facts, fact));
  }
  for (const fact of facts.of('logical-switch')) {
    const id = networkOfSwitch(fact.data.name);
    if (id === null) continue;
    const name = textOrNull(fact.data.externalIds['neutron:network_name']) ?? textOrNull(fact.data.alias);
    add(draft(id), { name }, evidenceList(facts, fact));
  }
  for (const fact of facts.of('datapath-binding')) {
    // A router's datapath is called as a network's is.
    const id = fact.data.logicalRouter === null ? networkOfSwitch(fact.data.name) : null;
    if (id === null) continue;
    const name = textOrNull(fact.data.externalIds['name2']);
    add(draft(id), { name, datapathKey: fact.data.tunnelKey }, evidenceList(facts, fact));
  }
  for (const fact of facts.of('port-binding')) {
    const id = fact.data.type === 'localnet' ? networkOfSwitch(fact.data.datapathName) : null;
    const physicalNetwork = textOrNull(fact.data.options['network_name']);
    if (id === null || physicalNetwork === null) continue;
    add(draft(id), { physicalNetwork }, evidenceList(facts, fact));
  }
}

/** By port: Neutron's own lists, OVN's switches, the southbound database. */
function portNetworks(nodes: readonly NodeIndex[]): ReadonlyMap<string, string> {
  const networks = new Map<string, string>();
  for (const { facts } of nodes) {
    for (const { data } of facts.of('neutron-port')) {
      if (data.id !== null && data.networkId) networks.set(data.id, data.networkId);
    }
    for (const { data } of facts.of('logical-switch-port')) {
      const id = networkOfSwitch(data.switch);
      if (id !== null && !networks.has(data.name)) networks.set(data.name, id);
    }
    for (const { data } of facts.of('port-binding')) {
      const id = networkOfSwitch(data.datapathName);
      if (id !== null && !networks.has(data.logicalPort)) networks.set(data.logicalPort, id);
    }
  }
  return networks;
}

/** Puts the ports of a host into the drafts of their networks; gives the network of each local VLAN. */
function placeByNode(
  node: NodeIndex,
  networkOfPort: ReadonlyMap<string, string>,
  bySegment: ReadonlyMap<string, string>,
  draft: (id: string) => Draft,
): ReadonlyMap<number, string> {
  const ofVlan = new Map<number, string>();
  const unknown: { readonly vlan: number; readonly port: OvsPortView }[] = [];
  const place = (id: string, port: OvsPortView, vlan: number | null): void => {
    const { hosts } = draft(id);
    const share = hosts.get(node.host) ?? { vlans: new Set(), ports: 0, facts: [], node };
    hosts.set(node.host, share);
    share.ports++;
    if (vlan !== null) share.vlans.add(vlan);
    if (share.facts.length < mostFacts) share.facts.push(...port.facts);
  };
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      if (isTunnel(port)) continue;
      if (isPatch(port)) {
        // ovn-controller's patch to the bridge of a physical network.
        const localnet = port.rows.map(({ data }) => data.externalIds['ovn-localnet-port'] ?? '');
        const led = localnet.map((name) => networkOfPort.get(name)).find((id) => id !== undefined);
        if (led !== undefined && bridge === integrationBridge(node)) place(led, port, null);
        continue;
      }
      const dead = port.tag === deadVlan;
      const noted = port.tag === port.notedTag || dead ? port.notedNetwork : null;
      const id = noted ?? networkOfPort.get(port.externalIds['iface-id'] ?? '') ?? null;
      const vlan = dead ? null : port.tag;
      if (id === null) {
        if (vlan !== null) unknown.push({ vlan, port });
        continue;
      }
      if (noted !== null) add(draft(id), notesOf(port), []);
      if (vlan !== null && !ofVlan.has(vlan)) ofVlan.set(vlan, id);
      place(id, port, vlan);
    }
  }
  for (const { vlan, port } of unknown) {
    const id = ofVlan.get(vlan) ?? byFlows(node, vlan, bySegment, draft) ?? `${node.host} vlan ${vlan}`;
    ofVlan.set(vlan, id);
    place(id, port, vlan);
  }
  return ofVlan;
}

/** `ovn-bridge`, `br-int` without it: ovn-controller(8). */
function integrationBridge(node: NodeIndex): string {
  for (const { data } of node.facts.of('open-vswitch')) {
    const name = data.externalIds['ovn-bridge'];
    if (name) return name;
  }
  return 'br-int';
}

/** What Neutron's agent noted of the network when it bound the port. */
function notesOf(port: OvsPortView): Partial<Described> {
  for (const { data } of port.rows) {
    const { network_type: type, segmentation_id: segment, physical_network: physical } = data.otherConfig;
    if (type === undefined) continue;
    return {
      type: textOrNull(type),
      segmentationId: segment !== undefined && /^\d+$/.test(segment) ? Number(segment) : null,
      physicalNetwork: physical === undefined || physical === 'None' ? null : textOrNull(physical),
    };
  }
  return {};
}

/** Without a note at any port: the tunnel id that flows give the VLAN is the network's segment. */
function byFlows(
  node: NodeIndex,
  vlan: number,
  bySegment: ReadonlyMap<string, string>,
  draft: (id: string) => Draft,
): string | null {
  for (const bridge of node.ovs.bridges) {
    const type = node.ovs.ports(bridge).find(isTunnel)?.type;
    if (type === undefined) continue;
    const use = tunnelUseOf(node.vlanFlows(bridge), vlan);
    if (use === null) continue;
    const segmentationId = Number(use.tunnelId);
    const known = bySegment.get(`${type} ${segmentationId}`);
    if (known !== undefined) return known;
    const id = `tunnel ${use.tunnelId}`;
    add(draft(id), { type, segmentationId }, evidenceList(node.facts, use.flows));
    return id;
  }
  return null;
}
