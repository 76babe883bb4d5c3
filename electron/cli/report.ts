// coldtrace report: the case's report as a file, of the outline that the user arranged or of a template.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CodedError } from '../../shared/coded-error.ts';
import { leftOutOf } from '../../shared/notes/left-out.ts';
import { noteStatuses } from '../../shared/notes/note.ts';
import { reportTemplates, type Outline } from '../../shared/notes/outline.ts';
import type { ReportFormat } from '../../shared/report/document.ts';
import { reportFiles } from '../../shared/report/report-files.ts';
import { reportHtml } from '../../shared/report/html.ts';
import { appFolders } from '../app-folders.ts';
import { getOutline, listNotes, listPins } from '../engine/case-file/queries/notes.ts';
import type { CaseSession } from '../engine/case-session.ts';
import type { ReportHooks } from '../engine/report/build-document.ts';
import { makeReport } from '../engine/report/report-methods.ts';
import { templateOutline, wholeOutline } from '../engine/report/template-outline.ts';
import { writeWholeFile } from '../engine/write-whole-file.ts';
import type { Arguments, CliCommand, Terminal } from './cli-command.ts';
import { usageError, wordsBetween } from './cli-command.ts';
import { languageNamed } from './language.ts';
import { withCase } from './open-session.ts';
import { shareLine, untilCancelled } from './until-cancelled.ts';

/** By the ending of the file; none of a PDF, which is printed from HTML. */
const formats: Readonly<Record<string, ReportFormat>> = {
  ...{ '.html': 'html', '.htm': 'html', '.md': 'markdown', '.csv': 'csv', '.tsv': 'tsv' },
};

/** In milliseconds. */
const moment = 2000;

export const reportCommand: CliCommand = {
  name: 'report',
  usage:
    'CASE [--template customer|handover|bug] [--language en|zh-CN] [--author NAME] [--all] [--redact] [--replace] [--json] --out FILE.html|.md|.pdf|.csv|.tsv',
  about: 'write the report: of the outline that was arranged, or a template filled with what the case has',
  options: {
    template: 'text',
    language: 'text',
    author: 'text',
    all: 'flag',
    redact: 'flag',
    replace: 'flag',
    out: 'text',
    json: 'flag',
  },
  async run(given, terminal) {
    const [casePath = ''] = wordsBetween(this, given, 1, 1);
    const out = given.text('out');
    const [ending = ''] = /\.(?:html?|md|pdf|csv|tsv)$/i.exec(out ?? '') ?? [];
    if (out === null || ending === '') throw usageError(this);
    const path = resolve(out);
    const name = basename(path).slice(0, -ending.length);
    return untilCancelled(terminal, 'cancelled; nothing was written', async (signal) => {
      const written = await withCase(casePath, async (session) => {
        const asked = outlineAsked(session, given);
        const language = languageNamed(asked.language);
        const outline = given.flag('all') ? wholeOutline(session, asked, language) : asked;
        sayLeftOut(session, outline, terminal);
        const { locales: localesFolder, version } = appFolders;
        const document = await makeReport(
          () => session,
          outline,
          given.flag('redact'),
          { version, localesFolder },
          { signal, progress: afterAMoment((...progress) => terminal.progress(shareLine(...progress))) },
        );
        terminal.progress(null);
        const format = formats[ending.toLowerCase()];
        if (format === undefined) {
          const { printPdf } = await import('../print-pdf.ts');
          writeWholeFile(path, await printPdf(reportHtml(document, language), signal));
          return [path];
        }
        const files = reportFiles(document, language, format, name);
        // The first last: of Markdown it is the report, and what it asks for is there when it is.
        const places = files.map(({ name: file }, i) =>
          i === 0 && format !== 'csv' && format !== 'tsv' ? path : join(dirname(path), file),
        );
        if (!given.flag('replace')) refuseOthers(path, places);
        for (const [i, place] of [...places.entries()].reverse()) writeWholeFile(place, files[i]?.text ?? '');
        return places;
      });
      if (given.flag('json')) await terminal.print([JSON.stringify({ files: written })]);
      else for (const file of written) terminal.say(`written: ${file}`);
      return 0;
    });
  },
};

/** A quick report says nothing of how far it is. */
function afterAMoment(progress: ReportHooks['progress']): ReportHooks['progress'] {
  const began = performance.now();
  return (...told) => {
    if (performance.now() - began > moment) progress(...told);
  };
}

/** Files that nobody named take no other's place; a report's pictures take that of the report's that it replaces. */
function refuseOthers(path: string, places: readonly string[]): void {
  const there = places.filter((place) => place !== path && existsSync(place) && !asksFor(path, place));
  if (there.length === 0) return;
  const more = there.length === 1 ? '' : ` and ${there.length - 1} more`;
  throw new CodedError(
    'bad-request',
    `${there[0]}${more} would be replaced, beside what you named; nothing was written.`,
    'Choose another name, or say --replace.',
  );
}

/** Is there a report already that has the picture? */
function asksFor(path: string, picture: string): boolean {
  try {
    return readFileSync(path, 'utf8').includes(`](<${basename(picture)}>)`);
  } catch {
    return false;
  }
}

function sayLeftOut(session: CaseSession, outline: Outline, terminal: Terminal): void {
  const { notes, pins } = leftOutOf(outline, session.query(listNotes), session.query(listPins));
  const counted = [
    ...noteStatuses.map((status) => {
      const count = notes.filter((note) => note.status === status).length;
      return countText(count, `${status} note`);
    }),
    countText(pins.length, 'pin'),
  ].filter((text) => text !== '');
  if (counted.length > 0) terminal.say(`not in it: ${counted.join(', ')} (--all puts in what is left out)`);
}

/** `3 open notes`; empty for none. */
function countText(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The one that was arranged, unless a template is asked for. */
function outlineAsked(session: CaseSession, given: Arguments): Outline {
  const asked = given.text('template');
  const template = reportTemplates.find((each) => each === (asked ?? 'customer'));
  if (template === undefined)
    throw new CodedError(
      'bad-request',
      `There is no template ${asked}; there are ${reportTemplates.join(', ')}.`,
    );
  const arranged = asked === null ? session.query(getOutline) : null;
  const locale = given.text('language') ?? arranged?.language ?? 'en';
  const author = given.text('author') ?? arranged?.author ?? '';
  if (arranged !== null) return { ...arranged, language: locale, author };
  return templateOutline(session, template, author, languageNamed(locale));
}
