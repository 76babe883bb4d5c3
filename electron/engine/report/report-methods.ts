// The methods of the report: a template's outline, the document, and the files of it.
import type { Engine } from '../../../shared/api.ts';
import type { Outline } from '../../../shared/notes/outline.ts';
import { redactDocument } from '../../../shared/redact/redact-document.ts';
import type { ReportDocument } from '../../../shared/report/document.ts';
import { reportFiles } from '../../../shared/report/report-files.ts';
import type { CaseSession } from '../case-session.ts';
import { readLanguage } from '../languages.ts';
import { caseRedactor } from '../redact/case-redactor.ts';
import { unhurried } from '../redact/redaction-methods.ts';
import { buildDocument } from './build-document.ts';
import { templateOutline, wholeOutline } from './template-outline.ts';

export interface ReportOptions {
  /** Of Coldtrace. */
  readonly version: string;
  readonly localesFolder: string;
}

/** `opened` gives the open case or throws 'no-case'. */
export function reportMethods(
  opened: () => CaseSession,
  options: ReportOptions,
): Pick<Engine, 'report.template' | 'report.whole' | 'report.document' | 'report.export'> {
  return {
    'report.template': async ({ template, language, author }) => ({
      outline: templateOutline(opened(), template, author, readLanguage(options.localesFolder, language)),
    }),
    'report.whole': async ({ outline }) => ({
      outline: wholeOutline(opened(), outline, readLanguage(options.localesFolder, outline.language)),
    }),
    'report.document': async ({ outline, redact }) => ({
      document: await makeReport(opened, outline, redact, options),
    }),
    'report.export': async ({ outline, format, redact }) => {
      const document = await makeReport(opened, outline, redact, options);
      const language = readLanguage(options.localesFolder, outline.language);
      return { files: [...reportFiles(document, language, format)] };
    },
  };
}

/** Throws 'bad-request' for a language that is not there. */
export async function makeReport(
  opened: () => CaseSession,
  outline: Outline,
  redact: boolean,
  { version, localesFolder }: ReportOptions,
): Promise<ReportDocument> {
  const language = readLanguage(localesFolder, outline.language);
  const document = await buildDocument(opened, outline, { language, version, made: new Date() });
  if (!redact) return document;
  const { redactor } = await caseRedactor(opened(), unhurried);
  return redactDocument(document, redactor);
}
