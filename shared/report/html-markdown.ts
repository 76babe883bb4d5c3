// Markdown of notes as HTML: the tree of shared/markdown/, each node its element.
import { parseMarkdown } from '../markdown/parse-markdown.ts';
import type { Block, Inline } from '../markdown/tree.ts';
import { element, Markup, type Child } from './markup.ts';

/** `headingAt` gives the element of a heading of a level, in the order of the document. */
export function markdownMarkup(
  text: string,
  headingAt: (level: number, content: readonly Child[]) => Markup,
): Markup {
  const blocks = (list: readonly Block[]): readonly Markup[] => list.map(blockMarkup);
  const blockMarkup = (block: Block): Markup => {
    switch (block.kind) {
      case 'heading':
        return headingAt(block.level, inlines(block.content));
      case 'paragraph':
        return element('p', {}, ...inlines(block.content));
      case 'list': {
        const items = block.items.map((item) => element('li', {}, ...itemMarkup(item, blocks)));
        return block.start === null
          ? element('ul', {}, ...items)
          : element('ol', { start: block.start === 1 ? null : block.start }, ...items);
      }
      case 'code':
        return element('pre', { class: 'code' }, element('code', {}, block.text));
      case 'quote':
        return element('blockquote', {}, ...blocks(block.blocks));
      case 'table': {
        const align = (column: number): string | null => {
          const side = block.align[column] ?? null;
          return side === null || side === 'left' ? null : side;
        };
        const head = block.head.map((cell, i) =>
          element('th', { scope: 'col', class: align(i) }, ...inlines(cell)),
        );
        const rows = block.rows.map((row) =>
          element('tr', {}, ...row.map((cell, i) => element('td', { class: align(i) }, ...inlines(cell)))),
        );
        return element(
          'table',
          {},
          element('thead', {}, element('tr', {}, ...head)),
          element('tbody', {}, ...rows),
        );
      }
      case 'rule':
        return element('hr', {});
    }
  };
  return Markup.join(blocks(parseMarkdown(text)));
}

/** An item that is one paragraph is its text alone. */
function itemMarkup(
  item: readonly Block[],
  blocks: (list: readonly Block[]) => readonly Markup[],
): readonly Child[] {
  const [first, ...rest] = item;
  if (first?.kind !== 'paragraph') return blocks(item);
  return [...inlines(first.content), ...blocks(rest)];
}

function inlines(content: readonly Inline[]): readonly Child[] {
  return content.map((each): Child => {
    switch (each.kind) {
      case 'text':
        return each.text;
      case 'code':
        return element('code', {}, each.text);
      case 'break':
        return element('br', {});
      case 'emphasis':
        return element('em', {}, ...inlines(each.content));
      case 'strong':
        return element('strong', {}, ...inlines(each.content));
      case 'strike':
        return element('s', {}, ...inlines(each.content));
      case 'link':
        return element('a', { href: each.address, rel: 'noopener noreferrer' }, ...inlines(each.content));
    }
  });
}
