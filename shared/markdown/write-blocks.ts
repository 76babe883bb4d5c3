// The tree of a Markdown text as Markdown again: what was text stays text for any reader of Markdown, also one that
// takes HTML.
import { markdownCell, markdownCode, markdownCodeBlock, markdownText } from './write-text.ts';
import type { Block, ColumnAlign, Inline } from './tree.ts';

/** Lines; blocks are apart by an empty one. Headings are `below` levels lower, at most of level 6. */
export function markdownLines(blocks: readonly Block[], below = 0): readonly string[] {
  return blocks.flatMap((block, i) => [...(i === 0 ? [] : ['']), ...blockLines(block, below)]);
}

function blockLines(block: Block, below: number): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return [`${'#'.repeat(Math.min(6, block.level + below))} ${inlineText(block.content, ' ')}`];
    case 'paragraph':
      return inlineText(block.content, '  \n').split('\n');
    case 'list':
      return block.items.flatMap((item, i) => {
        const mark = block.start === null ? '- ' : `${block.start + i}. `;
        const lines = markdownLines(item, below);
        const pad = ' '.repeat(mark.length);
        return (lines.length === 0 ? [''] : lines).map((line, at) => {
          if (at === 0) return `${mark}${line}`.trimEnd();
          return line === '' ? '' : `${pad}${line}`;
        });
      });
    case 'code':
      return markdownCodeBlock(block.text.split('\n'));
    case 'quote':
      return markdownLines(block.blocks, below).map((line) => (line === '' ? '>' : `> ${line}`));
    case 'table': {
      const row = (cells: readonly (readonly Inline[])[]): string =>
        markdownRow(cells.map((cell) => inlineText(cell, ' ', true)));
      return [row(block.head), markdownRow(block.align.map(alignText)), ...block.rows.map(row)];
    }
    case 'rule':
      return ['---'];
  }
}

export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function alignText(align: ColumnAlign | null): string {
  return align === 'center' ? ':-:' : align === 'right' ? '--:' : '---';
}

function inlineText(content: readonly Inline[], lineBreak: string, inCell = false): string {
  return content
    .map((each): string => {
      const inner = (): string => ('content' in each ? inlineText(each.content, lineBreak, inCell) : '');
      switch (each.kind) {
        case 'text':
          return markdownText(each.text);
        case 'code':
          return inCell ? markdownCell(markdownCode(each.text)) : markdownCode(each.text);
        case 'break':
          return lineBreak;
        case 'emphasis':
          return `*${inner()}*`;
        case 'strong':
          return `**${inner()}**`;
        case 'strike':
          return `~~${inner()}~~`;
        case 'link':
          return `[${inner()}](<${each.address.replace(/[<>\\|\s]/g, encodeURIComponent)}>)`;
      }
    })
    .join('');
}
