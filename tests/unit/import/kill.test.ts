// An import killed at any moment: the case opens, is sound, and holds only whole imports.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { checkCase } from '../../check-case.ts';
import { fixtures } from '../../shared-data.ts';

const cli = resolve(import.meta.dirname, '../../../bin/coldtrace.js');
const flows = 60_000;

/** A host's outputs, large enough that the import takes a while in each of its phases. */
function largeBundle(): string {
  const path = join(scratchFolder(), 'ovs-ofctl_dump-flows_br-int');
  const lines = Array.from(
    { length: flows },
    (_, i) =>
      ` cookie=0x5a, duration=${i}.5s, table=${i % 60}, n_packets=${i}, n_bytes=${i * 60}, priority=${i % 65535},ip,nw_dst=10.${i >> 16}.${(i >> 8) & 255}.${i & 255} actions=output:${i % 48}`,
  );
  writeFileSync(path, `NXST_FLOW reply (xid=0x4):\n${lines.join('\n')}\n`);
  return path;
}

function counts(casePath: string): { readonly bundles: number; readonly flows: number } {
  // Opened as the application opens it: what a killed writer left behind is put right first.
  const db = new Database(casePath);
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const count = (sql: string): number => db.prepare<[], number>(sql).pluck().get() ?? -1;
    return {
      bundles: count('SELECT count(*) FROM bundle'),
      flows: count('SELECT coalesce(sum(flows), 0) FROM flow_block'),
    };
  } finally {
    db.close();
  }
}

test('SIGKILL at twenty moments', async () => {
  const bundle = largeBundle();
  const { casePath: first } = await importBundles([join(fixtures, 'article', 'transcript.txt')]);
  const before = counts(first);
  expect(before.bundles).toBe(1);

  const whole = join(dirname(first), 'whole.coldtrace');
  copyFileSync(first, whole);
  const started = performance.now();
  const run = spawnSync(process.execPath, [cli, 'import', whole, bundle], { encoding: 'utf8' });
  const takes = performance.now() - started;
  expect(run.status, run.stderr).toBe(0);
  const after = { bundles: 2, flows: before.flows + flows };
  expect(counts(whole)).toEqual(after);

  let cutShort = 0;
  for (let i = 0; i < 20; i++) {
    const casePath = join(dirname(first), `killed-${i}.coldtrace`);
    copyFileSync(first, casePath);
    const child = spawn(process.execPath, [cli, 'import', casePath, bundle], { stdio: 'ignore' });
    const ended = new Promise((done) => child.once('exit', done));
    // Spread over the whole run and a little beyond, nowhere twice the same.
    const moment = setTimeout(() => child.kill('SIGKILL'), (takes * (i + Math.random())) / 19);
    await ended;
    clearTimeout(moment);
    const found = counts(casePath);
    expect([before, after], `${basename(casePath)}`).toContainEqual(found);
    if (found.bundles === 1) cutShort++;
    expect(checkCase(casePath)).toEqual([]);
  }
  expect(cutShort).toBeGreaterThan(5);
  // And the import can simply be done again.
  const again = join(dirname(first), 'killed-0.coldtrace');
  expect(spawnSync(process.execPath, [cli, 'import', again, bundle]).status).toBe(0);
  expect(counts(again)).toEqual(after);
}, 600_000);
