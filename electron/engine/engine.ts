// The engine: one open case, one import at a time, and every method of shared/api.ts over them. Hosts
// run it away from the interface (engine-process.ts) and carry its frames.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { CaseInfo, Engine } from '../../shared/api.ts';
import { CodedError } from '../../shared/coded-error.ts';
import { putNote, putOutline, putPin, removeNote, removePin } from './case-file/queries/notes.ts';
import { mergeSnapshots, updateSnapshot } from './case-file/queries/change-snapshots.ts';
import { newCasePath } from './case-names.ts';
import { CaseSession } from './case-session.ts';
import { createImports } from './imports.ts';
import type { Emit } from './imports.ts';
import type { BundleInput } from './import/job.ts';
import { watchCase } from './notes/watch-case.ts';
import { addRecent, listRecent } from './recent-cases.ts';
import { redactionMethods } from './redact/redaction-methods.ts';
import { reportMethods } from './report/report-methods.ts';
import { listSamples } from './samples.ts';
import { sessionMethods } from './session-methods.ts';

export interface EngineOptions {
  readonly version: string;
  readonly hostKind: 'desktop' | 'browser';
  /** BCP 47. */
  readonly locale: string;
  /** The user's own folder; made when it is not there. */
  readonly dataFolder: string;
  readonly samplesFolder: string;
  /** The texts of reports. */
  readonly localesFolder: string;
  /** What was uploaded under an id; null when there is no such upload. */
  resolveUpload(id: string): BundleInput | null;
}

/** Makes an engine without an open case. `close` cancels what is running and leaves the case as one file. */
export function createEngine(
  options: EngineOptions,
  emit: Emit,
): { readonly engine: Engine; close(): Promise<void> } {
  let session: CaseSession | null = null;
  let stopWatching = (): void => undefined;

  function opened(): CaseSession {
    if (session === null)
      throw new CodedError('no-case', 'No case is open.', 'Open a case or make a new one.');
    return session;
  }

  const imports = createImports(options.resolveUpload, emit, (path, written) => {
    if (session?.path !== path) return;
    session.importEnded(written);
    if (written) emit('case.changed', { case: session.info() });
  });

  async function closeSession(): Promise<void> {
    await imports.cancelAll();
    stopWatching();
    session?.close();
    session = null;
  }

  async function open(path: string, create: boolean): Promise<CaseInfo> {
    if (session?.path === path) return session.info();
    // The new one first: a file that is no case must not cost the one that is open.
    const next = new CaseSession(path, { create });
    await imports.cancelAll();
    // Nothing is awaited from here on: another `case.open` may be under way.
    stopWatching();
    session?.close();
    session = next;
    stopWatching = watchCase(next, () => emit('notes.changed', {}));
    const info = next.info();
    addRecent(options.dataFolder, info, new Date());
    emit('case.changed', { case: info });
    return info;
  }

  async function openNew(name: string): Promise<CaseInfo> {
    const folder = join(options.dataFolder, 'cases');
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw new CodedError(
        'cannot-write',
        `The folder for cases, ${folder}, cannot be made: ${(error as NodeJS.ErrnoException).code}.`,
        'Set COLDTRACE_DATA to a folder that may be written to.',
      );
    }
    return open(newCasePath(folder, name), true);
  }

  /** Changes what an import does not own: while one runs, it holds the case. */
  function change(work: Parameters<CaseSession['change']>[0]): void {
    imports.refuseWhileRunning();
    const current = opened();
    current.change(work);
    emit('case.changed', { case: current.info() });
  }

  /** Writes what the user wrote; the answer is what was there before. */
  function annotate<T>(work: (db: Database) => T): { readonly before: T } {
    imports.refuseWhileRunning();
    const before = opened().annotate(work);
    emit('notes.changed', {});
    return { before };
  }

  const engine: Engine = {
    ...sessionMethods(opened),
    ...reportMethods(opened, options, (progress) => emit('report.progress', progress)),
    ...redactionMethods(opened, annotate, (phase, done, total) =>
      emit('redaction.progress', { phase, done, total }),
    ),
    'app.info': async () => ({
      version: options.version,
      host: options.hostKind,
      locale: options.locale,
      case: session?.info() ?? null,
      recent: listRecent(options.dataFolder),
      samples: listSamples(options.samplesFolder).map(({ id, titles, title }) => ({ id, titles, title })),
    }),
    'case.open': ({ path, create }) => open(resolve(path), create),
    'case.new': ({ name }) => openNew(name),
    'case.sample': async ({ sample: id }) => {
      const sample = listSamples(options.samplesFolder).find((candidate) => candidate.id === id);
      if (sample === undefined) throw new CodedError('not-found', `There is no sample ${id}.`);
      return {
        case: await openNew(sample.id),
        imports: sample.imports.map(({ paths, label }) => ({
          inputs: paths.map((path) => ({ path: join(options.samplesFolder, path) })),
          label,
        })),
      };
    },
    'case.saveCopy': async ({ path }) => {
      const target = resolve(path);
      await opened().saveCopy(target);
      return { path: target };
    },
    'case.compact': async () => {
      imports.refuseWhileRunning();
      const before = opened().compact();
      const info = opened().info();
      emit('case.changed', { case: info });
      return { before, after: info.bytes };
    },
    'case.close': async () => {
      await closeSession();
      emit('case.changed', { case: null });
      return {};
    },
    'import.start': async (request) => {
      const current = opened();
      if (current.readOnly) {
        throw new CodedError(
          'cannot-write',
          `${current.path} cannot be written to.`,
          'Copy the case to where you may write.',
        );
      }
      return { importId: imports.start(current.path, request) };
    },
    'import.cancel': async ({ importId }) => {
      imports.cancel(importId);
      return {};
    },
    'snapshots.update': async ({ id, ...changes }) => {
      change((db) => updateSnapshot(db, id, changes));
      return opened().snapshot(id);
    },
    'snapshots.remove': async ({ id }) => {
      imports.refuseWhileRunning();
      const removal = opened().removeSnapshot(id);
      emit('case.changed', { case: opened().info() });
      return { removal };
    },
    'snapshots.restore': async ({ removal }) => {
      imports.refuseWhileRunning();
      const id = opened().restoreSnapshot(removal);
      emit('case.changed', { case: opened().info() });
      return opened().snapshot(id);
    },
    'snapshots.merge': async ({ into, from }) => {
      change((db) => mergeSnapshots(db, into, from));
      return opened().snapshot(into);
    },
    'notes.put': async ({ note }) => annotate((db) => putNote(db, note)),
    'notes.remove': async ({ id }) => annotate((db) => removeNote(db, id)),
    'pins.put': async ({ pin }) => annotate((db) => putPin(db, pin)),
    'pins.remove': async ({ id }) => annotate((db) => removePin(db, id)),
    'report.put': async ({ outline }) => annotate((db) => putOutline(db, outline)),
  };
  return { engine, close: closeSession };
}
