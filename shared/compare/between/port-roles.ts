// The ports of a bridge by what they are on any host: not the name that a host gave them, but whose port it is,
// which patch, to which host a tunnel leads, which physical network.
import { readMappings } from '../../network/bridge-mappings.ts';
import { isPatch, isPhysical, isTunnel, type OvsPortView } from '../../network/ovs-port.ts';
import type { NodeSide } from '../node-side.ts';
import { isReserved } from '../renaming/node-numbers.ts';
import type { NumberIdentity } from '../renaming/renaming.ts';
import { farHostOf, type CaseHosts } from './case-hosts.ts';

/**
 * `instance`: plugged in for a guest; `service`: an internal port of a router, a DHCP or a metadata server; both by
 * the id of the port. `other`: known by its name only.
 */
export type PortSort = 'instance' | 'service' | 'patch' | 'tunnel' | 'physical' | 'other';

export interface PortRole extends NumberIdentity {
  readonly sort: PortSort;
  /** The device's name on this host. */
  readonly device: string;
  /** Where a tunnel leads: a host, or the address where no host is known to have it; null for any other port. */
  readonly far: string | null;
}

/** The ports of a bridge that have a number, by number. */
export function portRoles({ ovs, facts }: NodeSide, bridge: string, hosts: CaseHosts): readonly PortRole[] {
  const ports = ovs.ports(bridge);
  const wires = ports.filter(isPhysical);
  const networks = readMappings(facts).get(bridge)?.networks ?? [];
  return ports.flatMap((port) => {
    const number = port.ofport;
    if (number === null || number <= 0 || isReserved(number)) return [];
    return [{ number, device: port.name, ...roleOf(port, wires, networks, hosts) }];
  });
}

type Role = Pick<PortRole, 'sort' | 'far' | 'name' | 'aliases'>;

function roleOf(
  port: OvsPortView,
  wires: readonly OvsPortView[],
  networks: readonly string[],
  hosts: CaseHosts,
): Role {
  const id = port.externalIds['iface-id'];
  if (id !== undefined) {
    return role(port.type === 'internal' ? 'service' : 'instance', `port ${id}`, [`iface-id:${id}`]);
  }
  if (isTunnel(port)) {
    const far = farHostOf(port, hosts) ?? port.options['remote_ip'] ?? null;
    if (far === null) return role('tunnel', port.name, []);
    const key = port.options['key'] ?? port.options['out_key'] ?? 'flow';
    return { ...role('tunnel', `${port.type} tunnel to ${far}`, [`tunnel:${port.type} ${far} ${key}`]), far };
  }
  const peer = port.options['peer'];
  if (isPatch(port)) {
    return role('patch', port.name, [...(peer === undefined ? [] : [`patch:${peer}`]), `name:${port.name}`]);
  }
  if (isPhysical(port)) {
    // Of several wires nothing tells which is which but their names.
    if (wires.length !== 1) return role('physical', port.name, [`name:${port.name}`]);
    const to = networks.length === 0 ? `of ${port.bridge}` : networks.join(', ');
    return role('physical', `physical network ${to}`, [`physical:${to}`]);
  }
  return role('other', port.name, [`name:${port.name}`]);
}

function role(sort: PortSort, name: string, aliases: readonly string[]): Role {
  return { sort, name, aliases, far: null };
}
