// The colours: text on every surface it stands on is readable (WCAG 2.2, 1.4.3: 4.5 to 1), in both
// themes; and no style outside the tokens names a colour of its own.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const renderer = resolve(import.meta.dirname, '../../../renderer');
const tokens = readFileSync(join(renderer, 'ui/tokens.css'), 'utf8');

function declarations(selector: string): ReadonlyMap<string, string> {
  const start = tokens.indexOf(`${selector} {`);
  const block = tokens.slice(start, tokens.indexOf('\n}', start));
  return new Map(
    [...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)].map((found) => [found[1]!, found[2]!]),
  );
}

const light = declarations(':root');
const themes = { light, dark: new Map([...light, ...declarations(":root[data-theme='dark']")]) };

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

const surfaces = ['--surface', '--surface-chrome', '--surface-raised', '--surface-sunken', '--surface-hover'];
const pairs: readonly (readonly [string, readonly string[]])[] = [
  ['--text', [...surfaces, '--selection', '--mark', '--mark-current']],
  ['--text-quiet', [...surfaces, '--selection']],
  ['--text-faint', ['--surface', '--surface-chrome', '--surface-raised', '--surface-hover']],
  ['--accent-text', [...surfaces, '--selection']],
  ['--text-on-accent', ['--accent', '--accent-hover']],
  ...['ok', 'warning', 'error', 'quiet'].map(
    (state) => [`--state-${state}`, ['--surface', '--surface-chrome', `--state-${state}-surface`]] as const,
  ),
];

describe.each(Object.entries(themes))('colours, %s', (_theme, colours) => {
  test.each(pairs)('%s is readable', (text, backgrounds) => {
    const unreadable = backgrounds
      .map((background) => ({ background, contrast: contrast(colours.get(text)!, colours.get(background)!) }))
      .filter((each) => each.contrast < 4.5);
    expect(unreadable).toEqual([]);
  });
});

test('contrast is computed as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

test('nothing is coloured outside the tokens', () => {
  const own = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(svelte|css)$/.test(name) && name !== join('ui', 'tokens.css'))
    .filter((name) =>
      /#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/i.test(styleOf(readFileSync(join(renderer, name), 'utf8'), name)),
    );
  expect(own).toEqual([]);
});

function styleOf(text: string, name: string): string {
  if (name.endsWith('.css')) return text;
  return text.slice(text.indexOf('<style>') < 0 ? text.length : text.indexOf('<style>'));
}
