// The other end of a veth pair whose ends are in two namespaces: `2: eth0@if7: … link-netnsid 0`. Numbers of devices
// begin anew in each namespace, so that two numbers that point at each other are not yet a pair.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { LinkIndex, LinkView } from './link-index.ts';
import type { LinuxBridgeIndex } from './linux-bridge-index.ts';
import type { Knowledge } from './model.ts';
import type { NamespaceNumbers } from './namespace-numbers.ts';
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

/** What the lookups of one host's pairs work on. */
export interface VethFacts {
  readonly facts: SnapshotFacts;
  readonly links: LinkIndex;
  readonly linuxBridges: LinuxBridgeIndex;
  readonly ovs: OvsIndex;
  readonly numbers: NamespaceNumbers;
}

/** A command as it is run in a namespace. */
export function inNetns(netns: string, command: string): string {
  return `ip netns exec ${netns} ${command}`;
}

/** What names the namespace of a device's peer: `undefined` where nothing does, null where it has no name. */
function namespaceBeyond({ numbers }: VethFacts, link: LinkView): string | null | undefined {
  const named = link.details['link_netns'];
  if (typeof named === 'string') return named;
  // The numbers of `ip netns` are those that the host's own namespace gives.
  return link.netns === null && link.linkNetnsid !== null ? numbers.nameOf(link.linkNetnsid) : undefined;
}

/** The peer of `link`, which has an ifindex in another namespace for one. */
export function peerBeyond(all: VethFacts, link: LinkView, own: readonly StoredFact[]): VethPeer {
  const ifindex = link.peerIfindex;
  const facts = [...own, ...link.facts];
  const lost = (reason: string, wants: readonly string[]): VethPeer => {
    return { name: null, netns: null, ifindex, status: 'missing', reason, wants, facts };
  };
  if (ifindex === null) return lost('its peer is unknown', ['ip -d link show']);
  const beyond = namespaceBeyond(all, link);
  if (beyond === null) {
    const number = link.linkNetnsid === null ? '' : ` (number ${link.linkNetnsid})`;
    return lost(`its peer is ifindex ${ifindex} in a namespace without a name${number}`, []);
  }
  if (beyond !== undefined) {
    const far = all.links.byIfindex(ifindex, beyond);
    if (far && pointsTo(all, far, link)) return joined(far, 'known', null, [], facts);
    if (!all.links.namespaces.has(beyond)) {
      const reason = `its peer is ifindex ${ifindex} in ${beyond}, of which there is no \`ip link\``;
      return lost(reason, [inNetns(beyond, 'ip -d link')]);
    }
    return lost(`its peer is ifindex ${ifindex} in ${beyond}, and no such device points back`, []);
  }
  const candidates = candidatesFor(all, link);
  const sure = candidates.filter((far) => namespaceBeyond(all, far) === link.netns);
  const [named] = sure;
  if (named && sure.length === 1) return joined(named, 'known', null, [], facts);
  // From inside a namespace the host's own has no name: the host's end says it by our number.
  const likely = candidates.filter((far) => namespaceBeyond(all, far) === undefined);
  const [only] = likely;
  // The other end must not have another choice either.
  const alone = only !== undefined && candidatesFor(all, only).length === 1;
  if (only && likely.length === 1 && alone) {
    const reason = `${link.name} and ${only.name} have each other's ifindex; no output names the namespace that the number means: \`ip netns\``;
    return joined(only, 'inferred', reason, ['ip netns list-id'], facts);
  }
  if (likely.length > 0) {
    const list = likely.map((far) => `${far.name} of ${far.netns ?? 'the host'}`).join(' or ');
    return lost(`its peer is ifindex ${ifindex} in another namespace: it can be ${list}`, [
      'ip netns list-id',
    ]);
  }
  const wants = all.links.namespaces.size > 0 ? [] : ['ip netns'];
  return lost(`its peer is ifindex ${ifindex} in another namespace, of which there is no \`ip link\``, wants);
}

/** The devices of other namespaces whose number, and that of their peer, are the right ones. */
function candidatesFor(all: VethFacts, link: LinkView): readonly LinkView[] {
  const ifindex = link.peerIfindex;
  if (ifindex === null) return [];
  return [all.links.byIfindex(ifindex) ?? [], all.links.numbered(ifindex)]
    .flat()
    .filter((far) => far.netns !== link.netns && pointsTo(all, far, link));
}

/** Whether `far` can be the end whose peer is `near`: by its number, and by the namespace that it names. */
function pointsTo(all: VethFacts, far: LinkView, near: LinkView): boolean {
  if (far.peerIfindex === null || far.peerIfindex !== near.ifindex) return false;
  if (far.kind !== null && far.kind !== 'veth') return false;
  const beyond = namespaceBeyond(all, far);
  return beyond === undefined || beyond === near.netns;
}

function joined(
  far: LinkView,
  status: 'known' | 'inferred',
  reason: string | null,
  wants: readonly string[],
  facts: readonly StoredFact[],
): VethPeer {
  const both = [...facts, ...far.facts];
  return { name: far.name, netns: far.netns, ifindex: far.ifindex, status, reason, wants, facts: both };
}
