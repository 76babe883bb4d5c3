// The versions of the case file, one file each. Number n brings a case from user_version n-1 to n;
// a published one is never edited, a change is a new file at the end.
import type { Database } from 'better-sqlite3';
import { first } from './0001-first.ts';
import { flowBlocks } from './0002-flow-blocks.ts';
import { cleaned } from './0003-cleaned.ts';
import { lineCounts } from './0004-line-counts.ts';
import { factsByKind } from './0005-facts-by-kind.ts';
import { tableNames } from './0006-table-names.ts';
import { notes } from './0007-notes.ts';
import { flowDigests } from './0008-flow-digests.ts';
import { redaction } from './0009-redaction.ts';

/** Statements, or what must be done by more than statements; inside the transaction of all that are due. */
export type Migration = string | ((db: Database) => void);

export const migrations: readonly Migration[] = [
  first,
  flowBlocks,
  cleaned,
  lineCounts,
  factsByKind,
  tableNames,
  notes,
  flowDigests,
  redaction,
];

export function applyMigration(db: Database, migration: Migration): void {
  if (typeof migration === 'string') db.exec(migration);
  else migration(db);
}
