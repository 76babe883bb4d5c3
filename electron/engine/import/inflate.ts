// gzip and zstd, as node:zlib reads them: several members or frames are one stream, what follows them and
// is none is damage.
import type { Gunzip, InflateRaw, ZstdDecompress } from 'node:zlib';
import { DamagedStream } from './damaged-stream.ts';

/** Bites of what is compressed, which unpack to 32,000-fold at most (zstd): they shrink when that begins. */
const firstBite = 4096;
const smallestBite = 64;
/** What a bite should unpack to, and no more than. Each goes to another thread and back. */
const wanted = 256 * 1024;
const tooMuch = 1024 * 1024;

type Decoder = Gunzip | InflateRaw | ZstdDecompress;

/** As `decompress` of decompress.ts; `create` makes a decoder of one stream. `largestBite`: in bytes. */
export async function inflate(
  create: () => Decoder,
  largestBite: number,
  source: AsyncIterable<Uint8Array>,
  sink: (bytes: Uint8Array) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const waiting: Uint8Array[] = [];
  let unpacked = 0;
  let damage: string | null = null;
  let wake = (): void => undefined;
  const fresh = (): Decoder => {
    const decoder = create();
    // Listening, not pulling: a stream that is pulled from throws away what it holds when it fails.
    decoder.on('data', (bytes: Uint8Array) => {
      unpacked += bytes.length;
      waiting.push(bytes);
    });
    decoder.on('error', (error: NodeJS.ErrnoException) => {
      damage ??= words[error.code ?? ''] ?? error.message;
      wake();
    });
    return decoder;
  };
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
  let decoder = fresh();
  let size = Math.min(firstBite, largestBite);
  /** Zeros after the end, as tapes and block devices pad with. */
  let isPadding = false;
  try {
    for await (const bytes of source) {
      signal.throwIfAborted();
      for (let at = 0; at < bytes.length && damage === null && !isPadding;) {
        const bite = bytes.subarray(at, at + size);
        const [took, gave] = [decoder.bytesWritten, unpacked];
        await settled((done) => decoder.write(bite, () => done()));
        await drain();
        const taken = decoder.bytesWritten - took;
        at += taken;
        if (taken < bite.length && damage === null) {
          // A stream ended, and its decoder with it, once what it holds was heard.
          await new Promise((resolve) => setImmediate(resolve));
          await drain();
          if (bytes.subarray(at).some(Boolean)) {
            decoder.destroy();
            decoder = fresh();
            if (taken === 0) damage = 'something else follows its end';
          } else isPadding = true;
        }
        const gain = unpacked - gave;
        if (gain > tooMuch) size = Math.max(smallestBite, size >> 2);
        else if (gain < wanted) size = Math.min(largestBite, size << 1);
      }
      if (damage !== null) break;
    }
    if (damage === null && !isPadding) {
      await settled((done) => {
        decoder.once('end', done);
        decoder.end();
      });
      await drain();
    }
  } finally {
    decoder.destroy();
  }
  if (damage !== null) throw new DamagedStream(damage);
}

const words: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: 'it ends early',
  ZSTD_error_checksum_wrong: 'its bytes are damaged (the checksum is wrong)',
  ZSTD_error_corruption_detected: 'its bytes are damaged',
  ZSTD_error_frameParameter_windowTooLarge:
    'it was packed with --long: it wants more memory than is given (unpack it with zstd -d --long=31)',
  Z_DATA_ERROR: 'its bytes are damaged, or something else follows its end',
  ZSTD_error_prefix_unknown: 'something else follows its end, or it is no zstd stream',
};
