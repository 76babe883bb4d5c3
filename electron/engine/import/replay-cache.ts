// A bundle is read twice, and decoding xz or bzip2 is the dearest part of reading it. So what the first
// reading decoded is kept, and the second reading is served from that: as it is at the beginning of a
// bundle, which is all of most, and from then on compressed again with zstd, which is decoded ten times as
// fast. What does not fit the bounds is decoded again.
import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

export interface ReplayLimits {
  /** Bytes that are kept as they are, from the stream's beginning on. */
  readonly plain: number;
  /** Bytes that what comes after them may have when compressed. */
  readonly compressed: number;
}

/** What one bundle may hold in memory between its two readings. */
const defaultLimits: ReplayLimits = { plain: 128 * 1024 * 1024, compressed: 64 * 1024 * 1024 };
/** Decoded bytes in a block. */
const blockBytes = 1024 * 1024;
/** Blocks whose compression may be under way at once, in libuv's threads. */
const maxPending = 4;

const compress = promisify<Uint8Array, object, Buffer>(zstdCompress);
const decompress = promisify<Uint8Array, object, Buffer>(zstdDecompress);
/** Fast rather than small: it lives for seconds. One piece of output, or each 16 KiB would be a job of its own. */
const packing = { params: { [constants.ZSTD_c_compressionLevel]: 1 }, chunkSize: blockBytes };
const unpacking = { chunkSize: blockBytes };

/**
 * Blocks that the bundle before this one does not need any longer. They are shared memory because the
 * garbage collector does not count that: it would mark everything there is each time that some of them are made.
 */
const spareBlocks: Uint8Array[] = [];

function newBlock(): Uint8Array {
  return spareBlocks.pop() ?? new Uint8Array(new SharedArrayBuffer(blockBytes));
}

type Sink = (bytes: Uint8Array) => void | Promise<void>;

/** Decodes a stream into `sink`, telling `progress` the bytes as stored that it took. */
export type Decode = (sink: Sink, progress: (bytes: number) => void) => Promise<void>;

interface Block {
  readonly data: Uint8Array | Promise<Buffer>;
  /** Where `data` is kept as it is; null when it is compressed. */
  readonly plain: Uint8Array | null;
  readonly stored: number;
}

/** Remembers one stream from one reading to the next. Not for two readings at a time. */
export class ReplayCache {
  readonly #limits: ReplayLimits;
  #blocks: Block[] | null = null;
  /** What the stream's decoding ended with, after its last bytes; null when it ended well. */
  #failure: unknown = null;

  constructor(limits = defaultLimits) {
    this.#limits = limits;
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
      const { bytes, stored, block } = await next;
      next = decoded(blocks.shift());
      // The block after this one is on its way; if this one's taker fails, nobody waits for it.
      next?.catch(() => undefined);
      // Nothing else of a replay waits: a cancel is heard between blocks.
      await turn();
      signal.throwIfAborted();
      progress(stored);
      if (bytes.length > 0) await sink(bytes);
      if (block !== null) spareBlocks.push(block);
    }
    if (this.#failure !== null) throw this.#failure as Error;
  }

  async #record(
    decode: Decode,
    sink: Sink,
    progress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const recording = new Recording(this.#limits);
    let isOurs = true;
    const guarded: Sink = async (bytes) => {
      try {
        const kept = recording.add(bytes);
        if (kept !== undefined) await kept;
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

interface DecodedBlock {
  readonly bytes: Uint8Array;
  readonly stored: number;
  /** What can be filled again when the bytes were read. */
  readonly block: Uint8Array | null;
}

async function decodedBlock({ data, plain, stored }: Block): Promise<DecodedBlock> {
  const kept = await data;
  const isWhole = plain !== null || kept.length === 0;
  return { bytes: isWhole ? kept : await decompress(kept, unpacking), stored, block: plain };
}

function decoded(block: Block | undefined): ReturnType<typeof decodedBlock> | null {
  return block === undefined ? null : decodedBlock(block);
}

/** The blocks of one reading, while they fit. */
class Recording {
  readonly #limits: ReplayLimits;
  #blocks: Block[] | null = [];
  /** Bytes that are still kept as they are. */
  #plainLeft: number;
  #compressed = 0;
  #open: Uint8Array = new Uint8Array(0);
  #filled = 0;
  #stored = 0;
  readonly #pending: Promise<unknown>[] = [];

  constructor(limits: ReplayLimits) {
    this.#limits = limits;
    this.#plainLeft = limits.plain;
  }

  stored(bytes: number): void {
    this.#stored += bytes;
  }

  /** A promise where compression has to catch up first. */
  add(bytes: Uint8Array): void | Promise<void> {
    for (let at = 0; at < bytes.length && this.#blocks !== null;) {
      if (this.#open.length === 0) this.#open = newBlock();
      const part = bytes.subarray(at, at + this.#open.length - this.#filled);
      this.#open.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#open.length) this.#close();
      if (this.#pending.length >= maxPending) return this.#catchUp(bytes.subarray(at));
    }
  }

  async #catchUp(rest: Uint8Array): Promise<void> {
    await this.#pending.shift();
    await this.add(rest);
  }

  #close(): void {
    const bytes = this.#open.subarray(0, this.#filled);
    const isPlain = this.#filled <= this.#plainLeft;
    if (isPlain) this.#plainLeft -= this.#filled;
    const data = isPlain ? bytes : this.#compress(this.#open, bytes);
    this.#blocks?.push({ data, plain: isPlain ? this.#open : null, stored: this.#stored });
    this.#open = new Uint8Array(0);
    this.#filled = 0;
    this.#stored = 0;
  }

  #compress(open: Uint8Array, bytes: Uint8Array): Promise<Buffer> {
    this.#plainLeft = 0;
    const data = compress(bytes, packing);
    this.#pending.push(
      data.then(
        (compressed) => {
          this.#compressed += compressed.length;
          spareBlocks.push(open);
          if (this.#compressed > this.#limits.compressed) this.#blocks = null;
        },
        () => (this.#blocks = null),
      ),
    );
    return data;
  }

  /** The blocks of the whole stream; null when they did not fit. */
  async end(): Promise<Block[] | null> {
    if (this.#blocks !== null && (this.#filled > 0 || this.#stored > 0)) this.#close();
    await Promise.all(this.#pending);
    return this.#blocks;
  }
}
