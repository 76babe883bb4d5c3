// A note's Markdown as a tree: what CommonMark and GitHub make of it where we have the same, and that nothing is lost,
// runs away or is slow, whatever the text.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMarkdown } from '../../../shared/markdown/parse-markdown.ts';
import { deepest, textOfInlines, type Block, type Inline } from '../../../shared/markdown/tree.ts';

const text = (words: string): Inline => ({ kind: 'text', text: words });
const paragraph = (...content: readonly Inline[]): Block => ({ kind: 'paragraph', content });

describe('blocks', () => {
  test('headings, paragraphs and rules', () => {
    expect(parseMarkdown('# Title #\nOne\ntwo\n\n---\n###### Six\n#nothing')).toEqual([
      { kind: 'heading', level: 1, content: [text('Title')] },
      paragraph(text('One'), { kind: 'break' }, text('two')),
      { kind: 'rule' },
      { kind: 'heading', level: 6, content: [text('Six')] },
      paragraph(text('#nothing')),
    ]);
  });

  test('lists in lists, with numbers, and a paragraph that goes on', () => {
    expect(parseMarkdown('- one\n  - inner\n- two\ngoes on\n\n3. three\n4. four\n\n   more')).toEqual([
      {
        kind: 'list',
        start: null,
        items: [
          [paragraph(text('one')), { kind: 'list', start: null, items: [[paragraph(text('inner'))]] }],
          [paragraph(text('two'), { kind: 'break' }, text('goes on'))],
        ],
      },
      {
        kind: 'list',
        start: 3,
        items: [[paragraph(text('three'))], [paragraph(text('four')), paragraph(text('more'))]],
      },
    ]);
  });

  test('code keeps its lines as they are; one that is not closed goes to the end', () => {
    expect(
      parseMarkdown('```console\n$ ovs-vsctl show\n  *x*\n```\n\n    indented\n\n      more\n~~~\n`a'),
    ).toEqual([
      { kind: 'code', language: 'console', text: '$ ovs-vsctl show\n  *x*' },
      { kind: 'code', language: null, text: 'indented\n\n  more' },
      { kind: 'code', language: null, text: '`a' },
    ]);
  });

  test('quotes and what is in them', () => {
    expect(parseMarkdown('> ## Said\n> - *a*\n>> b')).toEqual([
      {
        kind: 'quote',
        blocks: [
          { kind: 'heading', level: 2, content: [text('Said')] },
          { kind: 'list', start: null, items: [[paragraph({ kind: 'emphasis', content: [text('a')] })]] },
          { kind: 'quote', blocks: [paragraph(text('b'))] },
        ],
      },
    ]);
  });

  test('tables: rows as long as the head, a bar with a backslash is none', () => {
    expect(parseMarkdown('| port | tag |\n| :--- | --: |\n| tap\\|1 | `3` |\n| x |\n\na | b')).toEqual([
      {
        kind: 'table',
        align: ['left', 'right'],
        head: [[text('port')], [text('tag')]],
        rows: [
          [[text('tap|1')], [{ kind: 'code', text: '3' }]],
          [[text('x')], []],
        ],
      },
      paragraph(text('a | b')),
    ]);
  });
});

describe('inlines', () => {
  const inline = (words: string): readonly Inline[] => {
    const [block] = parseMarkdown(words);
    return block?.kind === 'paragraph' ? block.content : [];
  };

  test('emphasis', () => {
    expect(inline('*a* _b_ **c** __d__ ~~e~~ ***f***')).toEqual([
      { kind: 'emphasis', content: [text('a')] },
      text(' '),
      { kind: 'emphasis', content: [text('b')] },
      text(' '),
      { kind: 'strong', content: [text('c')] },
      text(' '),
      { kind: 'strong', content: [text('d')] },
      text(' '),
      { kind: 'strike', content: [text('e')] },
      text(' '),
      { kind: 'emphasis', content: [{ kind: 'strong', content: [text('f')] }] },
    ]);
  });

  test.each([
    'dl_vlan and in_port',
    'dl_dst=fa:16:3e:* or *',
    '2 * 3 * 4',
    '~x~',
    '**',
    'a ** b',
    '\\',
    '[x] [y]',
  ])('%s is text', (words) => expect(inline(words)).toEqual([text(words)]));

  test('code holds signs, and a backslash takes them their meaning', () => {
    expect(inline('`` a`*b* `` \\*c\\* `d')).toEqual([{ kind: 'code', text: 'a`*b*' }, text(' *c* `d')]);
  });

  test('links: written, in angles, bare; a picture is its text and its address', () => {
    expect(
      inline(
        '[an *issue*](https://example.org/a_(b)) <mailto:a@b.c> (https://c.d/e_f.) ![p](http://x/y.png)',
      ),
    ).toEqual([
      {
        kind: 'link',
        address: 'https://example.org/a_(b)',
        content: [text('an '), { kind: 'emphasis', content: [text('issue')] }],
      },
      text(' '),
      { kind: 'link', address: 'mailto:a@b.c', content: [text('mailto:a@b.c')] },
      text(' ('),
      { kind: 'link', address: 'https://c.d/e_f', content: [text('https://c.d/e_f')] },
      text('.) '),
      { kind: 'link', address: 'http://x/y.png', content: [text('p')] },
    ]);
  });

  test.each([
    '[x](javascript:alert(1))',
    '[x](data:text/html,y)',
    '<img src=x onerror=y>',
    '[x](//evil/y)',
    '[x](file:///etc)',
  ])('%s is text, whole', (words) => expect(inline(words)).toEqual([text(words)]));
});

describe('any text', () => {
  const signs = fc.constantFrom(
    ...'*_~`[]()!<>#-+|\\ \n\t1.:a'.split(''),
    'https://a',
    '](http://b)',
    '**',
    '```',
    '    ',
  );
  const anyText = fc.oneof(
    fc.string(),
    fc.array(signs, { maxLength: 120 }).map((each) => each.join('')),
  );

  test('keeps every letter and digit that is no item number or code language, and is bounded in depth', () => {
    const letters = fc.array(
      fc.oneof(fc.constantFrom(...'*_~[]()!<># >|\n'.split('')), fc.constantFrom('x', 'y', 'é', '字')),
    );
    fc.assert(
      fc.property(letters, (given) => {
        const source = given.join('');
        const blocks = parseMarkdown(source);
        expect(wordsOf(blocks)).toBe(source.replace(/[^xyé字]/g, ''));
      }),
    );
    fc.assert(fc.property(anyText, (source) => depthOf(parseMarkdown(source)) <= 2 * deepest + 2));
  });

  test.each([
    ['nested emphasis', '*a **b '.repeat(15_000)],
    ['closers without openers', 'a* '.repeat(60_000)],
    ['closers behind deep nesting', `*${'*a _b '.repeat(20)}${'b_ a* '.repeat(30_000)}`],
    ['brackets', '['.repeat(100_000)],
    ['links without an end', '[a]('.repeat(50_000)],
    ['angles', '<'.repeat(150_000)],
    ['backticks of every length', Array.from({ length: 600 }, (_, n) => `${'`'.repeat(n)} `).join('')],
    ['quotes in quotes', '> '.repeat(100_000)],
    ['lists in lists', '- '.repeat(100_000)],
    ['a heading of signs', `# ${'#'.repeat(199_000)}x`],
    ['lines of items', '- a\n'.repeat(50_000)],
    ['items far apart', `- a${'\n'.repeat(1000)}`.repeat(190)],
    ['bars', `${'|'.repeat(100_000)}\n${'|-'.repeat(50_000)}`],
    ['addresses', 'https://'.repeat(25_000)],
  ])('%s is read in proportion to its length', (_, source) => {
    const before = process.cpuUsage();
    parseMarkdown(source);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(3);
  });
});

function wordsOf(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case 'heading':
        case 'paragraph':
          return textOfInlines(block.content);
        case 'list':
          return block.items.map(wordsOf).join('');
        case 'quote':
          return wordsOf(block.blocks);
        case 'code':
          return block.text;
        case 'table':
          return [...block.head, ...block.rows.flat()].map(textOfInlines).join('');
        case 'rule':
          return '';
      }
    })
    .join('')
    .replace(/[^xyé字]/g, '');
}

function depthOf(nodes: readonly (Block | Inline)[]): number {
  return nodes.reduce((most, node) => Math.max(most, 1 + Math.max(0, ...childrenOf(node).map(depthOf))), 0);
}

function childrenOf(node: Block | Inline): readonly (readonly (Block | Inline)[])[] {
  if ('content' in node) return [node.content];
  if ('blocks' in node) return [node.blocks];
  if ('items' in node) return node.items;
  return 'rows' in node ? [...node.head, ...node.rows.flat()] : [];
}
