// What the numbers of one bridge stand for on two hosts, when their rules have been compared: enough to rename any rule
// again, without holding the rules.
import { replaceNumbers, type BridgePipeline, type FlowTreeParts } from '../renaming/node-numbers.ts';
import { ceilings, NumberMap, numberSpaces, type NumberSpace, type Renaming } from '../renaming/renaming.ts';
import type { SharedNumbers } from '../renaming/shared-numbers.ts';
import type { FlowNames } from '../flow-tables.ts';
import type { Range } from '../../openflow/tree.ts';
import type { BridgeNaming } from './bridge-naming.ts';
import type { NodeRules } from './node-rules.ts';
import type { PortRole } from './port-roles.ts';
import { peerTunnel, standIn } from './rule-shape.ts';

/** A number of one host, and what is known of it. */
export interface NumberMeaning {
  readonly space: NumberSpace;
  readonly number: number;
  /** What it stands for; null where only the rules that it stands in tell. */
  readonly name: string | null;
  /** The number that the other host gives the same; null where that has no such thing. */
  readonly other: number | null;
}

export type Side = 'from' | 'to';

interface OneHost {
  readonly host: string;
  readonly names: FlowNames;
  /** In its own numbers, and in the shared ones. */
  readonly own: BridgePipeline;
  readonly shared: BridgePipeline;
}

interface Inferred {
  readonly map: NumberMap;
  readonly pairs: Renaming['pairs'];
}

export class BridgeNumbers {
  readonly #hosts: Readonly<Record<Side, OneHost>>;
  readonly #spaces: ReadonlyMap<NumberSpace, SharedNumbers>;
  readonly #inferred: ReadonlyMap<NumberSpace, Inferred>;

  constructor(naming: BridgeNaming, from: NodeRules, to: NodeRules, inferred: readonly Renaming[]) {
    this.#hosts = { from: oneHost(naming, from), to: oneHost(naming, to) };
    this.#spaces = spacesOf(naming);
    this.#inferred = new Map(
      inferred.map((renaming) => [
        renaming.space,
        { map: new NumberMap(renaming, ceilings[renaming.space]), pairs: renaming.pairs },
      ]),
    );
  }

  names(side: Side): FlowNames {
    return this.#hosts[side].names;
  }

  /** A rule in the shared numbering with what the rules tell put in: the first host's numbers become the second's. */
  inferred(side: Side, tree: FlowTreeParts): FlowTreeParts {
    if (side === 'to') return tree;
    return replaceNumbers(
      tree,
      this.#hosts.from.shared,
      (space, number) => this.#inferred.get(space)?.map.of(number) ?? number,
    );
  }

  /** A rule as a host printed it in the numbers that both sides share. `tell` hears of each of its numbers. */
  rename(
    side: Side,
    tree: FlowTreeParts,
    tell: (meaning: NumberMeaning, range: Range) => void,
  ): FlowTreeParts {
    const { host, own, names } = this.#hosts[side];
    const shared = replaceNumbers(
      tree,
      own,
      (space, number, _, range) => {
        tell(this.#meaning(side, space, number), range);
        return this.#spaces.get(space)?.thing(host, number)?.number ?? number;
      },
      names.ports,
    );
    return this.inferred(side, shared);
  }

  /** A renamed rule in which one of the host's own, and the tunnel to the other host, stand for any such. */
  ofRole(side: Side, tree: FlowTreeParts): FlowTreeParts {
    const { host, shared } = this.#hosts[side];
    const there = this.#hosts[side === 'from' ? 'to' : 'from'].host;
    return replaceNumbers(tree, shared, (space, number) => {
      const thing = this.#spaces.get(space)?.byShared(number) ?? null;
      const own = thing?.of.get(host);
      if (own === undefined || thing?.of.has(there) === true) return number;
      if (space !== 'ofport') return standIn[space];
      const { sort, far } = own as PortRole;
      return far === there ? peerTunnel : sort === 'tunnel' ? number : standIn[space];
    });
  }

  #meaning(side: Side, space: NumberSpace, number: number): NumberMeaning {
    const other = side === 'from' ? 'to' : 'from';
    const thing = this.#spaces.get(space)?.thing(this.#hosts[side].host, number) ?? null;
    if (thing !== null) {
      const there = thing.of.get(this.#hosts[other].host)?.number ?? null;
      return { space, number, name: thing.name, other: there };
    }
    const pair = this.#inferred.get(space)?.pairs.find((one) => one[side] === number);
    return { space, number, name: null, other: pair?.[other] ?? null };
  }
}

function oneHost(naming: BridgeNaming, rules: NodeRules): OneHost {
  return {
    host: rules.host,
    names: rules.node.tables.names(rules.bridge),
    own: rules.pipeline,
    shared: naming.pipeline(rules),
  };
}

function spacesOf(naming: BridgeNaming): ReadonlyMap<NumberSpace, SharedNumbers> {
  return new Map(
    numberSpaces.flatMap((space) => {
      const numbers = naming.numbersOf(space);
      return numbers === null ? [] : [[space, numbers] as const];
    }),
  );
}
