// What only some kinds of device have: a VLAN its number, a bond its members, a tunnel its addresses.
import type { InterfaceView } from './interface-index.ts';
import type { LinkView } from './link-index.ts';
import type { DeviceDetail, VirtualFunction } from './model.ts';
import type { NodeIndex } from './node-index.ts';
import type { OvsInterfaceView, OvsPortView } from './ovs-port.ts';
import { functionPlace } from './sriov.ts';

/** The detail of an interface, or of a port that is a bond; null for kinds that have none. */
export function detailOf(node: NodeIndex, view: InterfaceView | OvsPortView): DeviceDetail | null {
  if (!('kind' in view)) return ovsBond(node, view);
  const { name, link, ovs } = view;
  const netns = link?.netns ?? view.netns;
  switch (view.kind) {
    case 'ovs-bridge':
      return bridgeDetail(node, name);
    case 'veth': {
      const peer = node.veths.peerOf(name, netns);
      return { kind: 'veth', peer: peer.name, peerNetns: peer.netns, peerIfindex: peer.ifindex };
    }
    case 'vlan': {
      const listed = node.interfaceFacts.vlan(name, netns)?.data.vlanId ?? null;
      return {
        kind: 'vlan',
        vlan: numberIn(link, 'id') ?? listed ?? vlanOfName(view),
        protocol: textIn(link, 'protocol'),
      };
    }
    case 'macvlan':
    case 'macvtap':
      return { kind: 'macvlan', mode: textIn(link, 'mode') };
    case 'tunnel':
      return ovs === null ? kernelTunnel(link) : ovsTunnel(node, ovs, view.port);
    case 'bond':
      return kernelBond(node, name, netns, link);
    case 'vhost-user':
      return ovs === null ? null : vhostUser(ovs);
    case 'nic':
    case 'dpdk':
      return adapter(node, view);
    case 'virtual-function': {
      const place = functionPlace(node, link?.mac ?? view.hardware.mac);
      return { kind: 'virtual-function', index: place?.index ?? null, adapter: place?.adapter ?? null };
    }
    default:
      return null;
  }
}

function numberIn(link: LinkView | null, word: string): number | null {
  const value = link?.details[word];
  return typeof value === 'number' ? value : null;
}

function textIn(link: LinkView | null, word: string): string | null {
  const value = link?.details[word];
  return value === undefined ? null : String(value);
}

/** `eth1.100@eth1`, as the tools that make VLAN devices name them; taken only where nothing prints the number. */
function vlanOfName({ name, link }: InterfaceView): number | null {
  const [, lower, id] = /^(.+)\.(\d{1,4})$/.exec(name) ?? [];
  return id !== undefined && lower === link?.peer ? Number(id) : null;
}

function bridgeDetail(node: NodeIndex, name: string): DeviceDetail {
  const rows = node.ovs
    .bridgeFacts(name)
    .flatMap((fact) => (fact.kind === 'ovs-bridge' && 'datapathType' in fact.data ? [fact.data] : []));
  const first = (pick: (row: (typeof rows)[number]) => string | null): string | null =>
    rows.map(pick).find((value) => value !== null && value !== '') ?? null;
  return {
    kind: 'ovs-bridge',
    datapathType: first((row) => row.datapathType),
    datapathId: first((row) => row.datapathId),
    failMode: first((row) => row.failMode),
    physicalNetworks: node.mappings.get(name)?.networks ?? [],
  };
}

/** vswitchd.conf.db(5), "Tunnel Options": `key` is both directions; without any the port has key 0, which is not said. */
function ovsTunnel(node: NodeIndex, { options }: OvsInterfaceView, of: OvsPortView | null): DeviceDetail {
  // ovn-controller(8): tunnels of a chassis begin at its encapsulation address.
  const chassis = of !== null && 'ovn-chassis-id' in of.externalIds;
  const port = Number(options['dst_port'] ?? NaN);
  return {
    kind: 'tunnel',
    tunnelId: options['key'] ?? options['out_key'] ?? options['in_key'] ?? null,
    local: options['local_ip'] ?? (chassis ? node.encapsulation : null),
    remote: options['remote_ip'] ?? null,
    port: Number.isInteger(port) ? port : null,
  };
}

function kernelTunnel(link: LinkView | null): DeviceDetail {
  const external = link?.details['external'] === 'on';
  return {
    kind: 'tunnel',
    tunnelId: external ? 'flow' : (textIn(link, 'id') ?? textIn(link, 'key') ?? textIn(link, 'okey')),
    local: textIn(link, 'local'),
    remote: textIn(link, 'remote') ?? textIn(link, 'group'),
    port: numberIn(link, 'dstport'),
  };
}

function kernelBond(
  node: NodeIndex,
  name: string,
  netns: string | null,
  link: LinkView | null,
): DeviceDetail {
  const listed = node.interfaceFacts.bond(name, netns)?.data ?? null;
  return {
    kind: 'bond',
    openVswitch: false,
    mode: textIn(link, 'mode') ?? listed?.mode ?? null,
    lacp: textIn(link, 'lacp_rate') ?? listed?.values['LACP rate'] ?? null,
    active: textIn(link, 'active_slave') ?? listed?.activeMember ?? null,
    members: bondMembers(node, name, netns),
  };
}

/** The devices of a bond of the kernel, by `master` of `ip link` and by `/proc/net/bonding`. */
export function bondMembers(node: NodeIndex, name: string, netns: string | null): readonly string[] {
  const names = [
    ...node.links.enslaved(name, netns).map((link) => link.name),
    ...node.interfaceFacts.bondMembers(name, netns).map((fact) => fact.data.device),
  ];
  return [...new Set(names)].sort();
}

function ovsBond(node: NodeIndex, port: OvsPortView): DeviceDetail | null {
  if (port.interfaces.length < 2) return null;
  const shown = node.interfaceFacts
    .ofBond(port.name)
    .flatMap((fact) => ('activeMember' in fact.data ? [fact.data] : []))[0];
  return {
    kind: 'bond',
    openVswitch: true,
    // vswitchd.conf.db(5), Port, bond_mode: active-backup where it is not set.
    mode: port.bondMode ?? shown?.mode ?? (port.rows.length > 0 ? 'active-backup' : null),
    lacp: port.lacp ?? shown?.lacpStatus ?? null,
    active: shown?.activeMember ?? memberOf(port),
    members: [...port.interfaces].sort(),
  };
}

/** The Port row has the active member's MAC; all zeros while none is. */
function memberOf({ members, activeMember }: OvsPortView): string | null {
  return members.find(({ mac }) => mac !== null && mac === activeMember)?.name ?? null;
}

/** vswitchd.conf.db(5): `dpdkvhostuser` makes the socket of its name, `dpdkvhostuserclient` opens `vhost-server-path`. */
function vhostUser({ name, type, options }: OvsInterfaceView): DeviceDetail {
  const client = type === 'dpdkvhostuserclient';
  return {
    kind: 'vhost-user',
    socket: options['vhost-server-path'] ?? (client ? null : name),
    server: client ? 'qemu' : 'open-vswitch',
  };
}

function adapter(node: NodeIndex, { name, hardware }: InterfaceView): DeviceDetail {
  const list = node.hardware.functionsOf(name).map(({ data }): VirtualFunction => {
    const guest = data.mac === null ? null : node.interfaceFacts.passedThrough(data.mac);
    return { index: data.index, mac: data.mac, vlan: data.vlan, instance: guest?.instance.title ?? null };
  });
  const indices = new Map(list.map((entry) => [entry.index, entry]));
  const { enabled, total, product } = hardware;
  const hasFunctions = indices.size > 0 || enabled !== null || total !== null;
  return {
    kind: 'adapter',
    product,
    virtualFunctions: hasFunctions
      ? {
          enabled: enabled ?? (indices.size || null),
          total,
          list: [...indices.values()].sort((a, b) => a.index - b.index),
        }
      : null,
  };
}
