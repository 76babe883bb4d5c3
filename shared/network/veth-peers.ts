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
  /** Known from the near end even when the far end's name is not. */
  readonly ifindex: number | null;
  readonly status: Knowledge;
  readonly reason: string | null;
  readonly facts: readonly StoredFact[];
}

export interface VethIndex {
  /** The peer of a device of the host's own namespace. */
  peerOf(device: string): VethPeer;
  /** True when any output calls the device a veth or knows its peer. */
  isVeth(device: string): boolean;
}

export function indexVeths(
  facts: SnapshotFacts,
  links: LinkIndex,
  linuxBridges: LinuxBridgeIndex,
  ovs: OvsIndex,
): VethIndex {
  const statistics = new Map<string, StoredFact<'ethtool-statistics'>>();
  for (const fact of facts.of('ethtool-statistics')) {
    if (fact.data.peerIfindex !== null && !statistics.has(fact.data.device))
      statistics.set(fact.data.device, fact);
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
    if (own && own.data.peerIfindex !== null) {
      const ifindex = own.data.peerIfindex;
      const far = nameOfIfindex(ifindex);
      if (far && (link === null || link.peer === null || link.peer === far.name)) {
        return { name: far.name, ifindex, status: 'known', reason: null, facts: [own, ...far.facts] };
      }
      if (far === null && !(link && isPair(link))) {
        return byName(
          device,
          ifindex,
          [own],
          `ifindex ${ifindex} is its peer, and no output names that device: \`ip link\``,
        );
      }
    }
    if (link && link.peer !== null && isPair(link)) {
      const far = links.byName(link.peer);
      const ifindex = far?.ifindex ?? null;
      return {
        name: link.peer,
        ifindex,
        status: 'known',
        reason: null,
        facts: [...link.facts, ...(far?.facts ?? [])],
      };
    }
    const pointing = ofPeerName.get(device);
    if (pointing) {
      return {
        name: pointing.name,
        ifindex: pointing.ifindex,
        status: 'known',
        reason: null,
        facts: pointing.facts,
      };
    }
    const back = link ? ofPeerIfindex.get(link.ifindex) : undefined;
    if (back && link && links.byName(back.data.device)?.peerIfindex !== null) {
      const far = links.byName(back.data.device);
      return {
        name: back.data.device,
        ifindex: far?.ifindex ?? null,
        status: 'known',
        reason: null,
        facts: [back, ...link.facts],
      };
    }
    if (link && link.peerIfindex !== null) {
      return {
        name: null,
        ifindex: link.peerIfindex,
        status: 'missing',
        reason: `its peer is ifindex ${link.peerIfindex} in another namespace`,
        facts: link.facts,
      };
    }
    return byName(device, null, [], `no \`ethtool -S ${device}\`: its peer is unknown`);
  }

  /** `qvb` and `qvo` are made as a pair by Nova's hybrid plug, named after the port's first 11 characters. */
  function byName(device: string, ifindex: number | null, own: readonly StoredFact[], why: string): VethPeer {
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
          ifindex: link?.ifindex ?? ifindex,
          status: 'inferred',
          reason,
          facts: [...own, ...seen],
        };
      }
    }
    return { name: null, ifindex, status: 'missing', reason: why, facts: own };
  }

  function isVeth(device: string): boolean {
    const link = links.byName(device);
    if (link && (link.kind === 'veth' || isPair(link))) return true;
    return statistics.has(device) || ofPeerName.has(device);
  }

  return { peerOf, isVeth };
}
