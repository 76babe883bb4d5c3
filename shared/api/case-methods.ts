// The app, its case file, and imports into it.
import { z } from 'zod';
import { severities, sourceStates } from '../evidence.ts';
import { count, id, problem } from './schemas.ts';

export const caseInfo = z.object({
  path: z.string(),
  name: z.string(),
  bytes: count,
  /** True when the file cannot be written to. */
  readOnly: z.boolean(),
});

export const importPhases = ['reading', 'parsing', 'writing', 'done'] as const;
export const ledger = z.object({
  /** False when every bundle was already in the case. */
  changed: z.boolean(),
  bundles: z.array(
    z.object({
      name: z.string(),
      /** `known`: the same bundle was imported before and was left alone. */
      outcome: z.enum(['imported', 'known', 'failed']),
      snapshots: z.array(id),
      problems: z.array(problem),
      /** Notes and pins that came with another case. */
      notes: count.optional(),
    }),
  ),
  /** Files, or commands where a file is a transcript; `states` adds up to it. */
  sources: count,
  states: z.partialRecord(z.enum(sourceStates), count),
  facts: count,
  problems: z.partialRecord(z.enum(severities), count),
  /** Snapshots of one host, minutes apart, that could be one. */
  mergeable: z.array(z.object({ host: z.string(), snapshots: z.array(id).min(2), secondsApart: z.number() })),
});

/** A bundle to import: a path on the engine's machine, or what was uploaded to the browser host before. */
export const importInput = z.union([
  z.object({ path: z.string().min(1) }),
  z.object({ upload: z.string().min(1) }),
]);

export const caseMethods = {
  'app.info': {
    request: z.object({}),
    response: z.object({
      version: z.string(),
      host: z.enum(['desktop', 'browser']),
      /** BCP 47, of the machine the engine runs on. */
      locale: z.string(),
      case: caseInfo.nullable(),
      recent: z.array(z.object({ path: z.string(), name: z.string(), openedAt: z.string() })),
      /** `titles` by language, `title` for any other. */
      samples: z.array(
        z.object({ id: z.string(), titles: z.record(z.string(), z.string()), title: z.string() }),
      ),
    }),
  },
  /** Opens a case file; makes it when `create` is set. */
  'case.open': {
    request: z.object({ path: z.string().min(1), create: z.boolean() }),
    response: caseInfo,
  },
  /** Makes a case in the user's case folder and opens it. */
  'case.new': { request: z.object({ name: z.string().min(1).max(120) }), response: caseInfo },
  /** Makes a case from a shipped sample; the caller then starts `import.start` with `inputs`. */
  'case.sample': {
    request: z.object({ sample: z.string() }),
    response: z.object({
      case: caseInfo,
      imports: z.array(z.object({ inputs: z.array(importInput), label: z.string().nullable() })),
    }),
  },
  /** Writes the open case, as it is, to a file that is not there yet. */
  'case.saveCopy': {
    request: z.object({ path: z.string().min(1) }),
    response: z.object({ path: z.string() }),
  },
  /** Gives back to the disk what the file does not use. Bytes of the file. */
  'case.compact': { request: z.object({}), response: z.object({ before: count, after: count }) },
  /** What of the file is whose, in bytes. */
  'case.sizes': {
    request: z.object({}),
    response: z.object({
      bytes: count,
      /** Of it, what 'case.compact' gives back. */
      unused: count,
      snapshots: z.array(
        z.object({
          id,
          host: z.string(),
          label: z.string().nullable(),
          capturedAt: z.string().nullable(),
          /** Raw text, compressed, that no other snapshot has. */
          text: count,
          flows: count,
          facts: count,
        }),
      ),
      /** Text that several snapshots have, kept once. */
      sharedText: count,
      notes: count,
    }),
  },
  'case.close': { request: z.object({}), response: z.object({}) },
  /** Starts an import into the open case; progress and end come as events. One at a time. */
  'import.start': {
    request: z.object({
      inputs: z.array(importInput).min(1),
      label: z.string().max(120).nullable(),
      merge: z.boolean(),
    }),
    response: z.object({ importId: z.string() }),
  },
  'import.cancel': { request: z.object({ importId: z.string() }), response: z.object({}) },
} as const;
