// gzip and xz, as a stream: bytes go in, bytes come out while they are valid, damage is told apart from
// the end. Nothing is ever held but one chunk, so that a gigabyte of zeros costs time and no memory.
import { createGunzip } from 'node:zlib';
import { ReadableStream } from 'node:stream/web';
import xz from 'xz-decompress';

export type Compression = 'gzip' | 'xz';

/** A compressed stream that ended early or whose bytes make no sense. */
export class DamagedStream extends Error {}

/**
 * Decompresses everything `source` yields and hands it to `sink`. Concatenated streams are one. Throws
 * DamagedStream after everything before the damage has been handed on, and whatever `sink` throws.
 */
export async function decompress(
  kind: Compression,
  source: AsyncIterable<Uint8Array>,
  sink: (bytes: Uint8Array) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  if (kind === 'gzip') await gunzip(source, sink, signal);
  else await unxz(source, sink, signal);
}

async function gunzip(
  source: AsyncIterable<Uint8Array>,
  sink: (bytes: Uint8Array) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const inflate = createGunzip({ chunkSize: 256 * 1024 });
  const waiting: Uint8Array[] = [];
  let damage: string | null = null;
  let wake = (): void => undefined;
  // Listening, not pulling: a stream that is pulled from throws away what it holds when it fails.
  inflate.on('data', (bytes: Uint8Array) => waiting.push(bytes));
  inflate.on('error', (error) => {
    damage ??= error.message;
    wake();
  });
  const settled = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      start(resolve);
    });
  const drain = async (): Promise<void> => {
    for (let bytes = waiting.shift(); bytes !== undefined; bytes = waiting.shift()) {
      signal.throwIfAborted();
      await sink(bytes);
    }
  };
  try {
    for await (const bytes of source) {
      signal.throwIfAborted();
      // Small bites, so that what one of them unpacks to (at most a thousandfold) stays small.
      for (let at = 0; at < bytes.length && damage === null; at += 4096) {
        const bite = bytes.subarray(at, at + 4096);
        await settled((done) => inflate.write(bite, () => done()));
        await drain();
      }
      if (damage !== null) break;
    }
    if (damage === null) {
      await settled((done) => {
        inflate.once('end', done);
        inflate.end();
      });
      await drain();
    }
  } finally {
    inflate.destroy();
  }
  if (damage !== null) throw new DamagedStream(damage);
}

async function unxz(
  source: AsyncIterable<Uint8Array>,
  sink: (bytes: Uint8Array) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  let sourceFailure: unknown = null;
  const compressed = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await iterator.next();
          if (next.done === true) controller.close();
          else controller.enqueue(next.value);
        } catch (error) {
          sourceFailure = error;
          controller.error(error);
        }
      },
    },
    { highWaterMark: 0 },
  );
  const reader = new xz.XzReadableStream(compressed).getReader();
  let ended = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await reader.read().catch((error: unknown) => {
        ended = true;
        if (sourceFailure !== null) throw sourceFailure;
        throw new DamagedStream(xzDamage(error));
      });
      if (next.done) {
        ended = true;
        return;
      }
      if (next.value.length > 0) await sink(next.value);
    }
  } finally {
    // The decoder is one for the whole process and waits for whoever has it to let go.
    if (!ended) await reader.cancel().catch(() => undefined);
    await iterator.return?.();
  }
}

/** The decoder's numbers (xz.h, enum xz_ret) in words. */
function xzDamage(error: unknown): string {
  const code = /error code (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const words: Readonly<Record<string, string>> = {
    '4': 'its dictionary is too large',
    '5': 'it is no xz stream',
    '6': 'it uses an xz option that is not supported',
    '7': 'its bytes are damaged',
    '8': 'it ends early, or something else follows its end',
  };
  return words[code ?? ''] ?? 'it cannot be unpacked';
}
