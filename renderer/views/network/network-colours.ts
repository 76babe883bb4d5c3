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
