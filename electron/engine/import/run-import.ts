// One import, whole: opens every bundle, recognises those the case has, reads the others, joins what is
// one snapshot, and commits. Whatever fails or is cancelled on the way leaves the case as it was.
import { createHash } from 'node:crypto';
import type { Ledger } from '../../../shared/api.ts';
import { CodedError } from '../../../shared/coded-error.ts';
import type { Problem } from '../../../shared/evidence.ts';
import { mostCases, type ImportWriter } from '../case-file/import-writer.ts';
import type { OtherCase } from '../case-file/other-case.ts';
import { openImportWriter } from '../case-file/writer.ts';
import { caseInput } from './case-input.ts';
import { findMergeable } from './mergeable.ts';
import { importBundle } from './import-bundle.ts';
import type { BundleInput, ImportHooks, ImportJob, RunImport } from './job.ts';
import type { BundleReader } from './members.ts';
import { openBundle } from './open-bundle.ts';
import { ParsePool } from './parse-pool.ts';
import { ProgressMeter } from './progress-meter.ts';
import { ReadAhead } from './read-ahead.ts';
import { Survey, type SurveyResult } from './survey.ts';
import { Tally } from './tally.ts';

export const runImport: RunImport = (job, hooks) =>
  importInto(
    job,
    hooks,
    () => openImportWriter(job.casePath),
    () => performance.now(),
  );

/** From this size on, as stored, other threads read along. */
const largeBundle = 2 * 1024 * 1024;

type BundleOutcome = Ledger['bundles'][number];

/** `runImport` with its writer and clock given: what tests use. */
async function importInto(
  job: ImportJob,
  hooks: ImportHooks,
  openWriter: () => ImportWriter,
  now: () => number,
): Promise<Ledger> {
  hooks.signal.throwIfAborted();
  const meter = new ProgressMeter((progress) => hooks.progress(progress), now);
  meter.phase('reading', null);
  const opened = await openAll(job, meter, hooks.signal);
  const pool = new ParsePool(job.parsing);
  let writer: ImportWriter | null = null;
  try {
    writer = openWriter();
    const ledger = await importAll({ job, hooks, writer, meter, pool }, opened);
    hooks.signal.throwIfAborted();
    if (ledger.changed) {
      meter.phase('writing', null);
      writer.commit();
    } else writer.rollback();
    meter.phase('done', null);
    return ledger;
  } catch (error) {
    writer?.rollback();
    throw error;
  } finally {
    closeCases(opened);
    await pool.close();
  }
}

/** What all bundles of one import share. */
interface Import {
  readonly job: ImportJob;
  readonly hooks: ImportHooks;
  readonly writer: ImportWriter;
  readonly meter: ProgressMeter;
  readonly pool: ParsePool;
}

type Opened =
  | { readonly input: BundleInput; readonly reader: BundleReader }
  | { readonly input: BundleInput; readonly other: OtherCase }
  | { readonly input: BundleInput; readonly failure: CodedError };

/** Opens every bundle. When none can be opened the first failure is thrown. */
async function openAll(
  { inputs, casePath }: ImportJob,
  meter: ProgressMeter,
  signal: AbortSignal,
): Promise<readonly Opened[]> {
  const opened: Opened[] = [];
  let cases = 0;
  for (const input of inputs) {
    try {
      const other = cases < mostCases ? await caseInput(input, casePath) : null;
      if (other !== null) {
        cases++;
        opened.push({ input, other });
        continue;
      }
      const reader = await openBundle(input, signal);
      meter.expect(reader.bytes);
      opened.push({ input, reader });
    } catch (error) {
      if (!(error instanceof CodedError)) {
        closeCases(opened);
        throw error;
      }
      opened.push({ input, failure: error });
    }
  }
  throwIfAllFailed(opened.map((one) => ('failure' in one ? one.failure : null)));
  return opened;
}

function closeCases(opened: readonly Opened[]): void {
  for (const one of opened) if ('other' in one) one.other.close();
}

function throwIfAllFailed(failures: readonly (CodedError | null)[]): void {
  const [first] = failures;
  if (first !== null && first !== undefined && failures.every((failure) => failure !== null)) throw first;
}

async function importAll(work: Import, opened: readonly Opened[]): Promise<Ledger> {
  const { job, writer } = work;
  const tally = new Tally();
  const bundles: BundleOutcome[] = [];
  const failures: (CodedError | null)[] = [];
  for (const one of opened) {
    if ('failure' in one) {
      bundles.push(failed(one.input, one.failure));
      failures.push(one.failure);
      continue;
    }
    if ('other' in one) {
      bundles.push(takeCase(one, work, tally));
      failures.push(null);
      continue;
    }
    try {
      bundles.push(await importOne(one, work, tally));
      failures.push(null);
    } catch (error) {
      // Only what says so before the first row is written is one bundle's own failure.
      if (!(error instanceof RefusedBundle)) throw error;
      bundles.push(failed(one.input, error.failure));
      failures.push(error.failure);
    }
  }
  throwIfAllFailed(failures);
  const imported = bundles.flatMap(({ outcome, snapshots }) => (outcome === 'imported' ? snapshots : []));
  const found = findMergeable(writer, imported, job.label);
  const merged = job.merge ? merge(writer, found) : new Map<number, number>();
  return {
    changed: bundles.some(({ outcome }) => outcome === 'imported'),
    bundles: bundles.map((bundle) => ({
      ...bundle,
      snapshots: [...new Set(bundle.snapshots.map((id) => merged.get(id) ?? id))],
    })),
    sources: tally.sources,
    states: tally.states,
    facts: tally.facts,
    problems: tally.problems,
    mergeable: job.merge ? [] : found,
  };
}

/** Refused after it was opened and before anything of it was written. */
class RefusedBundle extends Error {
  readonly failure: CodedError;
  constructor(failure: CodedError) {
    super(failure.message);
    this.failure = failure;
  }
}

async function importOne(
  { input, reader }: { readonly input: BundleInput; readonly reader: BundleReader },
  { job, hooks, writer, meter, pool }: Import,
  tally: Tally,
): Promise<BundleOutcome> {
  const { name } = input;
  const { signal } = hooks;
  meter.phase('reading', name);
  const hash = createHash('sha256');
  await reader.hash(hash, signal, (bytes) => meter.bytes('hash', bytes));
  const fingerprint = hash.digest('hex');
  const known = writer.knownBundle(fingerprint);
  if (known !== null) {
    meter.skip(reader.bytes, ['survey', 'parse']);
    return { name, outcome: 'known', snapshots: [...known], problems: [] };
  }
  if (reader.bytes > largeBundle) pool.warm();
  const seen = new Survey();
  const ahead = new ReadAhead(seen, pool);
  await reader.read(ahead, signal, (bytes) => meter.bytes('survey', bytes));
  const survey = seen.result(name);
  refuseUseless(name, survey);
  meter.phase('parsing', name);
  const bundleId = writer.addBundle({ name, kind: reader.kind, fingerprint, bytes: reader.bytes });
  const { snapshots, problems } = await importBundle(
    reader,
    { writer, tally, bundleId, label: job.label, survey, ahead, pool, member: (path) => meter.member(path) },
    signal,
    (bytes) => meter.bytes('parse', bytes),
  );
  return { name, outcome: 'imported', snapshots: [...snapshots], problems: [...problems] };
}

/** Takes in another case: of one bundle by name, as a case is one file. */
function takeCase(
  { input, other }: { readonly input: BundleInput; readonly other: OtherCase },
  { writer, meter }: Import,
  tally: Tally,
): BundleOutcome {
  const { name } = input;
  meter.phase('reading', name);
  const taken = writer.addCase(other.path);
  tally.taken(taken);
  const isNew = taken.snapshots.length > 0 || taken.notes > 0;
  const snapshots = taken.snapshots.length > 0 ? taken.snapshots : taken.known;
  return {
    name,
    outcome: isNew ? 'imported' : 'known',
    snapshots: [...snapshots],
    problems: [],
    ...(taken.notes > 0 ? { notes: taken.notes } : {}),
  };
}

function refuseUseless(name: string, survey: SurveyResult): void {
  if (survey.files === 0) {
    throw new RefusedBundle(new CodedError('unreadable-bundle', `${name} holds no file that can be read.`));
  }
}

function failed(input: BundleInput, failure: CodedError): BundleOutcome {
  const next = failure.next === null ? '' : ` ${failure.next}`;
  const problem: Problem = {
    severity: 'error',
    line: null,
    code: failure.code,
    message: failure.message + next,
  };
  return { name: input.name, outcome: 'failed', snapshots: [], problems: [problem] };
}

/** Joins each group into its first snapshot; says which snapshot became which. */
function merge(writer: ImportWriter, groups: Ledger['mergeable']): ReadonlyMap<number, number> {
  const became = new Map<number, number>();
  for (const { snapshots } of groups) {
    const [into, ...rest] = snapshots;
    if (into === undefined) continue;
    for (const from of rest) {
      writer.mergeSnapshots(into, from);
      became.set(from, into);
    }
  }
  return became;
}
