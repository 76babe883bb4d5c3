// Files that the user asked for: whole under their name, or not there at all.
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CodedError } from '../../shared/coded-error.ts';

/**
 * Writes a file beside its place, then gives it its name: a file that was there stays until then. Throws 'disk-full'
 * or 'cannot-write', and leaves nothing.
 */
export function writeWholeFile(path: string, content: string | Uint8Array): void {
  const part = `${path}.part-${process.pid}`;
  try {
    const file = openSync(part, 'w');
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw writeError(path, error);
  }
}

/** What a failed write means to the user. */
export function writeError(path: string, error: unknown): CodedError {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new CodedError(
      'disk-full',
      `There is no space left in ${dirname(path)} for ${path}.`,
      'Free some space, or write to another disk.',
    );
  return new CodedError('cannot-write', `${path} cannot be written: ${code}.`, 'Write to another place.');
}
