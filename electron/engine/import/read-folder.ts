// Folders, and uploads that stand for one: every regular file below, in sorted order. Symbolic links are
// listed and never followed, so that nothing outside the folder is read and no loop is entered. Archives
// among the files are read in their places.
import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { chunkBytes } from './read-file.ts';
import { archivesSeen } from './file-reader.ts';
import { showablePath, type BundleReader } from './members.ts';
import { Level } from './unpack.ts';
import { UnpackBudget, type UnpackLimits } from './unpack-limits.ts';

interface FolderEntry {
  /** Path below the folder, `/`-separated. */
  readonly path: string;
  /** Where it is on this machine. */
  readonly place: string;
  readonly type: 'file' | 'link' | 'folder' | 'device' | 'pipe' | 'socket';
}

/** A folder of this machine. `bytes` is what its files hold together, as far as they can be asked. */
export async function folderReader(
  folder: string,
  signal: AbortSignal,
  limits: UnpackLimits,
): Promise<BundleReader> {
  let bytes = 0;
  for await (const entry of walk(folder, '', signal)) {
    if (entry.type === 'file') bytes += (await stat(entry.place).catch(() => null))?.size ?? 0;
  }
  return entriesReader(bytes, limits, () => walk(folder, '', signal));
}

/** An upload of several files, with the paths that they had at the user's. */
export async function uploadReader(
  files: readonly { readonly path: string; readonly spooled: string }[],
  limits: UnpackLimits,
): Promise<BundleReader> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  let bytes = 0;
  for (const file of sorted) bytes += (await stat(file.spooled)).size;
  return entriesReader(bytes, limits, async function* () {
    for (const file of sorted) yield { path: file.path, place: file.spooled, type: 'file' };
  });
}

/** Depth first, names in code-unit order; unreadable folders are passed over here and told by `read`. */
async function* walk(
  folder: string,
  below: string,
  signal: AbortSignal,
): AsyncGenerator<FolderEntry, void, undefined> {
  signal.throwIfAborted();
  const names = await readdir(join(folder, below), { withFileTypes: true }).catch(() => null);
  if (names === null) {
    yield { path: below, place: join(folder, below), type: 'folder' };
    return;
  }
  names.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const name of names) {
    const path = below === '' ? name.name : `${below}/${name.name}`;
    const place = join(folder, path);
    if (name.isDirectory()) {
      yield { path, place, type: 'folder' };
      yield* walk(folder, path, signal);
    } else if (name.isFile()) yield { path, place, type: 'file' };
    else if (name.isSymbolicLink()) yield { path, place, type: 'link' };
    else yield { path, place, type: name.isFIFO() ? 'pipe' : name.isSocket() ? 'socket' : 'device' };
  }
}

function entriesReader(
  bytes: number,
  limits: UnpackLimits,
  entries: () => AsyncIterable<FolderEntry>,
): BundleReader {
  let seen = '';
  return {
    get kind() {
      return `folder${seen}`;
    },
    bytes,
    async read(visitor, signal, progress) {
      const budget = new UnpackBudget(limits, bytes);
      const level = new Level({ visitor, budget, signal }, '', 0);
      const breath = breather();
      try {
        for await (const entry of entries()) {
          signal.throwIfAborted();
          await breath();
          await tell(entry, level, signal, progress);
          if (budget.stopped === null) continue;
          visitor.problem(
            'data-loss',
            'archive-cut',
            `The folder is not read to its end: ${budget.stopped}.`,
          );
          break;
        }
      } catch (error) {
        await level.destroy();
        throw error;
      }
      seen = archivesSeen(budget);
    },
    async hash(into, signal, progress) {
      const breath = breather();
      for await (const entry of entries()) {
        signal.throwIfAborted();
        await breath();
        into.update(`${entry.type}\0${entry.path}\0`);
        if (entry.type === 'link') into.update(`${readlinkSync(entry.place)}\0`);
        if (entry.type !== 'file') continue;
        let size = 0;
        const failed = await readWhole(entry.place, signal, (chunk) => {
          size += chunk.length;
          into.update(chunk);
          progress(chunk.length);
        });
        into.update(`\0${failed === null ? size : 'unreadable'}\0`);
      }
    },
  };
}

async function tell(
  entry: FolderEntry,
  level: Level,
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<void> {
  const { path } = showablePath(entry.path);
  if (entry.type === 'folder') level.folder(path);
  else if (entry.type === 'link') level.link(path, readlinkSync(entry.place), 'symbolic');
  else if (entry.type !== 'file') level.special(path, entry.type);
  else {
    const file = openRegular(entry.place);
    if (typeof file === 'string') {
      await level.file(path, 0)?.end(file);
      return;
    }
    try {
      const size = fstatSync(file).size;
      const sink = level.file(path, size);
      if (sink === null) progress(size);
      else {
        const failed = await readOpen(file, signal, (chunk) => {
          progress(chunk.length);
          return sink.chunk(chunk);
        });
        await sink.end(failed);
      }
    } finally {
      closeSync(file);
    }
  }
}

/** Opens without following a link and without waiting for a pipe's other end; or says why it cannot. */
function openRegular(place: string): number | string {
  try {
    return openSync(place, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return `it cannot be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
  }
}

async function readWhole(
  place: string,
  signal: AbortSignal,
  take: (chunk: Uint8Array) => void,
): Promise<string | null> {
  const file = openRegular(place);
  if (typeof file === 'string') return file;
  try {
    return await readOpen(file, signal, take);
  } finally {
    closeSync(file);
  }
}

/** One buffer for file after file; a second reading at the same time gets its own. */
let spare: Buffer | null = null;

/** Null when the whole file was read, else why not. What `take` throws goes through. */
async function readOpen(
  file: number,
  signal: AbortSignal,
  take: (chunk: Uint8Array) => void | Promise<void>,
): Promise<string | null> {
  const buffer = spare ?? Buffer.allocUnsafe(chunkBytes);
  spare = null;
  for (;;) {
    signal.throwIfAborted();
    let length: number;
    try {
      length = readSync(file, buffer, 0, buffer.length, null);
    } catch (error) {
      return `it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`;
    }
    if (length === 0) {
      spare = buffer;
      return null;
    }
    const taken = take(buffer.subarray(0, length));
    if (taken !== undefined) await taken;
  }
}

/** Lets messages in, such as the one that cancels, every few hundredths of a second. */
function breather(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < 30) return undefined;
    return new Promise((resolve) =>
      setImmediate(() => {
        last = performance.now();
        resolve();
      }),
    );
  };
}
