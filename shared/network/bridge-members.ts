// The devices in a Linux bridge by what they are to it: pairs that lead to Open vSwitch or a container, taps of
// guests, and ways out.
import type { InterfaceIndex } from './interface-index.ts';
import type { LinkIndex } from './link-index.ts';
import type { LinuxBridgeIndex } from './linux-bridge-index.ts';
import type { VethIndex } from './veth-peers.ts';

export interface BridgeMembers {
  readonly pairs: readonly string[];
  readonly taps: readonly string[];
  readonly uplinks: readonly string[];
}

interface Sources {
  readonly links: LinkIndex;
  readonly linuxBridges: LinuxBridgeIndex;
  readonly veths: VethIndex;
  readonly interfaces: InterfaceIndex;
}

/** Sorts a bridge's members; in none of the lists is one end of a pair that leads into a namespace. */
export function membersOfBridge(node: Sources, bridge: string): BridgeMembers {
  const members = node.linuxBridges.members(bridge);
  return {
    pairs: members.filter((member) => node.veths.isVeth(member) || /^qvb/.test(member)),
    taps: members.filter((member) => isTap(node, member)),
    uplinks: members.filter((member) => isUplink(node, member)),
  };
}

function isTap({ links }: Sources, device: string): boolean {
  const kind = links.byName(device)?.kind ?? null;
  return kind === 'tun' || kind === 'macvtap' || (kind === null && /^tap/.test(device));
}

/** A bridge's way out: not a tap, nor one end of a pair that leads to a guest, container or other bridge. */
function isUplink(node: Sources, member: string): boolean {
  if (isTap(node, member) || /^tap/.test(member)) return false;
  const link = node.links.byName(member);
  if (link?.kind === 'veth' || node.veths.isVeth(member) || /^qvb/.test(member)) return false;
  return link === null || link.peerIfindex === null;
}
