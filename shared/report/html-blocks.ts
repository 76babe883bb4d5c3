// The blocks of a report as HTML. All words are escaped by what makes the elements (markup.ts).
import { drawingSvg } from '../drawing/drawing-svg.ts';
import type { Drawing } from '../drawing/drawing.ts';
import { markedLines } from './marked-lines.ts';
import type {
  BlockOf,
  ReportBlock,
  ReportChange,
  ReportExcerpt,
  ReportHop,
  ReportPlace,
} from './document.ts';
import { pathDrawing } from './path-drawing.ts';
import { markdownMarkup } from './html-markdown.ts';
import { element, Markup, type Child } from './markup.ts';
import { fileText, hopsText, placeText, snapshotText, timeText, type Say } from './report-words.ts';
import { timelineDrawing } from './timeline-drawing.ts';

/** A heading where it stands, in the order of the document. */
export type HeadingAt = (level: number, content: readonly Child[]) => Markup;

export function blockMarkup(
  block: Exclude<ReportBlock, BlockOf<'heading'>>,
  say: Say,
  headingAt: HeadingAt,
): Markup {
  switch (block.kind) {
    case 'prose':
      return markdownMarkup(block.markdown, headingAt);
    case 'remark':
      return element('p', { class: 'remark' }, block.text);
    case 'terms':
      return termsMarkup(block.terms);
    case 'table':
      return tableMarkup(
        caption(block.caption, leftOutText(block.leftOut, say)),
        block.columns.map(({ title, numeric, mono }) => ({ title, class: cellClass(numeric, mono) })),
        block.rows,
      );
    case 'excerpt':
      return excerptMarkup(block.caption, block.excerpt, say);
    case 'flows':
      return flowsMarkup(block, say);
    case 'diff':
      return diffMarkup(block, say);
    case 'path':
      return pathMarkup(block, say);
    case 'picture':
      return pictureMarkup(block.drawing, block.caption, block.footer, block.footer);
    case 'timeline':
      return timelineMarkup(block, say);
    case 'note':
      return noteMarkup(block, say, headingAt);
    case 'findings':
      return findingsMarkup(block, say);
    case 'requests':
      return requestsMarkup(block, say);
  }
}

interface ShownColumn {
  readonly title: string;
  readonly class: string | null;
}

/** Rows of texts or of what was made of them. */
export function tableMarkup(
  head: Markup | null,
  columns: readonly ShownColumn[],
  rows: readonly (readonly Child[])[],
): Markup {
  const titles = columns.map((column) => element('th', { scope: 'col', class: column.class }, column.title));
  return element(
    'table',
    {},
    head === null ? null : element('caption', {}, head),
    element('thead', {}, element('tr', {}, ...titles)),
    element(
      'tbody',
      {},
      ...rows.map((row) =>
        element('tr', {}, ...row.map((cell, i) => element('td', { class: columns[i]?.class ?? null }, cell))),
      ),
    ),
  );
}

function cellClass(numeric: boolean, mono: boolean): string | null {
  const classes = [...(numeric ? ['right'] : []), ...(mono ? ['mono'] : [])].join(' ');
  return classes === '' ? null : classes;
}

/** The caption's name, then what is said of it; null where there is neither. */
function caption(name: string, ...more: readonly string[]): Markup | null {
  const said = more.filter((part) => part !== '');
  if (name === '' && said.length === 0) return null;
  const strong = name === '' ? [] : [element('strong', {}, name)];
  return Markup.join([...strong, said.join(' · ')]);
}

function leftOutText(leftOut: number, say: Say): string {
  return leftOut === 0 ? '' : say('document.leftOut', { count: leftOut });
}

export function termsMarkup(terms: BlockOf<'terms'>['terms']): Markup {
  return element(
    'dl',
    {},
    ...terms.flatMap(({ term, value }) => [element('dt', {}, term), element('dd', {}, value)]),
  );
}

function excerptMarkup(name: string, excerpt: ReportExcerpt, say: Say): Markup {
  const { host, file, command, firstLine, lastLine, lines, leftOut } = excerpt;
  const place = placeText({ host, file, firstLine, lastLine });
  return element(
    'figure',
    { class: 'excerpt' },
    element(
      'figcaption',
      {},
      name === '' ? null : element('strong', {}, name),
      element('span', { class: 'mono' }, place),
      command === null ? null : ' · ',
      command === null ? null : element('code', {}, `$ ${command}`),
      leftOut === 0 ? null : ` · ${leftOutText(leftOut, say)}`,
    ),
    element(
      'pre',
      {},
      ...lines.map(({ number, text, marked }) =>
        element(
          'span',
          { class: marked ? 'line' : 'line around' },
          element('span', { class: 'number' }, String(number)),
          text,
        ),
      ),
    ),
  );
}

function flowsMarkup(block: BlockOf<'flows'>, say: Say): Markup {
  const { caption: name, bridge, snapshot, file, filter, total, matched, grouping, columns, rows } = block;
  const shown = say('document.flowsShown', { matched, total });
  const more = grouping.length > 0 ? 0 : matched - rows.length;
  const head = caption(
    name,
    `${bridge} · ${snapshotText(snapshot)} · ${file}`,
    filter.trim() === '' ? '' : `${say('document.filter')}: ${filter}`,
    shown,
    grouping.length === 0 ? '' : say('document.groupedBy', { by: grouping.join(', ') }),
    leftOutText(more, say),
  );
  if (rows.length === 0)
    return element(
      'figure',
      {},
      element('figcaption', {}, head ?? ''),
      element('p', { class: 'remark' }, say('document.noFlows')),
    );
  return tableMarkup(
    head,
    columns.map(({ title, numeric, words = false }) => ({
      title,
      class: numeric ? cellClass(true, true) : words ? 'text' : 'mono text',
    })),
    rows,
  );
}

function diffMarkup(block: BlockOf<'diff'>, say: Say): Markup {
  const { caption: name, from, to, filter, events, changes, leftOut, notCompared } = block;
  const about = [
    `${snapshotText(from)} → ${snapshotText(to)}`,
    filter.trim() === '' ? '' : `${say('document.filter')}: ${filter}`,
    leftOutText(leftOut, say),
  ].filter((part) => part !== '');
  return element(
    'figure',
    {},
    element('figcaption', {}, name === '' ? null : element('strong', {}, name), about.join(' · ')),
    ...events.map((event) => element('p', { class: 'remark' }, event)),
    changes.length === 0
      ? element('p', { class: 'remark' }, say('document.noChanges'))
      : element('ol', { class: 'changes' }, ...changes.map((change) => changeMarkup(change, say))),
    ...notCompared.map((gap) => element('p', { class: 'quiet' }, gap)),
  );
}

const signs = { added: '+', removed: '−', changed: '~', moved: '→' } as const;

function changeMarkup(change: ReportChange, say: Say): Markup {
  const { change: type, kind, key, fields, sameNumbers, from, to } = change;
  const marks = sameNumbers && from !== null && to !== null ? markedLines(from.text, to.text, fields) : null;
  const side = (which: 'from' | 'to'): Markup | null => {
    const own = which === 'from' ? from : to;
    if (own === null) return null;
    const mark = which === 'from' ? 'del' : 'ins';
    const text: readonly Child[] =
      marks === null
        ? [own.text]
        : marks[which].map(({ text, changed }) => (changed ? element(mark, {}, text) : text));
    return element(
      'span',
      { class: 'side mono' },
      element('span', { class: 'sign' }, which === 'from' ? '−' : '+'),
      ...text,
      placesMarkup(own.places),
    );
  };
  const values = fields.map(({ name, from: before, to: after }) =>
    element(
      'span',
      { class: 'side mono' },
      `${name}: `,
      element('del', {}, before ?? '–'),
      ' → ',
      element('ins', {}, after ?? '–'),
    ),
  );
  return element(
    'li',
    {},
    element(
      'p',
      {},
      element('span', { class: `badge ${type}` }, `${signs[type]} ${say(`compare.type.${type}`)}`),
      ` ${kind} `,
      element('code', {}, key),
    ),
    ...values,
    side('from'),
    side('to'),
  );
}

function placesMarkup(places: readonly ReportPlace[]): Markup | null {
  if (places.length === 0) return null;
  return element('span', { class: 'place' }, `  [${places.map(placeText).join(', ')}]`);
}

function pathMarkup(block: BlockOf<'path'>, say: Say): Markup {
  const { caption: name, ways } = block;
  const told = ways.map(({ hops }) => hopsText(hops)).join(' / ');
  return Markup.join([
    pictureMarkup(pathDrawing(block, say), name, '', told),
    ...ways.flatMap(({ from, to, complete, reason, hops, wants }) => [
      tableMarkup(
        caption(
          `${from} → ${to}`,
          complete ? say('document.complete') : say('document.incomplete', { reason: reason ?? '?' }),
        ),
        [
          { title: say('document.host'), class: 'mono host' },
          { title: say('document.device'), class: 'device' },
          { title: say('document.details'), class: 'mono details' },
          { title: say('document.knowledge'), class: 'knowledge' },
          { title: say('document.lines'), class: 'mono lines' },
        ],
        hops.map((hop) => hopCells(hop, say)),
      ),
      ...(wants.length === 0 ? [] : [wantsMarkup(wants, say)]),
    ]),
  ]);
}

function hopCells(hop: ReportHop, say: Say): readonly Child[] {
  const { host, device, kind, details, status, reason, remarks, places } = hop;
  return [
    host,
    Markup.join([element('code', {}, device ?? '?'), element('div', { class: 'quiet' }, kind)]),
    details.join(' · '),
    Markup.join([
      element('span', { class: `badge ${status}` }, say(`document.${status}`)),
      ...(reason === null ? [] : [element('div', {}, ...withCode(reason))]),
      ...remarks.map((remark) => element('div', {}, ...withCode(remark))),
    ]),
    lines(places.map((place) => fileText(place, host))),
  ];
}

/** What stands between backticks is code, as the model's reasons are written. */
function withCode(text: string): readonly Child[] {
  return text.split('`').map((part, i) => (i % 2 === 0 ? part : element('code', {}, part)));
}

/** Each in a line of its own. */
function lines(texts: readonly string[]): Markup {
  return Markup.join(texts.map((text) => element('div', {}, text)));
}

function wantsMarkup(wants: readonly string[], say: Say): Markup {
  return Markup.join([
    element('p', { class: 'quiet' }, say('document.wants')),
    element('pre', { class: 'code' }, wants.map((command) => command).join('\n')),
  ]);
}

function pictureMarkup(drawing: Drawing, name: string, footer: string, description: string): Markup {
  return element(
    'figure',
    { class: 'picture' },
    element('figcaption', {}, name === '' ? null : element('strong', {}, name), footer),
    Markup.made(drawingSvg(drawing, description)),
  );
}

function timelineMarkup({ caption: name, rows }: BlockOf<'timeline'>, say: Say): Markup {
  const unknownTime = say('document.unknownTime');
  const drawing = timelineDrawing(rows, { title: name, unknownTime });
  return Markup.join([
    ...(drawing === null ? [] : [pictureMarkup(drawing, '', '', rows.map(snapshotText).join('; '))]),
    tableMarkup(
      caption(name),
      [
        { title: say('document.host'), class: 'mono host' },
        { title: say('document.label'), class: null },
        { title: say('document.captured'), class: 'mono' },
        { title: say('document.bundles'), class: 'mono' },
        { title: say('document.problems'), class: 'right' },
      ],
      rows.map(({ host, label, capturedAt, capturedFrom, bundles, problems }) => [
        host,
        label ?? '',
        capturedAt === null
          ? unknownTime
          : Markup.join([
              timeText(capturedAt),
              capturedFrom === null ? '' : element('div', { class: 'quiet' }, capturedFrom),
            ]),
        lines(bundles),
        String(problems),
      ]),
    ),
  ]);
}

function noteMarkup(block: BlockOf<'note'>, say: Say, headingAt: HeadingAt): Markup {
  const { markdown, author, updated, status, tags, about, snapshots } = block;
  const where = snapshots.map(snapshotText).join(' → ');
  return element(
    'div',
    { class: 'note' },
    element(
      'p',
      { class: 'byline' },
      element('span', { class: `badge ${status}` }, say(`document.status.${status}`)),
      ...[about, where, author, timeText(updated)]
        .filter((part) => part !== '')
        .map((part, i) => (i === 0 ? ` ${part}` : ` · ${part}`)),
      ...tags.flatMap((tag) => [' ', element('span', { class: 'tag' }, tag)]),
    ),
    markdownMarkup(markdown, headingAt),
  );
}

function findingsMarkup({ caption: name, findings }: BlockOf<'findings'>, say: Say): Markup {
  if (findings.length === 0) return element('p', { class: 'remark' }, say('document.noFindings'));
  return tableMarkup(
    caption(name),
    [
      { title: say('document.severity'), class: 'narrow' },
      { title: say('document.host'), class: 'mono host' },
      { title: say('document.finding'), class: null },
      { title: say('document.lines'), class: 'mono lines most' },
    ],
    findings.map(({ severity, host, snapshots, text, places, wants }) => [
      element('span', { class: `badge ${severity}` }, say(`findings.severity.${severity}`)),
      Markup.join([
        host,
        ...snapshots.map(({ label, capturedAt }) =>
          element('div', { class: 'quiet' }, label ?? (capturedAt === null ? '' : timeText(capturedAt))),
        ),
      ]),
      Markup.join([
        element('p', {}, text),
        ...wants.map((command) => element('div', {}, element('code', {}, `$ ${command}`))),
      ]),
      lines(places.map((place) => fileText(place, host))),
    ]),
  );
}

function requestsMarkup({ hosts }: BlockOf<'requests'>, say: Say): Markup {
  if (hosts.length === 0) return element('p', { class: 'remark' }, say('document.noRequests'));
  return Markup.join(
    hosts.map(({ host, requests }) =>
      tableMarkup(
        caption(say('document.onHost', { host })),
        [
          { title: say('document.command'), class: 'mono' },
          { title: say('document.why'), class: null },
        ],
        requests.map(({ command, cause, reasons }) => [
          element('code', {}, command),
          Markup.join([
            element('span', { class: 'badge' }, say(`app.ask.cause.${cause}`)),
            ...reasons.map((reason) => element('div', {}, ...withCode(reason))),
          ]),
        ]),
      ),
    ),
  );
}
