// What is read back of the saved filters: the setting may have been written by another version, or by hand.
import { expect, test } from 'vitest';
import { readSavedFilters } from '../../../renderer/state/saved-filter-list.ts';

test('only what is a name with a filter is kept, each name once', () => {
  const good = { name: 'unhit', filter: 'never hit' };
  expect(
    readSavedFilters(JSON.stringify([good, { name: 'x' }, null, 5, { name: '', filter: 'a' }, good])),
  ).toEqual([good]);
  for (const text of [null, '', 'no JSON', '{}', '"x"']) expect(readSavedFilters(text)).toEqual([]);
});
