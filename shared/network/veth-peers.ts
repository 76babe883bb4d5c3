// The other end of a veth pair. Both ends say it in several ways, and each says it only in part:
//   ethtool -S qvb…   peer_ifindex: 16            a number, in the peer's namespace
//   ip link           16: qvo…@qvb…:              a name, when both ends are in one namespace
//   ip link           2: eth0@if7: … link-netnsid 0   a number in another namespace, and that one's number
// Neutron's names (`qvb` and `qvo` with the same eleven characters) are used last, as an inference.
import type { StoredFact } from '../facts.ts';
import type { LinkView } from './link-index.ts';
import { inNetns, peerBeyond, type VethFacts, type VethPeer } from './veth-namespaces.ts';

export interface VethIndex {
  /** The peer of a device, of the host's own namespace where none is given. */
  peerOf(device: string, netns?: string | null): VethPeer;
  /** True when any output calls the device a veth or knows its peer. */
  isVeth(device: string, netns?: string | null): boolean;
  /** Devices of the host that `ethtool -S` calls veths. */
  readonly counted: readonly string[];
}

type Statistics = StoredFact<'ethtool-statistics'>;

/** Finds the other end of every veth of the host; one that the outputs do not tell is missing, with the reason. */
export function indexVeths(all: VethFacts): VethIndex {
  const { facts, links, linuxBridges, ovs } = all;
  const statistics = new Map<string, Statistics>();
  const ofPeerIfindex = new Map<string, Statistics>();
  for (const fact of facts.of('ethtool-statistics')) {
    const { device, netns, peerIfindex } = fact.data;
    if (peerIfindex === null || statistics.has(keyOf(netns, device))) continue;
    statistics.set(keyOf(netns, device), fact);
    ofPeerIfindex.set(keyOf(netns, peerIfindex), fact);
  }
  const pairs = [...links.host, ...[...links.namespaces.values()].flat()].filter(isPair);
  const ofPeerName = new Map<string, LinkView>();
  for (const link of pairs) if (link.peer !== null) ofPeerName.set(keyOf(link.netns, link.peer), link);
  const memberOfIfindex = new Map<number, StoredFact<'bridge-port'>>();
  for (const fact of facts.of('bridge-port')) {
    const { ifindex, netns } = fact.data;
    if (ifindex !== null && netns === null && !memberOfIfindex.has(ifindex))
      memberOfIfindex.set(ifindex, fact);
  }
  const found = new Map<string, VethPeer>();

  function linkOf(device: string, netns: string | null): LinkView | null {
    return netns === null ? links.byName(device) : links.inNamespace(netns, device);
  }

  /** `eth0.10@eth0` has an `@` as well, but its lower device does not point back. */
  function isPair(link: LinkView): boolean {
    if (link.kind !== null) return link.kind === 'veth';
    return link.peer !== null && linkOf(link.peer, link.netns)?.peer === link.name;
  }

  /** The device with an ifindex, by `ip link` or else by Open vSwitch's and the bridge's columns. */
  function nameOfIfindex(
    ifindex: number,
    netns: string | null,
  ): { readonly name: string; readonly facts: readonly StoredFact[] } | null {
    const link = links.byIfindex(ifindex, netns);
    if (link) return { name: link.name, facts: link.facts };
    if (netns !== null) return null;
    const port = ovs.portByIfindex(ifindex);
    if (port) return { name: port.name, facts: port.facts.filter((fact) => fact.kind === 'ovs-interface') };
    const member = memberOfIfindex.get(ifindex);
    return member ? { name: member.data.device, facts: [member] } : null;
  }

  function peerOf(device: string, netns: string | null = null): VethPeer {
    const key = keyOf(netns, device);
    const known = found.get(key);
    if (known) return known;
    const peer = findPeer(device, netns);
    found.set(key, peer);
    return peer;
  }

  function findPeer(device: string, netns: string | null): VethPeer {
    const link = linkOf(device, netns);
    const own = statistics.get(keyOf(netns, device));
    if (link && link.peerIfindex !== null) return peerBeyond(all, link, own ? [own] : []);
    if (own && own.data.peerIfindex !== null) {
      const ifindex = own.data.peerIfindex;
      const far = nameOfIfindex(ifindex, netns);
      if (far && pointsBack(device, far.name, link, netns))
        return known(far.name, netns, ifindex, [own, ...far.facts]);
      if (!(link && isPair(link))) {
        const why =
          far === null
            ? `ifindex ${ifindex} is its peer, and no output names that device: \`ip link\``
            : `ifindex ${ifindex} is its peer, which may be in another namespace: no \`ip -d link\` shows ${device}`;
        return byName(device, netns, ifindex, [own], why, ['ip -d link show']);
      }
    }
    if (link && link.peer !== null && isPair(link)) {
      const far = linkOf(link.peer, netns);
      return known(link.peer, netns, far?.ifindex ?? null, [...link.facts, ...(far?.facts ?? [])]);
    }
    const pointing = ofPeerName.get(keyOf(netns, device));
    if (pointing) return known(pointing.name, netns, pointing.ifindex, pointing.facts);
    const back = link && link.ifindex !== null ? ofPeerIfindex.get(keyOf(netns, link.ifindex)) : undefined;
    const backLink = back ? linkOf(back.data.device, netns) : null;
    if (back && link && canBeVeth(link) && backLink !== null && backLink.peerIfindex === null)
      return known(back.data.device, netns, backLink.ifindex, [back, ...link.facts]);
    if (back && link && canBeVeth(link) && backLink === null && areTwins(device, back.data.device))
      return known(back.data.device, netns, null, [back, ...link.facts]);
    const wants =
      netns === null ? ['ip -d link show', `ethtool -S ${device}`] : [inNetns(netns, 'ip -d link')];
    return byName(device, netns, null, [], `no \`${wants.at(-1) ?? ''}\`: its peer is unknown`, wants);
  }

  /**
   * The same number can be another device here, so what both ends say of themselves must agree. Where no `ip link` shows
   * the near end, only the far end's own number or Nova's names for a pair tell that both are in this namespace.
   */
  function pointsBack(device: string, far: string, link: LinkView | null, netns: string | null): boolean {
    if (link !== null && link.peer !== null) return link.peer === far;
    const other = linkOf(far, netns);
    if (other !== null && (!canBeVeth(other) || other.peerIfindex !== null)) return false;
    const said = statistics.get(keyOf(netns, far))?.data.peerIfindex ?? null;
    if (link !== null) return said === null || said === link.ifindex;
    if (other !== null && other.peer !== null) return other.peer === device;
    return areTwins(device, far);
  }

  /** `qvb` and `qvo` are made as a pair by Nova's hybrid plug, named after the port's first 11 characters. */
  function byName(
    device: string,
    netns: string | null,
    ifindex: number | null,
    own: readonly StoredFact[],
    why: string,
    wants: readonly string[],
  ): VethPeer {
    const name = netns === null ? twinOf(device) : null;
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
        const itsIfindex = link?.ifindex ?? ifindex;
        const both = [...own, ...seen];
        return { name, netns, ifindex: itsIfindex, status: 'inferred', reason, wants, facts: both };
      }
    }
    return { name: null, netns: null, ifindex, status: 'missing', reason: why, wants, facts: own };
  }

  function isVeth(device: string, netns: string | null = null): boolean {
    const link = linkOf(device, netns);
    if (link && (link.kind === 'veth' || isPair(link))) return true;
    // One driver's counter has the name: a device of another kind has none.
    if (link && link.kind !== null) return false;
    return statistics.has(keyOf(netns, device)) || ofPeerName.has(keyOf(netns, device));
  }

  const counted = [...statistics.values()].filter(({ data }) => data.netns === null);
  return { peerOf, isVeth, counted: counted.map(({ data }) => data.device) };
}

function known(
  name: string,
  netns: string | null,
  ifindex: number | null,
  facts: readonly StoredFact[],
): VethPeer {
  return { name, netns, ifindex, status: 'known', reason: null, wants: [], facts };
}

function canBeVeth(link: LinkView): boolean {
  return link.kind === null || link.kind === 'veth';
}

function twinOf(device: string): string | null {
  const [, end, port] = /^qv([bo])(.{11})$/.exec(device) ?? [];
  return end === undefined || port === undefined ? null : `qv${end === 'b' ? 'o' : 'b'}${port}`;
}

function areTwins(device: string, far: string): boolean {
  return twinOf(device) === far;
}

function keyOf(netns: string | null, what: string | number): string {
  return `${netns ?? ''}\n${what}`;
}
