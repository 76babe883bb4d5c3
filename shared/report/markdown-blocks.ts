// The blocks of a report as lines of Markdown. What is from a bundle is code, or text of which no sign counts.
import type { Drawing } from '../drawing/drawing.ts';
import { parseMarkdown } from '../markdown/parse-markdown.ts';
import { markdownLines, markdownRow } from '../markdown/write-blocks.ts';
import { markdownCellCode, markdownCode, markdownCodeBlock, markdownText } from '../markdown/write-text.ts';
import { tablesOf, type TextTable } from './block-tables.ts';
import { pathDrawing } from './path-drawing.ts';
import type { BlockOf, ReportBlock, ReportChange, ReportPlace } from './document.ts';
import { hopsText, placeText, snapshotText, timeText, type Say } from './report-words.ts';
import { shownLine, shownText } from '../shown-text.ts';
import { timelineDrawing } from './timeline-drawing.ts';

/** Keeps a picture and gives the name of its file. */
export type PictureAt = (drawing: Drawing, description: string) => string;

/** `level` is that of the heading above. */
export function blockLines(
  block: ReportBlock,
  say: Say,
  level: number,
  pictureAt: PictureAt,
): readonly string[] {
  const tables = (): readonly string[] => tablesOf(block, say).flatMap(tableLines);
  switch (block.kind) {
    case 'heading':
      return [`${'#'.repeat(block.level + 1)} ${plain(block.text)}`];
    case 'prose':
      return proseLines(block.markdown, level);
    case 'remark':
      return [`*${plain(block.text)}*`];
    case 'terms':
      return block.terms.map(({ term, value }) => `- ${plain(term)}: ${plain(value)}`);
    case 'table':
      return [...captionLines(block.caption, leftOutText(block.leftOut, say)), ...tables()];
    case 'excerpt': {
      const { host, file, firstLine, lastLine, command, lines, leftOut } = block.excerpt;
      const width = String(lines.at(-1)?.number ?? 0).length;
      return [
        ...captionLines(block.caption),
        [
          code(placeText({ host, file, firstLine, lastLine })),
          ...(command === null ? [] : [code(`$ ${command}`)]),
          ...(leftOut === 0 ? [] : [plain(leftOutText(leftOut, say))]),
        ].join(' · '),
        '',
        ...markdownCodeBlock(
          lines.map(({ number, text }) => `${String(number).padStart(width)}  ${shownLine(text)}`),
        ),
      ];
    }
    case 'flows': {
      const { bridge, snapshot, file, matched, total, grouping, rows } = block;
      const about = [
        `${bridge} · ${snapshotText(snapshot)} · ${file}`,
        say('document.flowsShown', { matched, total }),
        grouping.length === 0 ? '' : say('document.groupedBy', { by: grouping.join(', ') }),
        leftOutText(grouping.length > 0 ? 0 : matched - rows.length, say),
      ];
      return [
        ...captionLines(block.caption, ...about),
        ...filterLines(block.filter, say),
        ...(block.rows.length === 0 ? [plain(say('document.noFlows'))] : tables()),
      ];
    }
    case 'diff': {
      const { from, to, filter, events, changes, leftOut, notCompared } = block;
      return [
        ...captionLines(
          block.caption,
          `${snapshotText(from)} → ${snapshotText(to)}`,
          leftOutText(leftOut, say),
        ),
        ...filterLines(filter, say),
        ...events.flatMap((event) => [plain(event), '']),
        ...(changes.length === 0
          ? [plain(say('document.noChanges'))]
          : changes.flatMap((each) => changeLines(each, say))),
        ...(notCompared.length === 0 ? [] : ['', ...notCompared.map((gap) => `- ${plain(gap)}`)]),
      ];
    }
    case 'path':
      return pathLines(block, say, pictureAt);
    case 'picture': {
      const { drawing, caption, footer } = block;
      return [
        ...captionLines(caption),
        pictureLine(pictureAt(drawing, footer), drawing.title),
        '',
        plain(footer),
      ];
    }
    case 'timeline': {
      const unknownTime = say('document.unknownTime');
      const drawing = timelineDrawing(block.rows, { title: block.caption, unknownTime });
      const described = block.rows.map(snapshotText).join('; ');
      return [
        ...captionLines(block.caption),
        ...(drawing === null ? [] : [pictureLine(pictureAt(drawing, described), block.caption), '']),
        ...tables(),
      ];
    }
    case 'note': {
      const { markdown, author, updated, status, tags, about, snapshots } = block;
      const where = snapshots.map(snapshotText).join(' → ');
      const byline = [
        say(`document.status.${status}`),
        about,
        where,
        author,
        timeText(updated),
        tags.map((tag) => `[${tag}]`).join(' '),
      ];
      const head = plain(byline.filter((part) => part !== '').join(' · '));
      return [
        `> *${head}*`,
        '>',
        ...proseLines(markdown, level).map((line) => (line === '' ? '>' : `> ${line}`)),
      ];
    }
    case 'findings':
      return block.findings.length === 0
        ? [plain(say('document.noFindings'))]
        : [...captionLines(block.caption), ...tables()];
    case 'requests':
      return block.hosts.length === 0
        ? [plain(say('document.noRequests'))]
        : tablesOf(block, say).flatMap((table) => [...captionLines(table.caption), ...tableLines(table), '']);
  }
}

/** The tools' spelling is code. */
export function tableLines({ columns, rows }: TextTable): readonly string[] {
  const cellText = (cell: string, column: number): string =>
    columns[column]?.code === true ? markdownCellCode(shownLine(cell)) : plain(cell);
  return [
    markdownRow(columns.map(({ title }) => plain(title))),
    markdownRow(columns.map(() => '---')),
    ...rows.map((cells) => markdownRow(cells.map(cellText))),
  ];
}

function proseLines(markdown: string, level: number): readonly string[] {
  return markdownLines(parseMarkdown(shownText(markdown, 200_000)), level);
}

function captionLines(name: string, ...more: readonly string[]): readonly string[] {
  const said = more.filter((part) => part !== '').map(plain);
  const lines = [name === '' ? '' : `**${plain(name)}**`, said.join(' · ')].filter((part) => part !== '');
  return lines.flatMap((each) => [each, '']);
}

function filterLines(filter: string, say: Say): readonly string[] {
  return filter.trim() === '' ? [] : [`${plain(say('document.filter'))}: ${code(filter)}`, ''];
}

const signs = { added: '+', removed: '-', changed: '~', moved: '->' } as const;

/** As a block of code in the layout of a unified diff. */
function changeLines({ change, kind, key, fields, from, to }: ReportChange, say: Say): readonly string[] {
  const side = (sign: string, own: ReportChange['from']): readonly string[] =>
    own === null
      ? []
      : shownText(own.text)
          .split('\n')
          .map((line) => `${sign} ${line}`);
  const places = [...(from?.places ?? []), ...(to?.places ?? [])];
  return [
    `${code(signs[change])} ${plain(say(`compare.type.${change}`))} ${plain(kind)} ${code(key)}`,
    '',
    ...fields.map((each) => `- ${code(each.name)}: ${code(each.from ?? '–')} → ${code(each.to ?? '–')}`),
    ...(fields.length === 0 ? [] : ['']),
    ...markdownCodeBlock([...side('-', from), ...side('+', to)]),
    ...(places.length === 0 ? [] : ['', code(placesText(places))]),
    '',
  ];
}

function pathLines(block: BlockOf<'path'>, say: Say, pictureAt: PictureAt): readonly string[] {
  const { caption, ways } = block;
  const tables = tablesOf(block, say);
  const told = ways.map(({ hops }) => hopsText(hops)).join(' / ');
  const picture = [pictureLine(pictureAt(pathDrawing(block, say), told), caption), ''];
  return [
    ...captionLines(caption),
    ...picture,
    ...ways.flatMap(({ complete, reason, wants }, i) => [
      ...captionLines(
        tables[i]?.caption ?? '',
        complete ? say('document.complete') : say('document.incomplete', { reason: reason ?? '?' }),
      ),
      ...(tables[i] === undefined ? [] : tableLines(tables[i])),
      '',
      ...(wants.length === 0
        ? []
        : [plain(say('document.wants')), '', ...markdownCodeBlock(wants.map((each) => shownLine(each))), '']),
    ]),
  ];
}

function pictureLine(file: string, title: string): string {
  return `![${plain(title)}](<${file}>)`;
}

function placesText(places: readonly ReportPlace[]): string {
  return places.map(placeText).join(', ');
}

function leftOutText(leftOut: number, say: Say): string {
  return leftOut <= 0 ? '' : say('document.leftOut', { count: leftOut });
}

function plain(text: string): string {
  return markdownText(shownLine(text));
}

function code(text: string): string {
  return markdownCode(shownLine(text));
}
