// Another case, to take things in from: itself where it has this version's layout, otherwise a copy brought up to date,
// so that a case that is only read is left as it is.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { closeCase, openCase, versionOf } from './open-case.ts';
import { migrations } from './migrations/list.ts';
import { withCaseErrors } from './sqlite-errors.ts';

export interface OtherCase {
  /** To be attached. */
  readonly path: string;
  /** Removes the copy, if there is one. */
  close(): void;
}

/** Throws CodedError: 'not-a-case', 'newer-case', 'cannot-write', 'disk-full'. */
export function openOtherCase(path: string): OtherCase {
  return withCaseErrors(path, () => {
    const db = new Database(path, { readonly: true, fileMustExist: true });
    try {
      if (versionOf(db, path) === migrations.length) return { path, close: () => undefined };
      const folder = mkdtempSync(join(tmpdir(), 'coldtrace-case-'));
      const close = (): void => rmSync(folder, { recursive: true, force: true });
      try {
        const copy = join(folder, 'copy.coldtrace');
        db.prepare('VACUUM INTO ?').run(copy);
        closeCase(openCase(copy, { create: false }).db);
        return { path: copy, close };
      } catch (error) {
        close();
        throw error;
      }
    } finally {
      db.close();
    }
  });
}
