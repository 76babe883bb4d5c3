// coldtrace flows --group-by: the flows of a bridge put together by table, cookie or shape, one line a group.
import type { FlowGroupKey, FlowGroupRow, ShapeRow } from '../../shared/api.ts';
import { flowGroupKeys } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { flowsOf } from '../engine/case-flows.ts';
import type { DumpPlace } from '../engine/case-file/queries/flow-dump.ts';
import type { FlowTest } from '../engine/case-file/queries/flow-windows.ts';
import type { CaseSession } from '../engine/case-session.ts';
import { table } from './table.ts';

/** The keys that `--group-by` names, `table,match`; throws 'bad-request' for one that is none. */
export function groupKeysNamed(text: string): readonly FlowGroupKey[] {
  return text.split(',').map((name) => {
    const key = flowGroupKeys.find((each) => each === name.trim());
    if (key !== undefined) return key;
    throw new CodedError(
      'bad-request',
      `--group-by: “${name}” is none of ${flowGroupKeys.join(', ')}; several are joined by commas.`,
    );
  });
}

/** The groups, the largest first; a table of text, or JSON lines of `FlowGroupRow`. */
export function groupLines(
  session: CaseSession,
  dump: DumpPlace,
  filter: FlowTest | null,
  by: readonly FlowGroupKey[],
  json: boolean,
): readonly string[] {
  const rows = session.query(() => {
    const groups = flowsOf(session).studies.groups(dump, filter, by, Infinity);
    groups?.goOn(Infinity);
    const onlyTable = by.length === 1 && by[0] === 'table';
    return groups?.window(onlyTable ? 'table' : 'flows', !onlyTable, 0, groups.count, Infinity) ?? [];
  });
  if (json) return rows.map(({ group: _, ...row }) => JSON.stringify(row));
  return table(
    ['flows', 'packets', 'never hit', 'table', 'priority', 'cookie', 'match', 'actions'],
    rows.map((row) => [
      String(row.flows),
      String(row.nPackets ?? ''),
      String(row.neverHit),
      ...sharedCells(row),
      shapeCell(row.match, row.matchShapes),
      shapeCell(row.actions, row.actionShapes),
    ]),
  );
}

function sharedCells(row: FlowGroupRow): readonly string[] {
  return [
    row.table === null ? several(row.tables, 'tables') : String(row.table),
    row.priority === null ? several(row.priorities, 'priorities') : String(row.priority),
    row.cookie ?? (row.cookies > 1 ? several(row.cookies, 'cookies') : ''),
  ];
}

/** What varies is in braces, with how many there are: `dl_vlan={12},dl_dst={2000}`. */
function shapeCell(shape: ShapeRow | null, shapes: number): string {
  if (shape === null) return several(shapes, 'shapes');
  const text = shape.pieces
    .map((piece, i) => {
      const hole = shape.holes[i];
      if (hole === undefined) return piece;
      return piece + (hole.value ?? `{${hole.different}${hole.more ? '+' : ''}}`);
    })
    .join('');
  return text === '' ? '*' : text;
}

function several(count: number, what: string): string {
  return `${count} ${what}`;
}
