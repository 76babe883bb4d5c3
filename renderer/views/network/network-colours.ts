// The colour of a network: its place among the node's networks in the Okabe–Ito order of the tokens.
// Sorted by number where there is one, so that VLAN 2 comes before VLAN 10 and new networks come last.
import type { NodeModel } from '../../../shared/network/model.ts';

const colours = 8;

/** From `NetworkDevice.network` to 1…8, the tokens `--network-1` and on. */
export function networkColours(model: Pick<NodeModel, 'devices'>): ReadonlyMap<string, number> {
  const networks = new Set<string>();
  for (const { network } of model.devices) if (network !== null) networks.add(network);
  const inOrder = [...networks].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return new Map(inOrder.map((network, index) => [network, (index % colours) + 1]));
}

/** The VLAN of a port that Neutron took out of service: no network's. */
const deadVlan = 4095;

/**
 * What the legend calls a network. One that is known by its UUID is also known here by the local VLANs of
 * its ports, which is what the flows and `ovs-vsctl show` speak of: `vlan 4 · 7e4ebe00`.
 */
export function networkName(network: string, model: Pick<NodeModel, 'devices'>): string {
  const id = /^([0-9a-f]{8})-[0-9a-f]{4}-/.exec(network)?.[1];
  if (id === undefined) return network;
  const tags = new Set<number>();
  for (const device of model.devices)
    if (device.network === network && device.tag !== null && device.tag !== deadVlan) tags.add(device.tag);
  const vlans = [...tags].sort((a, b) => a - b).join(', ');
  return vlans === '' ? id : `vlan ${vlans} · ${id}`;
}
