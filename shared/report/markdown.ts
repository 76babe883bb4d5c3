// A report as Markdown, with its pictures as SVG files beside it: for a ticket or a wiki.
import type { Language } from '../explain/phrase.ts';
import { madeFromTables } from './block-tables.ts';
import type { ReportDocument } from './document.ts';
import { blockLines, tableLines, type PictureAt } from './markdown-blocks.ts';
import { drawingSvg } from '../drawing/drawing-svg.ts';
import { markdownText } from '../markdown/write-text.ts';
import { sayIn, timeText } from './report-words.ts';
import { shownLine } from '../shown-text.ts';

export interface MarkdownReport {
  readonly text: string;
  /** By the names under which the text asks for them. */
  readonly pictures: readonly { readonly name: string; readonly svg: string }[];
}

/** `name` is what the pictures' names begin with: `report-1.svg`. */
export function reportMarkdown(document: ReportDocument, language: Language, name: string): MarkdownReport {
  const say = sayIn(language);
  const pictures: { readonly name: string; readonly svg: string }[] = [];
  const pictureAt: PictureAt = (drawing, description) => {
    const file = `${name}-${pictures.length + 1}.svg`;
    pictures.push({ name: file, svg: drawingSvg(drawing, description) });
    return file;
  };
  const { title, template, author, madeFrom, redacted } = document;
  const byline = [
    template === null ? '' : say(`document.template.${template}`),
    author,
    timeText(madeFrom.made),
    redacted ? say('document.redacted') : '',
  ].filter((part) => part !== '');
  const lines = [`# ${plain(title)}`, '', plain(byline.join(' · ')), ''];
  let level = 1;
  for (const { blocks } of document.parts) {
    for (const block of blocks) {
      if (block.kind === 'heading') level = block.level + 1;
      lines.push(...blockLines(block, say, level, pictureAt), '');
    }
  }
  const { version, made } = madeFrom;
  lines.push(`## ${plain(say('document.madeFrom'))}`, '', `- Coldtrace: ${plain(version)}`);
  lines.push(`- ${plain(say('document.made'))}: ${plain(timeText(made))}`);
  lines.push(`- ${plain(say('document.case'))}: ${plain(madeFrom.case)}`, '');
  for (const table of madeFromTables(document, say))
    lines.push(`### ${plain(table.caption)}`, '', ...tableLines(table), '');
  return { text: `${lines.join('\n').trimEnd()}\n`, pictures };
}

function plain(text: string): string {
  return markdownText(shownLine(text));
}
