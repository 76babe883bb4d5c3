// Zip archives: directory, names and zip64 by yauzl, the members' bytes by our own decoders, which hand on
// what comes before damage. Each member is checked against its size and CRC-32 (APPNOTE.TXT 4.4).
import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  fromRandomAccessReaderPromise,
  getFileNameLowLevel,
  RandomAccessReader,
  type Entry,
  type ZipFile,
} from 'yauzl';
import { damageOf, decompress, DamagedStream, inflateRaw, type Compression } from './decompress.ts';
import { chunkBytes } from './read-file.ts';
import { showablePath, type ArchiveSink, type ArchiveVisitor, type UnreadArchive } from './members.ts';
import type { Seekable } from './spool.ts';
import { encryptedZip } from './unread-kinds.ts';

export interface ZipVisitor extends ArchiveVisitor {
  /** A member that cannot be read at all. */
  unread(path: string, size: number, problem: UnreadArchive): void;
}

/**
 * Reads all members. Throws DamagedStream where the archive's directory cannot be read (to its end), and
 * what the visitor throws. `progress` gets the bytes as stored.
 */
export async function readZip(
  bytes: Seekable,
  name: string,
  visitor: ZipVisitor,
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<void> {
  let unsafe = 0;
  for await (const { zip, entry } of entries(bytes)) {
    signal.throwIfAborted();
    const stored = getFileNameLowLevel(
      entry.generalPurposeBitFlag,
      entry.fileNameRaw,
      entry.extraFields,
      false,
    );
    const shown = showablePath(stored);
    const path = shown.path === '' ? '(unnamed)' : shown.path;
    if (shown.unsafe && unsafe++ === 0) {
      visitor.problem(
        'warning',
        'unsafe-name',
        `A member's name leads out of the archive: ${showablePath(stored.replaceAll('/', '⁄')).path}. It is listed as ${path}; nothing is written to disk.`,
      );
    }
    if (stored.endsWith('/')) visitor.folder(path);
    else await readMember(bytes, zip, entry, path, name, visitor, signal);
    progress(entry.compressedSize);
  }
  if (unsafe > 1) visitor.problem('warning', 'unsafe-name', `${unsafe} members have such names.`);
}

/**
 * What is to be known before a zip archive is read: `encrypted` where its first files all are, and why its
 * directory cannot be read where not one member can be had.
 */
export async function lookIntoZip(bytes: Seekable): Promise<{ encrypted: boolean; damage: string | null }> {
  let members = 0;
  let files = 0;
  try {
    for await (const { entry } of entries(bytes)) {
      members++;
      if (entry.fileNameRaw.at(-1) === 0x2f) continue;
      if (!entry.isEncrypted()) return { encrypted: false, damage: null };
      if (++files === 100) break;
    }
  } catch (error) {
    const damage = damageOf(error);
    if (members === 0) return { encrypted: false, damage };
  }
  return { encrypted: files > 0, damage: null };
}

async function* entries(bytes: Seekable): AsyncGenerator<{ zip: ZipFile; entry: Entry }, void, undefined> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
  let zip: ZipFile;
  try {
    zip = await fromRandomAccessReaderPromise(new SeekableReader(bytes), bytes.size, options);
  } catch (error) {
    const { message } = error as Error;
    throw new DamagedStream(
      message.startsWith('End of central directory record signature not found')
        ? 'its directory, which stands at the end of the file, is missing'
        : `its directory cannot be read (${message})`,
    );
  }
  const all = zip.eachEntry();
  for (;;) {
    const next = await all.next().catch((error: unknown) => {
      throw new DamagedStream(`its directory is damaged (${(error as Error).message})`);
    });
    if (next.done === true) return;
    yield { zip, entry: next.value };
  }
}

/** Where yauzl reads from. */
class SeekableReader extends RandomAccessReader {
  readonly #bytes: Seekable;

  constructor(bytes: Seekable) {
    super();
    this.#bytes = bytes;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const part = Buffer.alloc(end - start);
    return Readable.from([part.subarray(0, this.#bytes.read(part, start))]);
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const part = buffer.subarray(offset, offset + length);
    let error: Error | null = null;
    try {
      for (let at = 0; at < part.length;) {
        const got = this.#bytes.read(part.subarray(at), position + at);
        if (got === 0) throw new Error('it ends early');
        at += got;
      }
    } catch (failure) {
      error = failure as Error;
    }
    setImmediate(callback, error);
  }
}

/** Methods beside stored and deflate (APPNOTE.TXT 4.4.5) that are read here. */
const compressions: Readonly<Record<number, Compression>> = { 12: 'bzip2', 93: 'zstd', 95: 'xz' };
const methods: Readonly<Record<number, string>> = { 9: 'Deflate64', 14: 'LZMA', 98: 'PPMd', 99: 'AES' };

async function readMember(
  bytes: Seekable,
  zip: ZipFile,
  entry: Entry,
  path: string,
  name: string,
  visitor: ZipVisitor,
  signal: AbortSignal,
): Promise<void> {
  const size = entry.uncompressedSize;
  if (entry.isEncrypted() || entry.compressionMethod === 99) {
    visitor.unread(path, size, {
      severity: 'error',
      code: 'encrypted-member',
      message: `It is encrypted; unpack the archive with its password: ${encryptedZip.command(name)}`,
    });
    return;
  }
  // What Unix keeps of a file's kind is in the upper half (Info-ZIP, proginfo/extrafld.txt).
  const type = entry.versionMadeBy >> 8 === 3 ? (entry.externalFileAttributes >>> 28) & 15 : 8;
  if (![0, 8, 10].includes(type)) {
    visitor.special(path, type === 1 ? 'fifo' : type === 12 ? 'socket' : 'device');
    return;
  }
  const method = entry.compressionMethod;
  const compression = compressions[method];
  if (method !== 0 && method !== 8 && compression === undefined) {
    visitor.unread(path, size, {
      severity: 'error',
      code: 'archive-unread',
      message: `It is packed with ${methods[method] ?? `method ${method}`}, which is not read here; unpack the archive with 7z x`,
    });
    return;
  }
  if (type === 10) {
    const target = new LinkTarget();
    await unpack(bytes, zip, entry, compression, target, signal);
    visitor.link(path, target.text(), 'symbolic');
    return;
  }
  const sink = visitor.file(path, size);
  if (sink !== null) await unpack(bytes, zip, entry, compression, sink, signal);
}

class LinkTarget implements ArchiveSink {
  #bytes: Buffer = Buffer.alloc(0);

  chunk(bytes: Uint8Array): void {
    if (this.#bytes.length < 4096) this.#bytes = Buffer.concat([this.#bytes, bytes.subarray(0, 4096)]);
  }
  end(): void {
    // A target that is cut leads nowhere, which is told of it.
  }
  text(): string {
    return this.#bytes.toString('utf8', 0, 4096);
  }
}

async function unpack(
  bytes: Seekable,
  zip: ZipFile,
  entry: Entry,
  compression: Compression | undefined,
  sink: ArchiveSink,
  signal: AbortSignal,
): Promise<void> {
  let length = 0;
  let sum = 0;
  const take = (part: Uint8Array): void | Promise<void> => {
    length += part.length;
    sum = crc32(part, sum);
    return sink.chunk(part);
  };
  let cut: string | null = null;
  try {
    const start = await zip.readLocalFileHeaderPromise(entry, { minimal: true }).catch((error: unknown) => {
      throw new DamagedStream((error as Error).message);
    });
    const source = range(bytes, start.fileDataStart, entry.compressedSize, signal);
    if (entry.compressionMethod === 0) for await (const part of source) await take(part);
    else if (compression === undefined) await inflateRaw(source, take, signal);
    else await decompress(compression, source, take, signal);
    if (length !== entry.uncompressedSize) cut = 'it is not as long as the archive says';
    else if (sum !== entry.crc32) cut = 'its bytes are damaged (the checksum is wrong)';
  } catch (error) {
    cut = damageOf(error);
  }
  await sink.end(cut);
}

async function* range(
  bytes: Seekable,
  start: number,
  length: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(length, 1)));
  for (let at = 0; at < length;) {
    signal.throwIfAborted();
    const got = bytes.read(buffer.subarray(0, Math.min(buffer.length, length - at)), start + at);
    if (got === 0) throw new DamagedStream('it ends early');
    yield buffer.subarray(0, got);
    at += got;
  }
}
