// `npm test [-- FILTER…]`: every suite, and at the end one line that counts all of them. Words that are
// not options choose test files by name; options go to vitest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installDebianPackage } from './debian-package.ts';
import { findChromium } from '../electron/find-chromium.ts';

const root = resolve(import.meta.dirname, '..');
const words = process.argv.slice(2);
const filters = words.filter((word) => !word.startsWith('-'));
const chosen = (suite: string): boolean =>
  filters.length === 0 || filters.some((filter) => filter.includes(suite) || !filter.includes('tests/'));

const leftOut: string[] = [];
const environment = { ...process.env };
if (chosen('e2e')) {
  const why = findChromium() === null ? installDebianPackage('chromium') : null;
  const browser = findChromium();
  if (browser === null)
    leftOut.push(`tests/e2e: no Chromium (${why ?? 'what was installed does not start'})`);
  else environment['CHROMIUM_PATH'] = browser;
}
if (chosen('oracle') && !hasSwitch()) {
  const why = installDebianPackage('openvswitch-switch');
  if (!hasSwitch())
    leftOut.push(`tests/oracle: no Open vSwitch (${why ?? 'what was installed does not start'})`);
}

const folder = mkdtempSync(join(tmpdir(), 'coldtrace-test-'));
const report = join(folder, 'report.json');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const run = spawnSync(
  process.execPath,
  [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...words],
  { cwd: root, env: environment, stdio: 'inherit' },
);
const counts = countTests(report);
rmSync(folder, { recursive: true });
for (const line of leftOut) console.log(`left out: ${line}`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = run.status === 0 && counts.failed === 0 ? 0 : run.status || 1;

function hasSwitch(): boolean {
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  return spawnSync('ovs-vswitchd', ['--version'], { env, stdio: 'ignore' }).status === 0;
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** A file that could not even be loaded has no tests to count, and is a failure all the same. */
function countTests(file: string): { passed: number; failed: number; skipped: number } {
  let read: Report;
  try {
    read = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const notLoaded = read.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: read.numPassedTests,
    failed: read.numFailedTests + notLoaded.length,
    skipped: read.numPendingTests + read.numTodoTests,
  };
}
