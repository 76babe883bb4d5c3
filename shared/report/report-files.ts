// The files of a report in a format.
import type { Language } from '../explain/phrase.ts';
import type { ReportDocument, ReportFormat } from './document.ts';
import { reportTables } from './delimited.ts';
import { reportHtml } from './html.ts';
import { reportMarkdown } from './markdown.ts';

export interface ReportFile {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

/** `name` is that of the files, without ending; by its default, that of the title. */
export function reportFiles(
  document: ReportDocument,
  language: Language,
  format: ReportFormat,
  name = fileName(document.title),
): readonly ReportFile[] {
  if (format === 'html')
    return [{ name: `${name}.html`, mediaType: 'text/html', text: reportHtml(document, language) }];
  if (format !== 'markdown')
    return reportTables(document, language, format).map((text, i) => ({
      ...{ name: `${name}-${i + 1}.${format}`, text },
      mediaType: format === 'csv' ? 'text/csv' : 'text/tab-separated-values',
    }));
  const { text, pictures } = reportMarkdown(document, language, name);
  return [
    { name: `${name}.md`, mediaType: 'text/markdown', text },
    ...pictures.map(({ name: file, svg }) => ({ name: file, mediaType: 'image/svg+xml', text: svg })),
  ];
}

/** Of letters and digits, so that it is a name everywhere. */
function fileName(title: string): string {
  const name = title
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return [...name].slice(0, 80).join('') || 'report';
}
