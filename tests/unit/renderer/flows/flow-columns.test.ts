// Columns as the address keeps them, and rows of groups with their flows below them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  columnsShown,
  moved,
  resized,
  sortOf,
  toggled,
} from '../../../../renderer/views/flows/flow-columns.ts';
import { placeOfRow, rowCount, type Unfolded } from '../../../../renderer/views/flows/group-place.ts';

const usual = ['line', 'table', 'nPackets', 'share', 'priority', 'match', 'actions'];
const ids = (shown: string | undefined, widths?: string) => columnsShown(shown, widths).map(({ id }) => id);

test('columns come from the address in its order, fields among them; the usual ones without it', () => {
  expect(ids(undefined)).toEqual(usual);
  expect(ids('')).toEqual(usual);
  expect(ids('nonsense,field:')).toEqual(usual);
  expect(ids('cookie,field:reg5,table,cookie,nonsense')).toEqual(['cookie', 'field:reg5', 'table']);
  expect(columnsShown('field:dl_dst,share').map(({ sort }) => sort)).toEqual(['field:dl_dst', 'nPackets']);
});

test('one is shown, hidden, moved; the last one stays', () => {
  const shown = columnsShown(undefined);
  expect(toggled(shown, 'field:reg5')).toBe('line,table,nPackets,share,priority,field:reg5,match,actions');
  expect(toggled(shown, 'cookie')).toBe([...usual, 'cookie'].join());
  expect(toggled(shown, 'table')).toBe(usual.filter((id) => id !== 'table').join());
  expect(toggled(columnsShown('match'), 'match')).toBe('match');
  expect(moved(columnsShown('line,table,match'), 'match', 0)).toBe('match,line,table');
  expect(moved(columnsShown('line,table,match'), 'line', 1)).toBe('table,line,match');
  expect(moved(columnsShown('line,table,match'), 'line', 99)).toBe('table,match,line');
  expect(moved(columnsShown('line,table,match'), 'line', -1)).toBe('line,table,match');
});

test('widths are kept within reason, and let go of', () => {
  const widths = resized(resized('', 'match', 400.4), 'field:reg5', 5);
  expect(widths).toBe('match:400,field:reg5:32');
  const tracks = columnsShown('match,field:reg5,line', widths).map(({ track }) => track);
  expect(tracks).toEqual(['400px', '32px', '3.5rem']);
  expect(resized(widths, 'match', null)).toBe('field:reg5:32');
  expect(columnsShown('match', 'match:1e9,match:x,:5,match').map(({ track }) => track)).toEqual([
    'minmax(7rem, 1fr)',
  ]);
});

test('what the address sorts by', () => {
  expect(sortOf(undefined)).toBe('line');
  expect(sortOf('nonsense')).toBe('line');
  expect(sortOf('idleAge')).toBe('idleAge');
  expect(sortOf('field:reg5')).toBe('field:reg5');
});

test('a row is the group or flow that stands there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 12 }),
      (groups) => {
        const unfolded: Unfolded[] = groups.flatMap(([open, flows], position) =>
          open ? [{ position, flows }] : [],
        );
        const rows = groups.flatMap(([open, flows], position) => [
          { kind: 'group', position },
          ...Array.from({ length: open ? flows : 0 }, (_, offset) => ({ kind: 'member', position, offset })),
        ]);
        expect(rowCount(groups.length, unfolded)).toBe(rows.length);
        expect(rows.map((_, row) => placeOfRow(row, unfolded))).toEqual(rows);
      },
    ),
  );
});
