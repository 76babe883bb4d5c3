// Where the engine runs, away from the interface: a worker thread (browser host) or Electron's utility
// process (desktop). Takes ClientFrames from its port and posts EngineFrames back, answers and events.
// When it is asked to end (`endMessage` to the thread, SIGTERM to the process) it lets go of the case first,
// so that this is left as one file, and then ends by itself: a thread that is ended from outside while
// SQLite makes rows for it takes the whole process along.
import { parentPort, workerData } from 'node:worker_threads';
import type { EngineFrame } from '../../shared/api.ts';
import { createEngine } from './engine.ts';
import { endMessage } from './end-message.ts';
import { engineProcessOptions } from './process-options.ts';
import { createFrameServer } from './serve-frames.ts';
import { readUpload } from './upload-spool.ts';

/** What both kinds of port can do. */
interface Port {
  post(frame: EngineFrame): void;
  onMessage(listener: (frame: unknown) => void): void;
}

/** Electron adds this to `process` in a utility process. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

function openPort(): { readonly port: Port; readonly options: unknown } {
  if (parentPort !== null) {
    const worker = parentPort;
    return {
      options: workerData,
      port: {
        post: (frame) => worker.postMessage(frame),
        onMessage: (listener) => worker.on('message', listener),
      },
    };
  }
  const utility = (process as { readonly parentPort?: UtilityPort }).parentPort;
  if (utility === undefined) throw new Error('engine-process runs in a worker thread or a utility process');
  return {
    options: JSON.parse(process.argv.at(-1) ?? ''),
    port: {
      post: (frame) => utility.postMessage(frame),
      onMessage: (listener) => utility.on('message', ({ data }) => listener(data)),
    },
  };
}

const { port, options } = openPort();
const { spoolFolder, ...engineOptions } = engineProcessOptions.parse(options);
const { engine, close } = createEngine(
  {
    ...engineOptions,
    resolveUpload: (id) => (spoolFolder === null ? null : readUpload(spoolFolder, id)),
  },
  (event, payload) => port.post({ event, payload }),
);
const serve = createFrameServer(engine);
const end = (): void => void close().finally(() => process.exit(0));
port.onMessage((frame) => {
  if (frame === endMessage) end();
  else void serve(frame).then((answer) => port.post(answer));
});
process.once('SIGTERM', end);
