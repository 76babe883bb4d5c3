// The model of a node as it is sent: paths share most of their hops (every instance of a network leaves by the same
// tunnels), so each hop goes once and paths have their places in the list.
import type { Hop, NetworkPath, NodeModel } from './model.ts';

export type PackedPath = Omit<NetworkPath, 'hops'> & {
  /** Places in `PackedNode.hops`. */
  readonly hops: readonly number[];
};

export interface PackedNode extends Omit<NodeModel, 'paths'> {
  readonly hops: readonly Hop[];
  readonly paths: readonly PackedPath[];
}

/** Hops are in the order in which paths first come to them. */
export function packNode({ paths, ...model }: NodeModel): PackedNode {
  const places = new Map<string, number>();
  const hops: Hop[] = [];
  const placeOf = (hop: Hop): number => {
    const key = JSON.stringify(hop);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, hops.length);
    return hops.push(hop) - 1;
  };
  return { ...model, paths: paths.map((path) => ({ ...path, hops: path.hops.map(placeOf) })), hops };
}

/** The inverse; a place that the list does not have is left out. */
export function unpackNode({ hops, paths, ...model }: PackedNode): NodeModel {
  return {
    ...model,
    paths: paths.map((path) => ({ ...path, hops: path.hops.flatMap((place) => hops[place] ?? []) })),
  };
}
