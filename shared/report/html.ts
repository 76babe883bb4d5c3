// A report as one HTML file that stands by itself: no script, nothing that is fetched, a content policy that forbids
// both; readable on a screen, light or dark, on paper, and by a screen reader.
import type { Language } from '../explain/phrase.ts';
import { madeFromTables } from './block-tables.ts';
import type { ReportDocument } from './document.ts';
import { blockMarkup, tableMarkup, termsMarkup, type HeadingAt } from './html-blocks.ts';
import { reportStyle } from './html-style.ts';
import { element, Markup, type Child, type Tag } from './markup.ts';
import { reportPolicy } from './report-policy.ts';
import { sayIn, timeText, type Say } from './report-words.ts';

/** The whole file. Part N of the document is the element with the id `part-N`. */
export function reportHtml(document: ReportDocument, language: Language): string {
  const say = sayIn(language);
  const { title, madeFrom } = document;
  const body = sectionsMarkup(document, say);
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: reportPolicy }),
    element('meta', { name: 'referrer', content: 'no-referrer' }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('meta', { name: 'generator', content: `Coldtrace ${madeFrom.version}` }),
    element('title', {}, title),
    element('style', {}, Markup.made(reportStyle)),
  );
  const byline = [
    document.template === null ? '' : say(`document.template.${document.template}`),
    document.author,
    timeText(madeFrom.made),
    document.redacted ? say('document.redacted') : '',
  ].filter((part) => part !== '');
  const page = element(
    'body',
    {},
    element('header', {}, element('h1', {}, title), element('p', { class: 'byline' }, byline.join(' · '))),
    body.contents,
    element('main', {}, ...body.sections),
    element('footer', {}, ...madeFromMarkup(document, say)),
  );
  return `<!doctype html>\n${element('html', { lang: language.locale }, head, page).text}\n`;
}

interface Section {
  readonly id: string;
  readonly title: string | null;
  readonly parts: Markup[];
}

function sectionsMarkup(
  document: ReportDocument,
  say: Say,
): { readonly contents: Markup | null; readonly sections: readonly Markup[] } {
  const sections: Section[] = [{ id: 'section-0', title: null, parts: [] }];
  // A heading is at most one level below the one before, whatever the outline and the notes say.
  let level = 1;
  const headingTag = (wanted: number): Tag => {
    level = Math.max(2, Math.min(wanted, level + 1, 6));
    return `h${level as 2 | 3 | 4 | 5 | 6}`;
  };
  let outer = 2;
  const inNote: HeadingAt = (own, content) => element(headingTag(outer + own), {}, ...content);
  document.parts.forEach(({ blocks }, place) => {
    const content: Markup[] = [];
    for (const block of blocks) {
      if (block.kind !== 'heading') {
        content.push(blockMarkup(block, say, inNote));
        continue;
      }
      outer = block.level + 1;
      if (block.level > 1) {
        content.push(element(headingTag(outer), {}, block.text));
        continue;
      }
      level = 2;
      const id = `section-${sections.length}`;
      sections.push({ id, title: block.text, parts: [] });
      content.push(element('h2', { id }, block.text));
    }
    sections.at(-1)?.parts.push(element('div', { id: `part-${place}` }, ...content));
  });
  const shown = sections.filter(({ parts }) => parts.length > 0);
  const titled = shown.flatMap(({ id, title }) => (title === null ? [] : [{ id, title }]));
  return {
    contents: titled.length < 3 ? null : contentsMarkup(titled, say),
    sections: shown.map(({ id, title, parts }) =>
      title === null ? element('div', {}, ...parts) : element('section', { 'aria-labelledby': id }, ...parts),
    ),
  };
}

function contentsMarkup(
  sections: readonly { readonly id: string; readonly title: string }[],
  say: Say,
): Markup {
  return element(
    'nav',
    { 'aria-labelledby': 'contents' },
    element('p', { id: 'contents' }, say('document.contents')),
    element(
      'ol',
      {},
      ...sections.map(({ id, title }) => element('li', {}, element('a', { href: `#${id}` }, title))),
    ),
  );
}

/** Bundles with hashes, snapshots with their times, filters, version. */
function madeFromMarkup(document: ReportDocument, say: Say): readonly Child[] {
  const { version, made, case: name } = document.madeFrom;
  // Names of files, which are not to be broken at a letter.
  const names = new Set([say('document.bundle'), say('document.bundles')]);
  return [
    element('h2', {}, say('document.madeFrom')),
    termsMarkup([
      { term: 'Coldtrace', value: version },
      { term: say('document.made'), value: timeText(made) },
      { term: say('document.case'), value: name },
    ]),
    ...madeFromTables(document, say).map(({ caption, columns, rows }) =>
      tableMarkup(
        element('strong', {}, caption),
        columns.map(({ title, code }) => ({
          title,
          class: names.has(title) ? 'text' : code ? 'mono' : null,
        })),
        rows,
      ),
    ),
  ];
}
