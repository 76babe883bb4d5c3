// Numbers that no output names (conj_ids, zones, groups): known by the flows that they stand in. The same thing
// on both sides stands in the same flows, once such numbers are taken out of them; so numbers are paired by
// what they have in common, the most first.
import { formatActions, formatMatch } from '../../openflow/format-tree.ts';
import type { Action } from '../../openflow/tree.ts';
import type { TableId } from '../../openflow/table-id.ts';
import { eachAction } from '../../openflow/walk.ts';
import {
  replaceNumbers,
  type BridgePipeline,
  type FlowTreeParts,
  type PipelineWriter,
} from './node-numbers.ts';
import type { NumberSpace, RenamedNumber, Renaming } from './renaming.ts';

const inferredSpaces = ['conjunction', 'zone', 'group'] as const satisfies readonly NumberSpace[];
type InferredSpace = (typeof inferredSpaces)[number];

/** One of each writers whose flows hold such numbers at the same places: the others' have none in registers. */
export const inferringWriters = [
  'neutron-integration',
  'ovn',
  'unknown',
] as const satisfies readonly PipelineWriter[];

export interface PlacedFlow extends FlowTreeParts {
  readonly table: TableId;
  readonly priority: number;
}

/** A role that more numbers have than this tells none of them from another. */
const mostAlike = 64;

type Roles = Map<number, Map<string, number>>;

/**
 * Pairs the numbers of flows of two sides; ports and local VLANs of `from` are already those of `to`. Symmetric:
 * with sides exchanged the pairs are the same. Numbers that nothing tells apart are paired with their like.
 */
export function pairByRoles(
  bridge: string,
  pipeline: BridgePipeline,
  from: readonly PlacedFlow[],
  to: readonly PlacedFlow[],
): readonly Renaming[] {
  const left = rolesOf(from, pipeline);
  const right = rolesOf(to, pipeline);
  return inferredSpaces.flatMap((space) => {
    const [a, b] = [left[space], right[space]];
    if (a.size === 0 && b.size === 0) return [];
    const pairs = bestPairs(a, b);
    const paired = new Set(pairs.map(({ to: number }) => number));
    const known = new Set(pairs.map(({ from: number }) => number));
    return [
      {
        space,
        bridge,
        pairs,
        unresolved: {
          from: [...a.keys()].filter((number) => !known.has(number)),
          to: [...b.keys()].filter((number) => !paired.has(number)),
        },
        contradictions: [],
      },
    ];
  });
}

function bestPairs(a: Roles, b: Roles): readonly RenamedNumber[] {
  const holders = (roles: Roles): ReadonlyMap<string, readonly number[]> => {
    const byRole = new Map<string, number[]>();
    for (const [number, counts] of roles) {
      for (const role of counts.keys()) {
        const list = byRole.get(role);
        if (list === undefined) byRole.set(role, [number]);
        else list.push(number);
      }
    }
    return byRole;
  };
  const [left, right] = [holders(a), holders(b)];
  const scores = new Map<string, { readonly from: number; readonly to: number; score: number }>();
  for (const [role, from] of left) {
    const to = right.get(role) ?? [];
    if (from.length > mostAlike || to.length > mostAlike) continue;
    for (const one of from) {
      for (const other of to) {
        const key = `${one} ${other}`;
        const known = scores.get(key) ?? { from: one, to: other, score: 0 };
        scores.set(key, known);
        known.score += 1 / (from.length * to.length);
      }
    }
  }
  const best = [...scores.values()].sort(
    (x, y) =>
      y.score - x.score ||
      Number(y.from === y.to) - Number(x.from === x.to) ||
      x.from + x.to - y.from - y.to ||
      Math.min(x.from, x.to) - Math.min(y.from, y.to),
  );
  const [taken, done] = [new Set<number>(), new Set<number>()];
  const pairs: RenamedNumber[] = [];
  for (const { from, to } of best) {
    if (done.has(from) || taken.has(to)) continue;
    done.add(from);
    taken.add(to);
    pairs.push({ from, to, name: String(to), because: 'flows' });
  }
  return pairs.sort((x, y) => x.from - y.from);
}

/** For each number the flows it stands in, with such numbers taken out, and at which place. */
function rolesOf(
  flows: readonly PlacedFlow[],
  pipeline: BridgePipeline,
): Readonly<Record<InferredSpace, Roles>> {
  const roles: Record<InferredSpace, Roles> = { conjunction: new Map(), zone: new Map(), group: new Map() };
  const isInferred = (space: NumberSpace): space is InferredSpace =>
    (inferredSpaces as readonly NumberSpace[]).includes(space);
  for (const flow of flows) {
    const found: { readonly space: InferredSpace; readonly number: number; readonly place: string }[] = [];
    const wiped = replaceNumbers(flow, pipeline, (space, number, place) => {
      if (!isInferred(space)) return number;
      found.push({ space, number, place: `${place} ${placeCount(found, place)}` });
      return 1;
    });
    if (found.length === 0) continue;
    const match = formatMatch(wiped.match);
    const actions = [...eachAction(wiped.actions)].some(({ kind }) => kind === 'conjunction')
      ? // Clauses of other conjunctions that the flow is of as well say nothing of this one.
        'conjunction'
      : formatActions(wiped.actions);
    const role = `${flow.table} ${flow.priority} ${match} ${actions}`;
    const isClause = actions === 'conjunction';
    for (const { space, number, place } of found) {
      const at = isClause ? place.replace(/ \d+$/, '') : place;
      const counts = roles[space].get(number) ?? new Map<string, number>();
      roles[space].set(number, counts);
      const key = `${role} ${at}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return roles;
}

function placeCount(found: readonly { readonly place: string }[], place: string): number {
  return found.filter(({ place: other }) => other.startsWith(`${place} `)).length;
}

/** Could the text of a flow hold such a number? A cheap no for nearly all flows. */
export function mayHoldInferred(match: string, actions: string, pipeline: BridgePipeline): boolean {
  if (match.includes('conj_id') || actions.includes('conjunction(') || actions.includes('group:'))
    return true;
  return pipeline.writer === 'ovn' && (/reg1[123]/i.test(actions) || /reg1[123]|ct_zone/i.test(match));
}

/** The actions with what has no order sorted: outputs one after the other, clauses of several conjunctions. */
export function inAnyOrder(actions: readonly Action[]): readonly Action[] {
  const sorted: Action[] = [];
  let run: Action[] = [];
  const flush = (): void => {
    sorted.push(
      ...run
        .map((action) => ({ action, key: orderKey(action) }))
        .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
        .map(({ action }) => action),
    );
    run = [];
  };
  for (const action of actions) {
    const [first] = run;
    const isFree = action.kind === 'output' || action.kind === 'conjunction';
    if (!isFree || (first !== undefined && first.kind !== action.kind)) flush();
    if (isFree) run.push(action);
    else sorted.push(action);
  }
  flush();
  return sorted;
}

function orderKey(action: Action): string {
  if (action.kind === 'output') {
    const { port, maxLen } = action;
    return `${port.kind === 'number' ? String(port.number).padStart(6, '0') : port.name} ${maxLen ?? ''}`;
  }
  return action.kind === 'conjunction' ? `${action.id} ${action.clause} ${action.clauses}` : '';
}
