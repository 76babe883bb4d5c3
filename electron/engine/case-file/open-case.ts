// Opens, makes and closes a case file. A closed case is one file in rollback-journal mode, so that it
// also opens from a folder that cannot be written to; a writer puts it into WAL mode, so that queries
// go on during an import, and the last one to close puts it back.
import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import Database from 'better-sqlite3';
import { CodedError } from '../../../shared/coded-error.ts';
import { applyMigration, type Migration, migrations as published } from './migrations/list.ts';
import { notACase, withCaseErrors } from './sqlite-errors.ts';

/** "CldT" in ASCII: how `file` and we tell a case from another SQLite database. */
export const applicationId = 0x436c6454;

/** How long to wait for another process that is writing, in milliseconds. */
const busyTimeout = 2_000;

export interface OpenedCase {
  readonly db: Database.Database;
  readonly path: string;
  readonly readOnly: boolean;
  /** True when this call made the file. */
  readonly made: boolean;
}

/**
 * Opens the case at `path`, bringing an older one up to date after a copy beside it (`NAME.v1`).
 * Throws CodedError: 'not-found', 'not-a-case', 'newer-case', 'cannot-write', 'case-locked', 'disk-full'.
 * `create` makes the file when there is none. A file that cannot be written to is opened read-only.
 */
export function openCase(
  path: string,
  options: { readonly create: boolean; readonly migrations?: readonly Migration[] },
): OpenedCase {
  const migrations = options.migrations ?? published;
  const exists = existsSync(path);
  if (!exists && !options.create) {
    throw new CodedError(
      'not-found',
      `There is no case at ${path}.`,
      'Check the name, or import a bundle to make it.',
    );
  }
  if (exists && !statSync(path).isFile()) throw notACase(path);
  if (!existsSync(dirname(path))) {
    throw new CodedError(
      'cannot-write',
      `There is no folder ${dirname(path)}.`,
      'Make it, or choose another one.',
    );
  }
  return withCaseErrors(path, () => {
    const readOnly = exists && !mayWrite(path);
    const db = new Database(path, { readonly: readOnly, fileMustExist: exists, timeout: busyTimeout });
    try {
      const empty = !exists || statSync(path).size === 0;
      if (!empty || readOnly) versionOf(db, path, migrations.length);
      migrate(db, path, migrations, readOnly);
      return { db, path, readOnly, made: !exists };
    } catch (error) {
      db.close();
      if (!exists) rmSync(path, { force: true });
      throw error;
    }
  });
}

/** SQLite needs the file and, for its journal, the folder. */
function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The version of a case's layout. Throws 'not-a-case', and 'newer-case' for one above `newest`. */
export function versionOf(db: Database.Database, path: string, newest = published.length): number {
  if (db.pragma('application_id', { simple: true }) !== applicationId) throw notACase(path);
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > newest) {
    throw new CodedError(
      'newer-case',
      `${basename(path)} was made by a newer Coldtrace (case version ${version}; this one reads up to ${newest}).`,
      'Open it with a newer version of Coldtrace.',
    );
  }
  if (version < 1) throw notACase(path);
  return version;
}

function migrate(
  db: Database.Database,
  path: string,
  migrations: readonly Migration[],
  readOnly: boolean,
): void {
  const before = Number(db.pragma('user_version', { simple: true }));
  if (before === migrations.length) return;
  if (readOnly) {
    throw new CodedError(
      'cannot-write',
      `${basename(path)} was made by an older Coldtrace and cannot be brought up to date where it is.`,
      'Copy the case to where you may write.',
    );
  }
  if (before > 0) copyBeside(db, path, before);
  // Two processes may open the same old case: the version is read again under the write lock.
  db.exec('BEGIN IMMEDIATE');
  try {
    let version = Number(db.pragma('user_version', { simple: true }));
    for (const migration of migrations.slice(version)) {
      applyMigration(db, migration);
      version++;
    }
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${version}`);
    db.exec('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
  // A new layout leaves the pages of the old one behind.
  if (before > 0) db.exec('VACUUM');
}

/** Keeps the old case as `NAME.v1`; a copy that is already there is from the same version and stays. */
function copyBeside(db: Database.Database, path: string, version: number): void {
  const copy = `${path}.v${version}`;
  if (!existsSync(copy)) db.prepare('VACUUM INTO ?').run(copy);
}

/** Puts the database into WAL mode, so that readers go on while a transaction is being written. */
export function enterWal(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
}

/**
 * Puts the database back into one file. Another connection to it that is still open keeps WAL for
 * itself, and does this when it closes.
 */
export function leaveWal(db: Database.Database): void {
  if (db.readonly || db.pragma('journal_mode', { simple: true }) !== 'wal') return;
  db.pragma('busy_timeout = 0');
  try {
    db.pragma('journal_mode = DELETE');
  } catch (error) {
    // Busy; or a failure that leaves a case that is whole, with its WAL beside it.
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    db.pragma(`busy_timeout = ${busyTimeout}`);
  }
}

/** Closes a case; what was not committed is rolled back. */
export function closeCase(db: Database.Database): void {
  if (!db.open) return;
  if (db.inTransaction) db.exec('ROLLBACK');
  leaveWal(db);
  db.close();
}
