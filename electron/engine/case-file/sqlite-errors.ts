// SQLite's result codes as the errors that users meet: what failed, and what to do about it.
import Database from 'better-sqlite3';
import { CodedError } from '../../../shared/coded-error.ts';

/** The CodedError that `error` means for the case at `path`; `error` itself when SQLite did not throw it. */
function caseError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { code } = error;
  if (code === 'SQLITE_FULL' || (code.startsWith('SQLITE_IOERR') && /no space|ENOSPC/i.test(error.message))) {
    return new CodedError(
      'disk-full',
      `There is no room left for ${path}.`,
      'Free some space on that disk, or make the case on another one; the case is as it was before.',
    );
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new CodedError(
      'case-locked',
      `${path} is being written by another Coldtrace.`,
      'Wait until its import is done, or close the case there.',
    );
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') {
    return new CodedError(
      'cannot-write',
      `${path} cannot be written to.`,
      'Copy the case to where you may write.',
    );
  }
  if (code.startsWith('SQLITE_CANTOPEN')) {
    return new CodedError(
      'cannot-write',
      `${path} cannot be opened.`,
      'Check that its folder exists and may be written to.',
    );
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) return notACase(path);
  if (code.startsWith('SQLITE_IOERR')) {
    return new CodedError(
      'cannot-write',
      `Reading or writing ${path} failed: ${error.message}.`,
      'Check the disk it is on.',
    );
  }
  return error;
}

/** The error for a file that is no case, or a damaged one. */
export function notACase(path: string): CodedError {
  return new CodedError(
    'not-a-case',
    `${path} is not a Coldtrace case.`,
    'Import it into a case instead, or choose a .coldtrace file.',
  );
}

/** Runs `work`, turning what SQLite throws into the error that users meet. */
export function withCaseErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw caseError(error, path);
  }
}
