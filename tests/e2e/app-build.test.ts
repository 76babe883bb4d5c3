// The Node side as it is built for Electron, which cannot run TypeScript: its engine, under Node, with the
// message port that a utility process has.
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { buildPart, isBuilt } from '../../build/build.ts';
import { createEngineLink } from '../../electron/engine-link.ts';
import { importOnStart } from '../../electron/import-on-start.ts';
import type { EngineFrame } from '../../shared/api.ts';

const root = resolve(import.meta.dirname, '../..');

/** Electron's `process.parentPort`, made of a child process's own channel. */
const utilityPort = `
  process.parentPort = {
    postMessage: (message) => process.send(message),
    on: (_event, listener) => process.on('message', (data) => listener({ data })),
  };
`;

test('the built engine imports a transcript and names its host', async () => {
  if (!isBuilt('app')) await buildPart('app');
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-app-'));
  const port = join(folder, 'utility-port.mjs');
  writeFileSync(port, utilityPort);
  const options = {
    version: '0.1.0',
    hostKind: 'desktop',
    locale: 'zh-CN',
    dataFolder: folder,
    samplesFolder: join(root, 'resources/samples'),
    localesFolder: join(root, 'resources/locales'),
    spoolFolder: null,
  };
  const child = fork(join(root, 'dist/app/electron/engine/engine-process.js'), [JSON.stringify(options)], {
    execArgv: ['--import', port],
  });
  const link = createEngineLink((frame) => child.send(frame));
  child.on('message', (frame) => link.receive(frame as EngineFrame));
  const ended = new Promise<number | null>((done) => child.on('exit', done));

  const info = await link.call('app.info', {});
  expect(info.samples.map(({ id }) => id)).toEqual(['article', 'db1-unreachable']);
  expect(info.samples[1]?.titles['zh-CN']).toBe('db1 无法连通：故障前后对比');
  const bundles = [join(root, 'resources/samples/article/transcript.txt')];
  expect(await importOnStart(link, { casePath: null, bundles })).toMatchObject({ outcome: 'done' });
  const { snapshots } = await link.call('snapshots.list', {});
  expect(snapshots.map(({ host, bridges }) => [host, bridges])).toEqual([['compute1', ['br-int', 'br-tun']]]);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  rmSync(folder, { recursive: true });
});
