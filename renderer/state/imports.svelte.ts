// Importing, from what the user chose to the ledger: bundles wait for a label, are sent if they are in
// the browser, are imported by the engine, and end as a result that stays until it is put away.
import {
  CodedError,
  type ApiError,
  type EventPayload,
  type ImportInput,
  type Ledger,
} from '../../shared/api.ts';
import { app } from './app.svelte.ts';
import type { ChosenBundle } from './dropped-files.ts';
import { uploadBundle } from './upload.ts';

export type ImportRun =
  | {
      readonly stage: 'sending';
      readonly name: string;
      readonly bytesDone: number;
      readonly bytesTotal: number;
    }
  | { readonly stage: 'importing'; readonly progress: EventPayload<'import.progress'> | null };

export interface ImportResult {
  readonly outcome: 'done' | 'cancelled' | 'failed';
  readonly ledger: Ledger | null;
  readonly error: ApiError | null;
}

interface PlannedImport {
  readonly inputs: readonly ImportInput[];
  readonly label: string | null;
  readonly merge: boolean;
}

class Imports {
  /** What waits for its label; the import dialog is open while there is any. */
  chosen = $state.raw<readonly ChosenBundle[]>([]);
  run = $state.raw<ImportRun | null>(null);
  result = $state.raw<ImportResult | null>(null);
  /** The import that the engine is at, whoever started it. */
  #importId: string | null = null;
  #abort: AbortController | null = null;
  /** Another import of the same sample comes after the one that runs. */
  #following = false;
  #finished: ((payload: EventPayload<'import.finished'>) => void) | null = null;

  constructor() {
    app.client.on('import.progress', (progress) => {
      // An import that began before this page was opened, or from the command line, is shown as well.
      this.#importId = progress.importId;
      this.run = { stage: 'importing', progress };
    });
    app.client.on('import.finished', (payload) => this.#finish(payload));
  }

  /** Puts bundles up for import; a case file by itself is opened where none is open, otherwise it can be taken in. */
  async offer(bundles: readonly ChosenBundle[]): Promise<void> {
    const [only] = bundles;
    if (bundles.length === 1 && only?.kind === 'path' && isCase(only) && !app.case) {
      await openCase(only.path);
      return;
    }
    this.chosen = [...this.chosen, ...bundles];
  }

  remove(bundle: ChosenBundle): void {
    this.chosen = this.chosen.filter((each) => each !== bundle);
  }

  /** Imports what was chosen, into a new case of this name when none is open. */
  async start(caseName: string, label: string | null): Promise<void> {
    const bundles = this.chosen;
    this.chosen = [];
    this.result = null;
    const abort = new AbortController();
    this.#abort = abort;
    try {
      if (!app.case) await app.client.call('case.new', { name: caseName });
      const inputs: ImportInput[] = [];
      for (const bundle of bundles) inputs.push(await this.#inputOf(bundle, abort.signal));
      await this.#import({ inputs, label, merge: false });
    } catch (error) {
      this.#fail(error, abort.signal);
    }
  }

  /** Makes a case of a sample and imports its bundles one after another. */
  async openSample(sample: string): Promise<void> {
    this.result = null;
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const { imports } = await app.client.call('case.sample', { sample });
      for (const [index, { inputs, label }] of imports.entries()) {
        this.#following = index < imports.length - 1;
        if ((await this.#import({ inputs, label, merge: true })) !== 'done') return;
      }
    } catch (error) {
      this.#fail(error, abort.signal);
    } finally {
      this.#following = false;
    }
  }

  async cancel(): Promise<void> {
    this.#abort?.abort();
    if (this.#importId === null) return;
    try {
      await app.client.call('import.cancel', { importId: this.#importId });
    } catch (error) {
      app.report(error);
    }
  }

  async merge(snapshots: readonly number[]): Promise<void> {
    const [into, ...from] = snapshots;
    if (into === undefined || from.length === 0) return;
    try {
      await app.client.call('snapshots.merge', { into, from });
      const ledger = this.result?.ledger;
      if (this.result && ledger) {
        const rest = ledger.mergeable.filter((offer) => !offer.snapshots.includes(into));
        this.result = { ...this.result, ledger: { ...ledger, mergeable: rest } };
      }
    } catch (error) {
      app.report(error);
    }
  }

  putAway(): void {
    this.result = null;
  }

  async #inputOf(bundle: ChosenBundle, signal: AbortSignal): Promise<ImportInput> {
    if (bundle.kind === 'path') return { path: bundle.path };
    const { name, bytes } = bundle;
    this.run = { stage: 'sending', name, bytesDone: 0, bytesTotal: bytes };
    const sent = (bytesDone: number): void => {
      this.run = { stage: 'sending', name, bytesDone, bytesTotal: bytes };
    };
    return { upload: await uploadBundle(bundle, sent, signal) };
  }

  async #import(planned: PlannedImport): Promise<ImportResult['outcome']> {
    this.run = { stage: 'importing', progress: null };
    const finished = new Promise<EventPayload<'import.finished'>>((resolve) => {
      this.#finished = resolve;
    });
    const { importId } = await app.client.call('import.start', { ...planned, inputs: [...planned.inputs] });
    // The end may have come before this answer.
    if (this.run) this.#importId = importId;
    return (await finished).outcome;
  }

  #finish(payload: EventPayload<'import.finished'>): void {
    this.run = null;
    this.#importId = null;
    const { outcome, ledger, error } = payload;
    // With more to follow, the end is not reached yet.
    if (outcome !== 'done' || !this.#following)
      this.result = { outcome, ledger, error: error && { ...error, code: error.code as ApiError['code'] } };
    this.#finished?.(payload);
    this.#finished = null;
  }

  #fail(error: unknown, signal: AbortSignal): void {
    this.run = null;
    if (signal.aborted) {
      this.result = { outcome: 'cancelled', ledger: null, error: null };
      return;
    }
    const coded =
      error instanceof CodedError
        ? error
        : new CodedError('internal', error instanceof Error ? error.message : String(error));
    this.result = { outcome: 'failed', ledger: null, error: coded };
  }
}

export const imports = new Imports();

/** By its name; the engine looks into the file. */
export function isCase({ name }: ChosenBundle): boolean {
  return name.endsWith('.coldtrace');
}

/** Opens a case file by its path; an error is shown to the user. */
export async function openCase(path: string): Promise<void> {
  try {
    await app.client.call('case.open', { path, create: false });
  } catch (error) {
    app.report(error);
  }
}
