// What one import is asked and what it answers, wherever it runs: in the engine's import worker or
// straight from the command line.
import type { EventPayload, Ledger } from '../../../shared/api.ts';
import type { PoolOptions } from './parse-pool.ts';

/** A bundle to read. `name` is what the user calls it; it never becomes a path. */
export type BundleInput =
  | { readonly kind: 'path'; readonly name: string; readonly path: string }
  /** Files sent by a browser: spooled under numbers, with the paths they had at the user's. */
  | {
      readonly kind: 'upload';
      readonly name: string;
      readonly files: readonly { readonly path: string; readonly spooled: string }[];
    };

export interface ImportJob {
  readonly casePath: string;
  readonly inputs: readonly BundleInput[];
  readonly label: string | null;
  /** Join snapshots of one host taken minutes apart, within this import and with those in the case under the same label. */
  readonly merge: boolean;
  /** How members are read; left out, as the machine allows. */
  readonly parsing?: PoolOptions;
}

export type ImportProgress = Omit<EventPayload<'import.progress'>, 'importId'>;

export interface ImportHooks {
  progress(progress: ImportProgress): void;
  /** Aborting ends the import with the case as it was. */
  readonly signal: AbortSignal;
}

/** Implemented by run-import.ts. Rejects with a CodedError; an abort rejects with the signal's reason. */
export type RunImport = (job: ImportJob, hooks: ImportHooks) => Promise<Ledger>;
