// One node's network out of the facts of its snapshot: the article's derivation, for every instance.
import type { SnapshotFacts } from '../snapshot-facts.ts';
import { devicesOf } from './devices.ts';
import { linksOf } from './links.ts';
import type { NodeModel } from './model.ts';
import { indexNode, type NodeIndex, type NodeOptions } from './node-index.ts';
import { pathsOf } from './paths.ts';

/**
 * Devices, links and paths of the host that `facts` are of. Lacking or contradictory facts give hops
 * and devices that say so; nothing throws. Equal facts give an equal model, in equal order.
 */
export function buildNode(facts: SnapshotFacts, options: NodeOptions): NodeModel {
  return modelOf(indexNode(facts, options));
}

/** The same of a node that is indexed already. */
export function modelOf(node: NodeIndex): NodeModel {
  const paths = pathsOf(node);
  const devices = devicesOf(node, paths);
  return { host: node.host, devices, links: linksOf(node, devices, paths), paths };
}
