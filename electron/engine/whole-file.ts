// A file that is there whole or not at all: written under another name in its folder, and renamed when it is done.
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CodedError } from '../../shared/coded-error.ts';

/**
 * Calls `write` with a path beside `path`; what it makes there becomes `path` when it has returned, in place of what was
 * there. When it throws, or the disk is full, nothing is left. Throws CodedError 'disk-full', 'cannot-write'.
 */
export async function writeWhole(
  path: string,
  write: (partial: string) => void | Promise<void>,
): Promise<void> {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    await write(partial);
    flush(partial);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw fileError(error, path);
  }
}

/** Are both one file, by whatever names? False where one is not there. */
export function sameFile(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
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

/** The CodedError for what the system says of writing `path`; `error` itself when it is not the system's. */
function fileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof CodedError || !('code' in error)) return error;
  const { code } = error;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new CodedError(
      'disk-full',
      `There is no room left for ${path}.`,
      'Free some space on that disk, or choose another one.',
    );
  }
  if (typeof code !== 'string' || !/^E[A-Z]+$/.test(code)) return error;
  return new CodedError(
    'cannot-write',
    `${path} cannot be written (${code}).`,
    'Check that its folder exists and may be written to.',
  );
}
