// The methods of the report: a template's outline, the document, and the files of it.
import type { Engine, EventPayload } from '../../../shared/api.ts';
import { CodedError } from '../../../shared/coded-error.ts';
import type { Outline } from '../../../shared/notes/outline.ts';
import { redactDocument } from '../../../shared/redact/redact-document.ts';
import type { ReportDocument } from '../../../shared/report/document.ts';
import { reportFiles } from '../../../shared/report/report-files.ts';
import type { CaseSession } from '../case-session.ts';
import { readLanguage } from '../languages.ts';
import { caseRedactor, pause } from '../redact/case-redactor.ts';
import { nowAndThen, unhurried } from '../redact/redaction-methods.ts';
import { buildDocument, type ReportHooks } from './build-document.ts';
import { templateOutline, wholeOutline } from './template-outline.ts';

export interface ReportOptions {
  /** Of Coldtrace. */
  readonly version: string;
  readonly localesFolder: string;
}

/** `opened` gives the open case or throws 'no-case'; `progress` hears of exports. */
export function reportMethods(
  opened: () => CaseSession,
  options: ReportOptions,
  progress: (progress: EventPayload<'report.progress'>) => void,
): Pick<Engine, 'report.template' | 'report.whole' | 'report.document' | 'report.export' | 'report.cancel'> {
  const running = new Map<string, AbortController>();
  return {
    'report.template': async ({ template, language, author }) => ({
      outline: templateOutline(opened(), template, author, readLanguage(options.localesFolder, language)),
    }),
    'report.whole': async ({ outline }) => ({
      outline: wholeOutline(opened(), outline, readLanguage(options.localesFolder, outline.language)),
    }),
    'report.document': async ({ outline, redact }) => ({
      document: await makeReport(opened, outline, redact, options, unhurried),
    }),
    'report.export': async ({ outline, format, redact, exportId }) => {
      if (running.has(exportId))
        throw new CodedError('bad-request', `There is an export ${exportId} already.`, null);
      const abort = new AbortController();
      running.set(exportId, abort);
      const hooks: ReportHooks = {
        signal: abort.signal,
        progress: nowAndThen((phase, done, total) => progress({ exportId, phase, done, total })),
      };
      try {
        const document = await makeReport(opened, outline, redact, options, hooks);
        const language = readLanguage(options.localesFolder, outline.language);
        await pause(abort.signal);
        return { outcome: 'done', files: [...reportFiles(document, language, format)] };
      } catch (error) {
        if (!abort.signal.aborted) throw error;
        return { outcome: 'cancelled' };
      } finally {
        running.delete(exportId);
      }
    },
    'report.cancel': async ({ exportId }) => {
      running.get(exportId)?.abort();
      return {};
    },
  };
}

/** Throws 'bad-request' for a language that is not there, or the signal's reason. */
export async function makeReport(
  opened: () => CaseSession,
  outline: Outline,
  redact: boolean,
  { version, localesFolder }: ReportOptions,
  hooks: ReportHooks,
): Promise<ReportDocument> {
  const language = readLanguage(localesFolder, outline.language);
  const document = await buildDocument(opened, outline, { language, version, made: new Date(), hooks });
  if (!redact) return document;
  const { redactor } = await caseRedactor(opened(), {
    signal: hooks.signal,
    progress: (_phase, done, total) => hooks.progress('finding', done, total),
  });
  return redactDocument(document, redactor);
}
