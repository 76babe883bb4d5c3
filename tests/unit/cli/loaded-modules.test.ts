// A command that is started for each comparison of two dumps spends most of its time on loading modules: it must not load
// what works out networks, findings and reports.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { casePath } from '../../article-case.ts';

const program = resolve(import.meta.dirname, '../../../bin/coldtrace.js');
const hook = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on('exit', () => process.stderr.write(loaded.join('\\n')));
`)}`;

test('diff of two snapshots of a host loads what compares, and no network, finding or report', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', hook, program, 'diff', casePath, '--from', '1', '--to', '2', '--kind', 'flows'],
    { encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  const loaded = stderr
    .split('\n')
    .map((url) => url.replace(/^.*\/(?=(?:electron|shared|node_modules)\/)/, ''));
  expect(loaded).toContain('shared/compare/compare-snapshots.ts');
  expect(
    loaded.filter((name) =>
      /case-network|build-node|case-index|shared\/(?:findings|report|redact|explain\/build)|\bzod\b/.test(
        name,
      ),
    ),
  ).toEqual([]);
});
