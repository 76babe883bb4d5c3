// Where a host's tunnels begin and end, for the rules about them.
import type { NodeIndex } from '../network/node-index.ts';
import { isTunnel, type OvsPortView } from '../network/ovs-index.ts';
import { encapsulationsOf } from '../network/ovn-chassis.ts';

/** Tunnel ports of a host, in all its bridges. */
export function tunnelPorts(node: NodeIndex): readonly OvsPortView[] {
  return node.ovs.bridges.flatMap((bridge) => node.ovs.ports(bridge).filter(isTunnel));
}

/** An option that is an address, and neither set by flows nor empty. */
export function fixedAddress(option: string | undefined): string | null {
  return option === undefined || option === '' || option === 'flow' ? null : option.toLowerCase();
}

/** The addresses that a host's tunnels leave from, as its own settings say. */
export function localAddresses(node: NodeIndex): ReadonlySet<string> {
  return new Set([
    ...tunnelPorts(node).flatMap((port) => fixedAddress(port.options['local_ip']) ?? []),
    ...encapsulationsOf(node.facts),
  ]);
}

/** Tells whether a tunnel to an address (null: to none) leads to the host; to be asked about many. */
export function tunnelsTo(node: NodeIndex): (remote: string | null) => boolean {
  const local = localAddresses(node);
  return (remote) => remote !== null && (local.has(remote) || node.links.holderOf(remote) !== null);
}

/** Whether a device of the host has the address; null where the host's addresses are not known. */
export function holds(node: NodeIndex, address: string): boolean | null {
  if (!node.links.hasAddresses) return null;
  return node.links.holderOf(address) !== null;
}
