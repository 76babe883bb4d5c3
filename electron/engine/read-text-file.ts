// A text from a file or standard input, plain or compressed, chunk by chunk.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { CodedError } from '../../shared/coded-error.ts';
import { fileKind, magicBytes } from './import/magic.ts';
import { encodingOf } from './import/text-encoding.ts';

const chunkBytes = 1 << 19;

export interface ByteTaker {
  /** The bytes are used up when this returns, or when what it returns resolves. */
  chunk(bytes: Uint8Array): void | Promise<void>;
}

/**
 * Reads the text of `path` (`-` is standard input) as UTF-8, decompressing it where that is needed. Returns why it is
 * not whole; null when it is. Throws CodedError 'not-found' when it cannot be read and 'unreadable-bundle' when it is
 * no text: then it is said to be no `wanted`.
 */
export async function readTextFile(path: string, taker: ByteTaker, wanted: string): Promise<string | null> {
  try {
    if (path === '-')
      return await readStream(path, process.stdin as AsyncIterable<Uint8Array>, taker, wanted);
    const file = openSync(path, 'r');
    try {
      if (!fstatSync(file).isFile()) {
        const { createReadStream } = await import('node:fs');
        return await readStream(path, createReadStream(path), taker, wanted);
      }
      return await readFile(path, file, taker, wanted);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error;
    throw new CodedError('not-found', `${path} cannot be read: ${code}.`);
  }
}

/** A plain text is read without a turn of the event loop between its chunks: that is half of the time. */
async function readFile(
  path: string,
  file: number,
  taker: ByteTaker,
  wanted: string,
): Promise<string | null> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let length = readSync(file, buffer);
  if (!isPlainText(buffer.subarray(0, length))) {
    const { createReadStream } = await import('node:fs');
    return readStream(path, createReadStream(path), taker, wanted);
  }
  for (; length > 0; length = readSync(file, buffer)) {
    const used = taker.chunk(buffer.subarray(0, length));
    if (used !== undefined) await used;
  }
  return null;
}

function isPlainText(head: Uint8Array): boolean {
  const kind = fileKind(head.subarray(0, magicBytes));
  return (kind === 'text' || kind === 'empty') && encodingOf(head) === 'utf-8';
}

/** Reads what comes in, decompressing it where that is needed. Returns why it is not whole. */
async function readStream(
  path: string,
  source: AsyncIterable<Uint8Array>,
  taker: ByteTaker,
  wanted: string,
): Promise<string | null> {
  const text = new TextChunks(path, taker, wanted);
  const { decompress, DamagedStream, isCompression } = await import('./import/decompress.ts');
  const parts = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < magicBytes) {
    const { done, value } = await parts.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  const kind = fileKind(head.subarray(0, magicBytes));
  const whole = all(head, parts);
  try {
    if (isCompression(kind)) {
      await decompress(kind, whole, (bytes) => text.chunk(bytes), new AbortController().signal);
    } else for await (const bytes of whole) await text.chunk(bytes);
  } catch (error) {
    if (!(error instanceof DamagedStream)) throw error;
    await text.end();
    return error.message;
  }
  await text.end();
  return null;
}

async function* all(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield head;
  for (;;) {
    const { done, value } = await rest.next();
    if (done === true) return;
    yield value;
  }
}

/** Hands on text as UTF-8 and refuses everything else by its first bytes. */
class TextChunks {
  readonly #path: string;
  readonly #taker: ByteTaker;
  #head: Buffer | null = Buffer.alloc(0);
  #decoder: InstanceType<typeof TextDecoder> | null = null;

  readonly #wanted: string;

  constructor(path: string, taker: ByteTaker, wanted: string) {
    this.#path = path;
    this.#wanted = wanted;
    this.#taker = taker;
  }

  chunk(bytes: Uint8Array): void | Promise<void> {
    if (this.#head === null) return this.#give(bytes, true);
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= magicBytes) return this.#begin(this.#head);
  }

  async end(): Promise<void> {
    if (this.#head !== null) await this.#begin(this.#head);
    if (this.#decoder !== null) await this.#give(new Uint8Array(0), false);
  }

  #begin(head: Buffer): void | Promise<void> {
    this.#head = null;
    const encoding = encodingOf(head);
    const kind = fileKind(head.subarray(0, magicBytes));
    if (kind !== 'text' && kind !== 'empty' && encoding === 'utf-8') {
      throw new CodedError(
        'unreadable-bundle',
        `${this.#path} is no ${this.#wanted} but ${kind === 'binary' ? 'binary data' : `a ${kind} file`}.`,
      );
    }
    if (encoding !== 'utf-8') this.#decoder = new TextDecoder(encoding);
    return this.#give(head, true);
  }

  #give(bytes: Uint8Array, more: boolean): void | Promise<void> {
    return this.#taker.chunk(
      this.#decoder === null ? bytes : Buffer.from(this.#decoder.decode(bytes, { stream: more })),
    );
  }
}
