// Markdown as users write it in notes, line by line, to the blocks of tree.ts. Anything is read: what is no block is a
// paragraph.
import { parseInline } from './parse-inline.ts';
import { deepest, type Block, type ColumnAlign, type Inline } from './tree.ts';

/** The blocks of a text; none of an empty one. Never throws. */
export function parseMarkdown(text: string): readonly Block[] {
  return blocksOf(text.replace(/\r\n?/g, '\n').split('\n').map(withoutTabs), 0);
}

const heading = /^ {0,3}(#{1,6})(?:[ ]+(.*))?$/;
const fence = /^( {0,3})(`{3,}(?=[^`]*$)|~{3,})\s*(.*)$/;
const rule = /^ {0,3}(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,}|(?:_[ ]*){3,})$/;
const quote = /^ {0,3}> ?/;
const marker = /^( {0,3})(?:[-*+]|(\d{1,9})[.)])( +|$)/;
const indented = /^ {4}/;

function blocksOf(lines: readonly string[], depth: number): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? '';
    if (line.trim() === '') {
      at++;
      continue;
    }
    const read = (depth < deepest ? blockAt(lines, at, depth) : null) ?? paragraphAt(lines, at, depth);
    blocks.push(read.block);
    at = read.next;
  }
  return blocks;
}

interface ReadBlock {
  readonly block: Block;
  /** The line after it. */
  readonly next: number;
}

/** A block other than a paragraph. */
function blockAt(lines: readonly string[], at: number, depth: number): ReadBlock | null {
  const line = lines[at] ?? '';
  const title = heading.exec(line);
  if (title !== null) {
    const [, signs = '#', words = ''] = title;
    const content = parseInline(withoutClosing(words));
    return { block: { kind: 'heading', level: signs.length, content }, next: at + 1 };
  }
  const fenced = fence.exec(line);
  if (fenced !== null) return fencedCode(lines, at, fenced);
  if (rule.test(line)) return { block: { kind: 'rule' }, next: at + 1 };
  if (quote.test(line)) {
    const next = endOf(lines, at, (each) => quote.test(each));
    const inner = lines.slice(at, next).map((each) => each.replace(quote, ''));
    return { block: { kind: 'quote', blocks: blocksOf(inner, depth + 1) }, next };
  }
  if (marker.test(line)) return listAt(lines, at, depth);
  if (indented.test(line)) return indentedCode(lines, at);
  return tableAt(lines, at);
}

/** `## Title ##` is `Title`. */
function withoutClosing(words: string): string {
  const trimmed = words.trim();
  let end = trimmed.length;
  while (trimmed.charAt(end - 1) === '#') end--;
  return end === 0 || trimmed.charAt(end - 1) === ' ' ? trimmed.slice(0, end).trim() : trimmed;
}

function fencedCode(lines: readonly string[], at: number, found: RegExpExecArray): ReadBlock {
  const [, indent = '', signs = '```', words = ''] = found;
  const sign = signs.charAt(0);
  const closes = (each: string): boolean => {
    const trimmed = each.trim();
    return trimmed.length >= signs.length && [...trimmed].every((one) => one === sign);
  };
  const next = endOf(lines, at + 1, (each) => !closes(each));
  const own = new RegExp(`^ {0,${indent.length}}`);
  const text = lines.slice(at + 1, next).map((each) => each.replace(own, ''));
  const [language = ''] = words.trim().split(/\s/);
  return {
    block: { kind: 'code', language: language === '' ? null : language, text: text.join('\n') },
    next: next + 1,
  };
}

function indentedCode(lines: readonly string[], at: number): ReadBlock {
  let next = endOf(lines, at, (each) => indented.test(each) || each.trim() === '');
  while ((lines[next - 1] ?? '').trim() === '') next--;
  const text = lines.slice(at, next).map((each) => each.replace(/^ {0,4}/, ''));
  return { block: { kind: 'code', language: null, text: text.join('\n') }, next };
}

/** Items with one kind of marker; what is indented as far as an item's text belongs to it. */
function listAt(lines: readonly string[], at: number, depth: number): ReadBlock | null {
  const first = marker.exec(lines[at] ?? '');
  if (first === null) return null;
  const numbered = first[2] !== undefined;
  const items: (readonly Block[])[] = [];
  let next = at;
  while (next < lines.length) {
    const found = marker.exec(lines[next] ?? '');
    if (found === null || (found[2] !== undefined) !== numbered || rule.test(lines[next] ?? '')) break;
    const [whole, , , space = ''] = found;
    // More than four spaces are the item's own text, indented.
    const width = space.length > 4 ? whole.length - space.length + 1 : whole.length + (space === '' ? 1 : 0);
    const end = endOfItem(lines, next + 1, width);
    const inner = [(lines[next] ?? '').slice(width), ...lines.slice(next + 1, end).map(unindented(width))];
    items.push(blocksOf(inner, depth + 1));
    next = end;
    const after = endOf(lines, next, (each) => each.trim() === '');
    if (after > next && marker.test(lines[after] ?? '')) next = after;
  }
  return { block: { kind: 'list', start: numbered ? Number(first[2]) : null, items }, next };
}

function endOfItem(lines: readonly string[], from: number, width: number): number {
  let end = from;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    // A paragraph goes on although its next line is not indented.
    const goesOn = at === end && !startsBlock(line);
    if (indentOf(line) < width && !goesOn) break;
    end = at + 1;
  }
  return end;
}

function unindented(width: number): (line: string) => string {
  return (line) => line.slice(Math.min(width, indentOf(line)));
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Ends a paragraph. */
function startsBlock(line: string): boolean {
  return [heading, fence, rule, quote, marker].some((each) => each.test(line));
}

/** GitHub's: a row of titles, then one of dashes. */
function tableAt(lines: readonly string[], at: number): ReadBlock | null {
  const [line = '', dashes = ''] = lines.slice(at, at + 2);
  if (!line.includes('|') || !dashes.includes('-')) return null;
  const head = cellsOf(line);
  const align = cellsOf(dashes).map(alignOf);
  if (align.length !== head.length || align.includes(undefined)) return null;
  const next = endOf(lines, at + 2, (each) => each.includes('|') && !startsBlock(each));
  const rows = lines.slice(at + 2, next).map((each) => {
    const cells = cellsOf(each);
    return head.map((_, column) => parseInline(cells[column] ?? ''));
  });
  return {
    block: {
      kind: 'table',
      align: align.map((each) => each ?? null),
      head: head.map((cell): readonly Inline[] => parseInline(cell)),
      rows,
    },
    next,
  };
}

/** Undefined where it is no cell of the second row. */
function alignOf(cell: string): ColumnAlign | null | undefined {
  if (!/^:?-+:?$/.test(cell)) return undefined;
  if (cell.endsWith(':')) return cell.startsWith(':') ? 'center' : 'right';
  return cell.startsWith(':') ? 'left' : null;
}

/** The texts between the bars of a row; `\|` is no bar. */
function cellsOf(line: string): readonly string[] {
  const cells = line
    .trim()
    .replace(/^\|/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
  return cells.length > 1 && cells.at(-1) === '' ? cells.slice(0, -1) : cells;
}

function paragraphAt(lines: readonly string[], at: number, depth: number): ReadBlock {
  const ends = (each: string): boolean => each.trim() === '' || (depth < deepest && startsBlock(each));
  const next = endOf(lines, at + 1, (each) => !ends(each));
  const text = lines.slice(at, next).map((each) => each.trim());
  return { block: { kind: 'paragraph', content: parseInline(text.join('\n')) }, next };
}

/** The first line from `at` on that is not like the others. */
function endOf(lines: readonly string[], at: number, like: (line: string) => boolean): number {
  let end = at;
  while (end < lines.length && like(lines[end] ?? '')) end++;
  return end;
}

/** Tabs that indent count to the next fourth column. */
function withoutTabs(line: string): string {
  const [indent = ''] = /^\s*/.exec(line) ?? [];
  if (!indent.includes('\t')) return line;
  let spaces = '';
  for (const each of indent) spaces += each === '\t' ? ' '.repeat(4 - (spaces.length % 4)) : ' ';
  return spaces + line.slice(indent.length);
}
