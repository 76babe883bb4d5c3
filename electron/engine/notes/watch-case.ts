// Tells when another process, or another connection of this one, wrote to the open case: two windows of two programs
// see each other's notes.
import { CodedError } from '../../../shared/coded-error.ts';
import type { CaseSession } from '../case-session.ts';

/** How often it is looked, in milliseconds: SQLite compares a number in the file's head. */
const interval = 1_000;

/** Calls `changed` after each change that is seen; returns what ends it. */
export function watchCase(session: Pick<CaseSession, 'dataVersion'>, changed: () => void): () => void {
  let seen = session.dataVersion();
  const timer = setInterval(() => {
    const now = versionOf(session);
    if (now === null || now === seen) return;
    seen = now;
    changed();
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}

/** Null while another process holds the file: the next look tells. */
function versionOf(session: Pick<CaseSession, 'dataVersion'>): number | null {
  try {
    return session.dataVersion();
  } catch (error) {
    if (error instanceof CodedError) return null;
    throw error;
  }
}
