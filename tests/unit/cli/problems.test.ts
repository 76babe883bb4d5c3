// coldtrace problems, of a folder that has one problem as a whole and one in a file.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { importBundles, scratchFolder } from '../../import-bundles.ts';

const cli = resolve(import.meta.dirname, '../../../bin/coldtrace.js');
const run = (...words: string[]): string =>
  spawnSync(process.execPath, [cli, ...words], { encoding: 'utf8' }).stdout;

test('bundle problems come first, then those of sources; a snapshot has its own', async () => {
  const folder = join(scratchFolder(), 'case');
  for (const host of ['c1', 'c2']) mkdirSync(join(folder, host), { recursive: true });
  const show = 'd3b1a4a6-0b0b-4b0b-8b0b-0b0b0b0b0b0b\n    Bridge br-int\n        Port br-int\n';
  writeFileSync(join(folder, 'c1/ovs-vsctl_show.txt'), show);
  writeFileSync(join(folder, 'c2/ovs-vsctl_show.txt'), show);
  writeFileSync(join(folder, 'c2/ethtool_-S_qvb1.txt'), 'NIC statistics:\n     peer_ifindex: 16\nhm\n');
  symlinkSync('/etc/passwd', join(folder, 'c1/ip_link.txt'));
  const { casePath } = await importBundles([folder]);

  const told = run('problems', casePath, '--json')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(told).toEqual([
    {
      ...{ bundle: 'case', host: null, source: null, sourceId: null },
      ...{ severity: 'warning', line: null, code: 'link-outside', message: expect.any(String) as string },
    },
    {
      ...{
        bundle: null,
        host: 'c2',
        source: 'c2/ethtool_-S_qvb1.txt',
        sourceId: expect.any(Number) as number,
      },
      ...{ severity: 'error', line: 3, code: 'unexpected-line', message: expect.any(String) as string },
    },
  ]);
  const text = run('problems', casePath, '--snapshot', 'c1');
  expect(text).toMatch(/^case {2}warning: /);
  expect(text).not.toContain('ethtool');
  expect(run('problems', casePath, '--snapshot', 'c2')).toContain('c2 c2/ethtool_-S_qvb1.txt:3  error: ');
});
