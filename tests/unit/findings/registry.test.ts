// Every rule has its texts in both languages, and there are no texts that no rule says.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findingsDocument } from '../../../build/findings-table.ts';
import { findingSeverities } from '../../../shared/findings/finding.ts';
import { rules } from '../../../shared/findings/registry.ts';

const root = resolve(import.meta.dirname, '../../..');
const texts = (locale: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(root, 'resources/locales', locale, 'findings.json'), 'utf8')) as Readonly<
    Record<string, string>
  >;

describe('rules', () => {
  test('have ids of their own, a source, and what they need', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(rule.severities.length, rule.id).toBeGreaterThan(0);
      expect(rule.source.trim(), rule.id).not.toBe('');
      expect(rule.needs.length, rule.id).toBeGreaterThan(0);
    }
  });

  test.each(['en', 'zh-CN'])(
    '%s: each rule has a title and its sentences, and there are no others',
    (locale) => {
      const wanted = [
        ...findingSeverities.map((severity) => `findings.severity.${severity}`),
        ...rules.flatMap(({ id, says }) => [
          `findings.${id}`,
          ...says.map((each) => `findings.${id}.${each}`),
        ]),
      ];
      expect(Object.keys(texts(locale)).sort()).toEqual(wanted.sort());
    },
  );

  test('docs/findings.md is what `node build/findings-table.ts` writes', async () => {
    expect(readFileSync(join(root, 'docs/findings.md'), 'utf8')).toBe(await findingsDocument());
  });
});
