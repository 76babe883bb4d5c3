// Runs an import in a thread of its own, so that whoever asked for it stays responsive.
import { Worker } from 'node:worker_threads';
import type { Ledger } from '../../../shared/api.ts';
import { CodedError, type ApiError } from '../../../shared/coded-error.ts';
import type { ImportJob, ImportProgress } from './job.ts';

/** What the worker says. Exactly one message other than `progress` comes, and it is the last. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly progress: ImportProgress }
  | { readonly kind: 'done'; readonly ledger: Ledger }
  | { readonly kind: 'failed'; readonly error: ApiError }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'crashed'; readonly error: unknown };

/**
 * How long a cancelled import may take to let go of the case before its thread is ended, which it may be inside of
 * SQLite. Milliseconds.
 */
const patience = 20_000;

/** Rejected with when an import was cancelled. */
export class ImportCancelled extends Error {
  constructor() {
    super('The import was cancelled; the case is as it was.');
    this.name = 'AbortError';
  }
}

/**
 * Starts `runImport` in a worker. `done` rejects with a CodedError, with ImportCancelled after `cancel`, or
 * with what went wrong inside. The worker has ended when `done` settles.
 */
export function startImport(
  job: ImportJob,
  onProgress: (progress: ImportProgress) => void,
): { done: Promise<Ledger>; cancel(): void } {
  // Beside this file, whether it runs as written or as built.
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const worker = new Worker(new URL(`./import-worker.${ending}`, import.meta.url), { workerData: job });
  let last: Exclude<FromWorker, { kind: 'progress' }> | null = null;
  let cancelled = false;
  let impatience: NodeJS.Timeout | null = null;
  const done = new Promise<Ledger>((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'progress') onProgress(message.progress);
      else last = message;
    });
    worker.on('error', (error) => (last ??= { kind: 'crashed', error }));
    worker.on('exit', () => {
      if (impatience !== null) clearTimeout(impatience);
      if (last?.kind === 'done') resolve(last.ledger);
      else if (last?.kind === 'failed')
        reject(new CodedError(last.error.code, last.error.message, last.error.next));
      else if (cancelled) reject(new ImportCancelled());
      else if (last?.kind === 'crashed')
        reject(last.error instanceof Error ? last.error : new Error(String(last.error)));
      else
        reject(
          new CodedError(
            'internal',
            'The import ended without a result.',
            'Import again; the case is as it was.',
          ),
        );
    });
  });
  return {
    done,
    cancel() {
      if (cancelled) return;
      cancelled = true;
      worker.postMessage('cancel');
      // A thread that is ended takes its connection with it: SQLite then undoes what was not committed.
      impatience = setTimeout(() => void worker.terminate(), patience);
    },
  };
}
