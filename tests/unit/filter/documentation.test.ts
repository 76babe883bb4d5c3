// docs/filter.md is true: what it shows is understood, and every name and operator is in it.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseChangeFilter } from '../../../shared/compare/change-filter.ts';
import { actionNames } from '../../../shared/filter/action-names.ts';
import { parseFlowFilter } from '../../../shared/filter/flow-filter.ts';
import { valueOperators } from '../../../shared/filter/value-test.ts';

const page = readFileSync(new URL('../../../docs/filter.md', import.meta.url), 'utf8');
// The last section is about changes, which have names of their own.
const [text = '', changes = ''] = page.split(/^## Changes$/m);
const codes = [...text.replace(/^```[^]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

test('each example is a filter', () => {
  const fenced = /^```\n([^]*?)^```$/m.exec(text)?.[1]?.trim().split('\n') ?? [];
  const inline = codes.filter((code) =>
    /[\w\]] ?(?:!=|[=<>~]|covers |admits |in )\S|^(?:has|sets) [a-z]/.test(code),
  );
  const filters = [...fenced, ...inline].filter((each) => !/[A-Z]{4}|…|in_port="patch/.test(each));
  expect(filters.length).toBeGreaterThan(30);
  for (const filter of filters) {
    const parsed = parseFlowFilter(filter);
    expect(parsed.ok ? '' : parsed.message, filter).toBe('');
  }
});

test('each example of the section on changes is a filter of changes', () => {
  const indented = [...changes.matchAll(/^ {4}(\S.*)$/gm)].map(([, line = '']) => line);
  const inline = [...changes.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) =>
    /[\w*](?:!=|[=<>~])\S/.test(code) ? [code] : [],
  );
  const filters = [...indented, ...inline];
  expect(filters.length).toBeGreaterThan(6);
  for (const filter of filters) {
    const parsed = parseChangeFilter(filter);
    expect(parsed.ok ? '' : parsed.message, filter).toBe('');
  }
});

test('every operator and every name of an action is there', () => {
  for (const operator of valueOperators) expect(codes, operator).toContain(operator);
  for (const { name } of actionNames) {
    const [action = '', argument] = name.split('.');
    const short = argument === undefined ? name : `.${argument}`;
    expect(
      codes.some((code) => code === name || (code === short && text.includes(`\`${action}.`))),
      name,
    ).toBe(true);
  }
});
