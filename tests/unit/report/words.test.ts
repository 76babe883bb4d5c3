// The words of a report's document (resources/locales/LOCALE/document.json): every key that its makers and writers use
// has a text, and every text is used. Their colours are those of the interface.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { printColours } from '../../../shared/drawing/print-colours.ts';
import { anchor } from '../../../shared/notes/anchor.ts';
import { noteStatuses } from '../../../shared/notes/note.ts';
import { reportTemplates } from '../../../shared/notes/outline.ts';
import { goneReasons } from '../../../shared/notes/resolution.ts';
import { darkColours, lightColours } from '../../../shared/report/html-style.ts';

const root = resolve(import.meta.dirname, '../../..');
const texts = JSON.parse(readFileSync(join(root, 'resources/locales/en/document.json'), 'utf8')) as Readonly<
  Record<string, string>
>;
const code = ['shared/report', 'electron/engine/report']
  .flatMap((folder) =>
    readdirSync(join(root, folder)).map((file) => readFileSync(join(root, folder, file), 'utf8')),
  )
  .join('\n');

/** Keys written whole, and those that are made of a code. */
const whole = [...code.matchAll(/'document\.([\w.-]+)'/g)].map(([, key = '']) => key);
const made: readonly (readonly [string, readonly string[]])[] = [
  ['about', anchor.options.map((option) => option.shape.kind.value).filter((kind) => kind !== 'case')],
  ['gone', goneReasons],
  ['status', noteStatuses],
  ['template', reportTemplates],
  ['title', reportTemplates],
  ['version', ['openVswitch', 'kernel']],
];
const known = ['known', 'inferred', 'missing'];
/** Of lists of keys: `['host', 'label'].map((key) => say(`document.${key}`))`, and of the templates' sections. */
const listed = [...code.matchAll(/'((?:section|intro)\.\w+|[a-z]+)'/g)].map(([, key = '']) => key);

test('every key has a text, and every text is used', () => {
  const keys = new Set([
    ...whole,
    ...known,
    ...made.flatMap(([prefix, codes]) => codes.map((each) => `${prefix}.${each}`)),
  ]);
  expect([...keys].filter((key) => !(`document.${key}` in texts))).toEqual([]);
  const used = new Set([...keys, ...listed]);
  expect(Object.keys(texts).filter((key) => !used.has(key.replace('document.', '')))).toEqual([]);
  const sections = listed.filter((key) => key.includes('.'));
  expect(sections.filter((key) => !(`document.${key}` in texts))).toEqual([]);
  expect(sections.length).toBeGreaterThan(10);
});

test('the colours of a report and of its pictures are those of the interface', () => {
  const css = readFileSync(join(root, 'renderer/ui/tokens.css'), 'utf8');
  const [light = '', dark = ''] = css.split(":root[data-theme='dark'] {");
  const tokenIn = (theme: string, name: string): string | undefined =>
    new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme)?.[1];
  for (const [name, value] of Object.entries(lightColours))
    expect([name, tokenIn(light, name)]).toEqual([name, value]);
  for (const [name, value] of Object.entries(darkColours))
    expect([name, tokenIn(dark, name)]).toEqual([name, value]);
  const tokens = {
    ...{
      surface: 'surface',
      text: 'text',
      quiet: 'text-quiet',
      raised: 'surface-raised',
      sunken: 'surface-sunken',
    },
    ...{ line: 'line-strong', warning: 'state-warning', error: 'state-error', none: 'network-none' },
  };
  for (const [name, token] of Object.entries(tokens))
    expect([name, tokenIn(light, token)]).toEqual([name, printColours[name as keyof typeof tokens]]);
});
