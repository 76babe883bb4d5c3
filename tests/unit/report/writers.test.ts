// A report's writers on a document of attacks: what is text stays text in HTML, Markdown, CSV and SVG.
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import fc from 'fast-check';
import { readLanguage } from '../../../electron/engine/languages.ts';
import { delimitedRow } from '../../../shared/delimited-row.ts';
import { markdownCode, markdownCodeBlock, markdownText } from '../../../shared/markdown/write-text.ts';
import { parseMarkdown } from '../../../shared/markdown/parse-markdown.ts';
import { markdownLines } from '../../../shared/markdown/write-blocks.ts';
import { textOfInlines, type Block, type Inline } from '../../../shared/markdown/tree.ts';
import { reportTables } from '../../../shared/report/delimited.ts';
import { reportHtml } from '../../../shared/report/html.ts';
import { reportMarkdown } from '../../../shared/report/markdown.ts';
import { element } from '../../../shared/report/markup.ts';
import { shownLine, shownText } from '../../../shared/shown-text.ts';
import { attacks, hostileDocument } from '../../hostile-document.ts';

const english = readLanguage(resolve(import.meta.dirname, '../../../resources/locales'), 'en');
const document = hostileDocument();
const controls =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

test('HTML has the elements of the writers only, and no address that is fetched', () => {
  const html = reportHtml(document, english);
  const tags = new Set(
    [...html.matchAll(/<([a-z!/][^\s>]*)/gi)].map(([, name = '']) => name.replace('/', '').toLowerCase()),
  );
  for (const tag of [
    'script',
    'img',
    'iframe',
    'base',
    'image',
    'link',
    'object',
    'form',
    'use',
    'foreignobject',
  ])
    expect(tags).not.toContain(tag);
  // Every attribute of every element: none handles an event, none but a link in a note has an address.
  const elements = html.match(/<[a-z][^>]*>/gi) ?? [];
  expect(elements.length).toBeGreaterThan(1000);
  const names = elements.flatMap((each) =>
    [...each.matchAll(/\s([a-z:-]+)="[^"]*"/g)].map(([, name = '']) => name),
  );
  expect(names.filter((name) => /^on|^src|style|xlink/.test(name))).toEqual([]);
  const addresses = [...html.matchAll(/<a href="([^"]*)"/g)].map(([, address = '']) => address);
  expect(addresses.filter((address) => !/^(?:#|https?:|mailto:)/.test(address))).toEqual([]);
  expect(html).not.toMatch(controls);
  // A megabyte of a name is cut.
  expect(html).not.toContain('A'.repeat(5000));
});

test('Markdown has nothing that is HTML, a picture of elsewhere or a link that was not one', () => {
  const { text, pictures } = reportMarkdown(document, english, 'report');
  expect(text).not.toMatch(controls);
  const found: Inline[] = [];
  const gather = (content: readonly Inline[]): void => {
    for (const each of content) {
      found.push(each);
      if ('content' in each) gather(each.content);
    }
  };
  const walk = (blocks: readonly Block[]): void => {
    for (const block of blocks) {
      if (block.kind === 'paragraph' || block.kind === 'heading') gather(block.content);
      if (block.kind === 'quote') walk(block.blocks);
      if (block.kind === 'list') block.items.forEach(walk);
      if (block.kind === 'table') [block.head, ...block.rows].forEach((row) => row.forEach(gather));
    }
  };
  walk(parseMarkdown(text));
  const links = found.flatMap((each) => (each.kind === 'link' ? [each.address] : []));
  // Those that stand in a note's own Markdown.
  expect(links.filter((address) => !/^http:\/\/198\.51\.100\.1\//.test(address))).toEqual([]);
  expect(pictures.length).toBeGreaterThan(10);
  for (const { svg } of pictures) {
    expect(svg).not.toMatch(/<(?:script|image|iframe|foreignObject|a|use|style)\b/i);
    expect([...svg.matchAll(/<[a-z][^>]*>/gi)].join('')).not.toMatch(/\s(?:on\w+|href|src|style)="/);
  }
});

test('no cell of a table is run by a spreadsheet', () => {
  for (const format of ['csv', 'tsv'] as const) {
    const tables = reportTables(document, english, format);
    expect(tables.length).toBeGreaterThan(20);
    const cells = tables.flatMap((table) => cellsOf(table, format));
    expect(cells.length).toBeGreaterThan(1000);
    expect(
      cells.filter((cell) => /^[\s]*[=+\-@\t\r]/.test(cell) && !/^[+-]?\d+(?:\.\d+)?$/.test(cell)),
    ).toEqual([]);
    expect(cells.filter((cell) => controls.test(cell))).toEqual([]);
  }
});

test('what an element is given as text is read back as that text, whatever it is', () => {
  const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" } as Readonly<Record<string, string>>;
  const read = (markup: string): string =>
    markup.replace(/&([a-z]+|#39);/g, (_, name: string) => entities[name] ?? '?');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...attacks.slice(0, -1))), (text) => {
      const made = element('p', { title: text }, text).text;
      const [, title = '', inner = ''] = /^<p title="([^"]*)">([^<]*)<\/p>$/.exec(made) ?? [];
      return read(title) === shownText(text) && read(inner) === shownText(text);
    }),
  );
});

test('text and code in Markdown are read back as they were', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom(...attacks.slice(0, -1))), (given) => {
      const text = shownLine(given).trim();
      fc.pre(text !== '');
      const [block, ...others] = parseMarkdown(markdownText(text));
      expect(others).toEqual([]);
      expect(block?.kind).toBe('paragraph');
      if (block?.kind === 'paragraph') expect(textOfInlines(block.content)).toBe(text);
      const [coded] = parseMarkdown(`x ${markdownCode(text)} y`);
      expect(coded).toEqual({
        kind: 'paragraph',
        content: [
          { kind: 'text', text: 'x ' },
          { kind: 'code', text },
          { kind: 'text', text: ' y' },
        ],
      });
      const lines = shownText(given)
        .split('\n')
        .map((line) => line.replaceAll('\t', ' '));
      expect(parseMarkdown(markdownCodeBlock(lines).join('\n'))).toEqual([
        { kind: 'code', language: null, text: lines.join('\n') },
      ]);
    }),
  );
});

test('a note written as Markdown again means the same', () => {
  const notes = [
    '# Title\n\nA **strong** and *soft* ~~gone~~ `co|de` [link](https://example.org/a_b).\n\n- one\n- two\n  - three\n\n1. a\n2. b',
    '> quoted\n> more\n\n| a | b |\n| :-: | --: |\n| `x\\|y` | 2 |\n\n```\ncode *as it is*\n```\n\n---\n\nline\nbreak',
  ];
  for (const note of notes) {
    const tree = parseMarkdown(note);
    expect(parseMarkdown(markdownLines(tree).join('\n'))).toEqual(tree);
  }
});

test('a row is one line, with as many cells as it was given', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (cells) => {
      for (const format of ['csv', 'tsv'] as const)
        expect(cellsOf(delimitedRow(cells, format === 'csv' ? ',' : '\t'), format)).toHaveLength(
          cells.length,
        );
    }),
  );
});

/** RFC 4180. */
function cellsOf(table: string, format: 'csv' | 'tsv'): readonly string[] {
  const lines = table.split(/\r?\n/);
  if (lines.at(-1) === '' && lines.length > 1) lines.pop();
  if (format === 'tsv') return lines.flatMap((line) => line.split('\t'));
  return lines.flatMap((line) => {
    const cells: string[] = [];
    const cell = /"((?:[^"]|"")*)"|([^,]*)/y;
    for (let at = 0; at <= line.length; at = cell.lastIndex + 1) {
      cell.lastIndex = at;
      const [, quoted, plain] = cell.exec(line) ?? [];
      cells.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    }
    return cells;
  });
}
