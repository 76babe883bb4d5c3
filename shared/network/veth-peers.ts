// The other end of a veth pair. Both ends say it in several ways, and each says it only in part:
//   ethtool -S qvb…   peer_ifindex: 16            a number, in the peer's namespace
//   ip link           16: qvo…@qvb…:              a name, when both ends are in one namespace
//   ip link           2: eth0@if7: … link-netnsid 0   a number in another namespace
// Neutron's names (`qvb` and `qvo` with the same eleven characters) are used last, as an inference.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { LinkIndex, LinkView } from './link-index.ts';
import type { LinuxBridgeIndex } from './linux-bridge-index.ts';
import type { Knowledge } from './model.ts';
import type { OvsIndex } from './ovs-index.ts';

export interface VethPeer {
  readonly name: string | null;
  /** The peer's namespace; null is the host's own. */
  readonly netns: string | null;
  /** Known from the near end even when the far end's name is not. */
  readonly ifindex: number | null;
  readonly status: Knowledge;
  readonly reason: string | null;
  /** Command lines that would show the peer; empty when it is known. */
  readonly wants: readonly string[];
  readonly facts: readonly StoredFact[];
}

export interface VethIndex {
  /** The peer of a device of the host's own namespace. */
  peerOf(device: string): VethPeer;
  /** True when any output calls the device a veth or knows its peer. */
  isVeth(device: string): boolean;
}

/** Finds the other end of every veth of the host; one that the outputs do not tell is missing, with the reason. */
export function indexVeths(
  facts: SnapshotFacts,
  links: LinkIndex,
  linuxBridges: LinuxBridgeIndex,
  ovs: OvsIndex,
): VethIndex {
  const statistics = new Map<string, StoredFact<'ethtool-statistics'>>();
  for (const fact of hostStatistics(facts)) {
    if (!statistics.has(fact.data.device)) statistics.set(fact.data.device, fact);
  }
  const ofPeerIfindex = new Map<number, StoredFact<'ethtool-statistics'>>();
  for (const fact of statistics.values()) {
    if (fact.data.peerIfindex !== null) ofPeerIfindex.set(fact.data.peerIfindex, fact);
  }
  const ofPeerName = new Map<string, LinkView>();
  for (const link of links.host) {
    if (link.peer !== null && isPair(link)) ofPeerName.set(link.peer, link);
  }

  /** `eth0.10@eth0` has an `@` as well, but its lower device does not point back. */
  function isPair(link: LinkView): boolean {
    if (link.kind !== null) return link.kind === 'veth';
    return link.peer !== null && links.byName(link.peer)?.peer === link.name;
  }

  /** The host's device with an ifindex, by `ip link` or else by Open vSwitch's and the bridge's columns. */
  function nameOfIfindex(
    ifindex: number,
  ): { readonly name: string; readonly facts: readonly StoredFact[] } | null {
    const link = links.byIfindex(ifindex);
    if (link) return { name: link.name, facts: link.facts };
    for (const bridge of ovs.bridges) {
      const port = ovs.ports(bridge).find((candidate) => candidate.ifindex === ifindex);
      if (port) return { name: port.name, facts: port.facts.filter((fact) => fact.kind === 'ovs-interface') };
    }
    const member = facts
      .of('bridge-port')
      .find((fact) => fact.data.ifindex === ifindex && fact.data.netns === null);
    return member ? { name: member.data.device, facts: [member] } : null;
  }

  function peerOf(device: string): VethPeer {
    const link = links.byName(device);
    const own = statistics.get(device);
    if (link && link.peerIfindex !== null) return inNamespace(link, link.peerIfindex, own);
    if (own && own.data.peerIfindex !== null) {
      const ifindex = own.data.peerIfindex;
      const far = nameOfIfindex(ifindex);
      if (far && pointsBack(far.name, link)) {
        return {
          name: far.name,
          netns: null,
          ifindex,
          status: 'known',
          reason: null,
          wants: [],
          facts: [own, ...far.facts],
        };
      }
      if (far === null && !(link && isPair(link))) {
        return byName(
          device,
          ifindex,
          [own],
          `ifindex ${ifindex} is its peer, and no output names that device: \`ip link\``,
          ['ip -d link show'],
        );
      }
    }
    if (link && link.peer !== null && isPair(link)) {
      const far = links.byName(link.peer);
      const ifindex = far?.ifindex ?? null;
      return {
        name: link.peer,
        netns: null,
        ifindex,
        status: 'known',
        reason: null,
        wants: [],
        facts: [...link.facts, ...(far?.facts ?? [])],
      };
    }
    const pointing = ofPeerName.get(device);
    if (pointing) {
      return {
        name: pointing.name,
        netns: null,
        ifindex: pointing.ifindex,
        status: 'known',
        reason: null,
        wants: [],
        facts: pointing.facts,
      };
    }
    const back = link && link.ifindex !== null ? ofPeerIfindex.get(link.ifindex) : undefined;
    const backLink = back ? links.byName(back.data.device) : null;
    if (back && link && canBeVeth(link) && (backLink === null || backLink.peerIfindex === null)) {
      return {
        name: back.data.device,
        netns: null,
        ifindex: backLink?.ifindex ?? null,
        status: 'known',
        reason: null,
        wants: [],
        facts: [back, ...link.facts],
      };
    }
    return byName(device, null, [], `no \`ethtool -S ${device}\`: its peer is unknown`, [
      'ip -d link show',
      `ethtool -S ${device}`,
    ]);
  }

  /** The same number can be another device here, so what the far end says of itself must agree. */
  function pointsBack(far: string, link: LinkView | null): boolean {
    if (link !== null && link.peer !== null) return link.peer === far;
    const other = links.byName(far);
    if (other !== null && !canBeVeth(other)) return false;
    const said = statistics.get(far)?.data.peerIfindex ?? null;
    return said === null || link === null || said === link.ifindex;
  }

  function canBeVeth(link: LinkView): boolean {
    return link.kind === null || link.kind === 'veth';
  }

  /** `@if7` instead of a name: the peer is in another namespace, where numbers begin anew. */
  function inNamespace(
    link: LinkView,
    ifindex: number,
    own: StoredFact<'ethtool-statistics'> | undefined,
  ): VethPeer {
    const facts = [...(own ? [own] : []), ...link.facts];
    const far = [...links.namespaces.values()]
      .flat()
      .filter((other) => other.ifindex === ifindex && other.peerIfindex === link.ifindex);
    const [only] = far;
    if (only && far.length === 1) {
      const both = [...facts, ...only.facts];
      return {
        name: only.name,
        netns: only.netns,
        ifindex,
        status: 'known',
        reason: null,
        wants: [],
        facts: both,
      };
    }
    const reason = `its peer is ifindex ${ifindex} in another namespace, of which there is no \`ip link\``;
    const wants = [...links.namespaces.keys()].length > 0 ? [] : ['ip netns'];
    return { name: null, netns: null, ifindex, status: 'missing', reason, wants, facts };
  }

  /** `qvb` and `qvo` are made as a pair by Nova's hybrid plug, named after the port's first 11 characters. */
  function byName(
    device: string,
    ifindex: number | null,
    own: readonly StoredFact[],
    why: string,
    wants: readonly string[],
  ): VethPeer {
    const twin = /^qv([bo])(.{11})$/.exec(device);
    const name = twin ? `qv${twin[1] === 'b' ? 'o' : 'b'}${twin[2] ?? ''}` : null;
    if (name !== null) {
      const port = ovs.portOf(name);
      const membership = linuxBridges.of(name);
      const link = links.byName(name);
      const seen: readonly StoredFact[] = [
        ...(port?.facts ?? []),
        ...(membership?.facts ?? []),
        ...(link?.facts ?? []),
      ];
      if (seen.length > 0) {
        const reason = `${why}; ${name} is taken for it because Nova names both ends of the pair after the same port`;
        return {
          name,
          netns: null,
          ifindex: link?.ifindex ?? ifindex,
          status: 'inferred',
          reason,
          wants,
          facts: [...own, ...seen],
        };
      }
    }
    return { name: null, netns: null, ifindex, status: 'missing', reason: why, wants, facts: own };
  }

  function isVeth(device: string): boolean {
    const link = links.byName(device);
    if (link && (link.kind === 'veth' || isPair(link))) return true;
    return statistics.has(device) || ofPeerName.has(device);
  }

  return { peerOf, isVeth };
}

/** `ethtool -S` of veths of the host's own namespace. */
export function hostStatistics(facts: SnapshotFacts): readonly StoredFact<'ethtool-statistics'>[] {
  return facts
    .of('ethtool-statistics')
    .filter(({ data }) => data.peerIfindex !== null && data.netns === null);
}
