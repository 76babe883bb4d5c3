// bzip2, as a stream, one block at a time: at most 900 kB of text before its runs are put back, so that
// memory does not grow with the file. Concatenated streams are one.
//
// Written here, because the libraries for it either want the whole file or do not end on damaged bytes (a
// long row of run symbols overflows their counter). The format: bzip2(1) and the description in
// https://github.com/dsnet/compress (doc/bzip2-format.pdf).
import { Buffer } from 'node:buffer';
import { DamagedStream } from './damaged-stream.ts';

/** Blocks are 900 kB at most; with the longest codes that a block may use they take no more than this. */
const longestBlock = 4 * 1024 * 1024;
const pieceBytes = 64 * 1024;

/** As `decompress` of decompress.ts. */
export async function bunzip2(
  source: AsyncIterable<Uint8Array>,
  sink: (bytes: Uint8Array) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const decoder = new Bzip2();
  for await (const bytes of source) {
    decoder.add(bytes);
    for (let block = decoder.next(false); block !== null; block = decoder.next(false)) {
      for (const piece of block) {
        signal.throwIfAborted();
        await sink(piece);
      }
    }
  }
  for (let block = decoder.next(true); block !== null; block = decoder.next(true)) {
    for (const piece of block) {
      signal.throwIfAborted();
      await sink(piece);
    }
  }
}

/** Thrown inside while a block is not there to its end. */
class NeedsMore extends Error {}
const needsMore = new NeedsMore();

const crcTable = Int32Array.from({ length: 256 }, (_, i) => {
  let crc = i << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});

class Bzip2 {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #added: Uint8Array[] = [];
  #addedBytes = 0;
  #wanted = 0;
  /** The next bit, counted from the start of `#bytes`. */
  #bit = 0;
  /** 100 kB blocks times this; 0 between streams. */
  #level = 0;
  #streams = 0;
  #streamCrc = 0;
  readonly #links = new Int32Array(900_000);

  add(bytes: Uint8Array): void {
    this.#added.push(Uint8Array.from(bytes));
    this.#addedBytes += bytes.length;
  }

  /** The next block's text in pieces; null when more is needed, or at the end when `isLast`. */
  next(isLast: boolean): Iterable<Uint8Array> | null {
    const have = this.#bytes.length - (this.#bit >> 3) + this.#addedBytes;
    if (!isLast && have < this.#wanted) return null;
    this.#join();
    for (;;) {
      let start = this.#bit;
      try {
        if (this.#level === 0 && !this.#header()) return null;
        start = this.#bit;
        const block = this.#block();
        this.#wanted = 0;
        if (block !== null) return block;
      } catch (error) {
        if (error !== needsMore) throw error;
        if (isLast) throw new DamagedStream('it ends early');
        this.#bit = start;
        this.#wanted = Math.max(2 * (this.#bytes.length - (start >> 3)), 64 * 1024);
        if (this.#wanted > 2 * longestBlock) throw new DamagedStream('its bytes are damaged');
        return null;
      }
    }
  }

  #join(): void {
    const used = this.#bit >> 3;
    if (this.#addedBytes === 0 && used < longestBlock) return;
    this.#bytes = Buffer.concat([this.#bytes.subarray(used), ...this.#added]);
    this.#added.length = 0;
    this.#addedBytes = 0;
    this.#bit &= 7;
  }

  /** A number of `count` bits, at most 24. */
  #bits(count: number): number {
    const at = this.#bit >> 3;
    const end = this.#bit + count;
    if (end > this.#bytes.length * 8) throw needsMore;
    const bytes = this.#bytes;
    const word =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
    this.#bit = end;
    return count === 0 ? 0 : (word << (end - count - at * 8)) >>> (32 - count);
  }

  /** False at the end of all streams. */
  #header(): boolean {
    const at = this.#bit >> 3;
    if (at === this.#bytes.length) {
      if (this.#streams === 0) throw needsMore;
      return false;
    }
    const magic = this.#bits(24);
    const level = this.#bits(8) - 0x30;
    if (magic !== 0x425a68 || level < 1 || level > 9) {
      if (this.#streams === 0) throw new DamagedStream('it is no bzip2 stream');
      throw new DamagedStream('something else follows its end');
    }
    this.#level = level;
    this.#streamCrc = 0;
    this.#streams++;
    return true;
  }

  /** A block, or null where a stream ended. */
  #block(): Iterable<Uint8Array> | null {
    const high = this.#bits(24);
    const low = this.#bits(24);
    const crc = (this.#bits(16) << 16) | this.#bits(16);
    if (high === 0x177245 && low === 0x385090) {
      if (crc !== this.#streamCrc) throw new DamagedStream('its bytes are damaged (the checksum is wrong)');
      this.#bit = (this.#bit + 7) & ~7;
      this.#level = 0;
      return null;
    }
    if (high !== 0x314159 || low !== 0x265359) throw new DamagedStream('its bytes are damaged');
    if (this.#bits(1) === 1) throw new DamagedStream('it was written by a bzip2 before 0.9.5');
    const origin = this.#bits(24);
    const count = this.#symbols();
    if (origin >= count) throw new DamagedStream('its bytes are damaged');
    this.#streamCrc = crc ^ ((this.#streamCrc << 1) | (this.#streamCrc >>> 31));
    return this.#text(origin, count, crc);
  }

  /** The Huffman codes and what they stand for, into `#links`; how many bytes that were. */
  #symbols(): number {
    const damaged = (): never => {
      throw new DamagedStream('its bytes are damaged');
    };
    const used: number[] = [];
    const groups = this.#bits(16);
    for (let group = 0; group < 16; group++) {
      if ((groups & (0x8000 >> group)) === 0) continue;
      const members = this.#bits(16);
      for (let i = 0; i < 16; i++) if ((members & (0x8000 >> i)) !== 0) used.push(group * 16 + i);
    }
    if (used.length === 0) damaged();
    const tables = this.#bits(3);
    if (tables < 2 || tables > 6) damaged();
    const selectors = new Uint8Array(this.#bits(15));
    if (selectors.length === 0) damaged();
    const order = [0, 1, 2, 3, 4, 5].slice(0, tables);
    for (let i = 0; i < selectors.length; i++) {
      let place = 0;
      while (this.#bits(1) === 1) if (++place >= tables) damaged();
      const [table = 0] = order.splice(place, 1);
      order.unshift(table);
      selectors[i] = table;
    }
    const end = used.length + 1;
    const codes: Code[] = [];
    for (let table = 0; table < tables; table++) {
      const lengths = new Uint8Array(end + 1);
      let length = this.#bits(5);
      for (let i = 0; i <= end; i++) {
        for (;;) {
          if (length < 1 || length > 20) damaged();
          if (this.#bits(1) === 0) break;
          length += this.#bits(1) === 0 ? 1 : -1;
        }
        lengths[i] = length;
      }
      codes.push(codeOf(lengths));
    }

    const front = Uint8Array.from(used);
    const links = this.#links;
    const limit = 100_000 * this.#level;
    let count = 0;
    let run = 0;
    let runBit = 1;
    let left = 0;
    let selector = 0;
    let code: Code | undefined;
    for (;;) {
      if (left === 0) {
        code = codes[selectors[selector++] ?? -1];
        if (code === undefined) damaged();
        left = 50;
      }
      left--;
      const symbol = this.#symbol(code as Code);
      if (symbol < 0) damaged();
      if (symbol <= 1) {
        run += runBit << symbol;
        runBit *= 2;
        // Stops a row of run symbols before its count can overflow.
        if (run > limit - count) damaged();
        continue;
      }
      if (run > 0) {
        links.fill(front[0] ?? 0, count, count + run);
        count += run;
        run = 0;
        runBit = 1;
      }
      if (symbol === end) return count;
      if (count >= limit) damaged();
      const place = symbol - 1;
      const byte = front[place] ?? 0;
      front.copyWithin(1, 0, place);
      front[0] = byte;
      links[count++] = byte;
    }
  }

  /** The next symbol, or -1 where no code word fits. */
  #symbol(code: Code): number {
    const at = this.#bit >> 3;
    const bytes = this.#bytes;
    const word =
      ((bytes[at] ?? 0) << 24) |
      ((bytes[at + 1] ?? 0) << 16) |
      ((bytes[at + 2] ?? 0) << 8) |
      (bytes[at + 3] ?? 0);
    // No code word is longer than 20 bits, and 25 are here wherever in its byte it begins.
    const ahead = (word << (this.#bit & 7)) >>> 12;
    for (let length = 1; length <= 20; length++) {
      const rank = (ahead >>> (20 - length)) - (code.first[length] ?? 0);
      if (rank < 0 || rank >= (code.counts[length] ?? 0)) continue;
      this.#bit += length;
      if (this.#bit > bytes.length * 8) throw needsMore;
      return code.symbols[(code.starts[length] ?? 0) + rank] ?? -1;
    }
    return -1;
  }

  /** Undoes the Burrows-Wheeler transform and the runs of four (the fifth byte says how many more). */
  *#text(origin: number, count: number, wantedCrc: number): Generator<Uint8Array, void, undefined> {
    const links = this.#links;
    const places = new Int32Array(257);
    for (let i = 0; i < count; i++) {
      const at = ((links[i] ?? 0) & 0xff) + 1;
      places[at] = (places[at] ?? 0) + 1;
    }
    for (let i = 1; i < 257; i++) places[i] = (places[i] ?? 0) + (places[i - 1] ?? 0);
    for (let i = 0; i < count; i++) {
      const byte = (links[i] ?? 0) & 0xff;
      const place = places[byte] ?? 0;
      places[byte] = place + 1;
      links[place] = (links[place] ?? 0) | (i << 8);
    }
    let crc = -1;
    const piece = Buffer.allocUnsafe(pieceBytes + 256);
    let filled = 0;
    let at = (links[origin] ?? 0) >>> 8;
    let last = -1;
    let same = 0;
    for (let i = 0; i < count; i++) {
      const link = links[at] ?? 0;
      at = link >>> 8;
      const byte = link & 0xff;
      let copies = 1;
      let value = byte;
      if (same === 4) {
        copies = byte;
        value = last;
        same = 0;
        last = -1;
      } else if (byte === last) same++;
      else {
        same = 1;
        last = byte;
      }
      for (; copies > 0; copies--) {
        piece[filled++] = value;
        crc = (crc << 8) ^ (crcTable[((crc >>> 24) ^ value) & 0xff] ?? 0);
      }
      if (filled >= pieceBytes) {
        yield piece.subarray(0, filled);
        filled = 0;
      }
    }
    if (filled > 0) yield piece.subarray(0, filled);
    if (~crc !== wantedCrc) throw new DamagedStream('its bytes are damaged (the checksum is wrong)');
  }
}

/** A canonical Huffman code: for each length the first code word, how many there are, and where their symbols begin. */
interface Code {
  readonly first: Int32Array;
  readonly counts: Int32Array;
  readonly starts: Int32Array;
  readonly symbols: readonly number[];
}

function codeOf(lengths: Uint8Array): Code {
  const counts = new Int32Array(22);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  const first = new Int32Array(22);
  const starts = new Int32Array(22);
  const symbols: number[] = [];
  let word = 0;
  for (let length = 1; length <= 20; length++) {
    first[length] = word;
    starts[length] = symbols.length;
    for (let i = 0; i < lengths.length; i++) if (lengths[i] === length) symbols.push(i);
    word = (word + (counts[length] ?? 0)) << 1;
  }
  return { first, counts, starts, symbols };
}
