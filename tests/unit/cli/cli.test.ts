// The command line as a script uses it: spawned, its output read, its exit code looked at. What all commands have in
// common; each command's own is beside this.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { casePath, coldtrace, folder, jsonLines, refusal, root, transcript } from '../../article-case.ts';
import { checkCase } from '../../check-case.ts';

test('a case that commands have used is one file, and whole', () => {
  expect(readdirSync(folder).sort()).toEqual(['article.coldtrace', 'later.txt']);
  expect(checkCase(casePath)).toEqual([]);
});

test('importing the same bundle again changes nothing', async () => {
  const again = await coldtrace(['import', casePath, transcript, '--json']);
  expect(again.code).toBe(0);
  expect(JSON.parse(again.out)).toMatchObject({
    changed: false,
    bundles: [{ outcome: 'known', snapshots: [1] }],
  });
});

test('snapshots', async () => {
  const { out } = await coldtrace(['snapshots', casePath, '--json']);
  const snapshot = {
    host: 'compute1',
    capturedAt: null,
    sources: 10,
    problems: 0,
    hostFrom: 'prompt',
    states: { ok: 10 },
    bridges: ['br-int', 'br-tun'],
    cleaned: false,
  };
  expect(JSON.parse(out)).toEqual([
    {
      ...snapshot,
      id: 1,
      label: null,
      bundle: 'transcript.txt',
      bundles: ['transcript.txt'],
      facts: 49,
      capturedFrom: null,
    },
    {
      ...snapshot,
      id: 2,
      label: 'after',
      bundle: 'later.txt',
      bundles: ['later.txt'],
      facts: 49,
      capturedFrom: null,
    },
  ]);
  const { out: text } = await coldtrace(['snapshots', casePath]);
  expect(text.split('\n')[0]).toMatch(/^id +host +label +captured +sources +facts +problems +bundle$/);
});

test('a snapshot is named by id, host or host@label', async () => {
  const count = async (name: string): Promise<number> =>
    jsonLines((await coldtrace(['facts', casePath, '--snapshot', name, 'nic'])).out).length;
  expect([await count('1'), await count('2'), await count('compute1@after')]).toEqual([1, 1, 1]);
  const ambiguous = refusal(await coldtrace(['facts', casePath, '--snapshot', 'compute1', 'nic']));
  expect(ambiguous).toBe(
    'coldtrace: compute1 is several snapshots: 1 (compute1), 2 (compute1@after). Name one with its id.',
  );
  expect(refusal(await coldtrace(['facts', casePath, '--snapshot', 'compute9', 'nic']))).toBe(
    'coldtrace: There is no snapshot compute9; there are 1 (compute1), 2 (compute1@after).',
  );
});

test('help, version, and what is no command', async () => {
  const help = await coldtrace(['help']);
  expect(help.code).toBe(0);
  for (const name of [
    'import',
    'snapshots',
    'sources',
    'problems',
    'show',
    'facts',
    'parse',
    'flows',
    'parse-flows',
    'path',
    'diff',
    'timeline',
    'diff-flows',
    'search',
    'notes',
    'report',
    'export',
    'remove',
    'size',
    'compact',
    'serve',
  ]) {
    expect(help.out).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect((await coldtrace(['--version'])).out).toBe(`${version}\n`);
  expect((await coldtrace([])).code).toBe(2);
  expect(help.out).not.toMatch(/^ {2}trace /m);
  expect(refusal(await coldtrace(['trace', casePath]))).toContain('trace is not a command');
});

test('unusable input is one clear line', async () => {
  expect(refusal(await coldtrace(['snapshots', 'none.coldtrace']))).toContain(
    'There is no case at none.coldtrace.',
  );
  expect(refusal(await coldtrace(['snapshots', 'later.txt']))).toContain('is not a Coldtrace case');
  expect(refusal(await coldtrace(['snapshots', casePath, '--frobnicate']))).toContain(
    "Unknown option '--frobnicate'",
  );
  expect(refusal(await coldtrace(['import', 'new.coldtrace']))).toContain('usage: coldtrace import');
  const missing = await coldtrace(['import', 'new.coldtrace', 'nowhere.tar']);
  expect(missing.code).toBe(2);
  expect(missing.err).toContain('nowhere.tar');
  expect(missing.err).not.toContain('    at ');
  expect(readdirSync(folder).sort()).toEqual(['article.coldtrace', 'later.txt']);
});
