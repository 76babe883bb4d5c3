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
import { localMembers, type ZipMember } from './zip-local-members.ts';
import { encryptedZip } from './unread-kinds.ts';

export interface ZipVisitor extends ArchiveVisitor {
  /** A member that cannot be read at all. */
  unread(path: string, size: number, problem: UnreadArchive): void;
}

/**
 * Reads all members; by their own headers where the archive's directory is missing. Throws DamagedStream where the
 * directory cannot be read (to its end), and what the visitor throws. `progress` gets the bytes as stored.
 */
export async function readZip(
  bytes: Seekable,
  name: string,
  visitor: ZipVisitor,
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<void> {
  let unsafe = 0;
  let members = 0;
  let told = 0;
  const directory = await openDirectory(bytes);
  for await (const member of directory === null ? localMembers(bytes) : entries(directory)) {
    signal.throwIfAborted();
    members++;
    const shown = showablePath(member.name);
    const path = shown.path === '' ? '(unnamed)' : shown.path;
    if (shown.unsafe && unsafe++ === 0) {
      visitor.problem(
        'warning',
        'unsafe-name',
        `A member's name leads out of the archive: ${showablePath(member.name.replaceAll('/', '⁄')).path}. It is listed as ${path}; nothing is written to disk.`,
      );
    }
    if (member.name.endsWith('/')) visitor.folder(path);
    else await readMember(bytes, member, path, name, visitor, signal);
    // The last member of a cut archive is shorter than its header says.
    const stored = Math.min(member.compressedSize, bytes.size - told);
    told += stored;
    progress(stored);
  }
  if (unsafe > 1) visitor.problem('warning', 'unsafe-name', `${unsafe} members have such names.`);
  if (directory === null) {
    visitor.problem(
      'data-loss',
      'archive-cut',
      `The archive has lost its directory, which stands at its end: it may not have been copied whole. ${members} members were read by their own headers.`,
    );
  }
}

/**
 * What is to be known before a zip archive is read: `encrypted` where its first files all are, and why its
 * directory cannot be read where not one member can be had.
 */
export async function lookIntoZip(bytes: Seekable): Promise<{ encrypted: boolean; damage: string | null }> {
  let members = 0;
  let files = 0;
  let damage: string | null = null;
  try {
    const directory = await openDirectory(bytes);
    if (directory === null) damage = 'its directory, which stands at the end of the file, is missing';
    for await (const { name, isEncrypted } of directory === null ? localMembers(bytes) : entries(directory)) {
      members++;
      if (name.endsWith('/')) continue;
      if (!isEncrypted) return { encrypted: false, damage: null };
      if (++files === 100) break;
    }
  } catch (error) {
    damage = damageOf(error);
  }
  return { encrypted: files > 0, damage: members === 0 ? damage : null };
}

/** Null where there is no directory. */
async function openDirectory(bytes: Seekable): Promise<ZipFile | null> {
  const options = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false };
  try {
    return await fromRandomAccessReaderPromise(new SeekableReader(bytes), bytes.size, options);
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith('End of central directory record signature not found')) return null;
    throw new DamagedStream(`its directory cannot be read (${message})`);
  }
}

async function* entries(zip: ZipFile): AsyncGenerator<ZipMember, void, undefined> {
  const all = zip.eachEntry();
  for (;;) {
    const next = await all.next().catch((error: unknown) => {
      throw new DamagedStream(`its directory is damaged (${(error as Error).message})`);
    });
    if (next.done === true) return;
    yield memberOf(zip, next.value);
  }
}

function memberOf(zip: ZipFile, entry: Entry): ZipMember {
  const { compressedSize, uncompressedSize, crc32: sum, extraFields, generalPurposeBitFlag } = entry;
  return {
    ...{ compressedSize, uncompressedSize, crc32: sum },
    name: getFileNameLowLevel(generalPurposeBitFlag, entry.fileNameRaw, extraFields, false),
    method: entry.compressionMethod,
    isEncrypted: entry.isEncrypted(),
    fileType: entry.versionMadeBy >> 8 === 3 ? (entry.externalFileAttributes >>> 28) & 15 : null,
    dataStart: () =>
      zip.readLocalFileHeaderPromise(entry, { minimal: true }).then(
        ({ fileDataStart }) => fileDataStart,
        (error: unknown) => {
          throw new DamagedStream((error as Error).message);
        },
      ),
  };
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
  member: ZipMember,
  path: string,
  name: string,
  visitor: ZipVisitor,
  signal: AbortSignal,
): Promise<void> {
  const { uncompressedSize: size, method } = member;
  if (member.isEncrypted || method === 99) {
    visitor.unread(path, size, {
      severity: 'error',
      code: 'encrypted-member',
      message: `It is encrypted; unpack the archive with its password: ${encryptedZip.command(name)}`,
    });
    return;
  }
  const type = member.fileType ?? 8;
  if (![0, 8, 10].includes(type)) {
    visitor.special(path, type === 1 ? 'fifo' : type === 12 ? 'socket' : 'device');
    return;
  }
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
    await unpack(bytes, member, compression, target, signal);
    visitor.link(path, target.text(), 'symbolic');
    return;
  }
  const sink = visitor.file(path, size);
  if (sink !== null) await unpack(bytes, member, compression, sink, signal);
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
  member: ZipMember,
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
    const source = range(bytes, await member.dataStart(), member.compressedSize, signal);
    if (member.method === 0) for await (const part of source) await take(part);
    else if (compression === undefined) await inflateRaw(source, take, signal);
    else await decompress(compression, source, take, signal);
    if (length !== member.uncompressedSize) cut = 'it is not as long as the archive says';
    else if (sum !== member.crc32) cut = 'its bytes are damaged (the checksum is wrong)';
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
