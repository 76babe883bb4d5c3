// What kind of thing a device is, and the id that the model and the hops share for it.
import type { LinkView } from './link-index.ts';
import type { DeviceKind } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import { isPatch, isTunnel, type OvsPortView } from './ovs-index.ts';

/** The kind of a device of the host, by every output that mentions it; bridges before their local ports. */
export function kindOfDevice(node: NodeIndex, name: string): DeviceKind {
  if (node.ovs.isBridge(name)) return 'ovs-bridge';
  if (node.linuxBridges.has(name)) return 'linux-bridge';
  const link = node.links.byName(name);
  const port = node.ovs.portOf(name);
  if (port && isPatch(port)) return 'patch';
  if (port && isTunnel(port)) return 'tunnel';
  if (isTapOfInstance(node, name)) return 'tap';
  if (port?.type === 'internal') return 'internal';
  if (link) return kindOfLink(node, link, port);
  if (node.veths.isVeth(name) || /^qv[bo].{11}$/.test(name)) return 'veth';
  if (/^tap.{11}$/.test(name)) return 'tap';
  if (/^(qbr|brq).{11}$/.test(name)) return 'linux-bridge';
  return port ? 'ovs-port' : 'device';
}

function kindOfLink(node: NodeIndex, link: LinkView, port: OvsPortView | null): DeviceKind {
  switch (link.kind) {
    case 'veth':
      // A pair whose other end is outside this node is how a container or nested host sees its NIC;
      // one that is in a Linux bridge is this node's end of a container's.
      return node.veths.peerOf(link.name).name === null && link.master === null ? 'nic' : 'veth';
    case 'tun':
      return link.netns === null ? 'tap' : 'device';
    case 'vlan':
      return 'vlan';
    case 'bond':
      return 'bond';
    case 'vxlan':
    case 'gre':
    case 'gretap':
    case 'geneve':
      return 'tunnel';
    case 'bridge':
      return 'linux-bridge';
    case 'openvswitch':
      return 'internal';
    case null:
      break;
    default:
      return 'device';
  }
  if (link.name === 'lo') return 'device';
  if (node.veths.isVeth(link.name) || /^qv[bo].{11}$/.test(link.name)) return 'veth';
  if (/^tap.{11}$/.test(link.name)) return 'tap';
  if (link.peer !== null) return 'vlan';
  return port && 'iface-id' in port.externalIds ? 'ovs-port' : 'nic';
}

/** The kind of a device inside a namespace, where only `ip link` sees it. */
export function kindInNamespace(link: LinkView | null): DeviceKind {
  if (link?.kind === 'veth' || (link !== null && link.kind === null && link.peerIfindex !== null))
    return 'veth';
  if (link?.kind === 'bridge') return 'linux-bridge';
  return link?.kind === 'vlan' || link?.kind === 'bond' ? link.kind : 'device';
}

function isTapOfInstance(node: NodeIndex, name: string): boolean {
  return node.instances.some((instance) => instance.interfaces.some(({ data }) => data.target === name));
}

/** Unique within a host: names are unique within a namespace. */
export function deviceId(kind: DeviceKind, name: string, netns: string | null = null): string {
  return netns === null ? `${kind}/${name}` : `${kind}/${netns}/${name}`;
}
