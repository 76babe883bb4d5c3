// Stands in for the engine's worker: says back what it was asked. `import.start` also ends the import; the
// methods `throw` and `exit` end the engine, which none of the contract's does. It ends when it is asked to.
import { parentPort, workerData } from 'node:worker_threads';
import type { ClientFrame, EngineFrame } from '../../../shared/api.ts';
import { endMessage } from '../../../electron/engine/end-message.ts';
import { readUpload } from '../../../electron/engine/upload-spool.ts';

const { spoolFolder } = workerData as { spoolFolder: string };
const ends: Readonly<Record<string, () => void>> = {
  throw: () => {
    throw new Error('no memory left');
  },
  exit: () => process.exit(3),
};
const post = (frame: EngineFrame): void => parentPort?.postMessage(frame);

parentPort?.on('message', (message: ClientFrame | typeof endMessage) => {
  if (message === endMessage) process.exit(0);
  const { id, method, request } = message;
  ends[method]?.();
  if (method !== 'import.start') {
    post({ id, response: { method, request } });
    return;
  }
  post({ id, response: { importId: 'import-1' } });
  const { inputs } = request as { inputs: { upload?: string; path?: string }[] };
  const found = inputs.map(({ upload, path }) => (upload ? readUpload(spoolFolder, upload) : path));
  post({
    event: 'import.finished',
    payload: {
      importId: 'import-1',
      outcome: 'failed',
      ledger: null,
      error: { code: 'internal', message: JSON.stringify(found), next: null },
    },
  });
});
