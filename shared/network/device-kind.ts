// What kind of thing a device is, and the id that the model and the hops share for it.
import type { HardwareView } from './hardware-index.ts';
import { representor } from './hardware-index.ts';
import type { LinkView } from './link-index.ts';
import type { DeviceKind } from './model.ts';
import { isPatch, isTunnel, type OvsInterfaceView, type OvsPortView } from './ovs-port.ts';

/** All that the outputs say of one device. */
export interface DeviceTraits {
  readonly name: string;
  readonly netns: string | null;
  readonly link: LinkView | null;
  /** As `ip -d link` prints it, or its driver names itself. */
  readonly kernelKind: string | null;
  /** The interface of Open vSwitch that it is; and the port that it is in. */
  readonly ovs: OvsInterfaceView | null;
  readonly port: OvsPortView | null;
  readonly hardware: HardwareView;
  readonly isOvsBridge: boolean;
  readonly isLinuxBridge: boolean;
  /** A domain names it as an interface's `target`. */
  readonly isTarget: boolean;
  readonly isVeth: boolean;
  /** It is one end of a pair whose other end is on no list of this node. */
  readonly endsOutside: boolean;
}

/** The kind of a device, by every output that mentions it; bridges before their local ports. */
export function kindOfTraits(device: DeviceTraits): DeviceKind {
  const { name, netns, link, kernelKind, ovs } = device;
  if (netns === null && device.isOvsBridge) return 'ovs-bridge';
  // The datapath's own device; that of the userspace datapath is a tap for the kernel.
  if (/^ovs-(system|netdev)$/.test(name)) return 'device';
  if (device.isLinuxBridge || kernelKind === 'bridge') return 'linux-bridge';
  if (ovs && isPatch(ovs)) return 'patch';
  if (ovs && isTunnel(ovs)) return 'tunnel';
  if (ovs && /^dpdkvhostuser/.test(ovs.type)) return 'vhost-user';
  if (ovs && /^dpdkr?$/.test(ovs.type)) return 'dpdk';
  if (kernelKind === 'macvtap' || kernelKind === 'ipvtap') return 'macvtap';
  if (device.isTarget) return 'tap';
  if (ovs?.type === 'internal') return 'internal';
  if (kernelKind !== null) return kindOfLink(device, kernelKind);
  if (name === 'lo') return 'device';
  if (device.isVeth || (netns === null && /^qv[bo].{11}$/.test(name))) return 'veth';
  if (link !== null && link.peerIfindex !== null) return 'veth';
  if (netns === null && /^tap.{11}$/.test(name)) return 'tap';
  if (netns === null && /^(qbr|brq).{11}$/.test(name)) return 'linux-bridge';
  if (device.hardware.facts.length > 0) {
    const physical = kindOfHardware(device.hardware);
    if (physical !== 'nic' || device.hardware.pci !== null) return physical;
  }
  if (link !== null && link.peer !== null) return 'vlan';
  if (link !== null && netns === null)
    return device.port && 'iface-id' in device.port.externalIds ? 'ovs-port' : 'nic';
  return device.port ? 'ovs-port' : 'device';
}

function kindOfLink(device: DeviceTraits, kind: string): DeviceKind {
  switch (kind) {
    case 'veth':
      // A pair whose other end is outside this node is how a container or nested host sees its NIC;
      // one that is in a Linux bridge is this node's end of a container's.
      return device.netns === null && device.endsOutside && device.link?.master === null ? 'nic' : 'veth';
    case 'tun':
      return device.netns === null ? 'tap' : 'device';
    case 'vlan':
      return 'vlan';
    case 'bond':
    case 'team':
      return 'bond';
    case 'macvlan':
    case 'ipvlan':
      return 'macvlan';
    case 'openvswitch':
      return 'internal';
    default:
      return tunnelKinds.has(kind) ? 'tunnel' : 'device';
  }
}

const tunnelKinds = new Set([
  'vxlan',
  'geneve',
  'gre',
  'gretap',
  'ip6gre',
  'ip6gretap',
  'erspan',
  'ip6erspan',
  'ipip',
  'ip6tnl',
  'sit',
  'bareudp',
  'gtp',
]);

function kindOfHardware({ isVirtualFunction, portName, driver }: HardwareView): DeviceKind {
  if (representor.test(portName ?? '') || /_rep$/.test(driver ?? '')) return 'representor';
  return isVirtualFunction ? 'virtual-function' : 'nic';
}

/** Datapath devices of Open vSwitch, the loopback and the kernel's fallback tunnels: on every node, part of no path. */
export const plumbing =
  /^(lo|ovs-system|ovs-netdev|(vxlan|gre|genev|stt|lisp|gtp)_sys.*|(gre|gretap|erspan|ip6gre|ip6tnl|sit|tunl|ip_vti|ip6_vti|teql)0)$/;

/** Unique within a host: names are unique within a namespace. */
export function deviceId(kind: DeviceKind, name: string, netns: string | null = null): string {
  return netns === null ? `${kind}/${name}` : `${kind}/${netns}/${name}`;
}
