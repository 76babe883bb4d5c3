// A list of flows in a report: those of a bridge that a filter shows, in the order and with the columns that the user
// had, or put together in groups.
import {
  flowColumns,
  flowGroupKeys,
  type FlowColumn,
  type FlowGroupKey,
  type FlowRow,
  type FlowSort,
  type SnapshotInfo,
} from '../../../shared/api.ts';
import { printedValue } from '../../../shared/flows/field-order.ts';
import { groupCell } from '../../../shared/flows/group-text.ts';
import type { Shown } from '../../../shared/notes/pin.ts';
import { tableText } from '../../../shared/openflow/table-id.ts';
import type { BlockOf, ReportBlock } from '../../../shared/report/document.ts';
import { sourceById } from '../case-file/queries/sources.ts';
import type { CaseSession } from '../case-session.ts';
import { flowGroups, flowTallies } from '../flow-study-views.ts';
import { flowWindow } from '../flow-views.ts';
import { flowInWords } from './flow-words.ts';
import type { Say } from '../../../shared/report/report-words.ts';
import { snapshotOf } from './places.ts';

type FlowList = Omit<Extract<Shown, { readonly kind: 'flow-list' }>, 'kind' | 'snapshot'>;
type FlowsBlock = BlockOf<'flows'>;
type Column = FlowColumn | 'share' | `field:${string}`;

/** Rows of one list in a report. */
const mostRows = 500;

const usual: readonly Column[] = ['line', 'table', 'nPackets', 'priority', 'match', 'actions'];
const numeric: ReadonlySet<string> = new Set([
  ...['line', 'table', 'priority', 'nPackets', 'nBytes', 'share', 'duration', 'idleAge'],
]);

/** Of the bridge's dump that is in use, or of a `source` that has flows of it. */
export function flowListBlock(
  session: CaseSession,
  snapshot: SnapshotInfo,
  list: FlowList,
  { caption, explain }: { readonly caption: string; readonly explain: boolean },
  say: Say,
  source?: number,
): ReportBlock {
  const { bridge, filter } = list;
  const dump = source ?? session.dumps(snapshot.id).find((one) => one.bridge === bridge)?.chosen.source.id;
  if (dump === undefined)
    return { kind: 'remark', text: say('document.gone.bridge', { title: caption, bridge }) };
  const file = session.query((db) => sourceById(db, dump)).path;
  const about = { caption, bridge, snapshot: snapshotOf(snapshot), file, filter };
  const by = flowGroupKeys.filter((key) => list.grouping.includes(key));
  return by.length === 0
    ? listedFlows(session, dump, list, about, explain ? snapshot.id : null, say)
    : groupedFlows(session, dump, list, by, about, say);
}

type About = Pick<FlowsBlock, 'caption' | 'bridge' | 'snapshot' | 'file' | 'filter'>;

function listedFlows(
  session: CaseSession,
  source: number,
  { bridge, filter, sort, descending, columns: asked }: FlowList,
  about: About,
  /** The snapshot in whose context they are said in words, or null. */
  explainedIn: number | null,
  say: Say,
): ReportBlock {
  const request = { source, bridge, filter, sort: sortNamed(sort), descending, offset: 0, limit: mostRows };
  let found = flowWindow(session, request);
  while (!found.complete) found = flowWindow(session, request);
  if (found.error !== null) return badFilter(found.error.message, say);
  const columns = columnsNamed(asked);
  const packets = new Map<string, number>();
  if (columns.includes('share')) {
    for (const { table, nPackets } of flowTallies(session, { source, bridge }).tables)
      packets.set(tableText(table), nPackets ?? 0);
  }
  return {
    ...{ kind: 'flows', ...about, total: found.total, matched: found.matched, grouping: [] },
    columns: [
      ...columns.map((column) => ({
        title: column.startsWith('field:') ? column.slice('field:'.length) : say(`flows.column.${column}`),
        numeric: numeric.has(column),
      })),
      ...(explainedIn === null ? [] : [{ title: say('document.inWords'), numeric: false, words: true }]),
    ],
    rows: found.rows.map((flow) => [
      ...columns.map((column) => cellOf(flow, column, packets)),
      ...(explainedIn === null
        ? []
        : [flowInWords(session, { snapshot: explainedIn, bridge, flow: flow.id }, say).sentence]),
    ]),
  };
}

function cellOf(flow: FlowRow, column: Column, packets: ReadonlyMap<string, number>): string {
  switch (column) {
    case 'line':
      return String(flow.evidence.firstLine);
    case 'table':
      return flow.tableName === null ? tableText(flow.table) : `${tableText(flow.table)} ${flow.tableName}`;
    case 'duration':
      return flow.duration === null ? '' : `${flow.duration}s`;
    case 'idleAge':
      return flow.idleAge === null ? '' : `${flow.idleAge}s`;
    case 'share': {
      const all = packets.get(tableText(flow.table)) ?? 0;
      return flow.nPackets === null || all === 0 ? '' : `${((100 * flow.nPackets) / all).toFixed(1)} %`;
    }
    case 'priority':
    case 'match':
    case 'actions':
    case 'cookie':
    case 'nPackets':
    case 'nBytes':
      return String(flow[column] ?? '');
    default:
      return printedValue(flow.match, column.slice('field:'.length)) ?? '';
  }
}

function groupedFlows(
  session: CaseSession,
  source: number,
  { bridge, filter }: FlowList,
  by: readonly FlowGroupKey[],
  about: About,
  say: Say,
): ReportBlock {
  const request = {
    ...{ source, bridge, filter, by: [...by], sort: 'flows' as const, descending: true },
    ...{ offset: 0, limit: mostRows },
  };
  let found = flowGroups(session, request);
  while (!found.complete) found = flowGroups(session, request);
  if (found.error !== null) return badFilter(found.error.message, say);
  return {
    ...{ kind: 'flows', ...about, total: found.total, matched: found.matched },
    grouping: by.map((key) => say(`flows.group.${key}`)),
    columns: [
      { title: say('document.flows'), numeric: true },
      { title: say('flows.column.nPackets'), numeric: true },
      ...by.map((key) => ({ title: say(`flows.group.${key}`), numeric: key === 'table' })),
    ],
    rows: found.rows.map((group) => [
      String(group.flows),
      String(group.nPackets ?? ''),
      ...by.map((key) => groupCell(group, key)),
    ]),
  };
}

function badFilter(message: string, say: Say): ReportBlock {
  return { kind: 'remark', text: say('document.badFilter', { message }) };
}

function sortNamed(text: string): FlowSort {
  if (isField(text)) return text;
  return flowColumns.find((column) => column === text) ?? 'line';
}

/** Those that are columns; the usual ones where none is. */
function columnsNamed(asked: readonly string[]): readonly Column[] {
  const columns = asked.flatMap((id): readonly Column[] => {
    if (isField(id) || id === 'share') return [id];
    return flowColumns.filter((column) => column === id);
  });
  return columns.length === 0 ? usual : columns;
}

function isField(id: string): id is `field:${string}` {
  return id.startsWith('field:') && id.length > 'field:'.length;
}
