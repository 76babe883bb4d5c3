// A bundle is read twice, and decoding xz or bzip2 is the dearest part of reading it. So what the first
// reading decoded is kept, compressed again with zstd, which is decoded ten times as fast, and the second
// reading is served from that. What does not fit the bound is decoded again.
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

/** Compressed bytes that one bundle may hold in memory between its two readings. */
const defaultLimit = 64 * 1024 * 1024;
/** Decoded bytes in a block. */
const blockBytes = 1024 * 1024;
/** Blocks whose compression may be under way at once, in libuv's threads. */
const maxPending = 4;

const compress = promisify<Uint8Array, object, Buffer>(zstdCompress);
const decompress = promisify<Uint8Array, object, Buffer>(zstdDecompress);
/** Fast rather than small: it lives for seconds. One piece of output, or each 16 KiB would be a job of its own. */
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: blockBytes };
const unpacking = { chunkSize: blockBytes };

type Sink = (bytes: Uint8Array) => void | Promise<void>;

/** Decodes a stream into `sink`, telling `progress` the bytes as stored that it took. */
export type Decode = (sink: Sink, progress: (bytes: number) => void) => Promise<void>;

interface Block {
  readonly data: Promise<Buffer>;
  readonly stored: number;
}

/** Remembers one stream from one reading to the next. Not for two readings at a time. */
export class ReplayCache {
  readonly #limit: number;
  #blocks: Block[] | null = null;
  /** What the stream's decoding ended with, after its last bytes; null when it ended well. */
  #failure: unknown = null;

  constructor(limit = defaultLimit) {
    this.#limit = limit;
  }

  /**
   * Hands the whole stream to `sink`: from memory when the reading before was remembered, else by
   * `decode`. What `decode` throws by itself is thrown again at the same place of a replay; what `sink`
   * or the signal throws ends the reading, and nothing is remembered of it.
   */
  async read(
    decode: Decode,
    sink: Sink,
    progress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const blocks = this.#blocks;
    if (blocks === null) return this.#record(decode, sink, progress, signal);
    // The memory is given back as the replay goes on: a bundle is read twice.
    this.#blocks = null;
    let next = decoded(blocks.shift());
    while (next !== null) {
      const { bytes, stored } = await next;
      next = decoded(blocks.shift());
      // The block after this one is on its way; if this one's taker fails, nobody waits for it.
      next?.catch(() => undefined);
      signal.throwIfAborted();
      progress(stored);
      if (bytes.length > 0) await sink(bytes);
    }
    if (this.#failure !== null) throw this.#failure as Error;
  }

  async #record(
    decode: Decode,
    sink: Sink,
    progress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const recording = new Recording(this.#limit);
    let isOurs = true;
    const guarded: Sink = async (bytes) => {
      try {
        await recording.add(bytes);
        await sink(bytes);
      } catch (error) {
        isOurs = false;
        throw error;
      }
    };
    const told = (bytes: number): void => {
      recording.stored(bytes);
      progress(bytes);
    };
    this.#failure = null;
    try {
      await decode(guarded, told);
    } catch (error) {
      if (isOurs && !signal.aborted) {
        this.#failure = error;
        this.#blocks = await recording.end();
      }
      throw error;
    }
    this.#blocks = await recording.end();
  }
}

async function decodedBlock(block: Block): Promise<{ readonly bytes: Uint8Array; readonly stored: number }> {
  const data = await block.data;
  return { bytes: data.length === 0 ? data : await decompress(data, unpacking), stored: block.stored };
}

function decoded(block: Block | undefined): ReturnType<typeof decodedBlock> | null {
  return block === undefined ? null : decodedBlock(block);
}

/** The blocks of one reading, while they fit. */
class Recording {
  readonly #limit: number;
  #blocks: Block[] | null = [];
  #size = 0;
  #open: Buffer = Buffer.alloc(0);
  #filled = 0;
  #stored = 0;
  readonly #pending: Promise<unknown>[] = [];
  /** Buffers that were compressed and can be filled again. */
  readonly #spare: Buffer[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  stored(bytes: number): void {
    this.#stored += bytes;
  }

  async add(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length && this.#blocks !== null;) {
      if (this.#open.length === 0) this.#open = this.#spare.pop() ?? Buffer.allocUnsafeSlow(blockBytes);
      const part = bytes.subarray(at, at + this.#open.length - this.#filled);
      this.#open.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#open.length) this.#close();
      if (this.#pending.length >= maxPending) await this.#pending.shift();
    }
  }

  #close(): void {
    const open = this.#open;
    const data = compress(open.subarray(0, this.#filled), packing);
    this.#pending.push(
      data.then(
        (compressed) => {
          this.#size += compressed.length;
          this.#spare.push(open);
          if (this.#size > this.#limit) this.#blocks = null;
        },
        () => (this.#blocks = null),
      ),
    );
    this.#blocks?.push({ data, stored: this.#stored });
    this.#open = Buffer.alloc(0);
    this.#filled = 0;
    this.#stored = 0;
  }

  /** The blocks of the whole stream; null when they did not fit. */
  async end(): Promise<Block[] | null> {
    if (this.#blocks !== null && (this.#filled > 0 || this.#stored > 0)) this.#close();
    await Promise.all(this.#pending);
    return this.#blocks;
  }
}
