// What the devices of one host call their networks, in the terms of the case: the same network has the same
// place among the case's networks whichever host, path or export shows it.
import type { NodeModel } from '../model.ts';
import type { NetworkPlaces } from './networks.ts';

/** A network of the case, and what this host's devices call it (`NetworkDevice.network`): nothing where it has none of it. */
export interface HostNetwork {
  /** A `CaseNetwork.id`. */
  readonly id: string;
  readonly name: string | null;
  readonly as: readonly string[];
}

/**
 * All networks of the case in its order, so that places count the same for every host. What a device names and no
 * host of the case places comes after them, under its own name.
 */
export function hostNetworks(
  { host, devices }: Pick<NodeModel, 'host' | 'devices'>,
  { networks, ofVlan }: Pick<NetworkPlaces, 'networks' | 'ofVlan'>,
): readonly HostNetwork[] {
  const called = new Map<string, string[]>(networks.map(({ id }) => [id, []]));
  const names = new Set(devices.flatMap(({ network }) => network ?? []));
  for (const name of [...names].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
    const id = called.has(name) ? name : (ofVlan(host, vlanOf(name) ?? -1) ?? name);
    const list = called.get(id);
    if (list === undefined) called.set(id, [name]);
    else list.push(name);
  }
  const nameOf = new Map(networks.map(({ id, name }) => [id, name]));
  return [...called].map(([id, as]) => ({ id, name: nameOf.get(id) ?? null, as }));
}

/** `vlan 4`, as the node's model calls a local VLAN whose network no output names. */
function vlanOf(name: string): number | null {
  const digits = /^vlan (\d+)$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
