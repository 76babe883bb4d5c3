// The flows of one bridge on both sides, after numbers that the node gave out itself have been put into those
// of the other side. What traffic made (learned flows) and what has no order is set aside.
import type { FlowFact, StoredFact } from '../facts.ts';
import type { ComparableFields } from '../flows/said-fields.ts';
import { canonicalActionTree, canonicalMatch } from '../openflow/canonical.ts';
import { formatActions, formatMatch } from '../openflow/format-tree.ts';
import { parseActions } from '../openflow/parse-actions.ts';
import { parseMatch } from '../openflow/parse-match.ts';
import type { FlowNames, FlowsApart } from './flow-tables.ts';
import { isLearned, learnsOf, treeOf } from './learned-rules.ts';
import { asideField, compareFlows, type FlowComparison, type FlowDifference } from './compare-flows.ts';
import { replaceNumbers, type BridgePipeline, type PipelinePorts } from './renaming/node-numbers.ts';
import {
  inAnyOrder,
  inferringWriters,
  mayHoldInferred,
  pairByRoles,
  type PlacedFlow,
} from './renaming/number-roles.ts';
import { ceilings, isRenumbered, NumberMap, type NumberSpace, type Renaming } from './renaming/renaming.ts';
import type { AsideCategory, AsideCounts } from './set-aside.ts';

export interface BridgeSide {
  readonly flows: () => readonly StoredFact<'flow'>[];
  /** Those that add flows by `learn()`. */
  readonly learning: () => readonly FlowFact[];
  /** MACs of ports that the bridge's node itself has: one of them learned elsewhere is no matter of course. */
  readonly localMacs: ReadonlySet<string>;
}

export interface BridgeOptions {
  readonly bridge: string;
  readonly said: ComparableFields;
  readonly names: FlowNames;
  readonly pipeline: {
    /** The first time all flows are read for it. */
    readonly from: () => BridgePipeline;
    readonly to: () => BridgePipeline;
    /** Of `to`, what is known without its flows. */
    readonly ports: () => PipelinePorts;
  };
  /** Ports and local VLANs of the two sides. */
  readonly known: readonly Renaming[];
  readonly include: ReadonlySet<AsideCategory>;
  readonly counts: AsideCounts;
  /** The two sides without what is printed alike, where that is cheaper to tell than to compare. */
  readonly apart?: () => FlowsApart;
  /** Called last with the flows of each pair that is on both sides, whether they are equal or changed. */
  readonly pairs?: (from: StoredFact<'flow'>, to: StoredFact<'flow'>) => void;
}

export interface BridgeDifference extends FlowDifference<StoredFact<'flow'>> {
  /** The match as people read it: with names where numbers of the two sides differ. */
  readonly text: string;
}

export interface BridgeComparison {
  readonly differences: readonly BridgeDifference[];
  readonly equal: number;
  /** Those that were found by the flows' roles. */
  readonly renamings: readonly Renaming[];
  /** Flows that are equal but for the order of their outputs. */
  readonly reordered: number;
}

type Flow = StoredFact<'flow'>;

export function compareBridge(from: BridgeSide, to: BridgeSide, options: BridgeOptions): BridgeComparison {
  const { said, known, bridge, include } = options;
  const wantsPairs = options.pairs !== undefined || include.has('counters') || include.has('ages');
  const isRenamed = known.some(isRenumbered);
  // What is printed alike is no pair then, or not alike.
  const isWhole = wantsPairs || isRenamed || include.has('cookies');
  const apart = isWhole || options.apart === undefined ? null : options.apart();
  let left = new RenamedFlows(apart?.from ?? from.flows());
  let right = apart?.to ?? to.flows();
  let alike = apart?.equal ?? 0;
  const compare = (): FlowComparison<Flow> =>
    compareFlows(left.flows, right, said, {
      cookie: include.has('cookies'),
      pairs: wantsPairs,
      names: options.names,
    });
  if (isRenamed) left.rename(options.pipeline.from(), known, () => true);
  let result = compare();
  let renamings: readonly Renaming[] = [];
  if (mayBeRenumbered(result.differences, options)) {
    const pipeline = options.pipeline.to();
    const concerns = ({ data }: Flow): boolean => mayHoldInferred(data.match, data.actions, pipeline);
    // Which number is which is told by all flows, and those that are printed alike may get other numbers.
    const whole = apart === null ? left : new RenamedFlows(from.flows());
    const others = apart === null ? right : to.flows();
    renamings = pairByRoles(
      bridge,
      pipeline,
      whole.flows.filter(concerns).map(placed),
      others.filter(concerns).map(placed),
    );
    if (renamings.some(isRenumbered)) {
      whole.rename(pipeline, renamings, concerns);
      [left, right, alike] = [whole, others, 0];
      result = compare();
    }
  }
  const settled = settle(result.differences, from, to, options);
  const differences = [...settled.kept, ...asideDifferences(result, include)].map(
    ({ from: a, to: b, ...rest }) => ({ ...rest, from: a === null ? null : left.original(a), to: b }),
  );
  for (const [a, b] of options.pairs === undefined ? [] : pairsOf(result)) {
    options.pairs?.(left.original(a), b);
  }
  const all = [...known, ...renamings];
  return {
    differences: differences.map((difference) => ({
      ...difference,
      text: matchText(difference, all, options),
    })),
    equal: alike + result.equal + settled.equal - (differences.length - settled.kept.length),
    renamings,
    reordered: settled.reordered,
  };
}

/** The flows of `from` in the numbers of `to`; which flow each was is kept. */
class RenamedFlows {
  flows: readonly Flow[];
  readonly #originals = new Map<Flow, Flow>();

  constructor(flows: readonly Flow[]) {
    this.flows = flows;
  }

  original(flow: Flow): Flow {
    return this.#originals.get(flow) ?? flow;
  }

  rename(pipeline: BridgePipeline, renamings: readonly Renaming[], concerns: (flow: Flow) => boolean): void {
    const maps = new Map<NumberSpace, NumberMap>(
      renamings.map((renaming) => [renaming.space, new NumberMap(renaming, ceilings[renaming.space])]),
    );
    this.flows = this.flows.map((flow) => {
      if (!concerns(flow)) return flow;
      let touched = false;
      const tree = replaceNumbers(treeOf(flow.data), pipeline, (space, number) => {
        const now = maps.get(space)?.of(number) ?? number;
        if (now !== number) touched = true;
        return now;
      });
      if (!touched) return flow;
      const data = { ...flow.data, match: formatMatch(tree.match), actions: formatActions(tree.actions) };
      const renamed = { ...flow, data };
      this.#originals.set(renamed, this.original(flow));
      return renamed;
    });
  }
}

/**
 * Do the flows that differ say that numbers which no output names are others now? Only then it is worth
 * looking at all of them: where nothing differs so, nothing was renumbered.
 */
function mayBeRenumbered(
  differences: readonly FlowDifference<Flow>[],
  { bridge, pipeline }: BridgeOptions,
): boolean {
  const gone = differences.flatMap(({ from }) => from ?? []);
  const come = differences.flatMap(({ to }) => to ?? []);
  if (gone.length === 0 || come.length === 0) return false;
  const trees = new Map<Flow, PlacedFlow>();
  const placedOnce = (flow: Flow): PlacedFlow => {
    const tree = trees.get(flow) ?? placed(flow);
    trees.set(flow, tree);
    return tree;
  };
  const sayIn = (known: BridgePipeline): boolean => {
    const concerns = ({ data }: Flow): boolean => mayHoldInferred(data.match, data.actions, known);
    const [left, right] = [gone.filter(concerns), come.filter(concerns)];
    if (left.length === 0 || right.length === 0) return false;
    return pairByRoles(bridge, known, left.map(placedOnce), right.map(placedOnce)).some(isRenumbered);
  };
  // Who wrote the pipeline is read from all flows, and most differences say no whoever it was.
  const ports = pipeline.ports();
  return inferringWriters.some((writer) => sayIn({ ...ports, writer })) && sayIn(pipeline.to());
}

function pairsOf({ pairs, differences }: FlowComparison<Flow>): readonly (readonly [Flow, Flow])[] {
  return [
    ...pairs,
    ...differences.flatMap(({ from, to }) => (from === null || to === null ? [] : [[from, to] as const])),
  ];
}

const counterFields = ['n_packets', 'n_bytes'] as const;
const ageFields = ['duration', 'idle_age', 'hard_age'] as const;

/** Flows that are equal but for counters or ages, where these were asked for. */
function asideDifferences(
  { pairs }: FlowComparison<Flow>,
  include: ReadonlySet<AsideCategory>,
): readonly FlowDifference<Flow>[] {
  const asked = [
    ...(include.has('counters') ? counterFields : []),
    ...(include.has('ages') ? ageFields : []),
  ];
  if (asked.length === 0) return [];
  return pairs.flatMap(([from, to]) => {
    const fields = asked.filter((field) => asideField(from.data, field) !== asideField(to.data, field));
    if (fields.length === 0) return [];
    const { table, priority, match } = to.data;
    return [
      {
        change: 'changed' as const,
        key: { table, priority, match: canonicalMatch(match) },
        from,
        to,
        fields,
      },
    ];
  });
}

function placed({ data }: Flow): PlacedFlow {
  return { table: data.table, priority: data.priority, ...treeOf(data) };
}

interface Settled {
  readonly kept: readonly FlowDifference<Flow>[];
  readonly equal: number;
  readonly reordered: number;
}

/** Takes out what is no change in meaning. */
function settle(
  differences: readonly FlowDifference<Flow>[],
  from: BridgeSide,
  to: BridgeSide,
  { include, counts }: BridgeOptions,
): Settled {
  let equal = 0;
  let reordered = 0;
  const learns = { from: lazily(() => learnsOf(from.learning())), to: lazily(() => learnsOf(to.learning())) };
  const kept = differences.filter((difference) => {
    const { from: before, to: after, fields } = difference;
    if (before !== null && after !== null) {
      if (include.has('order') || fields.length !== 1 || fields[0] !== 'actions') return true;
      if (!isReordered(before.data, after.data)) return true;
      counts.add('flows', 'order', 'actions');
      equal++;
      reordered++;
      return false;
    }
    const flow = before ?? after;
    const side = before === null ? 'to' : 'from';
    if (include.has('learned') || flow === null) return true;
    if (!isLearned(flow.data, learns[side]())) return true;
    // The node's own port is not behind a tunnel: an entry that says so is a change, learned or not.
    const mac = /(?:dl_dst|eth_dst)=([0-9a-f:]{17})/.exec(flow.data.match)?.[1];
    if (mac !== undefined && (side === 'to' ? to : from).localMacs.has(mac)) return true;
    counts.add('flows', 'learned', null);
    return false;
  });
  return { kept, equal, reordered };
}

function isReordered(before: FlowFact, after: FlowFact): boolean {
  const inOrder = ({ match, actions }: FlowFact): string => {
    const tree = parseMatch(match);
    const list = parseActions(actions, 0, { match: tree });
    const canonical = canonicalActionTree(list, tree, { ignoreCookies: true });
    return formatActions({ ...canonical, actions: inAnyOrder(canonical.actions) });
  };
  return inOrder(before) === inOrder(after);
}

/** Numbers that differ on the two sides are told by name, so that the key is the same seen from either side. */
function matchText(
  { key, from, to }: FlowDifference<Flow>,
  renamings: readonly Renaming[],
  { pipeline }: BridgeOptions,
): string {
  const moved = renamings.filter(isRenumbered);
  const flow = to ?? from;
  if (moved.length === 0 || flow === null) return key.match;
  const side = to === null ? 'from' : 'to';
  const names: string[] = [];
  const tree = replaceNumbers(treeOf(flow.data), pipeline[side](), (space, number, place) => {
    const pair = moved
      .filter((renaming) => renaming.space === space)
      .flatMap(({ pairs }) => pairs)
      .find((one) => one[side] === number);
    if (pair !== undefined && pair.from !== pair.to && !place.includes(' ')) {
      names.push(`${place}=${nameOf(space, pair)}`);
    }
    return number;
  });
  if (names.length === 0) return key.match;
  const replaced = new Set(names.map((name) => name.slice(0, name.indexOf('='))));
  const rest = tree.match.parts.filter(
    ({ kind, ...part }) => !(kind === 'field' && 'field' in part && replaced.has(String(part.field))),
  );
  const inMatch = names.filter((name) =>
    tree.match.parts.some((part) => part.kind === 'field' && name.startsWith(`${part.field}=`)),
  );
  if (inMatch.length === 0) return key.match;
  return [...new Set(inMatch), formatMatch({ ...tree.match, parts: rest })]
    .filter((text) => text !== '')
    .join(',');
}

function nameOf(space: NumberSpace, { from, to, name, because }: Renaming['pairs'][number]): string {
  if (because !== 'flows') return name;
  return `${space}-${Math.min(from, to)}-${Math.max(from, to)}`;
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
