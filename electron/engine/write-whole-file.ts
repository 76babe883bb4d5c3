// Files that the user asked for: whole under their name, or not there at all.
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '../../shared/coded-error.ts';

/** Writes a text or bytes as `makeWholeFile` does. */
export function writeWholeFile(path: string, content: string | Uint8Array): void {
  makeWholeFile(path, (part) => writeFileSync(part, content));
}

/**
 * Has `make` write a file beside its place, then gives it its name: a file that was there stays until then. Throws
 * 'disk-full' or 'cannot-write', or what `make` threw that is not the system's, and leaves nothing.
 */
export function makeWholeFile(path: string, make: (part: string) => void): void {
  const part = join(dirname(path), `.${basename(path)}.part-${process.pid}`);
  try {
    make(part);
    flush(part);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error instanceof Error && !(error instanceof CodedError) && 'errno' in error
      ? writeError(path, error)
      : error;
  }
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

/** What a failed write means to the user. */
export function writeError(path: string, error: unknown): CodedError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new CodedError(
      'disk-full',
      `There is no room left for ${path}.`,
      'Free some space, or write to another disk.',
    );
  return new CodedError('cannot-write', `${path} cannot be written: ${code}.`, 'Write to another place.');
}

/** Are both one file, by whatever names? False where one is not there. */
export function sameFile(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}
