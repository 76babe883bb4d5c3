import { expect, test } from 'vitest';
import { peerSnapshots } from '../../../electron/engine/peer-snapshots.ts';

const at = (id: number, host: string, label: string | null, capturedAt: string | null) => ({
  id,
  host,
  label,
  capturedAt,
});

test('one snapshot of each other host: same label first, then nearest in time, then nearest import', () => {
  const all = [
    at(1, 'compute1', 'before', '2026-11-22T20:00:00+00:00'),
    at(2, 'compute2', 'before', '2026-11-22T23:00:00+00:00'),
    at(3, 'compute2', 'after', '2026-11-22T20:00:01+00:00'),
    at(4, 'network1', null, '2026-11-22T19:00:00+00:00'),
    // The same moment as snapshot 1, in another time zone.
    at(5, 'network1', null, '2026-11-22T21:00:00+01:00'),
    at(6, 'controller1', null, null),
    at(7, 'controller1', null, null),
    at(8, 'compute1', 'after', '2026-11-22T20:10:00+00:00'),
  ];
  expect(peerSnapshots(all, 1)).toEqual([2, 6, 5]);
  expect(peerSnapshots(all, 8)).toEqual([3, 7, 5]);
  expect(peerSnapshots(all, 99)).toEqual([]);
});
