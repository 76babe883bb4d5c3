// Two flow tables of one bridge, by what makes a flow the same flow: table, priority and match. What
// changes by itself (counters, ages) and what says who wrote a flow (cookies) are set aside.
import type { FlowFact } from '../facts.ts';
import { resolvedTable, TableIndex, type TableId } from '../openflow/table-id.ts';
import { FlowColumns } from '../flows/flow-columns.ts';
import { comparableInAll, isHiddenFlow, type ComparableFields } from '../flows/said-fields.ts';
import type { FlowNames } from './flow-tables.ts';
import { noNames } from './flow-tables.ts';
import { compareColumns, type FlowValueField } from './compare-columns.ts';

/** Anything that is a flow, with or without a place in a case. */
export interface FlowRecord {
  readonly data: FlowFact;
}

export interface FlowDifference<F extends FlowRecord> {
  readonly change: 'added' | 'removed' | 'changed';
  readonly key: FlowKey;
  readonly from: F | null;
  readonly to: F | null;
  /** Which of `flowValueFields` differ; empty unless changed. */
  readonly fields: readonly FlowDifferenceField[];
}

/** What changes by itself: compared where it is asked for. */
export const asideFlowFields = ['n_packets', 'n_bytes', 'duration', 'idle_age', 'hard_age'] as const;
export type AsideFlowField = (typeof asideFlowFields)[number];
export type FlowDifferenceField = FlowValueField | AsideFlowField;

export interface FlowKey {
  readonly table: TableId;
  readonly priority: number;
  /** In canonical spelling. */
  readonly match: string;
}

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
  /** The flows that are equal, where they were asked for. */
  readonly pairs: readonly (readonly [from: F, to: F])[];
}

export interface FlowCompareOptions {
  /** Cookies count, too. */
  readonly cookie: boolean;
  readonly pairs: boolean;
  /** Numbers of ports and tables that the bundles tell of names. */
  readonly names: FlowNames;
}

/**
 * Compares flows by their canonical forms, so in whichever spelling they are. `said`: what both dumps print;
 * the rest is left out of the comparison. `names`: numbers of the bridge's ports and tables that have names in a dump. A flow that a side has twice counts once; different flows of one
 * table, priority and match are paired by equal actions, and what is left over is added or removed by itself.
 */
export function compareFlows<F extends FlowRecord>(
  from: readonly F[],
  to: readonly F[],
  said: ComparableFields = comparableInAll,
  options: Partial<FlowCompareOptions> = {},
): FlowComparison<F> {
  const names = options.names ?? noNames;
  const tables = new TableIndex();
  const side = (flows: readonly F[]): FlowColumns => {
    const columns = new FlowColumns(tables);
    columns.reserve(flows.length, 64 * flows.length);
    for (const [index, { data }] of flows.entries()) {
      const table = resolvedTable(data.table, names.tables);
      if (said.hidden || !isHiddenFlow(table, data.priority)) {
        columns.add(table === data.table ? data : { ...data, table }, index);
      }
    }
    return columns;
  };
  const [left, right] = [side(from), side(to)];
  const flowOf = (flows: readonly F[], columns: FlowColumns, index: number | null): F | null =>
    index === null ? null : (flows[columns.line[index] ?? -1] ?? null);
  const pairs: (readonly [F, F])[] = [];
  const met = (a: number, b: number): void => {
    const [before, after] = [flowOf(from, left, a), flowOf(to, right, b)];
    if (before !== null && after !== null) pairs.push([before, after]);
  };
  const compared = { ...said, cookie: options.cookie === true && said.cookie };
  const { differences, equal } = compareColumns(
    left,
    right,
    compared,
    names,
    options.pairs === true ? met : undefined,
  );
  return {
    equal,
    pairs,
    differences: differences.map(({ table, priority, match, fields, ...at }) => ({
      change: at.from === null ? 'added' : at.to === null ? 'removed' : 'changed',
      key: { table, priority, match },
      from: flowOf(from, left, at.from),
      to: flowOf(to, right, at.to),
      fields,
    })),
  };
}

/** The value of a compared field, for showing. Cookies inside `learn(...)` stay in: they are only not compared. */
export function flowField(flow: FlowFact, field: FlowValueField): string | number {
  switch (field) {
    case 'actions':
      return flow.actions;
    case 'cookie':
      return flow.cookie ?? '';
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

/** The value of such a field; null where the dump does not print it. */
export function asideField(flow: FlowFact, field: AsideFlowField): number | null {
  switch (field) {
    case 'n_packets':
      return flow.nPackets;
    case 'n_bytes':
      return flow.nBytes;
    case 'duration':
      return flow.duration;
    case 'idle_age':
      return flow.idleAge;
    case 'hard_age':
      return flow.hardAge;
  }
}
