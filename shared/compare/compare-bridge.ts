// The flows of one bridge on both sides, after numbers that the node gave out itself have been put into those
// of the other side. What traffic made (learned flows) and what has no order is set aside.
import type { FlowFact, StoredFact } from '../facts.ts';
import type { ComparableFields } from '../flows/said-fields.ts';
import { canonicalActionTree } from '../openflow/canonical.ts';
import { formatActions, formatMatch } from '../openflow/format-tree.ts';
import { hasHeaderOf, isLearnedBy } from '../openflow/learned-flows.ts';
import { parseActions } from '../openflow/parse-actions.ts';
import { parseMatch } from '../openflow/parse-match.ts';
import type { LearnAction } from '../openflow/tree.ts';
import { eachAction } from '../openflow/walk.ts';
import type { FlowNames } from './flow-tables.ts';
import { compareFlows, type FlowComparison, type FlowDifference } from './compare-flows.ts';
import { replaceNumbers, type BridgePipeline, type FlowTreeParts } from './renaming/node-numbers.ts';
import { inAnyOrder, mayHoldInferred, pairByRoles, type PlacedFlow } from './renaming/number-roles.ts';
import { ceilings, isRenumbered, NumberMap, type NumberSpace, type Renaming } from './renaming/renaming.ts';
import type { AsideCategory, AsideCounts } from './set-aside.ts';

export interface BridgeSide {
  readonly flows: readonly StoredFact<'flow'>[];
  /** MACs of ports that the bridge's node itself has: one of them learned elsewhere is no matter of course. */
  readonly localMacs: ReadonlySet<string>;
}

export interface BridgeOptions {
  readonly bridge: string;
  readonly said: ComparableFields;
  readonly names: FlowNames;
  readonly pipeline: { readonly from: () => BridgePipeline; readonly to: () => BridgePipeline };
  /** Ports and local VLANs of the two sides. */
  readonly known: readonly Renaming[];
  readonly include: ReadonlySet<AsideCategory>;
  readonly counts: AsideCounts;
  /** Called last with the flows of each pair that is on both sides, whether they are equal or changed. */
  readonly pairs?: (from: StoredFact<'flow'>, to: StoredFact<'flow'>) => void;
}

export interface BridgeDifference extends FlowDifference<ComparedFlow> {
  /** The match as people read it: with names where numbers of the two sides differ. */
  readonly text: string;
}

export interface ComparedFlow {
  /** As it is compared: in the numbers of the other side. */
  readonly data: FlowFact;
  readonly stored: StoredFact<'flow'>;
}

export interface BridgeComparison {
  readonly differences: readonly BridgeDifference[];
  readonly equal: number;
  /** Those that were found by the flows' roles. */
  readonly renamings: readonly Renaming[];
  /** Flows that are equal but for the order of their outputs. */
  readonly reordered: number;
}

export function compareBridge(from: BridgeSide, to: BridgeSide, options: BridgeOptions): BridgeComparison {
  const { said, known, bridge } = options;
  let left: readonly ComparedFlow[] = from.flows.map((stored) => ({ data: stored.data, stored }));
  const right: readonly ComparedFlow[] = to.flows.map((stored) => ({ data: stored.data, stored }));
  const isKnown = known.some(isRenumbered);
  if (isKnown) left = renamed(left, options.pipeline.from(), known);
  const compare = (): FlowComparison<ComparedFlow> =>
    compareFlows(left, right, said, {
      cookie: options.include.has('cookies'),
      pairs: options.pairs !== undefined,
    });
  let result = compare();
  let renamings: readonly Renaming[] = [];
  if (
    result.differences.some(({ from: a, to: b }) =>
      [a, b].some(
        (flow) => flow !== null && mayHoldInferred(flow.data.match, flow.data.actions, options.pipeline.to()),
      ),
    )
  ) {
    const pipeline = options.pipeline.to();
    renamings = pairByRoles(bridge, pipeline, placed(left, pipeline), placed(right, pipeline));
    if (renamings.some(isRenumbered)) {
      left = renamed(left, pipeline, renamings, (flow) =>
        mayHoldInferred(flow.data.match, flow.data.actions, pipeline),
      );
      result = compare();
    }
  }
  if (options.pairs !== undefined) {
    for (const [a, b] of result.pairs) options.pairs(a.stored, b.stored);
    for (const { from: a, to: b } of result.differences) {
      if (a !== null && b !== null) options.pairs(a.stored, b.stored);
    }
  }
  const sorted = settle(result.differences, from, to, options);
  const all = [...known, ...renamings];
  return {
    differences: sorted.kept.map((difference) => ({
      ...difference,
      text: matchText(difference, all, options),
    })),
    equal: result.equal + sorted.equal,
    renamings,
    reordered: sorted.reordered,
  };
}

function treeOf(data: FlowFact): FlowTreeParts {
  const match = parseMatch(data.match);
  return { match, actions: parseActions(data.actions, 0, { match }) };
}

function placed(flows: readonly ComparedFlow[], pipeline: BridgePipeline): readonly PlacedFlow[] {
  return flows
    .filter(({ data }) => mayHoldInferred(data.match, data.actions, pipeline))
    .map(({ data }) => ({ table: data.table, priority: data.priority, ...treeOf(data) }));
}

function renamed(
  flows: readonly ComparedFlow[],
  pipeline: BridgePipeline,
  renamings: readonly Renaming[],
  concerns: (flow: ComparedFlow) => boolean = () => true,
): readonly ComparedFlow[] {
  const maps = new Map<NumberSpace, NumberMap>(
    renamings.map((renaming) => [renaming.space, new NumberMap(renaming, ceilings[renaming.space])]),
  );
  return flows.map((flow) => {
    if (!concerns(flow)) return flow;
    let touched = false;
    const tree = replaceNumbers(treeOf(flow.data), pipeline, (space, number) => {
      const now = maps.get(space)?.of(number) ?? number;
      if (now !== number) touched = true;
      return now;
    });
    if (!touched) return flow;
    const data = { ...flow.data, match: formatMatch(tree.match), actions: formatActions(tree.actions) };
    return { ...flow, data };
  });
}

interface Settled {
  readonly kept: readonly FlowDifference<ComparedFlow>[];
  readonly equal: number;
  readonly reordered: number;
}

/** Takes out what is no change in meaning. */
function settle(
  differences: readonly FlowDifference<ComparedFlow>[],
  from: BridgeSide,
  to: BridgeSide,
  { include, counts }: BridgeOptions,
): Settled {
  let equal = 0;
  let reordered = 0;
  const learns = { from: lazily(() => learnsOf(from.flows)), to: lazily(() => learnsOf(to.flows)) };
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
    if (!isLearned(flow.stored.data, learns[side]())) return true;
    // The node's own port is not behind a tunnel: an entry that says so is a change, learned or not.
    const mac = /(?:dl_dst|eth_dst)=([0-9a-f:]{17})/.exec(flow.stored.data.match)?.[1];
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

function learnsOf(flows: readonly StoredFact<'flow'>[]): readonly LearnAction[] {
  return flows
    .filter(({ data }) => data.actions.includes('learn('))
    .flatMap(({ data }) => [...eachAction(treeOf(data).actions)])
    .filter((action) => action.kind === 'learn');
}

function isLearned(data: FlowFact, learns: readonly LearnAction[]): boolean {
  const candidates = learns.filter((learn) => hasHeaderOf(data, learn));
  if (candidates.length === 0) return false;
  const flow = { ...data, ...treeOf(data) };
  return candidates.some((learn) => isLearnedBy(flow, learn));
}

/** Numbers that differ on the two sides are told by name, so that the key is the same seen from either side. */
function matchText(
  { key, from, to }: FlowDifference<ComparedFlow>,
  renamings: readonly Renaming[],
  { pipeline }: BridgeOptions,
): string {
  const moved = renamings.filter(isRenumbered);
  const flow = to ?? from;
  if (moved.length === 0 || flow === null) return key.match;
  const side = to === null ? 'from' : 'to';
  const names: string[] = [];
  const tree = replaceNumbers(treeOf(flow.stored.data), pipeline[side](), (space, number, place) => {
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
