// The engine in a worker thread of this process, for the browser host.
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ClientFrame, EngineFrame } from '../../shared/api.ts';
import { appFolders } from '../app-folders.ts';
import { endMessage } from '../engine/end-message.ts';
import type { EngineProcessOptions } from '../engine/process-options.ts';
import { createEngineLink } from '../engine-link.ts';
import type { EngineLink } from '../engine-link.ts';

/**
 * Milliseconds that the engine may take to end, which is more than an import has to let go of the case. One that
 * takes longer is ended as it is: the case file bears that, but not always this process.
 */
const patience = 30_000;

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
      link.fail({ code: 'internal', message: 'Coldtrace is closing.', next: null });
      worker.postMessage(endMessage);
      const waited = new AbortController();
      const impatient = delay(patience, undefined, { ref: false, signal: waited.signal }).then(
        () => worker.terminate(),
        () => undefined,
      );
      await ended;
      waited.abort();
      await impatient;
    },
  };
}
