// coldtrace report: files in each format, whole or not at all, and what it refuses.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { casePath, coldtrace, folder, refusal, root } from '../../article-case.ts';
import { hasSmallDisk, onSmallDisk } from '../../small-disk.ts';

const made = (): readonly string[] =>
  readdirSync(folder)
    .filter((name) => !/\.coldtrace$|^later\.txt$/.test(name))
    .sort();
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('coldtrace report', () => {
  afterEach(() => {
    for (const name of made()) rmSync(join(folder, name));
  });

  test('writes one HTML file that says what it was made from', async () => {
    const { code, out, err } = await coldtrace([
      'report',
      casePath,
      '--template',
      'customer',
      '--out',
      'r.html',
    ]);
    expect([code, out]).toEqual([0, '']);
    expect(err).toBe(`written: ${join(folder, 'r.html')}\n`);
    expect(made()).toEqual(['r.html']);
    const html = read('r.html');
    expect(html).toContain('default-src &#39;none&#39;');
    expect(html).toContain('Network analysis: article');
    expect(html.match(/\b[0-9a-f]{64}\b/g)).toHaveLength(2);
  });

  test('--json says which files there are', async () => {
    const { code, out } = await coldtrace([
      'report',
      casePath,
      '--template',
      'bug',
      '--json',
      '--out',
      'r.csv',
    ]);
    expect(code).toBe(0);
    const { files } = JSON.parse(out) as { files: string[] };
    expect(files.map((path) => path.slice(folder.length + 1)).sort()).toEqual(made());
    expect(files.length).toBeGreaterThan(1);
  });

  test('takes the place of a file, never of a case, and says why nothing can be written there', async () => {
    const report = (out: string): ReturnType<typeof coldtrace> =>
      coldtrace(['report', casePath, '--template', 'bug', '--out', out]);
    copyFileSync(casePath, join(folder, 'case.md'));
    const before = readFileSync(join(folder, 'case.md'));
    expect(
      refusal(await coldtrace(['report', 'case.md', '--template', 'bug', '--out', './case.md'])),
    ).toContain('case.md is a case.');
    expect(readFileSync(join(folder, 'case.md')).equals(before)).toBe(true);
    mkdirSync(join(folder, 'folder.html'));
    expect(refusal(await report('folder.html'))).toContain('folder.html cannot be written: it is a folder.');
    rmdirSync(join(folder, 'folder.html'));
    expect(refusal(await report('no/such/r.html'))).toContain('there is no such folder');
    writeFileSync(join(folder, 'r.html'), 'what was there');
    expect((await report('r.html')).code).toBe(0);
    expect(read('r.html')).toMatch(/^<!doctype html>/i);
    expect((await report('a name with blanks — é.html')).code).toBe(0);
    expect(made()).toContain('a name with blanks — é.html');
  });

  test('writes Markdown with its pictures beside it, under the names by which it asks for them', async () => {
    expect((await coldtrace(['report', casePath, '--template', 'handover', '--out', 'r.md'])).code).toBe(0);
    const asked = [...read('r.md').matchAll(/!\[[^\]]*\]\(<([^>]+)>\)/g)].map(([, name]) => name);
    expect(made()).toEqual([...asked, 'r.md'].sort());
    expect(asked.length).toBeGreaterThan(0);
    for (const name of asked)
      expect(read(name ?? '')).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  });

  test('pictures and tables, whose names nobody gave, take no place of another file unless that is asked for', async () => {
    for (const [out, beside] of [
      ['r.md', 'r-1.svg'],
      ['r.csv', 'r-1.csv'],
    ] as const) {
      writeFileSync(join(folder, beside), 'of another');
      const asked = ['report', casePath, '--template', 'handover', '--out', out];
      expect(refusal(await coldtrace(asked))).toContain(`${join(folder, beside)} would be replaced`);
      expect(made()).toEqual([beside]);
      expect(read(beside)).toBe('of another');
      expect((await coldtrace([...asked, '--replace'])).code).toBe(0);
      expect(read(beside)).not.toBe('of another');
      // A report that is written anew has its own pictures there; tables have no report that tells whose they are.
      expect((await coldtrace(asked)).code).toBe(out === 'r.md' ? 0 : 2);
      for (const name of made()) rmSync(join(folder, name));
    }
  });

  test('what a process that was killed has left of the same file goes, what a living one writes stays', async () => {
    const { pid: dead = 0 } = spawnSync(process.execPath, ['--version']);
    const [gone, stays] = [
      [`.r.html.part-${dead}`, `.r.html.part-${dead}-wal`],
      [`.r.html.part-${process.pid}`, `.other.html.part-${dead}`, '.r.html.part-mine'],
    ];
    for (const name of [...gone, ...stays]) writeFileSync(join(folder, name), 'half');
    expect((await coldtrace(['report', casePath, '--template', 'bug', '--out', 'r.html'])).code).toBe(0);
    expect(made()).toEqual([...stays, 'r.html'].sort());
  });

  test('writes its tables as CSV, in the language that was asked for', async () => {
    expect((await coldtrace(['report', casePath, '--language', 'zh-CN', '--out', 'r.csv'])).code).toBe(0);
    expect(made().every((name) => /^r-\d+\.csv$/.test(name))).toBe(true);
    expect(made().map(read).join('')).toMatch(/^主机,标签,采集时间/m);
  });

  test('says which notes it leaves out, and puts them in where that is asked for', async () => {
    const add = (text: string, status: string) =>
      coldtrace(['notes', noted, 'add', '--on', 'case', '--text', text, '--status', status]);
    const noted = join(folder, 'noted.coldtrace');
    copyFileSync(casePath, noted);
    try {
      for (const text of ['which gateway', 'which MTU']) expect((await add(text, 'open')).code).toBe(0);
      expect((await add('it is the tag', 'explained')).code).toBe(0);
      const silent = await coldtrace(['report', noted, '--out', 'r.md']);
      expect(silent.err).toMatch(/^not in it: 2 open notes \(--all puts in what is left out\)$/m);
      expect(read('r.md')).toContain('it is the tag');
      expect(read('r.md')).not.toContain('which gateway');
      const whole = await coldtrace(['report', noted, '--all', '--out', 'r.md']);
      expect(whole.err).not.toContain('not in it');
      expect(read('r.md')).toMatch(/## Open questions\n[^]*which gateway[^]*which MTU/);
      expect(read('r.md').match(/it is the tag/g)).toHaveLength(1);
    } finally {
      rmSync(noted);
    }
  });

  test('says in a line that there is no Chromium for a PDF, and leaves nothing', async () => {
    const before = process.env['CHROMIUM_PATH'];
    process.env['CHROMIUM_PATH'] = join(folder, 'no-such-browser');
    try {
      const result = await coldtrace(['report', casePath, '--out', 'r.pdf']);
      expect(refusal(result)).toMatch(/a PDF needs a Chromium to print it, and none was found/i);
      expect(made()).toEqual([]);
    } finally {
      if (before === undefined) delete process.env['CHROMIUM_PATH'];
      else process.env['CHROMIUM_PATH'] = before;
    }
  });

  test('refuses what is no format, template or language, and a place that is not there', async () => {
    expect(refusal(await coldtrace(['report', casePath, '--out', 'r.doc']))).toMatch(
      /usage: coldtrace report/,
    );
    expect(refusal(await coldtrace(['report', casePath]))).toMatch(/usage: coldtrace report/);
    expect(refusal(await coldtrace(['report', casePath, '--template', 'x', '--out', 'r.html']))).toMatch(
      /no template x; there are customer, handover, bug/,
    );
    expect(refusal(await coldtrace(['report', casePath, '--language', '../x', '--out', 'r.html']))).toMatch(
      /no language \.\.\/x/,
    );
    expect(refusal(await coldtrace(['report', casePath, '--out', 'no/such/r.html']))).toMatch(
      /cannot be written/,
    );
    expect(made()).toEqual([]);
  });

  test.skipIf(!hasSmallDisk)('leaves the report that was there when the disk is full', () => {
    const script = `
      echo old > r.html
      head -c 10000000 /dev/zero > filler 2>/dev/null
      "$1" "$2" report "$3" --template customer --out r.html
      code=$?
      test "$(cat r.html)" = old && rm r.html filler || exit 98
      exit_code=$code; (exit $exit_code)`;
    const words = [process.execPath, join(root, 'electron/cli.ts'), casePath];
    const { code, err, files } = onSmallDisk(64, script, words);
    expect(err).toMatch(/There is no room left for .*r\.html/);
    expect(err).not.toMatch(/\n\s+at /);
    expect([code, files]).toEqual([2, []]);
  });

  test('does not change the case', async () => {
    const before = readFileSync(casePath);
    writeFileSync(join(folder, 'kept'), '');
    expect((await coldtrace(['report', casePath, '--out', 'r.html'])).code).toBe(0);
    expect(readFileSync(casePath).equals(before)).toBe(true);
    expect(existsSync(join(folder, 'r.html'))).toBe(true);
  });
});
