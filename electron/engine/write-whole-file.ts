// Files that the user asked for: whole under their name, or not there at all.
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CodedError } from '../../shared/coded-error.ts';
import { magicBytes, signedKind } from './import/magic.ts';

/** Writes a text or bytes as `makeWholeFile` does; never over a case, which holds what nothing else does ('bad-request'). */
export function writeWholeFile(path: string, content: string | Uint8Array): void {
  if (isCase(path))
    throw new CodedError('bad-request', `${path} is a case.`, 'Give what is written another name.');
  const part = beginPart(path);
  try {
    writeFileSync(part, content);
    finish(part, path);
  } catch (error) {
    throw discard(part, path, error);
  } finally {
    underWay.delete(part);
  }
}

/**
 * Has `make` write a file beside its place, then gives it its name: a file that was there stays until then. Throws
 * 'disk-full' or 'cannot-write', or what `make` threw that is not the system's, and leaves nothing.
 */
export async function makeWholeFile<T>(path: string, make: (part: string) => Promise<T>): Promise<T> {
  const part = beginPart(path);
  try {
    const made = await make(part);
    finish(part, path);
    return made;
  } catch (error) {
    throw discard(part, path, error);
  } finally {
    underWay.delete(part);
  }
}

function isCase(path: string): boolean {
  const head = Buffer.alloc(magicBytes);
  try {
    const file = openSync(path, 'r');
    try {
      return signedKind(head.subarray(0, readSync(file, head))) === 'case';
    } finally {
      closeSync(file);
    }
  } catch {
    // What cannot be read is for the write to say.
    return false;
  }
}

/** For what nobody was asked whether it may be replaced. Throws 'bad-request' where something is. */
export function refuseToReplace(path: string): void {
  if (existsSync(path))
    throw new CodedError(
      'bad-request',
      `${path} is there already.`,
      'Choose another name, or remove it first.',
    );
}

/** What this process is writing. */
const underWay = new Set<string>();

/** Throws 'bad-request' while this process writes the same file. */
function beginPart(path: string): string {
  const part = join(dirname(resolve(path)), `.${basename(path)}.part-${process.pid}`);
  if (underWay.has(part))
    throw new CodedError('bad-request', `${path} is being written already.`, 'Wait until it is.');
  sweep(path);
  underWay.add(part);
  return part;
}

/** Removes what processes that were killed while they wrote the same file have left beside it. */
function sweep(path: string): void {
  const folder = dirname(path);
  const begin = `.${basename(path)}.part-`;
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    // For the write to say.
    return;
  }
  for (const name of names) {
    if (!name.startsWith(begin)) continue;
    const [, writer] = /^(\d+)(?:-wal|-shm|-journal)?$/.exec(name.slice(begin.length)) ?? [];
    if (writer === undefined || isWriting(Number(writer))) continue;
    try {
      rmSync(join(folder, name), { force: true });
    } catch {
      // Another user's, say: it is not in the way.
    }
  }
}

/** Does a process of that number write? One that had our own number before us does not. */
function isWriting(id: number): boolean {
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function finish(part: string, path: string): void {
  flush(part);
  renameSync(part, path);
}

/** Removes what was begun, with what SQLite puts beside a database; returns what to throw. */
function discard(part: string, path: string, error: unknown): unknown {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${part}${end}`, { force: true });
  const isSystems = error instanceof Error && !(error instanceof CodedError) && 'errno' in error;
  return isSystems ? writeError(path, error) : error;
}

/** On the disk before it gets its name: a rename may outlive what it renames. */
function flush(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const causes: Readonly<Record<string, string>> = {
  EACCES: 'it is not allowed',
  EISDIR: 'it is a folder',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'it is below a file',
  EPERM: 'it is not allowed',
  EROFS: 'its disk is read-only',
};

/** What a failed write means to the user. */
export function writeError(path: string, error: unknown): CodedError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new CodedError(
      'disk-full',
      `There is no room left for ${path}.`,
      'Free some space, or write to another disk.',
    );
  return new CodedError(
    'cannot-write',
    `${path} cannot be written: ${causes[code] ?? code}.`,
    'Write to another place.',
  );
}

/** Are both one file, by whatever names? False where one is not there. */
export function sameFile(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}
