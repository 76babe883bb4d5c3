// The import's own thread: gets a job, tells progress, hears a cancel, and ends with the ledger or the error.
import { parentPort, workerData } from 'node:worker_threads';
import { CodedError } from '../../../shared/coded-error.ts';
import type { ImportJob } from './job.ts';
import { runImport } from './run-import.ts';
import type { FromWorker } from './start-import.ts';

const port = parentPort;
if (port === null) throw new Error('import-worker.ts runs in a worker');

const abort = new AbortController();
port.on('message', () => abort.abort());

const tell = (message: FromWorker): void => port.postMessage(message);

runImport(workerData as ImportJob, {
  progress: (progress) => tell({ kind: 'progress', progress }),
  signal: abort.signal,
})
  .then(
    (ledger) => tell({ kind: 'done', ledger }),
    (error: unknown) => {
      if (abort.signal.aborted && error === abort.signal.reason) tell({ kind: 'cancelled' });
      else if (error instanceof CodedError) {
        tell({ kind: 'failed', error: { code: error.code, message: error.message, next: error.next } });
      } else tell({ kind: 'crashed', error });
    },
  )
  // Listening keeps the thread alive; there is nothing more to hear.
  .finally(() => port.close());
