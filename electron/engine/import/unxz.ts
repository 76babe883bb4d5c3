// xz, one stream or several: by the library, whose decoder (xz-embedded) reads LZMA2 without filters.
import { Buffer } from 'node:buffer';
import { ReadableStream } from 'node:stream/web';
import xz from 'xz-decompress';
import { DamagedStream } from './damaged-stream.ts';

// The library decodes one stream at a time in the whole process. An .xz inside a .tar.xz would wait for
// its own archive for ever; each stream has a context of its own in the decoder, and archives are nested
// to a bounded depth, so no more than a few are open at once.
const shared = xz.XzReadableStream as unknown as {
  _contextMutex: { acquire(): Promise<void>; release(): void };
};
shared._contextMutex = { acquire: () => Promise.resolve(), release: () => undefined };

/** As `decompress` of decompress.ts. */
export async function unxz(
  source: AsyncIterable<Uint8Array>,
  sink: (bytes: Uint8Array) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  let sourceFailure: { readonly error: unknown } | null = null;
  let head: Buffer = Buffer.alloc(0);
  const compressed = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await iterator.next();
          if (next.done === true) controller.close();
          else {
            if (head.length < headBytes) {
              head = Buffer.concat([head, next.value.subarray(0, headBytes - head.length)]);
            }
            controller.enqueue(next.value);
          }
        } catch (error) {
          sourceFailure = { error };
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
        if (sourceFailure !== null) throw sourceFailure.error;
        throw new DamagedStream(damage(error, head));
      });
      if (next.done) {
        ended = true;
        return;
      }
      if (next.value.length > 0) await sink(next.value);
    }
  } finally {
    // The decoder's memory is given back by whoever had it.
    if (!ended) await reader.cancel().catch(() => undefined);
    await iterator.return?.();
  }
}

/** A stream header, and the longest block header there is (xz file format, 2.1.1 and 3.1.1). */
const headBytes = 12 + 1024;

/** The decoder's numbers (xz.h, enum xz_ret) in words. */
function damage(error: unknown, head: Buffer): string {
  const code = /error code (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (code === '6') return `${unreadOption(head)}; unpack it with xz -dc`;
  const words: Readonly<Record<string, string>> = {
    '3': 'its dictionary is too large (unpack it with xz -dc)',
    '4': 'its dictionary is too large (unpack it with xz -dc)',
    '5': 'it is no xz stream',
    '7': 'its bytes are damaged',
    '8': 'it ends early, or something else follows its end',
  };
  return words[code ?? ''] ?? 'it ends early';
}

const filters: Readonly<Record<number, string>> = {
  3: 'delta',
  4: 'x86 BCJ',
  5: 'PowerPC BCJ',
  6: 'IA-64 BCJ',
  7: 'ARM BCJ',
  8: 'ARM Thumb BCJ',
  9: 'SPARC BCJ',
  10: 'ARM64 BCJ',
  11: 'RISC-V BCJ',
};

/** What of the first stream's header is not read here: its filters (3.1.5) or its kind of check (2.1.1.2). */
function unreadOption(head: Buffer): string {
  const count = ((head[13] ?? 0) & 3) + 1;
  const flags = head[13] ?? 0;
  let at = 14;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; shift < 49; shift += 7) {
      const byte = head[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  if ((flags & 0x40) !== 0) number();
  if ((flags & 0x80) !== 0) number();
  const found: string[] = [];
  for (let i = 0; i < count && at < head.length; i++) {
    const id = number();
    const name = filters[id];
    if (name !== undefined) found.push(name);
    at += number();
  }
  if (found.length > 0) {
    return `it uses ${found.length === 1 ? 'a filter' : 'filters'} (${found.join(', ')}) that Coldtrace does not read`;
  }
  const check = (head[7] ?? 0) & 15;
  if (check === 10) return 'its check is SHA-256, which Coldtrace does not read';
  return 'a block of it uses a filter or an option that Coldtrace does not read';
}
