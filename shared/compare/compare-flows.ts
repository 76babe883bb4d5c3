// Two flow tables of one bridge, by what makes a flow the same flow: table, priority and match. What
// changes by itself (counters, ages) and what says who wrote a flow (cookies) are set aside.
import type { FlowFact } from '../facts.ts';

/** Anything that is a flow, with or without a place in a case. */
export interface FlowRecord {
  readonly data: FlowFact;
}

export interface FlowDifference<F extends FlowRecord> {
  readonly change: 'added' | 'removed' | 'changed';
  readonly key: FlowKey;
  readonly from: F | null;
  readonly to: F | null;
  /** Which of `comparedFlowFields` differ; empty unless changed. */
  readonly fields: readonly ComparedFlowField[];
}

export interface FlowKey {
  readonly table: number;
  readonly priority: number;
  readonly match: string;
}

/** What two flows of one key are compared by, as Open vSwitch names it. */
export const comparedFlowFields = ['actions', 'idle_timeout', 'hard_timeout', 'importance', 'flags'] as const;
export type ComparedFlowField = (typeof comparedFlowFields)[number];

export const ignoredFlowFields = [
  'cookie',
  'cookie in learn()',
  'duration',
  'n_packets',
  'n_bytes',
  'idle_age',
  'hard_age',
] as const;

export interface FlowComparison<F extends FlowRecord> {
  /** By table, then priority from the highest, then match. */
  readonly differences: readonly FlowDifference<F>[];
  readonly equal: number;
}

/**
 * Reads each side once. Memory is bounded by the `to` side and what differs. A key that occurs more than
 * once on a side is not one flow: its flows are paired by equal actions, and what is left over is added
 * or removed by itself.
 */
export function compareFlows<F extends FlowRecord>(from: Iterable<F>, to: Iterable<F>): FlowComparison<F> {
  const unmatched = new FlowsByKey<F>();
  for (const flow of to) unmatched.put(flow);
  let equal = 0;
  const left = new FlowsByKey<F>();
  for (const flow of from) {
    if (unmatched.takeEqual(flow)) equal++;
    else left.put(flow);
  }
  const differences: FlowDifference<F>[] = [];
  for (const flows of left.lists()) {
    const first = flows[0];
    const others = first === undefined ? [] : unmatched.takeAll(first);
    flows.forEach((flow, i) => differences.push(difference(flow, others[i] ?? null)));
    for (const other of others.slice(flows.length)) differences.push(difference(null, other));
  }
  for (const flows of unmatched.lists()) for (const flow of flows) differences.push(difference(null, flow));
  return { differences: sortDifferences(differences), equal };
}

/** The value of a compared field, for showing. Cookies inside `learn(...)` stay in: they are only not compared. */
export function flowField(flow: FlowFact, field: ComparedFlowField): string | number {
  switch (field) {
    case 'actions':
      return flow.actions;
    case 'idle_timeout':
      return flow.idleTimeout ?? 0;
    case 'hard_timeout':
      return flow.hardTimeout ?? 0;
    case 'importance':
      return flow.importance ?? 0;
    case 'flags':
      return [...flow.flags].sort().join(' ');
  }
}

/** `learn(table=20,…,cookie=0x21e2400a0c3edcf2,…)` without the cookie, which `learn` prints after its table. */
function actionsWithoutCookies(actions: string): string {
  return actions.includes(',cookie=0x') ? actions.replace(/,cookie=0x[0-9a-f]+/g, '') : actions;
}

/**
 * Flows by table and priority, then match: two maps, so that no text of the whole key is made and kept
 * for each of some hundred thousand flows.
 */
class FlowsByKey<F extends FlowRecord> {
  readonly #groups = new Map<number, Map<string, F | F[]>>();

  put(flow: F): void {
    const group = this.#groupOf(flow);
    const match = matchOf(flow);
    const known = group.get(match);
    if (known === undefined) group.set(match, flow);
    else if (Array.isArray(known)) known.push(flow);
    else group.set(match, [known, flow]);
  }

  /** Removes a flow of this key that is equal in every compared field; false when there is none. */
  takeEqual(flow: F): boolean {
    const group = this.#groupOf(flow);
    const match = matchOf(flow);
    const known = group.get(match);
    if (known === undefined) return false;
    if (!Array.isArray(known)) return sameFlow(known.data, flow.data) && group.delete(match);
    const at = known.findIndex((candidate) => sameFlow(candidate.data, flow.data));
    if (at < 0) return false;
    known.splice(at, 1);
    if (known.length === 0) group.delete(match);
    return true;
  }

  /** Removes and returns all flows of this flow's key. */
  takeAll(flow: F): readonly F[] {
    const group = this.#groupOf(flow);
    const known = group.get(matchOf(flow));
    group.delete(matchOf(flow));
    return known === undefined ? [] : listOf(known);
  }

  *lists(): Iterable<readonly F[]> {
    for (const group of this.#groups.values()) for (const known of group.values()) yield listOf(known);
  }

  #groupOf({ data }: F): Map<string, F | F[]> {
    const number = data.table * 65_536 + data.priority;
    const known = this.#groups.get(number);
    if (known) return known;
    const made = new Map<string, F | F[]>();
    this.#groups.set(number, made);
    return made;
  }
}

function listOf<F>(known: F | F[]): readonly F[] {
  return Array.isArray(known) ? known : [known];
}

/** EasyOVS writes the empty match as a star. */
function matchOf({ data }: FlowRecord): string {
  return data.match === '*' ? '' : data.match;
}

function sameFlow(a: FlowFact, b: FlowFact): boolean {
  return differingFields(a, b).length === 0;
}

function differingFields(a: FlowFact, b: FlowFact): readonly ComparedFlowField[] {
  const fields: ComparedFlowField[] = [];
  if (a.actions !== b.actions && actionsWithoutCookies(a.actions) !== actionsWithoutCookies(b.actions)) {
    fields.push('actions');
  }
  if ((a.idleTimeout ?? 0) !== (b.idleTimeout ?? 0)) fields.push('idle_timeout');
  if ((a.hardTimeout ?? 0) !== (b.hardTimeout ?? 0)) fields.push('hard_timeout');
  if ((a.importance ?? 0) !== (b.importance ?? 0)) fields.push('importance');
  const flags = a.flags.length > 0 || b.flags.length > 0;
  if (flags && flowField(a, 'flags') !== flowField(b, 'flags')) fields.push('flags');
  return fields;
}

function difference<F extends FlowRecord>(from: F | null, to: F | null): FlowDifference<F> {
  const { table, priority, match } = (from ?? to)?.data ?? { table: 0, priority: 0, match: '' };
  return {
    change: from === null ? 'added' : to === null ? 'removed' : 'changed',
    key: { table, priority, match },
    from,
    to,
    fields: from && to ? differingFields(from.data, to.data) : [],
  };
}

function sortDifferences<F extends FlowRecord>(list: FlowDifference<F>[]): readonly FlowDifference<F>[] {
  const order = { removed: 0, added: 1, changed: 2 } as const;
  return list.sort(
    (a, b) =>
      a.key.table - b.key.table ||
      b.key.priority - a.key.priority ||
      compareText(a.key.match, b.key.match) ||
      order[a.change] - order[b.change] ||
      compareText((a.from ?? a.to)?.data.actions ?? '', (b.from ?? b.to)?.data.actions ?? ''),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
