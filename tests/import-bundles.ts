// Imports bundles into a case in a temporary folder and hands out what came of it, for tests of the import.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished } from 'vitest';
import type { Ledger } from '../shared/api.ts';
import { CaseSession } from '../electron/engine/case-session.ts';
import type { BundleInput, ImportProgress } from '../electron/engine/import/job.ts';
import type { PoolOptions } from '../electron/engine/import/parse-pool.ts';
import { runImport } from '../electron/engine/import/run-import.ts';
import { asInput } from './bundle-input.ts';
import { checkCase } from './check-case.ts';
import { checkEvidence } from './check-evidence.ts';

/** A folder that goes when the test ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coldtrace-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The case at a path, open until the test ends. */
export function openedCase(path: string): CaseSession {
  const session = new CaseSession(path, { create: false });
  onTestFinished(() => session.close());
  return session;
}

export interface ImportOptions {
  readonly casePath?: string;
  readonly label?: string | null;
  readonly merge?: boolean;
  readonly parsing?: PoolOptions;
  readonly signal?: AbortSignal;
  readonly progress?: (progress: ImportProgress) => void;
  /**
   * False where facts are known to have keys that their lines show otherwise: folded in a narrow table, taken
   * from JSON's parts, or of the whole output.
   */
  readonly keysInLines?: boolean;
}

export interface Imported {
  readonly ledger: Ledger;
  readonly casePath: string;
  /** Rows of a query on the case. */
  rows(sql: string, ...values: readonly (string | number)[]): readonly Record<string, unknown>[];
}

/** Imports and checks the whole case; the ledger's states always add up to its files. */
export async function importBundles(
  inputs: readonly (string | BundleInput)[],
  options: ImportOptions = {},
): Promise<Imported> {
  const casePath = options.casePath ?? join(scratchFolder(), 'test.coldtrace');
  const ledger = await runImport(
    {
      casePath,
      inputs: inputs.map((input) => (typeof input === 'string' ? asInput(input) : input)),
      label: options.label ?? null,
      merge: options.merge ?? false,
      ...(options.parsing === undefined ? {} : { parsing: options.parsing }),
    },
    {
      progress: options.progress ?? (() => undefined),
      signal: options.signal ?? new AbortController().signal,
    },
  );
  expect(Object.values(ledger.states).reduce((sum, count) => sum + count, 0)).toBe(ledger.sources);
  expect(checkCase(casePath)).toEqual([]);
  if (options.keysInLines !== false) expect(checkEvidence(casePath)).toEqual([]);
  return {
    ledger,
    casePath,
    rows(sql, ...values) {
      const db = new Database(casePath, { readonly: true });
      try {
        return db.prepare<(string | number)[], Record<string, unknown>>(sql).all(...values);
      } finally {
        db.close();
      }
    },
  };
}
