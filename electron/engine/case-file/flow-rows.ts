// The flow table's columns and how a FlowFact becomes a row and a row a FlowFact.
import type { FlowFact, StoredFact } from '../../../shared/facts.ts';
import { sourceOfFlow } from './flow-ids.ts';

export const flowTableColumns = [
  'id',
  'bridge',
  'table_id',
  'priority',
  'match',
  'actions',
  'cookie',
  'n_packets',
  'n_bytes',
  'duration',
  'idle_timeout',
  'hard_timeout',
  'idle_age',
  'hard_age',
  'importance',
  'flags',
  'first_line',
  'last_line',
] as const;

/** A row of the flow table, as better-sqlite3 gives it for `select *`. */
export interface FlowTableRow {
  readonly id: number;
  readonly bridge: string | null;
  readonly table_id: number;
  readonly priority: number;
  readonly match: string;
  readonly actions: string;
  readonly cookie: string | null;
  readonly n_packets: number | null;
  readonly n_bytes: number | null;
  readonly duration: number | null;
  readonly idle_timeout: number | null;
  readonly hard_timeout: number | null;
  readonly idle_age: number | null;
  readonly hard_age: number | null;
  readonly importance: number | null;
  /** Space-separated; null when there are none. */
  readonly flags: string | null;
  readonly first_line: number;
  readonly last_line: number;
}

/** The values of a flow in the order of `flowTableColumns`. */
export function flowValues(
  id: number,
  flow: FlowFact,
  firstLine: number,
  lastLine: number,
): readonly (string | number | null)[] {
  return [
    id,
    flow.bridge,
    flow.table,
    flow.priority,
    flow.match,
    flow.actions,
    flow.cookie,
    flow.nPackets,
    flow.nBytes,
    flow.duration,
    flow.idleTimeout,
    flow.hardTimeout,
    flow.idleAge,
    flow.hardAge,
    flow.importance,
    flow.flags.length === 0 ? null : flow.flags.join(' '),
    firstLine,
    lastLine,
  ];
}

/** The fields of a flow that the flow tables show. */
export function shownFields(row: FlowTableRow): Omit<FlowFact, 'bridge' | 'importance' | 'flags'> {
  return {
    table: row.table_id,
    priority: row.priority,
    match: row.match,
    actions: row.actions,
    cookie: row.cookie,
    nPackets: row.n_packets,
    nBytes: row.n_bytes,
    duration: row.duration,
    idleTimeout: row.idle_timeout,
    hardTimeout: row.hard_timeout,
    idleAge: row.idle_age,
    hardAge: row.hard_age,
  };
}

/** The flow that a row holds. */
export function flowOf(row: FlowTableRow): FlowFact {
  return {
    bridge: row.bridge,
    ...shownFields(row),
    importance: row.importance,
    flags: row.flags === null ? [] : row.flags.split(' '),
  };
}

/** The row as a fact of its source. */
export function storedFlow(row: FlowTableRow): StoredFact<'flow'> {
  return {
    id: row.id,
    kind: 'flow',
    data: flowOf(row),
    sourceId: sourceOfFlow(row.id),
    firstLine: row.first_line,
    lastLine: row.last_line,
  };
}
