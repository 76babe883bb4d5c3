// All paths of a node: one per interface of an instance, one per instance whose domain is unknown, and
// one per port of an OVS bridge that belongs to neither (routers, DHCP servers, instances without XML).
import { deviceHop, missingHop, nameOfMissing } from './hop.ts';
import type { DomainInterfaceView, InstanceView } from './instance-index.ts';
import { instanceHop, interfaceHops, portHops, tapHops } from './interface-path.ts';
import { deviceId } from './device-kind.ts';
import { evidenceList } from './evidence-list.ts';
import type { Hop, NetworkPath } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import { isPatch, isPhysical, isTunnel, type OvsPortView } from './ovs-port.ts';

/** In the order instances, then ports by bridge; the same input gives the same list. */
export function pathsOf(node: NodeIndex): readonly NetworkPath[] {
  const paths: NetworkPath[] = [];
  for (const instance of node.instances) {
    for (const view of instance.interfaces) {
      const { target, index } = view.data;
      const hops = interfaceHops(node, instance, view);
      paths.push(makePath(instance, target ?? `interface ${index}`, hops, portIdOf(node, view, hops)));
    }
  }
  const claimed = new Set(paths.flatMap((path) => path.hops.map((hop) => hop.device)));
  const without = node.instances.filter((instance) => instance.interfaces.length === 0);
  const taps = without.length === 0 ? [] : freeTaps(node, claimed);
  for (const instance of without) paths.push(withoutDomain(node, instance, taps, without.length));
  for (const path of paths) for (const hop of path.hops) claimed.add(hop.device);
  for (const bridge of node.ovs.bridges) {
    for (const port of node.ovs.ports(bridge)) {
      if (claimed.has(port.name) || !isEnd(node, port)) continue;
      const hops = fromPort(node, port);
      const named = hops.find((hop) => hop.kind !== 'namespace')?.device ?? port.name;
      paths.push(makePath(null, named, hops, port.externalIds['iface-id'] ?? null));
    }
  }
  return paths;
}

function makePath(
  instance: InstanceView | null,
  ending: string,
  hops: readonly Hop[],
  portId: string | null = null,
): NetworkPath {
  return {
    id: instance === null ? ending : `${instance.title}/${ending}`,
    instance: instance?.libvirtName ?? instance?.title ?? null,
    instanceName: instance?.name ?? null,
    instanceUuid: instance?.uuid ?? null,
    interface: ending,
    portId,
    hops: hops.map((hop, i) => placed(hops, hop, i)),
    complete: hops.every((hop) => hop.status !== 'missing'),
  };
}

/** A missing hop without a name still has a place in the picture: after the last hop that has one. */
function placed(hops: readonly Hop[], hop: Hop, at: number): Hop {
  if (hop.deviceId !== null || hop.status !== 'missing') return hop;
  const before = hops.slice(0, at).findLast((other) => other.device !== null && other.kind !== hop.kind);
  const name = `${nameOfMissing(hop)} after ${before?.device ?? 'nothing'}`;
  return { ...hop, deviceId: deviceId(hop.kind, name) };
}

/** From the domain, else from what Neutron wrote at the OVS port that the path goes through. */
function portIdOf(node: NodeIndex, view: DomainInterfaceView, hops: readonly Hop[]): string | null {
  if (view.data.portId !== null) return view.data.portId;
  for (const hop of hops) {
    const id = hop.device === null ? undefined : node.ovs.portOf(hop.device)?.externalIds['iface-id'];
    if (id !== undefined) return id;
  }
  return null;
}

/**
 * An instance that `nova show` places here, without its domain XML: which tap is its own is unknown.
 * When one tap alone is left in the host's Linux bridges or OVS bridges, the path goes on from it.
 */
/** More names than these say nothing. */
const mostCandidates = 6;

function withoutDomain(
  node: NodeIndex,
  instance: InstanceView,
  taps: readonly string[],
  instances: number,
): NetworkPath {
  const domain = instance.libvirtName ?? instance.title;
  const only = taps.length === 1 && instances === 1 ? taps[0] : undefined;
  const why = `no \`virsh dumpxml ${domain}\`: its tap is unknown`;
  const wants = [`virsh dumpxml ${domain}`];
  const first = instanceHop(node, instance, null);
  if (only === undefined) {
    const candidates =
      taps.length === 0
        ? ''
        : taps.length > mostCandidates
          ? `; it can be any of ${taps.length} taps in Linux bridges`
          : `; it can be ${taps.join(' or ')}`;
    const hop = missingHop(node, 'tap', null, 'no-domain-xml', `${why}${candidates}`, { wants });
    return makePath(instance, 'tap ?', [first, hop]);
  }
  const [tap, ...rest] = tapHops(node, only, {}, null);
  if (!tap) return makePath(instance, only, [first]);
  const reason = `${why}; ${only} is the only tap in a Linux bridge of ${node.host}`;
  return makePath(instance, only, [
    first,
    { ...tap, status: 'missing', break: 'no-domain-xml', reason, wants },
    ...rest,
  ]);
}

/** Taps in Linux bridges that no domain names. */
function freeTaps(node: NodeIndex, claimed: ReadonlySet<string | null>): readonly string[] {
  const taps = new Set(node.linuxBridges.names.flatMap((bridge) => node.bridgeMembers(bridge).taps));
  return [...taps].filter((tap) => !claimed.has(tap));
}

/** A port where frames start: it is not the bridge's own, a patch, a tunnel or a NIC. */
function isEnd(node: NodeIndex, port: OvsPortView): boolean {
  if (port.name === port.bridge || isPatch(port) || isTunnel(port)) return false;
  return !isPhysical(port) || node.veths.peerOf(port.name).name !== null;
}

/** Outwards from a port, beginning as far inside as evidence goes: its namespace, or a tap behind its veth. */
function fromPort(node: NodeIndex, port: OvsPortView): readonly Hop[] {
  const peer = node.veths.peerOf(port.name);
  const bridge = peer.status === 'known' && peer.name !== null ? node.linuxBridges.of(peer.name) : null;
  const taps = bridge ? node.bridgeMembers(bridge.bridge).taps : [];
  const tap = taps[0];
  if (tap !== undefined && taps.length === 1) return tapHops(node, tap, {}, null);
  const link = node.interfaces.byName(port.name)?.link ?? null;
  const hops = portHops(node, port, port.name, {});
  if (link === null || link.netns === null || port.type !== 'internal') {
    if (peer.status !== 'known' || peer.name === null) return hops;
    const near = deviceHop(node, peer.name, { netns: peer.netns, facts: peer.facts });
    return peer.netns === null
      ? [near, ...hops]
      : [namespaceHop(node, peer.netns, peer.facts), near, ...hops];
  }
  return [namespaceHop(node, link.netns, link.facts), ...hops];
}

function namespaceHop(node: NodeIndex, netns: string, facts: Parameters<typeof evidenceList>[1]): Hop {
  return {
    host: node.host,
    device: netns,
    kind: 'namespace',
    ifindex: null,
    mac: null,
    mtu: null,
    addresses: [],
    tag: null,
    ofport: null,
    tunnelId: null,
    local: null,
    remote: null,
    status: 'known',
    reason: null,
    break: null,
    wants: [],
    deviceId: deviceId('namespace', netns),
    evidence: evidenceList(node.facts, facts),
  };
}
