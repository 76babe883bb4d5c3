// The columns of the flow table: the article's (table, packets, priority, match, actions) and what else
// a dump prints.
import { flowColumns, type FlowColumn, type FlowRow } from '../../../shared/api.ts';

export interface Column {
  readonly id: FlowColumn;
  /** A CSS grid track. */
  readonly track: string;
  readonly numeric: boolean;
  /** Hidden until the user asks for it. */
  readonly hiddenAtFirst: boolean;
}

export const columns: readonly Column[] = [
  { id: 'line', track: '3.5rem', numeric: true, hiddenAtFirst: false },
  { id: 'table', track: '3.25rem', numeric: true, hiddenAtFirst: false },
  { id: 'nPackets', track: '5rem', numeric: true, hiddenAtFirst: false },
  { id: 'nBytes', track: '6rem', numeric: true, hiddenAtFirst: true },
  { id: 'priority', track: '3.5rem', numeric: true, hiddenAtFirst: false },
  { id: 'match', track: 'minmax(7rem, 1fr)', numeric: false, hiddenAtFirst: false },
  { id: 'actions', track: 'minmax(8rem, 1.2fr)', numeric: false, hiddenAtFirst: false },
  { id: 'cookie', track: '9.5rem', numeric: false, hiddenAtFirst: true },
  { id: 'duration', track: '6.5rem', numeric: true, hiddenAtFirst: true },
];

/** The columns to show: `shown` is a parameter of the address, `table,match,…`; null or empty means the usual ones. */
export function columnsShown(shown: string | undefined): readonly Column[] {
  const ids = new Set(
    (shown ?? '').split(',').filter((id) => (flowColumns as readonly string[]).includes(id)),
  );
  return ids.size === 0
    ? columns.filter(({ hiddenAtFirst }) => !hiddenAtFirst)
    : columns.filter(({ id }) => ids.has(id));
}

/** A cell's text; the empty text where the dump left it out. */
export function cellText(flow: FlowRow, column: FlowColumn): string {
  switch (column) {
    case 'line':
      return String(flow.evidence.firstLine);
    case 'duration':
      return flow.duration === null ? '' : `${flow.duration}s`;
    default:
      return String(flow[column] ?? '');
  }
}
