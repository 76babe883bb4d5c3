// The engine in a worker thread of this process, for the browser host.
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ClientFrame, EngineFrame } from '../../shared/api.ts';
import { appFolders } from '../app-folders.ts';
import type { EngineProcessOptions } from '../engine/process-options.ts';
import { createEngineLink } from '../engine-link.ts';
import type { EngineLink } from '../engine-link.ts';

/** An engine that is busy for longer is ended as it is; the case file bears that. */
const patience = 5000;

export interface EngineThread {
  readonly link: EngineLink;
  /** Closes the case and ends the thread. */
  close(): Promise<void>;
}

/** Starts the engine; `answered` is told of every request with its answer. */
export function startEngineThread(
  options: EngineProcessOptions,
  answered?: (request: ClientFrame, answer: EngineFrame) => void,
): EngineThread {
  const worker = new Worker(appFolders.engineProcess, { workerData: options });
  const link = createEngineLink((frame) => worker.postMessage(frame), answered);
  const stopped = (why: string): void =>
    link.fail({
      code: 'internal',
      message: `The engine stopped${why}.`,
      next: 'Start Coldtrace again; the case is as it was after the last finished import.',
    });
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      // A thread may end without an error; its clients would wait for ever.
      stopped(` with code ${code}`);
      resolve();
    });
  });
  worker.on('message', (frame: EngineFrame) => link.receive(frame));
  worker.on('error', (error) => stopped(`: ${error.message}`));
  return {
    link,
    async close() {
      const closed = link.call('case.close', {}).then(
        () => undefined,
        () => undefined,
      );
      await Promise.race([closed, ended, delay(patience, undefined, { ref: false })]);
      link.fail({ code: 'internal', message: 'Coldtrace is closing.', next: null });
      await worker.terminate();
      await ended;
    },
  };
}
