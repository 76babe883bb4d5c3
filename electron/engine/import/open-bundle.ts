// Chooses the reader of what the user opened, by its first bytes.
import { stat } from 'node:fs/promises';
import { CodedError } from '../../../shared/api.ts';
import { decompress, DamagedStream, type Compression } from './decompress.ts';
import type { BundleInput } from './job.ts';
import { fileKind, magicBytes, type FileKind } from './magic.ts';
import { showablePath, type BundleReader, type MemberSink, type MemberVisitor } from './members.ts';
import { readChunks, readHead } from './read-file.ts';
import { folderReader, uploadReader } from './read-folder.ts';
import { TarReader } from './read-tar.ts';

/**
 * Opens a bundle. Throws CodedError 'not-found', 'unreadable-bundle' (with what it is and how to unpack
 * it) and 'encrypted-bundle'.
 */
export async function openBundle(input: BundleInput, signal: AbortSignal): Promise<BundleReader> {
  if (input.kind === 'upload') {
    const [only] = input.files;
    if (only === undefined) throw new CodedError('unreadable-bundle', `${input.name} holds no file.`);
    if (input.files.length === 1 && !only.path.includes('/')) return openFile(only.spooled, input.name);
    return uploadReader(input.files);
  }
  const info = await stat(input.path).catch((error: NodeJS.ErrnoException) => {
    throw new CodedError(
      'not-found',
      error.code === 'ENOENT'
        ? `${input.path} does not exist.`
        : `${input.path} cannot be read (${error.code}).`,
    );
  });
  if (info.isDirectory()) return folderReader(input.path, signal);
  if (!info.isFile())
    throw new CodedError('unreadable-bundle', `${input.path} is neither a file nor a folder.`);
  return openFile(input.path, input.name);
}

async function openFile(path: string, name: string): Promise<BundleReader> {
  const head = await readHead(path, magicBytes).catch((error: NodeJS.ErrnoException) => {
    throw new CodedError('not-found', `${name} cannot be read (${error.code ?? error.message}).`);
  });
  const kind = fileKind(head);
  const bytes = (await stat(path)).size;
  if (kind === 'gzip' || kind === 'xz') {
    const inner = await kindInside(path, kind);
    refuse(inner, name);
    const ending = kind === 'gzip' ? 'gz' : 'xz';
    if (inner === 'tar') return fileReader(path, bytes, `tar.${ending}`, kind, name);
    return fileReader(path, bytes, `file.${ending}`, kind, name.replace(/\.(gz|xz)$/i, ''));
  }
  refuse(kind, name);
  return fileReader(path, bytes, kind === 'tar' ? 'tar' : 'file', null, name);
}

/** What a compressed file holds: it is unpacked as far as that takes. */
async function kindInside(path: string, compression: Compression): Promise<FileKind> {
  const stop = new AbortController();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    await decompress(
      compression,
      readChunks(path, stop.signal, () => undefined),
      (bytes) => {
        parts.push(Uint8Array.from(bytes.subarray(0, magicBytes)));
        length += bytes.length;
        if (length >= magicBytes) stop.abort();
      },
      stop.signal,
    );
  } catch (error) {
    if (!stop.signal.aborted && !(error instanceof DamagedStream)) throw error;
  }
  return fileKind(Buffer.concat(parts).subarray(0, magicBytes));
}

const unpackers: Readonly<Partial<Record<FileKind, readonly [what: string, how: string]>>> = {
  zip: ['a zip archive', 'unzip'],
  zstd: ['compressed with zstd', 'unzstd'],
  bzip2: ['compressed with bzip2', 'bunzip2'],
  '7z': ['a 7z archive', '7z x'],
  rar: ['a rar archive', 'unrar x'],
  lz4: ['compressed with lz4', 'unlz4'],
  gzip: ['compressed twice', 'gunzip'],
  xz: ['compressed twice', 'unxz'],
};

/** What an archive of this kind is and how to unpack it; null for kinds that are read here. */
export function unpackHint(kind: FileKind): readonly [what: string, how: string] | null {
  return unpackers[kind] ?? null;
}

function refuse(kind: FileKind, name: string): void {
  if (kind === 'gpg') {
    throw new CodedError(
      'encrypted-bundle',
      `${name} is encrypted with GPG; nothing was imported.`,
      `Decrypt it first: gpg --output ${name.replace(/\.(gpg|asc)$/i, '')} --decrypt ${name}`,
    );
  }
  if (kind === 'empty') throw new CodedError('unreadable-bundle', `${name} is empty.`);
  if (kind === 'case') {
    throw new CodedError(
      'unreadable-bundle',
      `${name} is a database, not a bundle.`,
      'Open it as a case if it is one.',
    );
  }
  if (kind === 'binary') {
    throw new CodedError(
      'unreadable-bundle',
      `${name} is neither an archive that Coldtrace reads nor text.`,
      'Open a folder, a .tar, .tar.gz or .tar.xz archive, or a text with command outputs.',
    );
  }
  const hint = unpackHint(kind);
  if (hint !== null) {
    throw new CodedError(
      'unreadable-bundle',
      `${name} is ${hint[0]}, which is not read yet.`,
      `Unpack it first (${hint[1]} ${name}) and open what comes out.`,
    );
  }
}

/** A file, plain or compressed: a tar archive with members, or one text. */
function fileReader(
  path: string,
  bytes: number,
  kind: string,
  compression: Compression | null,
  name: string,
): BundleReader {
  return {
    kind,
    bytes,
    async read(visitor, signal, progress) {
      const chunks = readChunks(path, signal, progress);
      const taker = kind.startsWith('tar') ? new TarReader(visitor) : new WholeFile(visitor, name, bytes);
      let cut: string | null = null;
      try {
        if (compression === null) for await (const chunk of chunks) await taker.write(chunk);
        else {
          await decompress(
            compression,
            chunks,
            (chunk) => (taker.lost ? undefined : taker.write(chunk)),
            signal,
          );
        }
      } catch (error) {
        if (!(error instanceof DamagedStream)) {
          taker.destroy();
          throw error;
        }
        cut = error.message;
      }
      await taker.end(cut);
    },
    async hash(into, signal, progress) {
      for await (const chunk of readChunks(path, signal, progress)) into.update(chunk);
    },
  };
}

/** One text as a bundle: its only member. */
class WholeFile {
  readonly lost = false;
  readonly #visitor: MemberVisitor;
  readonly #sink: MemberSink | null;

  constructor(visitor: MemberVisitor, name: string, bytes: number) {
    this.#visitor = visitor;
    const { path } = showablePath(name);
    this.#sink = visitor.file(path === '' ? '(unnamed)' : path, bytes);
  }

  write(bytes: Uint8Array): Promise<void> {
    this.#sink?.chunk(bytes);
    return Promise.resolve();
  }

  end(cut: string | null): Promise<void> {
    this.#sink?.end(cut);
    if (cut !== null) {
      this.#visitor.problem('data-loss', 'archive-cut', `The file cannot be unpacked to its end: ${cut}.`);
    }
    return Promise.resolve();
  }

  destroy(): void {
    // Nothing is held.
  }
}
