// The article's case, for tests of the command line: snapshot 1 is the transcript, snapshot 2, `after`, the same with
// another name of the tunnel's port. Commands are spawned in its folder, as a script would.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';

export const root = resolve(import.meta.dirname, '..');
export const transcript = join(root, 'resources/samples/article/transcript.txt');

/** Where `coldtrace` runs, and the case there: `article.coldtrace` beside `later.txt`. Each test file has its own. */
export const folder = mkdtempSync(join(tmpdir(), 'coldtrace-cli-'));
export const casePath = join(folder, 'article.coldtrace');

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export function coldtrace(words: readonly string[], input = ''): Promise<Result> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(root, 'bin/coldtrace.js'), ...words], { cwd: folder });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('close', (code) => done({ code, out, err }));
    child.stdin.end(input);
  });
}

export function jsonLines(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** One line on stderr, nothing on stdout, exit code 2. */
export function refusal(result: Result): string {
  expect(result.code).toBe(2);
  expect(result.out).toBe('');
  expect(result.err).toMatch(/^coldtrace: .*\n$/);
  return result.err.trim();
}

beforeAll(async () => {
  const first = await coldtrace(['import', 'article.coldtrace', transcript, '--json']);
  expect(first.code).toBe(0);
  expect(JSON.parse(first.out)).toMatchObject({
    changed: true,
    bundles: [{ name: 'transcript.txt', outcome: 'imported', snapshots: [1], problems: [] }],
    states: { ok: 10 },
    problems: {},
  });
  const changed = readFileSync(transcript, 'utf8').replaceAll('gre-1', 'gre-7');
  writeFileSync(join(folder, 'later.txt'), changed);
  const second = await coldtrace(['import', casePath, 'later.txt', '--label', 'after']);
  expect(second.code).toBe(0);
  expect(second.out.split('\n', 1)).toEqual(['later.txt: imported, snapshot 2']);
});

afterAll(() => rmSync(folder, { recursive: true }));
