// The engine in a worker thread, as the browser host runs it: frames in, frames and events out.
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import type { EngineFrame } from '../../../shared/api.ts';
import { endMessage } from '../../../electron/engine/end-message.ts';
import type { EngineProcessOptions } from '../../../electron/engine/process-options.ts';

/** The engine in a thread, with a data folder of its own. */
function startThread(): { readonly worker: Worker; readonly dataFolder: string } {
  const dataFolder = mkdtempSync(join(tmpdir(), 'coldtrace-worker-'));
  const options: EngineProcessOptions = {
    version: '1.2.3',
    hostKind: 'browser',
    locale: 'en-GB',
    dataFolder,
    samplesFolder: join(dataFolder, 'no-samples'),
    localesFolder: join(dataFolder, 'no-locales'),
    spoolFolder: null,
  };
  const worker = new Worker(resolve(import.meta.dirname, '../../../electron/engine/engine-process.ts'), {
    workerData: options,
  });
  onTestFinished(async () => {
    await worker.terminate();
    rmSync(dataFolder, { recursive: true });
  });
  return { worker, dataFolder };
}

test('frames go through a worker thread', async () => {
  const { worker, dataFolder } = startThread();
  const frames: EngineFrame[] = [];
  const answered = new Promise<void>((done) => {
    worker.on('message', (frame: EngineFrame) => {
      frames.push(frame);
      if ('id' in frame && frame.id === 3) done();
    });
  });
  worker.postMessage({ id: 1, method: 'app.info', request: {} });
  worker.postMessage({ id: 2, method: 'case.new', request: { name: 'mine' } });
  worker.postMessage({ id: 3, method: 'nonsense', request: {} });
  await answered;
  await expect.poll(() => frames.length).toBe(4);

  const path = join(dataFolder, 'cases/mine.coldtrace');
  const opened = { path, name: 'mine', bytes: expect.any(Number) as number, readOnly: false };
  expect(frames).toContainEqual({
    id: 1,
    response: {
      version: '1.2.3',
      host: 'browser',
      locale: 'en-GB',
      case: null,
      recent: [],
      samples: [],
    },
  });
  expect(frames).toContainEqual({ event: 'case.changed', payload: { case: opened } });
  expect(frames).toContainEqual({ id: 2, response: opened });
  expect(frames).toContainEqual({
    id: 3,
    error: { code: 'bad-request', message: 'There is no method nonsense.', next: null },
  });
});

test('a thread that is asked to end closes the case, whatever it is busy with, and ends by itself', async () => {
  const { worker, dataFolder } = startThread();
  const frames: EngineFrame[] = [];
  worker.on('message', (frame: EngineFrame) => frames.push(frame));
  const ended = once(worker, 'exit');
  worker.postMessage({ id: 1, method: 'case.new', request: { name: 'mine' } });
  await expect.poll(() => frames.some((frame) => 'id' in frame), { timeout: 10_000 }).toBe(true);
  const bundle = resolve(import.meta.dirname, '../../fixtures/openvswitch/lab');
  const inputs = [{ path: bundle }];
  worker.postMessage({ id: 2, method: 'import.start', request: { inputs, label: null, merge: false } });
  await expect
    .poll(() => frames.some((frame) => 'event' in frame && frame.event === 'import.progress'), {
      timeout: 10_000,
    })
    .toBe(true);
  for (let id = 3; id < 100; id++) worker.postMessage({ id, method: 'snapshots.list', request: {} });
  worker.postMessage(endMessage);
  expect(await ended).toEqual([0]);
  // The log of an open case is folded back into it.
  expect(readdirSync(join(dataFolder, 'cases'))).toEqual(['mine.coldtrace']);
}, 30_000);
