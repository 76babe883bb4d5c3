// A bundle of a million empty members: in a file of its own, so that it runs beside the others.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { tarHeader } from '../../tar-builder.ts';

test('a million empty members', async () => {
  const path = join(scratchFolder(), 'many.tar.gz');
  const gzip = createGzip({ level: 1 });
  const written = once(gzip.pipe(createWriteStream(path)), 'close');
  const count = 1_000_000;
  for (let from = 0; from < count; from += 1000) {
    const headers = Array.from({ length: 1000 }, (_, i) =>
      tarHeader({ name: `host/d${from / 1000}/f${i}` }, 0),
    );
    if (!gzip.write(Buffer.concat(headers))) await once(gzip, 'drain');
  }
  gzip.end(Buffer.alloc(1024));
  await written;
  const before = process.memoryUsage().rss;
  let peak = before;
  const { ledger } = await importBundles([path], {
    progress: () => (peak = Math.max(peak, process.memoryUsage().rss)),
  });
  expect(ledger.sources).toBe(count);
  expect(ledger.states).toEqual({ empty: count });
  // About 400 MB; what the collector has not taken yet counts, too, and on a busy machine that has been 650 MB.
  expect(peak - before).toBeLessThan(1024 * 1024 * 1024);
}, 600_000);
