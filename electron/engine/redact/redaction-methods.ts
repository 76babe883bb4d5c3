// The methods of shared/api/redaction-methods.ts.
import { resolve } from 'node:path';
import type { Engine, Request, Response } from '../../../shared/api.ts';
import { CodedError } from '../../../shared/coded-error.ts';
import { redactedClasses } from '../../../shared/redact/redactor.ts';
import { putWishes } from '../case-file/queries/redaction.ts';
import type { CaseSession } from '../case-session.ts';
import { caseRedactor, caseReplacements, type RedactionHooks } from './case-redactor.ts';
import { writeRedacted } from './write-redacted.ts';

/** Where nobody waits for a progress and nothing cancels. */
export const unhurried = {
  signal: new AbortController().signal,
  progress: (): undefined => undefined,
} satisfies RedactionHooks;

/**
 * `opened` gives the open case or throws 'no-case'; `annotate` writes what the user wishes, and throws while an import
 * runs; `progress` hears of an export.
 */
export function redactionMethods(
  opened: () => CaseSession,
  annotate: <T>(work: Parameters<typeof CaseSession.prototype.annotate<T>>[0]) => { readonly before: T },
  progress: RedactionHooks['progress'],
): Pick<Engine, 'redaction.preview' | 'redaction.put' | 'redaction.export' | 'redaction.cancel'> {
  let running: AbortController | null = null;
  return {
    'redaction.preview': (request) => preview(opened(), request),
    'redaction.put': async ({ wishes }) => annotate((db) => putWishes(db, wishes)),
    'redaction.export': async ({ path }) => {
      if (running !== null)
        throw new CodedError(
          'bad-request',
          'A redacted case is being written already.',
          'Wait for it, or cancel it.',
        );
      const abort = new AbortController();
      running = abort;
      try {
        const hooks = { signal: abort.signal, progress: nowAndThen(progress) };
        const { unread, ...written } = await writeRedacted(opened(), resolve(path), hooks);
        return { outcome: 'done', ...written, unread: [...unread] };
      } catch (error) {
        if (!abort.signal.aborted) throw error;
        return { outcome: 'cancelled' };
      } finally {
        running = null;
      }
    },
    'redaction.cancel': async () => {
      running?.abort();
      return {};
    },
  };
}

/** Ten times a second at most, and at each phase's beginning. */
export function nowAndThen<P extends string>(
  progress: (phase: P, done: number, total: number) => void,
): (phase: P, done: number, total: number) => void {
  let [told, of] = [0, ''];
  return (phase, done, total) => {
    const now = performance.now();
    if (phase === of && now - told < 100) return;
    [told, of] = [now, phase];
    progress(phase, done, total);
  };
}

async function preview(
  session: CaseSession,
  { class: kind, text = '', offset, limit }: Request<'redaction.preview'>,
): Promise<Response<'redaction.preview'>> {
  const { kept, wishes } = await caseRedactor(session, unhurried);
  const all = await caseReplacements(session, unhurried);
  const wanted = text.trim().toLowerCase();
  const matching = all
    .filter((one) => kind === undefined || one.class === kind)
    .filter(({ original, standIn }) => `${original}\n${standIn}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => b.occurrences - a.occurrences || (a.original < b.original ? -1 : 1));
  return {
    replacements: matching.slice(offset, offset + limit),
    matched: matching.length,
    classes: redactedClasses.map((one) => {
      const of = all.filter((replacement) => replacement.class === one);
      return {
        class: one,
        originals: of.length,
        occurrences: of.reduce((sum, { occurrences }) => sum + occurrences, 0),
      };
    }),
    kept: [...kept],
    wishes,
  };
}
