// The report: an outline to begin with, what an outline becomes, and the files of it. The outline itself is kept by
// `report.get` and `report.put` (note-methods.ts).
import { z } from 'zod';
import { outline, reportTemplates } from '../notes/outline.ts';
import { reportDocument, reportFormats } from '../report/document.ts';

/** A language of resources/locales. */
const language = z.string().max(20);

const exportId = z.string().min(1).max(100);

export const reportMethods = {
  /** A template filled with what the case has: notes, pins, findings, timeline. Nothing is kept of it. */
  'report.template': {
    request: z.object({ template: z.enum(reportTemplates), language, author: z.string().max(200) }),
    response: z.object({ outline }),
  },
  /** The outline with the notes and pins of the case that it leaves out. Nothing is kept of it. */
  'report.whole': { request: z.object({ outline }), response: z.object({ outline }) },
  'report.document': {
    request: z.object({ outline, redact: z.boolean() }),
    response: z.object({ document: reportDocument }),
  },
  /**
   * How far it is comes as events under `exportId`, which the caller makes up and by which it is cancelled. Of HTML and
   * Markdown the first file is the report. `part-N` is the HTML's id of the outline's item N, counted from 0.
   */
  'report.export': {
    request: z.object({ outline, format: z.enum(reportFormats), redact: z.boolean(), exportId }),
    response: z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('done'),
        files: z.array(z.object({ name: z.string(), mediaType: z.string(), text: z.string() })).min(1),
      }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
  /** Ends an export, if it still runs. */
  'report.cancel': { request: z.object({ exportId }), response: z.object({}) },
} as const;
