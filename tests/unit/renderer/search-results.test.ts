// What a search found as the Sources view lists it and steps through it; and snapshots in few words.
import { describe, expect, test } from 'vitest';
import type { SearchRow, SnapshotInfo } from '../../../shared/api.ts';
import { snapshotName } from '../../../renderer/state/snapshot-name.ts';
import { shortHostNames } from '../../../renderer/ui/host-names.ts';
import { groupHits, resultRows, stepHit } from '../../../renderer/views/sources/search-results.ts';

const hit = (sourceId: number, line: number): SearchRow => ({
  host: 'compute1',
  snapshotId: 1,
  sourceId,
  path: `sos_commands/${sourceId}`,
  commandLine: null,
  line,
  text: 'needle',
  from: 0,
  length: 6,
  at: 0,
  spelling: 'needle',
});
/** Two sources with the same text: the engine gives their lines mixed. */
const groups = groupHits([hit(3, 5), hit(8, 5), hit(3, 9), hit(8, 9), hit(4, 1)]);

describe('found lines', () => {
  test('each source once, in the order of its first line', () => {
    expect(groups.map((group) => [group.sourceId, group.hits.map((each) => each.line)])).toEqual([
      [3, [5, 9]],
      [8, [5, 9]],
      [4, [1]],
    ]);
  });

  test('the lines of a closed source are not drawn', () => {
    const drawn = resultRows(groups, (sourceId) => sourceId !== 8).map((row) =>
      row.kind === 'source' ? `source ${row.group.sourceId}` : `${row.hit.sourceId}:${row.hit.line}`,
    );
    expect(drawn).toEqual(['source 3', '3:5', '3:9', 'source 8', 'source 4', '4:1']);
  });

  test('steps go round, from a find, from a line that is none, and from nowhere', () => {
    const at = (place: Parameters<typeof stepHit>[1], step: 1 | -1): string => {
      const found = stepHit(groups, place, step);
      return found === null ? 'none' : `${found.sourceId}:${found.line}`;
    };
    expect(at({ sourceId: 3, line: 9 }, 1)).toBe('8:5');
    expect(at({ sourceId: 3, line: 5 }, -1)).toBe('4:1');
    expect(at({ sourceId: 4, line: 1 }, 1)).toBe('3:5');
    expect(at({ sourceId: 8, line: 7 }, 1)).toBe('8:9');
    expect(at({ sourceId: 8, line: 7 }, -1)).toBe('8:5');
    expect(at({ sourceId: 77, line: 1 }, 1)).toBe('3:5');
    expect(at(null, -1)).toBe('4:1');
    expect(stepHit([], null, 1)).toBeNull();
  });
});

describe('a snapshot in few words', () => {
  const snapshot = (id: number, host: string, capturedAt: string | null, label: string | null = null) =>
    ({ id, host, capturedAt, label }) as SnapshotInfo;
  test('the host alone, with its label, or with what tells it from the others', () => {
    const all = [
      snapshot(1, 'alone', '2026-11-22T20:45:05Z'),
      snapshot(2, 'twice', '2026-11-22T20:45:05Z'),
      snapshot(3, 'twice', '2026-11-22T20:46:05Z', 'after'),
      snapshot(4, 'days', '2026-11-22T20:45:05Z'),
      snapshot(5, 'days', '2026-11-23T20:45:05Z'),
      snapshot(6, 'days', null),
    ];
    expect(all.map(({ id }) => snapshotName(all, id))).toEqual([
      'alone',
      'twice · 20:45:05',
      'twice · after',
      'days · 2026-11-22 20:45:05',
      'days · 2026-11-23 20:45:05',
      'days',
    ]);
    expect(snapshotName(all, 7)).toBe('');
  });
  test('hosts without the domain that they share', () => {
    const short = (...hosts: readonly string[]): readonly string[] => [...shortHostNames(hosts).values()];
    expect(short('a.prod.example.net', 'b.prod.example.net')).toEqual(['a', 'b']);
    expect(short('a.rack1.example.net', 'a.rack2.example.net')).toEqual(['a.rack1', 'a.rack2']);
    expect(short('a.example.net', 'b.other.org')).toEqual(['a.example.net', 'b.other.org']);
    expect(short('10.0.0.1', '10.1.0.1')).toEqual(['10.0.0.1', '10.1.0.1']);
    expect(short('a.example.net')).toEqual(['a.example.net']);
  });
});
