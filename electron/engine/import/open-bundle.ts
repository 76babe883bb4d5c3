// Chooses the reader of what the user opened, by its first bytes.
import { stat } from 'node:fs/promises';
import { CodedError } from '../../../shared/coded-error.ts';
import { compressionEnding, decompress, DamagedStream, isCompression } from './decompress.ts';
import { fileReader, zipReader } from './file-reader.ts';
import type { BundleInput } from './job.ts';
import { fileKind, magicBytes, type FileKind } from './magic.ts';
import type { BundleReader } from './members.ts';
import { readChunks, readHead } from './read-file.ts';
import { folderReader, uploadReader } from './read-folder.ts';
import { lookIntoZip } from './read-zip.ts';
import { seekableFile } from './spool.ts';
import { unpackLimits, type UnpackLimits } from './unpack-limits.ts';
import { encryptedZip, unpackHint, unreadKind, word, type UnreadKind } from './unread-kinds.ts';

/**
 * Opens a bundle. Throws CodedError 'not-found', 'unreadable-bundle' (with what it is and how to unpack
 * it) and 'encrypted-bundle'.
 */
export async function openBundle(
  input: BundleInput,
  signal: AbortSignal,
  limits: UnpackLimits = unpackLimits,
): Promise<BundleReader> {
  if (input.kind === 'upload') {
    const [only] = input.files;
    if (only === undefined) throw new CodedError('unreadable-bundle', `${input.name} holds no file.`);
    if (input.files.length === 1 && !only.path.includes('/'))
      return openFile(only.spooled, input.name, limits);
    return uploadReader(input.files, limits);
  }
  const info = await stat(input.path).catch((error: NodeJS.ErrnoException) => {
    throw new CodedError(
      'not-found',
      error.code === 'ENOENT'
        ? `${input.path} does not exist.`
        : `${input.path} cannot be read (${error.code}).`,
    );
  });
  if (info.isDirectory()) return folderReader(input.path, signal, limits);
  if (!info.isFile())
    throw new CodedError('unreadable-bundle', `${input.path} is neither a file nor a folder.`);
  return openFile(input.path, input.name, limits);
}

async function openFile(path: string, name: string, limits: UnpackLimits): Promise<BundleReader> {
  const head = await readHead(path, magicBytes).catch((error: NodeJS.ErrnoException) => {
    throw new CodedError('not-found', `${name} cannot be read (${error.code ?? error.message}).`);
  });
  const kind = fileKind(head);
  const bytes = (await stat(path)).size;
  refuse(kind, name);
  if (isCompression(kind)) {
    const ending = compressionEnding[kind];
    const { inner, damage } = await kindInside(path, kind);
    if (inner === 'empty' && damage !== null) {
      throw new CodedError(
        'unreadable-bundle',
        `${name} is ${unpackHint(kind)?.[0] ?? 'compressed'} and cannot be unpacked: ${damage}.`,
        `Unpack it by itself (${unpackToFile[kind]} ${word(name)} > FILE) and open what comes out, or ask for it again.`,
      );
    }
    refuse(inner, name);
    const what = inner === 'tar' || inner === 'zip' ? inner : 'file';
    const inside = name.replace(new RegExp(`\\.(?:${ending}|t${ending})$`, 'i'), '');
    return fileReader({ path, bytes, kind: `${what}.${ending}`, compression: kind, name: inside, limits });
  }
  if (kind === 'zip') {
    await refuseZip(path, name);
    return zipReader({ path, bytes, name, limits });
  }
  return fileReader({ path, bytes, kind: kind === 'tar' ? 'tar' : 'file', compression: null, name, limits });
}

const unpackToFile = {
  gzip: 'gzip -dc',
  xz: 'xz -dc',
  zstd: 'zstd -dc --long=31',
  bzip2: 'bzip2 -dc',
} as const;

/** What a compressed file holds: it is unpacked as far as that takes. */
async function kindInside(
  path: string,
  compression: 'gzip' | 'xz' | 'zstd' | 'bzip2',
): Promise<{ readonly inner: FileKind; readonly damage: string | null }> {
  const stop = new AbortController();
  const parts: Uint8Array[] = [];
  let length = 0;
  let damage: string | null = null;
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
    if (error instanceof DamagedStream) damage = error.message;
    else if (!stop.signal.aborted) throw error;
  }
  return { inner: fileKind(Buffer.concat(parts).subarray(0, magicBytes)), damage };
}

async function refuseZip(path: string, name: string): Promise<void> {
  const file = seekableFile(path);
  try {
    const { encrypted, damage } = await lookIntoZip(file);
    if (encrypted) refuseKind(encryptedZip, name);
    if (damage === null) return;
    throw new CodedError(
      'unreadable-bundle',
      `${name} is a zip archive that cannot be read: ${damage}.`,
      `It may not have been copied whole. What is left of it: zip -FF ${word(name)} --out repaired.zip`,
    );
  } finally {
    file.close();
  }
}

function refuseKind(kind: UnreadKind, name: string): never {
  if (kind.isEncrypted) {
    throw new CodedError(
      'encrypted-bundle',
      `${name} is ${kind.what}; nothing was imported.`,
      `Decrypt it first: ${kind.command(name)}`,
    );
  }
  throw new CodedError(
    'unreadable-bundle',
    `${name} is ${kind.what}, which is not read.`,
    `Unpack it first (${kind.command(name)}) and open what comes out.`,
  );
}

function refuse(kind: FileKind, name: string): void {
  const unread = unreadKind(kind);
  if (unread !== null) refuseKind(unread, name);
  if (kind === 'empty') throw new CodedError('unreadable-bundle', `${name} is empty.`);
  if (kind === 'case') {
    throw new CodedError(
      'unreadable-bundle',
      `${name} is a database, not a bundle.`,
      'A Coldtrace case is imported as it is, not packed; of another database, ask for what is in it as text.',
    );
  }
  if (kind === 'binary') {
    throw new CodedError(
      'unreadable-bundle',
      `${name} is neither an archive that Coldtrace reads nor text.`,
      'Open a folder, a tar or zip archive (.tar, .tar.gz, .tar.xz, .tar.zst, .tar.bz2, .zip), or a text with command outputs.',
    );
  }
}
