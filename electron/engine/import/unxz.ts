// xz, one stream or several: the container, after "The .xz File Format" (tukaani.org/xz/xz-file-format.txt,
// whose sections are named here). What is inside a block is LZMA2, without further filters: lzma.ts. Every
// sum that there is of what came out is checked.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc64 } from './crc64.ts';
import { DamagedStream } from './damaged-stream.ts';
import { LzmaDecoder, lzmaSlack } from './lzma.ts';

type Sink = (bytes: Uint8Array) => void | Promise<void>;

/** As `decompress` of decompress.ts. */
export async function unxz(
  source: AsyncIterable<Uint8Array>,
  sink: Sink,
  signal: AbortSignal,
): Promise<void> {
  const input = new Input(source);
  try {
    await readStream(input, sink, signal);
    while (await anotherStream(input)) await readStream(input, sink, signal);
  } finally {
    await input.close();
  }
}

/** Bytes that are waited for until so many of them are there as a step needs. */
class Input {
  readonly #iterator: AsyncIterator<Uint8Array>;
  bytes = new Uint8Array(0);
  at = 0;
  end = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  get left(): number {
    return this.end - this.at;
  }

  /** False where the source ends before there are `size` bytes. */
  async has(size: number): Promise<boolean> {
    while (this.left < size) {
      const next = await this.#iterator.next();
      if (next.done === true) return false;
      this.#append(next.value);
    }
    return true;
  }

  #append(more: Uint8Array): void {
    const { left } = this;
    const wanted = left + more.length + lzmaSlack;
    if (wanted > this.bytes.length) {
      const larger = new Uint8Array(wanted + (wanted >> 1));
      larger.set(this.bytes.subarray(this.at, this.end));
      this.bytes = larger;
    } else this.bytes.copyWithin(0, this.at, this.end);
    this.bytes.set(more, left);
    this.at = 0;
    this.end = left + more.length;
  }

  /** The next bytes, which are then read. They are only valid until more is asked for. */
  async take(size: number): Promise<Buffer> {
    if (this.left < size && !(await this.has(size))) throw new DamagedStream(endsEarly);
    this.at += size;
    return Buffer.from(this.bytes.buffer, this.at - size, size);
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}

const endsEarly = 'it ends early';
const isDamaged = 'its bytes are damaged';

const magic = Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]);

/** Passes stream padding (2.2); true where another stream begins behind it. */
async function anotherStream(input: Input): Promise<boolean> {
  while (await input.has(4)) {
    const word = input.bytes.subarray(input.at, input.at + 4);
    if (!word.some(Boolean)) {
      input.at += 4;
      continue;
    }
    if (magic.subarray(0, 4).equals(word)) return true;
    break;
  }
  if (input.left > 0) throw new DamagedStream('something else follows its end');
  return false;
}

/** Stream header, blocks, index and footer (2.1). */
async function readStream(input: Input, sink: Sink, signal: AbortSignal): Promise<void> {
  const header = Buffer.from(await input.take(12));
  if (!header.subarray(0, 6).equals(magic)) throw new DamagedStream('it is no xz stream');
  const flags = header.subarray(6, 8);
  if (crc32(flags) !== header.readUInt32LE(8)) throw new DamagedStream(isDamaged);
  const kind = checkOf(flags);
  const blocks = new BlockSums();
  for (;;) {
    const [size = 0] = await input.take(1);
    if (size === 0) break;
    input.at--;
    await readBlock(input, (size + 1) * 4, kind, blocks, sink, signal);
  }
  const indexBytes = await readIndex(input, blocks);
  const footer = await input.take(12);
  const isFooter =
    crc32(footer.subarray(4, 10)) === footer.readUInt32LE(0) &&
    (footer.readUInt32LE(4) + 1) * 4 === indexBytes &&
    footer.subarray(8, 10).equals(flags) &&
    footer.toString('latin1', 10) === 'YZ';
  if (!isFooter) throw new DamagedStream(isDamaged);
}

/** What is remembered of the blocks, to be compared with what the index says of them. */
class BlockSums {
  count = 0;
  #sum = 0;

  add(unpadded: number, unpacked: number): void {
    this.count++;
    const record = Buffer.alloc(16);
    record.writeDoubleLE(unpadded, 0);
    record.writeDoubleLE(unpacked, 8);
    this.#sum = crc32(record, this.#sum);
  }

  equals(other: BlockSums): boolean {
    return this.count === other.count && this.#sum === other.#sum;
  }
}

/** A sum over what a block unpacks to (2.1.1.2). */
interface Check {
  update(bytes: Uint8Array): unknown;
  digest(): Buffer;
}

interface CheckKind {
  readonly size: number;
  readonly begin: () => Check;
}

class Crc32 implements Check {
  #sum = 0;

  update(bytes: Uint8Array): void {
    this.#sum = crc32(bytes, this.#sum);
  }

  digest(): Buffer {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(this.#sum);
    return sum;
  }
}

const noCheck: Check = { update: () => undefined, digest: () => Buffer.alloc(0) };

function checkOf(flags: Uint8Array): CheckKind {
  const [reserved, id] = flags;
  if (reserved === 0 && id === 0) return { size: 0, begin: () => noCheck };
  if (reserved === 0 && id === 1) return { size: 4, begin: () => new Crc32() };
  if (reserved === 0 && id === 4) return { size: 8, begin: () => new Crc64() };
  if (reserved === 0 && id === 10) return { size: 32, begin: () => createHash('sha256') };
  throw new DamagedStream('its check is of a kind that Coldtrace does not read; unpack it with xz -dc');
}

/** A number of up to 63 bits, seven to a byte (1.2), at `at`; null where none is. */
function numberAt(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } | null {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return null;
}

interface BlockHeader {
  readonly packed: number | null;
  readonly unpacked: number | null;
  /** Bytes that a match may reach back. */
  readonly dictionary: number;
}

/** Larger dictionaries want more memory than is given; `xz -9` has half of it. */
const mostDictionary = 128 * 1024 * 1024;

/** A block's header, without its sum (3.1). */
function readBlockHeader(header: Uint8Array): BlockHeader {
  const flags = header[1] ?? 0;
  let at = 2;
  const number = (): number => {
    const read = numberAt(header, at);
    if (read === null) throw new DamagedStream(isDamaged);
    at = read.next;
    return read.value;
  };
  if ((flags & 0x3c) !== 0) throw new DamagedStream(`${unreadOption}; unpack it with xz -dc`);
  const packed = (flags & 0x40) === 0 ? null : number();
  const unpacked = (flags & 0x80) === 0 ? null : number();
  const others: string[] = [];
  let dictionary = 0;
  for (let i = 0; i <= (flags & 3); i++) {
    const id = number();
    const size = number();
    if (id === lzma2 && size === 1) dictionary = dictionaryOf(header[at] ?? 0);
    else others.push(filters[id] ?? `number ${id}`);
    at += size;
  }
  if (others.length > 0) {
    const what = others.length === 1 ? 'a filter' : 'filters';
    throw new DamagedStream(
      `it uses ${what} (${others.join(', ')}) that Coldtrace does not read; unpack it with xz -dc`,
    );
  }
  if (header.subarray(at).some(Boolean)) throw new DamagedStream(`${unreadOption}; unpack it with xz -dc`);
  return { packed, unpacked, dictionary };
}

const unreadOption = 'a block of it uses an option that Coldtrace does not read';
const lzma2 = 0x21;

/** Filters by their number (5.3). */
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

/** Two bits of mantissa, five of exponent (5.3.1). */
function dictionaryOf(bits: number): number {
  const size = (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11);
  if (bits > 40) throw new DamagedStream(isDamaged);
  if (size > mostDictionary) {
    throw new DamagedStream('its dictionary is too large (unpack it with xz -dc)');
  }
  return size;
}

async function readBlock(
  input: Input,
  headerSize: number,
  kind: CheckKind,
  blocks: BlockSums,
  sink: Sink,
  signal: AbortSignal,
): Promise<void> {
  const header = await input.take(headerSize);
  if (crc32(header.subarray(0, -4)) !== header.readUInt32LE(headerSize - 4))
    throw new DamagedStream(isDamaged);
  const said = readBlockHeader(header.subarray(0, -4));
  const check = kind.begin();
  const { packed, unpacked } = await readChunks(input, said.dictionary, check, sink, signal);
  if ((said.packed ?? packed) !== packed || (said.unpacked ?? unpacked) !== unpacked) {
    throw new DamagedStream(isDamaged);
  }
  const padding = await input.take(-packed & 3);
  if (padding.some(Boolean)) throw new DamagedStream(isDamaged);
  const stored = await input.take(kind.size);
  if (!check.digest().equals(stored)) throw new DamagedStream(isDamaged);
  blocks.add(headerSize + packed + kind.size, unpacked);
}

/**
 * The chunks of one block's LZMA2. What a chunk gives is handed on before it is asked whether the chunk is
 * whole: of a file that stops, everything up to there is read.
 */
async function readChunks(
  input: Input,
  dictionary: number,
  check: Check,
  sink: Sink,
  signal: AbortSignal,
): Promise<{ readonly packed: number; readonly unpacked: number }> {
  const decoder = new LzmaDecoder(dictionary);
  let packed = 0;
  let unpacked = 0;
  let needs: 'dictionary' | 'properties' | 'state' | null = 'dictionary';
  for (;;) {
    const [control = 0] = await input.take(1);
    packed++;
    if (control === 0) return { packed, unpacked };
    const isLzma = control >= 0x80;
    const resets = isLzma ? (control >> 5) & 3 : 0;
    if (control === 1 || resets === 3) {
      decoder.resetDictionary();
      needs = 'properties';
    } else if (needs === 'dictionary' || (!isLzma && control !== 2)) throw new DamagedStream(isDamaged);
    const header = await input.take(isLzma ? (resets >= 2 ? 5 : 4) : 2);
    const size = header.readUInt16BE(0) + 1 + (isLzma ? (control & 0x1f) << 16 : 0);
    const bytes = isLzma ? header.readUInt16BE(2) + 1 : size;
    packed += header.length + bytes;
    if (isLzma) {
      if (resets >= 2) {
        if (!decoder.setProperties(header[4] ?? 0)) throw new DamagedStream(isDamaged);
        needs = null;
      } else if (needs === 'properties' || (needs === 'state' && resets === 0)) {
        throw new DamagedStream(isDamaged);
      }
      if (resets >= 1) {
        decoder.resetState();
        needs = null;
      }
    }
    const isThere = input.left >= bytes || (await input.has(bytes));
    const until = isThere ? input.at + bytes : input.end;
    let isWhole = true;
    if (isLzma) isWhole = decoder.decode(input.bytes, input.at, until, size) === 'whole';
    else decoder.store(input.bytes.subarray(input.at, until));
    input.at = until;
    const out = decoder.window.subarray(decoder.begun, decoder.end);
    unpacked += out.length;
    check.update(out);
    signal.throwIfAborted();
    if (out.length > 0) {
      const taken = sink(out);
      if (taken !== undefined) await taken;
    }
    if (!isThere) throw new DamagedStream(endsEarly);
    if (!isWhole) throw new DamagedStream(isDamaged);
  }
}

/** The index behind its first byte (4): a record for each block. Returns its size in bytes, that byte included. */
async function readIndex(input: Input, blocks: BlockSums): Promise<number> {
  let size = 1;
  let sum = crc32(Buffer.alloc(1));
  const take = async (length: number): Promise<Buffer> => {
    const bytes = await input.take(length);
    size += length;
    sum = crc32(bytes, sum);
    return bytes;
  };
  const number = async (): Promise<number> => {
    await input.has(9);
    const read = numberAt(input.bytes.subarray(0, input.end), input.at);
    if (read === null) throw new DamagedStream(input.left < 9 ? endsEarly : isDamaged);
    await take(read.next - input.at);
    return read.value;
  };
  const count = await number();
  if (count !== blocks.count) throw new DamagedStream(isDamaged);
  const said = new BlockSums();
  for (let i = 0; i < count; i++) {
    const unpadded = await number();
    said.add(unpadded, await number());
  }
  const padding = await take(-size & 3);
  const stored = (await input.take(4)).readUInt32LE(0);
  if (padding.some(Boolean) || stored !== sum || !said.equals(blocks)) throw new DamagedStream(isDamaged);
  return size + 4;
}
