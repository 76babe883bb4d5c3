// Which device is in which Linux bridge, by `brctl show`, `bridge link` and `ip link`'s `master`. They
// are taken at different moments and can contradict each other; then the reason says so.
import type { StoredFact } from '../facts.ts';
import type { SnapshotFacts } from '../snapshot-facts.ts';
import type { Claim } from './conflicts.ts';
import { commandOf } from './evidence-list.ts';
import type { LinkIndex } from './link-index.ts';

export interface BridgeMembership {
  readonly bridge: string;
  readonly facts: readonly StoredFact[];
  /** What the other output says, when two disagree. */
  readonly conflict: string | null;
}

export interface LinuxBridgeIndex {
  /** All Linux bridges of the host, by name. */
  readonly names: readonly string[];
  has(bridge: string): boolean;
  bridgeFacts(bridge: string): readonly StoredFact<'linux-bridge'>[];
  /** The bridge that a device is in; null when it is in none or nothing is known. */
  of(device: string): BridgeMembership | null;
  members(bridge: string): readonly string[];
  /** What each output says of the bridge that a device is in; `none` where `ip link` shows it without a master. */
  claims(device: string): readonly Claim[];
  /** The facts that show the device outside the bridge; empty when nothing would show it inside. */
  outsideEvidence(device: string, bridge: string): readonly StoredFact[];
}

/** Indexes the Linux bridges of the host itself, not of its namespaces. */
export function indexLinuxBridges(facts: SnapshotFacts, links: LinkIndex): LinuxBridgeIndex {
  const bridges = new Map<string, StoredFact<'linux-bridge'>[]>();
  for (const fact of facts.of('linux-bridge')) {
    if (fact.data.netns === null) append(bridges, fact.data.name, fact);
  }
  for (const link of links.host) {
    if (link.kind === 'bridge' && !bridges.has(link.name)) bridges.set(link.name, []);
  }
  const claims = new Map<string, { readonly bridge: string; readonly fact: StoredFact }[]>();
  for (const fact of facts.of('bridge-port')) {
    if (fact.data.netns === null) append(claims, fact.data.device, { bridge: fact.data.bridge, fact });
  }
  for (const link of links.host) {
    if (link.master === null || !isLinuxBridge(link.master)) continue;
    for (const fact of link.facts) {
      if (fact.data.master === link.master) append(claims, link.name, { bridge: link.master, fact });
    }
  }
  // `ovs-system` is the master of every port of the kernel datapath, and a bond that of its members.
  function isLinuxBridge(name: string): boolean {
    if (bridges.has(name)) return true;
    const link = links.byName(name);
    return link === null ? name !== 'ovs-system' && !/^bond/.test(name) : link.kind === 'bridge';
  }
  const members = new Map<string, string[]>();
  for (const [device, list] of claims) {
    for (const bridge of new Set(list.map((claim) => claim.bridge))) append(members, bridge, device);
  }
  for (const bridge of members.keys()) if (!bridges.has(bridge)) bridges.set(bridge, []);
  return {
    names: [...bridges.keys()].sort(),
    has: (bridge) => bridges.has(bridge),
    bridgeFacts: (bridge) => bridges.get(bridge) ?? [],
    of: (device) => {
      const list = claims.get(device);
      const first = list?.[0];
      if (!list || !first) return null;
      const agreeing = list.filter((claim) => claim.bridge === first.bridge).map((claim) => claim.fact);
      return { bridge: first.bridge, facts: agreeing, conflict: conflictOf(device, first.bridge, list) };
    },
    members: (bridge) => members.get(bridge) ?? [],
    claims: (device) => {
      const list = claims.get(device);
      if (!list) return [];
      const outside = (links.byName(device)?.facts ?? []).filter((fact) => fact.data.master === null);
      return [
        ...list.map(({ bridge, fact }) => ({ value: bridge, fact })),
        ...outside.filter(printsMasters).map((fact) => ({ value: 'none', fact })),
      ];
    },
    outsideEvidence: (device, bridge) => {
      if (claims.get(device)?.some((claim) => claim.bridge === bridge) === true) return [];
      const own = (links.byName(device)?.facts ?? []).filter((fact) => fact.data.master !== bridge);
      return [...(bridges.get(bridge) ?? []), ...own];
    },
  };
  /** Brief forms and `ifconfig` print no master. */
  function printsMasters(fact: StoredFact<'link'>): boolean {
    return fact.data.ifindex !== null && fact.data.qdisc !== null;
  }
  function conflictOf(
    device: string,
    bridge: string,
    list: readonly { readonly bridge: string; readonly fact: StoredFact }[],
  ): string | null {
    const other = list.find((claim) => claim.bridge !== bridge);
    if (other) return `${commandOf(facts, other.fact)} shows ${device} in ${other.bridge} instead`;
    const link = links.byName(device);
    if (link && link.master === null && list.every((claim) => claim.fact.kind !== 'link')) {
      return `\`ip link\` shows ${device} without a master`;
    }
    return null;
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
