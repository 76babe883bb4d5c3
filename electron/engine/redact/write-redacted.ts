// A redacted case: a new file that is made of the redacted text of every source by the import's parsers, so that nothing
// can be in a fact that is not in a text; and of the redacted notes, pins and outline. The file has its name when it is
// whole.
import { existsSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CodedError } from '../../../shared/coded-error.ts';
import type { Redactor } from '../../../shared/redact/redactor.ts';
import { closeCase, openCase } from '../case-file/open-case.ts';
import { withCaseErrors } from '../case-file/sqlite-errors.ts';
import type { CaseSession } from '../case-session.ts';
import { makeWholeFile, refuseToReplace } from '../write-whole-file.ts';
import { caseRedactor, type RedactionHooks } from './case-redactor.ts';
import { redactNotes } from './redact-notes.ts';
import { writeBundles } from './write-bundles.ts';

export interface RedactedCase {
  readonly path: string;
  readonly snapshots: number;
  readonly sources: number;
  /** Texts that gave other sources or facts when they were read again than at the import; those of other sources have no facts. */
  readonly unread: readonly string[];
  readonly replaced: number;
}

/**
 * Writes the redacted case to `out`, which must not be there. Throws CodedError: 'bad-request' where it is there,
 * 'cannot-write', 'disk-full'; then, and when it is aborted, nothing is left at `out`.
 */
export async function writeRedacted(
  session: CaseSession,
  out: string,
  hooks: RedactionHooks,
): Promise<RedactedCase> {
  const path = resolve(out);
  refuseToReplace(out);
  if (!existsSync(dirname(path))) {
    throw new CodedError(
      'cannot-write',
      `There is no folder ${dirname(path)}.`,
      'Make it, or choose another one.',
    );
  }
  const { redactor } = await caseRedactor(session, hooks);
  redactor.count();
  const written = await makeWholeFile(path, (part) =>
    withRoom(out, part, async () => {
      const counts = await writeBundles(session, redactor, part, hooks);
      withCaseErrors(part, () => writeNotes(session, redactor, part, counts.ids));
      return counts;
    }),
  );
  const replaced = redactor.replacements().length;
  return { path, replaced, snapshots: written.ids.size, sources: written.sources, unread: written.unread };
}

/** On a disk with less room than this, SQLite may only say that it cannot write. */
const noRoom = 64 * 1024;

/** Errors say the name that the user gave. */
async function withRoom<T>(out: string, unfinished: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const { bavail, bsize } = statfsSync(dirname(unfinished));
    if (error.code === 'disk-full' || (error.code === 'cannot-write' && bavail * bsize < noRoom)) {
      throw new CodedError(
        'disk-full',
        `There is no room left for ${out}.`,
        'Free some space on that disk, or write to another one; nothing was left there.',
      );
    }
    throw new CodedError(error.code, error.message.replaceAll(unfinished, out), error.next);
  }
}

function writeNotes(
  session: CaseSession,
  redactor: Redactor,
  path: string,
  ids: ReadonlyMap<number, number>,
): void {
  const { db } = openCase(path, { create: false });
  try {
    const isSame = [...ids].every(([from, to]) => from === to);
    db.transaction(() => session.query((from) => redactNotes(from, db, redactor, isSame))).immediate();
  } finally {
    closeCase(db);
  }
}
