// A file larger than the heap of the process that reads it. One larger than 512 MiB: tests/long/large-file.ts.
import { expect, test } from 'vitest';
import { importLargeFile } from '../../long/large-file.ts';

test('96 MiB in one file are read line by line with a heap of 64 MiB', async () => {
  const { flows, flowsRead, errors } = await importLargeFile(96, 64, 'zst');
  expect({ flowsRead, errors }).toEqual({ flowsRead: flows, errors: '' });
  expect(flows).toBeGreaterThan(500_000);
}, 300_000);
