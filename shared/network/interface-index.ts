// Every network interface of a node exactly once, whichever outputs show it: the kernel's of the host and of each
// namespace, and those of Open vSwitch. An internal port that was moved into a namespace is one device, not two.
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { deviceId, kindOfTraits, plumbing, type DeviceTraits } from './device-kind.ts';
import type { HardwareIndex } from './hardware-index.ts';
import type { InstanceView } from './instance-index.ts';
import type { LinkIndex, LinkView } from './link-index.ts';
import type { LinuxBridgeIndex } from './linux-bridge-index.ts';
import type { DeviceKind } from './model.ts';
import type { OvsIndex } from './ovs-index.ts';
import type { OvsInterfaceView } from './ovs-port.ts';
import type { VethIndex } from './veth-peers.ts';

export interface InterfaceView extends DeviceTraits {
  readonly kind: DeviceKind;
  /** The device's id in the model. */
  readonly id: string;
  readonly role: 'plumbing' | null;
}

export interface InterfaceIndex {
  /** The host's own first, in order of their names, then those of namespaces. */
  readonly all: readonly InterfaceView[];
  /** Of the host's own namespace, or an interface of Open vSwitch wherever it is. */
  byName(name: string): InterfaceView | null;
  /** In a namespace; ports of Open vSwitch that are in it are there, too. */
  inNamespace(netns: string, name: string): InterfaceView | null;
  /** The kind of a device by its name, also of one that no output shows. */
  kindOf(name: string): DeviceKind;
}

/** What the interfaces of one host are told from. */
export interface InterfaceSources {
  readonly facts: SnapshotFacts;
  readonly links: LinkIndex;
  readonly linuxBridges: LinuxBridgeIndex;
  readonly ovs: OvsIndex;
  readonly veths: VethIndex;
  readonly hardware: HardwareIndex;
  readonly instances: readonly InstanceView[];
}

/** Joins what the outputs say of each interface. */
export function indexInterfaces(sources: InterfaceSources): InterfaceIndex {
  const { links, ovs, linuxBridges, veths, hardware } = sources;
  const targets = new Set(
    sources.instances.flatMap(({ interfaces }) => interfaces.flatMap(({ data }) => data.target ?? [])),
  );
  const places = placesOfPorts(ovs, links);
  const taken = new Set([...places.values()].map((link) => keyOf(link.netns, link.name)));

  const view = (name: string, netns: string | null, link: LinkView | null): InterfaceView => {
    const ofHost = netns === null || places.get(name) === link;
    const traits: DeviceTraits = {
      name,
      netns,
      link,
      kernelKind: links.kindOf(link?.netns ?? netns, name),
      ovs: ofHost ? ovs.interfaceOf(name) : null,
      port: ofHost ? ovs.portOf(name) : null,
      hardware: hardware.of(name, netns),
      isOvsBridge: netns === null && ovs.isBridge(name),
      isLinuxBridge: netns === null && linuxBridges.has(name),
      isTarget: netns === null && targets.has(name),
      isVeth: veths.isVeth(name, netns),
      endsOutside: veths.peerOf(name, netns).name === null,
    };
    const kind = kindOfTraits(traits);
    const id = deviceId(kind, name, traits.port === null ? netns : null);
    return { ...traits, kind, id, role: plumbing.test(name) ? 'plumbing' : null };
  };

  const byName = new Map<string, InterfaceView>();
  for (const name of namesOfHost(sources, targets)) {
    const link = links.byName(name) ?? places.get(name) ?? null;
    byName.set(name, view(name, link?.netns ?? null, link));
  }
  const inside = new Map<string, InterfaceView>();
  for (const [netns, list] of links.namespaces) {
    for (const link of list) {
      const key = keyOf(netns, link.name);
      const port = taken.has(key) ? byName.get(link.name) : undefined;
      inside.set(key, port ?? view(link.name, netns, link));
    }
  }
  const own = [...byName.values()];
  const known = new Set(own);
  return {
    all: [...own, ...[...inside.values()].filter((one) => !known.has(one))],
    byName: (name) => byName.get(name) ?? null,
    inNamespace: (netns, name) => inside.get(keyOf(netns, name)) ?? null,
    kindOf: (name) => (byName.get(name) ?? view(name, null, null)).kind,
  };
}

/**
 * Where an internal port is that is not in the host's own namespace: Neutron moves those of routers and DHCP
 * servers. Names repeat across namespaces, so the address that Open vSwitch knows decides where several have it.
 */
function placesOfPorts(ovs: OvsIndex, links: LinkIndex): ReadonlyMap<string, LinkView> {
  const places = new Map<string, LinkView>();
  for (const bridge of ovs.bridges) {
    for (const port of ovs.ports(bridge)) {
      for (const member of port.members) {
        if (member.type !== 'internal' || links.byName(member.name) !== null) continue;
        const place = placeOf(member, links.named(member.name));
        if (place !== null) places.set(member.name, place);
      }
    }
  }
  return places;
}

function placeOf(member: OvsInterfaceView, candidates: readonly LinkView[]): LinkView | null {
  const [first] = candidates;
  if (first === undefined || candidates.length === 1) return first ?? null;
  const same = candidates.filter(({ mac }) => mac !== null && mac === member.mac);
  return same.length === 1 ? (same[0] ?? null) : null;
}

/** Names in the host's own namespace, and those of Open vSwitch; in order. */
function namesOfHost(
  { facts, links, linuxBridges, ovs, veths, hardware }: InterfaceSources,
  targets: ReadonlySet<string>,
): readonly string[] {
  const names = new Set<string>();
  for (const link of links.host) names.add(link.name);
  for (const bridge of linuxBridges.names) {
    names.add(bridge);
    for (const member of linuxBridges.members(bridge)) names.add(member);
  }
  for (const bridge of ovs.bridges) {
    names.add(bridge);
    for (const port of ovs.ports(bridge)) for (const name of port.interfaces) names.add(name);
  }
  for (const name of veths.counted) names.add(name);
  for (const name of hardware.names) names.add(name);
  for (const { data } of facts.of('linux-bond')) if (data.netns === null) names.add(data.name);
  for (const { data } of facts.of('linux-bond-member')) if (data.netns === null) names.add(data.device);
  for (const { data } of facts.of('vlan-device')) if (data.netns === null) names.add(data.device);
  // A list of devices that does not have a domain's tap says that it is gone.
  if (links.host.length === 0) for (const name of targets) names.add(name);
  return [...names].sort();
}

function keyOf(netns: string | null, name: string): string {
  return `${netns ?? ''}\n${name}`;
}
