// Which things of a host's picture have notes: those of its snapshot, and of an earlier one only what is gone since.
import { expect, test } from 'vitest';
import { notedThings } from '../../../../renderer/views/network/noted-things.ts';
import { thingKey } from '../../../../shared/notes/thing.ts';

test('a note about what is gone is marked at its ghost, one about what is still there at that of its snapshot', () => {
  const device = (snapshot: number, id: string): string => thingKey({ kind: 'device', snapshot, id });
  const marks = new Map(
    [
      device(1, 'tap/tap1'),
      device(1, 'bridge/br-int'),
      device(2, 'bridge/br-tun'),
      device(3, 'tap/tap1'),
    ].map((key) => [key, { notes: [1], open: 1 }] as const),
  );
  const noted = (gone: readonly string[]): readonly string[] =>
    [...notedThings(marks, 2, { snapshot: 1, gone: new Set(gone) }).keys()].sort();
  expect(noted(['tap/tap1'])).toEqual(['bridge/br-tun', 'tap/tap1']);
  expect(noted([])).toEqual(['bridge/br-tun']);
  expect([...notedThings(marks, 2).keys()]).toEqual(['bridge/br-tun']);
});
