// Everything that one node's facts say, indexed for the model and for paths.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { indexInstances, type InstanceView } from './instance-index.ts';
import { indexLinks, type LinkIndex } from './link-index.ts';
import { indexLinuxBridges, type LinuxBridgeIndex } from './linux-bridge-index.ts';
import { indexOvs, isTunnel, type OvsIndex } from './ovs-index.ts';
import { indexVeths, type VethIndex } from './veth-peers.ts';
import { readVlanFlows, type VlanFlows } from './vlan-flows.ts';

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
  /** The flows of the dump in use for a bridge; empty when there is none. */
  flowsOf(bridge: string): readonly StoredFact<'flow'>[];
  /** What the chosen dump of a bridge says about VLANs; `count` is 0 when there is none. */
  vlanFlows(bridge: string): VlanFlows;
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
  readonly facts: SnapshotFacts;
  readonly links: LinkIndex;
  readonly tunnels: readonly PeerTunnel[];
}

/** One host as its peers see it. A case makes one of each snapshot, so that many hosts cost no more than their number. */
export function peerHost(facts: SnapshotFacts): PeerHost {
  let links: LinkIndex | null = null;
  let tunnels: readonly PeerTunnel[] | null = null;
  return {
    facts,
    get links() {
      return (links ??= indexLinks(facts));
    },
    get tunnels() {
      return (tunnels ??= tunnelsOf(facts));
    },
  };
}

/** Indexes a node's facts once; the flows of a bridge are read when they are first asked for. */
export function indexNode(facts: SnapshotFacts, options: NodeOptions): NodeIndex {
  const links = indexLinks(facts);
  const linuxBridges = indexLinuxBridges(facts, links);
  const ovs = indexOvs(facts);
  const veths = indexVeths(facts, links, linuxBridges, ovs);
  const peers = options.peers.filter((peer) => peer.facts !== facts && peer.facts.host !== facts.host);
  const flows = new Map<string, VlanFlows>();
  return {
    facts,
    host: facts.host,
    links,
    linuxBridges,
    ovs,
    veths,
    instances: indexInstances(
      facts,
      options.peers.flatMap((peer) => (peer.facts === facts ? [] : [peer.facts])),
    ),
    flowsOf: (bridge) => options.flowsOf(bridge),
    vlanFlows: (bridge) => {
      const known = flows.get(bridge);
      if (known) return known;
      const read = readVlanFlows(options.flowsOf(bridge));
      flows.set(bridge, read);
      return read;
    },
    peerWith: (address) => {
      for (const peer of peers) {
        const held = peer.links.holderOf(address);
        if (held) return { facts: peer.facts, fact: held };
        const tunnel = peer.tunnels.find((candidate) => candidate.local === address);
        const shown = tunnel?.evidence[0];
        if (shown) return { facts: peer.facts, fact: shown };
      }
      return null;
    },
    tunnelsTo: (address) =>
      peers.flatMap((peer) => peer.tunnels.filter((tunnel) => tunnel.remote === address)),
  };
}

function tunnelsOf(facts: SnapshotFacts): readonly PeerTunnel[] {
  const ovs = indexOvs(facts);
  return ovs.bridges.flatMap((bridge) =>
    ovs.ports(bridge).flatMap((port) => {
      const remote = port.options['remote_ip'];
      if (!isTunnel(port) || remote === undefined) return [];
      const local = port.options['local_ip'] ?? null;
      return [{ facts, port: port.name, bridge, local, remote, evidence: port.facts }];
    }),
  );
}
