// Everything that one node's facts say, indexed for the model and for paths.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { Hop } from './model.ts';
import { inOrder, byPlace, sorted } from './fact-order.ts';
import { indexHardware, type HardwareIndex } from './hardware-index.ts';
import { indexInstances, peerInstances, type PeerInstances, type InstanceView } from './instance-index.ts';
import { membersOfBridge, type BridgeMembers } from './bridge-members.ts';
import { readMappings, type BridgeMapping } from './bridge-mappings.ts';
import { indexInterfaceFacts, type InterfaceFacts } from './interface-facts.ts';
import { indexInterfaces, type InterfaceIndex } from './interface-index.ts';
import { indexLinks, type LinkIndex } from './link-index.ts';
import { indexLinuxBridges, type LinuxBridgeIndex } from './linux-bridge-index.ts';
import { namespaceNumbers, type NamespaceNumbers } from './namespace-numbers.ts';
import { encapsulationsOf } from './ovn-chassis.ts';
import { indexOvn, type OvnIndex } from './ovn-index.ts';
import { indexOvs, type OvsIndex } from './ovs-index.ts';
import { indexVeths, type VethIndex } from './veth-peers.ts';
import type { TunnelUse } from './tunnel-use.ts';
import { readVlanFlows, tunnelUseOf, type VlanFlows } from './vlan-flows.ts';

/** A tunnel on another node that ends here. */
export interface PeerTunnel {
  readonly facts: SnapshotFacts;
  readonly port: string;
  readonly bridge: string;
  readonly local: string | null;
  readonly remote: string;
  readonly evidence: readonly StoredFact[];
}

export interface NodeIndex {
  readonly facts: SnapshotFacts;
  readonly host: string;
  readonly links: LinkIndex;
  readonly linuxBridges: LinuxBridgeIndex;
  readonly ovs: OvsIndex;
  readonly veths: VethIndex;
  readonly instances: readonly InstanceView[];
  readonly hardware: HardwareIndex;
  /** Numbers and names of namespaces. */
  readonly namespaces: NamespaceNumbers;
  /** Every interface once. */
  readonly interfaces: InterfaceIndex;
  /** What else is said of one interface: bonds, VLANs, the domains that use it. */
  readonly interfaceFacts: InterfaceFacts;
  /** `ovn-encap-ip` of a chassis, where it has one address. */
  readonly encapsulation: string | null;
  /** The members of a Linux bridge of the host, by what they are to it. */
  bridgeMembers(bridge: string): BridgeMembers;
  /** Physical networks by the bridge that leads to them. */
  readonly mappings: ReadonlyMap<string, BridgeMapping>;
  /** What OVN's databases say, on this host or another, of this host's ports and tunnels. */
  readonly ovn: OvnIndex;
  /** Ways out by tunnels that were worked out already; tunnel-path.ts keeps them here. */
  readonly tunnelHops: Map<string, readonly Hop[]>;
  /** The flows of the dump in use for a bridge; empty when there is none. */
  flowsOf(bridge: string): readonly StoredFact<'flow'>[];
  /** What the chosen dump of a bridge says about VLANs; `count` is 0 when there is none. */
  vlanFlows(bridge: string): VlanFlows;
  /** How flows of a bridge tie a VLAN to a tunnel id; null when they do not. */
  tunnelUse(bridge: string, vlan: number): TunnelUse | null;
  /** The snapshot whose host holds an address, with the fact that shows it. */
  peerWith(address: string): { readonly facts: SnapshotFacts; readonly fact: StoredFact } | null;
  /** Tunnels of other snapshots towards an address of this node. */
  tunnelsTo(address: string): readonly PeerTunnel[];
}

export interface NodeOptions {
  /** The flows of the dump in use for a bridge of this node; empty when there is none. */
  flowsOf(bridge: string): readonly StoredFact<'flow'>[];
  /** Snapshots of other hosts, taken about when this one was. */
  readonly peers: readonly PeerHost[];
}

/** What other hosts of the case need to know of a host; worked out once, when the first of them asks. */
export interface PeerHost {
  /** What it was made of. */
  readonly origin: SnapshotFacts;
  /** The same, in the order of their places. */
  readonly facts: SnapshotFacts;
  readonly links: LinkIndex;
  readonly tunnels: readonly PeerTunnel[];
  readonly instances: PeerInstances;
}

/** One host as its peers see it. A case makes one of each snapshot, so that many hosts cost no more than their number. */
export function peerHost(origin: SnapshotFacts): PeerHost {
  const facts = inOrder(origin);
  let links: LinkIndex | null = null;
  let tunnels: readonly PeerTunnel[] | null = null;
  let instances: PeerInstances | null = null;
  return {
    origin,
    facts,
    get links() {
      return (links ??= indexLinks(facts));
    },
    get tunnels() {
      return (tunnels ??= tunnelsOf(facts));
    },
    get instances() {
      return (instances ??= peerInstances(facts));
    },
  };
}

/** Indexes a node's facts once; the flows of a bridge are read when they are first asked for. */
export function indexNode(origin: SnapshotFacts, options: NodeOptions): NodeIndex {
  const facts = inOrder(origin);
  const links = indexLinks(facts);
  const linuxBridges = indexLinuxBridges(facts, links);
  const ovs = indexOvs(facts);
  const numbers = namespaceNumbers(facts);
  const veths = indexVeths({ facts, links, linuxBridges, ovs, numbers });
  const hardware = indexHardware(facts);
  const others = options.peers
    .filter((peer) => peer.origin !== origin)
    .sort((a, b) => (a.facts.host < b.facts.host ? -1 : a.facts.host > b.facts.host ? 1 : 0));
  const instances = indexInstances(
    facts,
    others.map((peer) => peer.instances),
  );
  const peers = others.filter((peer) => peer.facts.host !== facts.host);
  const flowsOf = (bridge: string): readonly StoredFact<'flow'>[] =>
    sorted(options.flowsOf(bridge), byPlace(facts));
  const vlanFlows = once((bridge) => readVlanFlows(flowsOf(bridge)));
  const uses = once((key) => {
    const [bridge = '', vlan = ''] = key.split('\n');
    return tunnelUseOf(vlanFlows(bridge), Number(vlan));
  });
  const interfaces = indexInterfaces({ facts, links, linuxBridges, ovs, veths, hardware, instances });
  return {
    facts,
    host: facts.host,
    links,
    linuxBridges,
    ovs,
    veths,
    instances,
    hardware,
    namespaces: numbers,
    interfaces,
    bridgeMembers: once((bridge) => membersOfBridge({ links, linuxBridges, veths, interfaces }, bridge)),
    interfaceFacts: indexInterfaceFacts(facts, instances),
    mappings: readMappings(facts),
    encapsulation: encapsulationOf(facts),
    ovn: indexOvn([facts, ...others.map((peer) => peer.facts)]),
    tunnelHops: new Map(),
    flowsOf,
    vlanFlows,
    tunnelUse: (bridge, vlan) => uses(`${bridge}\n${vlan}`),
    peerWith: once((address) => {
      for (const peer of peers) {
        const held = peer.links.holderOf(address);
        if (held) return { facts: peer.facts, fact: held };
        const tunnel = peer.tunnels.find((candidate) => candidate.local === address);
        const shown = tunnel?.evidence[0];
        if (shown) return { facts: peer.facts, fact: shown };
      }
      return null;
    }),
    tunnelsTo: once((address) =>
      peers.flatMap((peer) => peer.tunnels.filter((tunnel) => tunnel.remote === address)),
    ),
  };
}

function encapsulationOf(facts: SnapshotFacts): string | null {
  const [only, ...more] = encapsulationsOf(facts);
  return only === undefined || more.length > 0 ? null : only;
}

/** Worked out when it is first asked for, and kept. */
function once<T>(work: (key: string) => T): (key: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (key) => {
    const found = known.get(key);
    if (found) return found.value;
    const value = work(key);
    known.set(key, { value });
    return value;
  };
}

function tunnelsOf(facts: SnapshotFacts): readonly PeerTunnel[] {
  const ovs = indexOvs(facts);
  return ovs.bridges.flatMap((bridge) =>
    ovs.tunnels(bridge).flatMap((port) => {
      const remote = port.options['remote_ip'];
      if (remote === undefined) return [];
      const local = port.options['local_ip'] ?? null;
      return [{ facts, port: port.name, bridge, local, remote, evidence: port.facts }];
    }),
  );
}
