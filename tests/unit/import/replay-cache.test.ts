// The second reading of a stream: from memory as it is, from memory compressed, or decoded again.
import { describe, expect, test } from 'vitest';
import { DamagedStream } from '../../../electron/engine/import/damaged-stream.ts';
import { ReplayCache, type Decode } from '../../../electron/engine/import/replay-cache.ts';

const mebibyte = 1024 * 1024;

/** 5 MiB and some, of which the blocks differ, in pieces that fit no block. */
function stream(decoded: { times: number }, failure: Error | null = null): Decode {
  return async (sink, progress) => {
    decoded.times++;
    for (let i = 0; i < 53; i++) {
      progress(10);
      await sink(Buffer.alloc(100_003, `${i},`));
    }
    if (failure !== null) throw failure;
  };
}

async function read(cache: ReplayCache, decode: Decode): Promise<{ text: Buffer; stored: number }> {
  const parts: Buffer[] = [];
  let stored = 0;
  try {
    await cache.read(
      decode,
      (bytes) => void parts.push(Buffer.from(bytes)),
      (bytes) => (stored += bytes),
      new AbortController().signal,
    );
  } catch (error) {
    if (!(error instanceof DamagedStream)) throw error;
    parts.push(Buffer.from(error.message));
  }
  return { text: Buffer.concat(parts), stored };
}

describe('the second reading is the first again', () => {
  test.each([
    ['kept as it is', { plain: 8 * mebibyte, compressed: 0 }, 1],
    ['kept compressed', { plain: 0, compressed: mebibyte }, 1],
    ['the beginning as it is, the rest compressed', { plain: 2.5 * mebibyte, compressed: mebibyte }, 1],
    ['too much to be kept', { plain: 2 * mebibyte, compressed: 100 }, 2],
  ])('%s', async (_, limits, times) => {
    for (const failure of [null, new DamagedStream('cut here')]) {
      const decoded = { times: 0 };
      const cache = new ReplayCache(limits);
      const first = await read(cache, stream(decoded, failure));
      expect(first.stored).toBe(530);
      expect(first.text.length).toBeGreaterThan(5 * mebibyte);
      const second = await read(cache, stream(decoded, failure));
      expect(second.text.equals(first.text)).toBe(true);
      expect(second.stored).toBe(530);
      expect(decoded.times).toBe(times);
    }
  });
});
