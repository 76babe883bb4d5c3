// The case model out of the indices of its hosts, and one host of it unfolded.
import type { CaseIndex } from '../case-index.ts';
import { hostsOf } from './hosts.ts';
import type { CaseModel, CasePart } from './model.ts';
import { networksOf, type NetworkPlaces } from './networks.ts';
import { physicalNetworksOf } from './physical-networks.ts';
import { tunnelsOf } from './tunnels.ts';

/** The model, and what places ports and VLANs in its networks. */
export interface CasePlan {
  readonly model: CaseModel;
  readonly places: NetworkPlaces;
}

/**
 * Hosts, and what joins them. Equal facts give an equal model in equal order; a host whose facts lack
 * something has less, and nothing throws.
 */
export function caseModel(index: CaseIndex): CasePlan {
  const places = networksOf(index.nodes);
  const { networks } = places;
  const { tunnels, peers } = tunnelsOf(index);
  return {
    model: {
      hosts: hostsOf(index, networks),
      peers,
      tunnels,
      physicalNetworks: physicalNetworksOf(index.nodes, networks),
      networks,
    },
    places,
  };
}

/** A host, peer, tunnel or network of the model by its id; null when it has none with that id. */
export function casePart(model: CaseModel, id: string): CasePart | null {
  const parts: readonly (readonly CasePart[])[] = [
    model.hosts,
    model.peers,
    model.tunnels,
    model.physicalNetworks,
    model.networks,
  ];
  for (const list of parts) {
    const found = list.find((part) => part.id === id);
    if (found) return found;
  }
  return null;
}
