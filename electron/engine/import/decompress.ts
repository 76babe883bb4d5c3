// Compressed streams: bytes go in, bytes come out while they are valid, damage is told apart from the
// end. Nothing is ever held but one chunk, so that a gigabyte of zeros costs time and no memory.
import { createGunzip, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { bunzip2 } from './bunzip2.ts';
import { DamagedStream } from './damaged-stream.ts';
import { inflate } from './inflate.ts';
import { unxz } from './unxz.ts';

export { DamagedStream } from './damaged-stream.ts';

export type Compression = 'gzip' | 'xz' | 'zstd' | 'bzip2';

/** Of what is compressed, at a time: deflate unpacks to a thousandfold at most, zstd to 32,000-fold. */
const deflateBite = 32 * 1024;
const zstdBite = 4096;

export type TakeBytes = (bytes: Uint8Array) => void | Promise<void>;

/** What a compressed file's name ends in by custom. */
export const compressionEnding: Readonly<Record<Compression, string>> = {
  gzip: 'gz',
  xz: 'xz',
  zstd: 'zst',
  bzip2: 'bz2',
};

/**
 * Decompresses everything `source` yields and hands it to `sink`. Concatenated streams are one. Throws
 * DamagedStream after everything before the damage has been handed on, and whatever `sink` throws.
 */
export async function decompress(
  kind: Compression,
  source: AsyncIterable<Uint8Array>,
  sink: TakeBytes,
  signal: AbortSignal,
): Promise<void> {
  switch (kind) {
    case 'gzip':
      return inflate(() => createGunzip({ chunkSize: 256 * 1024 }), deflateBite, source, sink, signal);
    case 'zstd':
      return inflate(() => createZstdDecompress({ chunkSize: 256 * 1024 }), zstdBite, source, sink, signal);
    case 'bzip2':
      return bunzip2(source, sink, signal);
    case 'xz':
      return unxz(source, sink, signal);
  }
}

/** Deflate without a frame, as zip archives have it. As `decompress`. */
export function inflateRaw(
  source: AsyncIterable<Uint8Array>,
  sink: TakeBytes,
  signal: AbortSignal,
): Promise<void> {
  return inflate(() => createInflateRaw({ chunkSize: 256 * 1024 }), deflateBite, source, sink, signal);
}

/** As `decompress`, for who is given the compressed bytes instead of asking for them. */
export class PushedDecompression {
  readonly #running: Promise<void>;
  #settled = false;
  #failure: { readonly error: unknown } | null = null;
  #given: Uint8Array | null = null;
  #ended = false;
  #wakeSource = (): void => undefined;
  #wakeWriter = (): void => undefined;

  constructor(kind: Compression, sink: TakeBytes, signal: AbortSignal) {
    this.#running = decompress(kind, this.#source(), sink, signal)
      .catch((error: unknown) => {
        this.#failure = { error };
      })
      .finally(() => {
        this.#settled = true;
        this.#wakeWriter();
      });
  }

  /** Resolves when the bytes are used up. Throws as `decompress` does; what comes after an end is ignored. */
  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#settled && bytes.length > 0) {
      this.#given = bytes;
      const used = new Promise<void>((resolve) => (this.#wakeWriter = resolve));
      this.#wakeSource();
      await used;
    }
    this.#rethrow();
  }

  /** All bytes were given. Throws as `decompress` does. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#wakeSource();
    await this.#running;
    this.#rethrow();
  }

  /** Lets go of the decoder; what it still throws is not told. */
  async destroy(): Promise<void> {
    this.#ended = true;
    this.#wakeSource();
    await this.#running;
  }

  #rethrow(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  async *#source(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      if (this.#given === null) {
        if (this.#ended) return;
        await new Promise<void>((resolve) => (this.#wakeSource = resolve));
        continue;
      }
      const bytes = this.#given;
      yield bytes;
      this.#given = null;
      this.#wakeWriter();
    }
  }
}

/** True for what `decompress` reads. */
export function isCompression(kind: string): kind is Compression {
  return kind in compressionEnding;
}

/** Says of an error that it is the stream's, or throws it. */
export function damageOf(error: unknown): string {
  if (error instanceof DamagedStream) return error.message;
  throw error;
}
