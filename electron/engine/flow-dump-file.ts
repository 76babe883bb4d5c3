// A file of flows, plain or compressed, or standard input, as columns that can be compared.
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { CodedError } from '../../shared/coded-error.ts';
import { FlowColumns } from '../../shared/flows/flow-columns.ts';
import { FlowDumpReader, type UnreadLine } from '../../shared/flows/flow-dump-reader.ts';
import type { SaidFields } from '../../shared/flows/said-fields.ts';
import { TableIndex } from '../../shared/openflow/table-id.ts';
import { withoutControls } from './import/decode-lines.ts';
import { fileKind, magicBytes } from './import/magic.ts';
import { encodingOf } from './import/text-encoding.ts';

export interface FlowDumpFile {
  readonly columns: FlowColumns;
  readonly said: SaidFields;
  /** The first lines that are no flow, and how many there are. */
  readonly unread: readonly UnreadLine[];
  readonly unreadLines: number;
  /** Why the file is not whole; null when it is. */
  readonly cut: string | null;
}

const chunkBytes = 1 << 19;

/**
 * Reads the flows of `path`; `-` is standard input. Throws CodedError 'not-found' when it cannot be read and
 * 'unreadable-bundle' when it is no text, or has lines and none of them is a flow. Dumps that are compared share
 * `tables`.
 */
export async function readFlowDump(path: string, tables = new TableIndex()): Promise<FlowDumpFile> {
  const columns = new FlowColumns(tables);
  const reader = new FlowDumpReader(columns, withoutControls, path === '-' ? 0 : bytesOf(path));
  const cut = await readInto(path, reader);
  const said = reader.end();
  const { unread, unreadLines } = reader;
  const [first] = unread;
  if (columns.count === 0 && first !== undefined) {
    throw new CodedError(
      'unreadable-bundle',
      `${path} holds no flow; line ${first.line} is none: ${first.reason}.`,
    );
  }
  return { columns, said, unread, unreadLines, cut };
}

/** Of a compressed file it is too little, of what is no file 0. */
function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

interface ByteTaker {
  chunk(bytes: Uint8Array): void;
}

async function readInto(path: string, taker: ByteTaker): Promise<string | null> {
  try {
    if (path === '-') return await readStream(path, process.stdin as AsyncIterable<Uint8Array>, taker);
    const file = openSync(path, 'r');
    try {
      if (!fstatSync(file).isFile()) {
        const { createReadStream } = await import('node:fs');
        return await readStream(path, createReadStream(path), taker);
      }
      return await readFile(path, file, taker);
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
async function readFile(path: string, file: number, taker: ByteTaker): Promise<string | null> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let length = readSync(file, buffer);
  if (!isPlainText(buffer.subarray(0, length))) {
    const { createReadStream } = await import('node:fs');
    return readStream(path, createReadStream(path), taker);
  }
  for (; length > 0; length = readSync(file, buffer)) taker.chunk(buffer.subarray(0, length));
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
): Promise<string | null> {
  const text = new TextChunks(path, taker);
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
    } else for await (const bytes of whole) text.chunk(bytes);
  } catch (error) {
    if (!(error instanceof DamagedStream)) throw error;
    text.end();
    return error.message;
  }
  text.end();
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

  constructor(path: string, taker: ByteTaker) {
    this.#path = path;
    this.#taker = taker;
  }

  chunk(bytes: Uint8Array): void {
    if (this.#head === null) {
      this.#give(bytes, true);
      return;
    }
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= magicBytes) this.#begin(this.#head);
  }

  end(): void {
    if (this.#head !== null) this.#begin(this.#head);
    if (this.#decoder !== null) this.#give(new Uint8Array(0), false);
  }

  #begin(head: Buffer): void {
    this.#head = null;
    const encoding = encodingOf(head);
    const kind = fileKind(head.subarray(0, magicBytes));
    if (kind !== 'text' && kind !== 'empty' && encoding === 'utf-8') {
      throw new CodedError(
        'unreadable-bundle',
        `${this.#path} is no dump of flows but ${kind === 'binary' ? 'binary data' : `a ${kind} file`}.`,
      );
    }
    if (encoding !== 'utf-8') this.#decoder = new TextDecoder(encoding);
    this.#give(head, true);
  }

  #give(bytes: Uint8Array, more: boolean): void {
    this.#taker.chunk(
      this.#decoder === null ? bytes : Buffer.from(this.#decoder.decode(bytes, { stream: more })),
    );
  }
}
