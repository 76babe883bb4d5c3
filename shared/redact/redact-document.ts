// A report with stand-ins for names, addresses and ids.
import type { ReportDocument } from '../report/document.ts';
import type { Redactor } from './redactor.ts';
import { redactStrings } from './strings.ts';

/** Every text of the document: prose, tables, excerpts, pictures, what it was made from. */
export function redactDocument(
  document: ReportDocument,
  redactor: Pick<Redactor, 'redactText'>,
): ReportDocument {
  const { template, language, madeFrom } = document;
  const { version, made, bundles } = madeFrom;
  const redacted = redactStrings(document, redactor);
  return {
    ...redacted,
    ...{ template, language, redacted: true },
    madeFrom: {
      ...redacted.madeFrom,
      ...{ version, made },
      // What they were made from is told by sums and times as they are.
      bundles: redacted.madeFrom.bundles.map((bundle, i) => ({
        ...bundle,
        sha256: bundles[i]?.sha256 ?? '',
      })),
    },
  };
}
