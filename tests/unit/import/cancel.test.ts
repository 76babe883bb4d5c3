// Ending an import before its end: cancelled in this thread, cancelled in its worker, failed in the middle.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CodedError } from '../../../shared/api.ts';
import { ImportCancelled, startImport } from '../../../electron/engine/import/start-import.ts';
import type { ImportProgress } from '../../../electron/engine/import/job.ts';
import { asInput } from '../../bundle-input.ts';
import { importBundles, scratchFolder } from '../../import-bundles.ts';
import { checkCase } from '../../check-case.ts';
import { fixtures, hasShared, sharedData } from '../../shared-data.ts';

const transcript = join(fixtures, 'article', 'transcript.txt');
const report = (): string =>
  sharedData(
    'lab',
    'bundles',
    'T0-healthy',
    'compute1',
    'sosreport-compute1-T0-healthy-2026-11-22-wcasnsi.tar.xz',
  );

test('progress: phases in order, bytes never go back, all bytes at the end', async () => {
  const told: ImportProgress[] = [];
  await importBundles([transcript], { progress: (progress) => told.push(progress) });
  expect([...new Set(told.map(({ phase }) => phase))]).toEqual(['reading', 'parsing', 'writing', 'done']);
  const done = told.map(({ bytesDone }) => bytesDone);
  expect(done).toEqual([...done].sort((a, b) => a - b));
  const last = told.at(-1);
  expect(last?.bytesDone).toBe(last?.bytesTotal);
  expect(last?.items).toBe(1);
});

describe.skipIf(!hasShared)('cancelled half-way', () => {
  test('rejects with the signal’s reason and leaves the case as it was', async () => {
    const casePath = join(scratchFolder(), 'x.coldtrace');
    const { rows } = await importBundles([transcript], { casePath });
    const before = rows('SELECT count(*) AS n FROM source');
    const abort = new AbortController();
    const reason = new Error('enough');
    const progress = ({ phase, items }: ImportProgress): void => {
      if (phase === 'parsing' && items > 100) abort.abort(reason);
    };
    await expect(importBundles([report()], { casePath, signal: abort.signal, progress })).rejects.toBe(
      reason,
    );
    expect(checkCase(casePath)).toEqual([]);
    expect(rows('SELECT count(*) AS n FROM source')).toEqual(before);
  });

  test('a new case is not left behind', async () => {
    const casePath = join(scratchFolder(), 'new.coldtrace');
    const abort = new AbortController();
    const progress = ({ phase }: ImportProgress): void => (phase === 'parsing' ? abort.abort() : undefined);
    await expect(importBundles([report()], { casePath, signal: abort.signal, progress })).rejects.toThrow();
    expect(existsSync(casePath)).toBe(false);
  });

  test('in its worker: it ends, and another import can follow', async () => {
    const casePath = join(scratchFolder(), 'x.coldtrace');
    const job = { casePath, inputs: [asInput(report())], label: null, merge: false };
    const running = startImport(job, ({ phase, items }) => {
      if (phase === 'parsing' && items > 10) running.cancel();
    });
    await expect(running.done).rejects.toBeInstanceOf(ImportCancelled);
    const next = startImport({ ...job, inputs: [asInput(transcript)] }, () => undefined);
    await expect(next.done).resolves.toMatchObject({ changed: true, facts: 49 });
    expect(checkCase(casePath)).toEqual([]);
  });
});

test('in its worker: the same ledger, and errors keep their code', async () => {
  const casePath = join(scratchFolder(), 'x.coldtrace');
  const job = { casePath, inputs: [asInput(transcript)], label: 'a', merge: false };
  const phases: string[] = [];
  const ledger = await startImport(job, ({ phase }) => phases.push(phase)).done;
  expect(ledger).toMatchObject({ changed: true, sources: 10, states: { ok: 10 }, facts: 49 });
  expect(phases.at(-1)).toBe('done');
  const missing = startImport({ ...job, inputs: [asInput('/nonexistent')] }, () => undefined).done;
  const error: unknown = await missing.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CodedError);
  expect(error).toMatchObject({ code: 'not-found' });
});
