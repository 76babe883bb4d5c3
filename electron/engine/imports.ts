// The engine's imports: one at a time, in a worker, while queries go on.
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { EventName, EventPayload, ImportInput, Request } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { apiErrorOf } from './api-errors.ts';
import type { BundleInput } from './import/job.ts';
import { startImport } from './import/start-import.ts';

/** Sends an event to whoever is listening. */
export type Emit = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

interface Running {
  readonly importId: string;
  /** Settles, never rejects, when the import has ended and its events are sent. */
  readonly ended: Promise<void>;
  cancelled: boolean;
  cancel(): void;
}

export interface Imports {
  /** Starts an import into the case at `casePath` and returns its id. Throws 'import-running', 'not-found'. */
  start(casePath: string, request: Request<'import.start'>): string;
  /** Cancels; an import that has ended is no error. */
  cancel(importId: string): void;
  cancelAll(): Promise<void>;
  /** Throws 'import-running' while one runs. */
  refuseWhileRunning(): void;
}

/** `ended` is called with the case's path before an import's end is announced; `written`: it changed the case. */
export function createImports(
  resolveUpload: (id: string) => BundleInput | null,
  emit: Emit,
  ended: (casePath: string, written: boolean) => void,
): Imports {
  let running: Running | null = null;

  function refuseWhileRunning(): void {
    if (running !== null) {
      throw new CodedError('import-running', 'An import is running.', 'Wait for its end, or cancel it.');
    }
  }

  function inputOf(input: ImportInput): BundleInput {
    if ('path' in input) return { kind: 'path', name: basename(input.path), path: input.path };
    const upload = resolveUpload(input.upload);
    if (upload === null)
      throw new CodedError('not-found', 'There is no such upload.', 'Send the bundle again.');
    return upload;
  }

  function cancel(importId: string): void {
    if (running?.importId !== importId) return;
    running.cancelled = true;
    running.cancel();
  }

  return {
    start(casePath, { inputs, label, merge }) {
      refuseWhileRunning();
      const importId = randomUUID();
      const { done, cancel } = startImport(
        { casePath, inputs: inputs.map(inputOf), label, merge },
        (progress) => emit('import.progress', { importId, ...progress }),
      );
      const current: Running = { importId, cancelled: false, cancel, ended: finish() };
      running = current;
      return importId;

      async function finish(): Promise<void> {
        const end = await done.then(
          (ledger) => ({ importId, outcome: 'done' as const, ledger, error: null }),
          (error: unknown) =>
            current.cancelled
              ? { importId, outcome: 'cancelled' as const, ledger: null, error: null }
              : { importId, outcome: 'failed' as const, ledger: null, error: apiErrorOf(error) },
        );
        running = null;
        ended(casePath, end.ledger?.changed ?? false);
        emit('import.finished', end);
      }
    },
    cancel,
    async cancelAll() {
      if (running === null) return;
      const current = running;
      cancel(current.importId);
      await current.ended;
    },
    refuseWhileRunning,
  };
}
