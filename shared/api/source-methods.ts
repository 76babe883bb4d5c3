// Sources with their lines, and what was read from them.
import { z } from 'zod';
import { sourceStates } from '../evidence.ts';
import { factKinds } from '../facts.ts';
import { count, fact, id, line, problem, window } from './schemas.ts';

export const source = z.object({
  id,
  snapshotId: id,
  path: z.string(),
  commandLine: z.string().nullable(),
  commandId: z.string().nullable(),
  netns: z.string().nullable(),
  state: z.enum(sourceStates),
  /** Why it is not `ok`, in one line; null when there is nothing to add. */
  reason: z.string().nullable(),
  bytes: count,
  firstLine: line,
  lastLine: count,
  facts: count,
  problems: count,
  /** Raw text can be shown. */
  kept: z.boolean(),
});

export const sourceMethods = {
  'sources.list': {
    request: z.object({
      snapshot: id,
      states: z.array(z.enum(sourceStates)).optional(),
      /** Substring of path or command line. */
      text: z.string().optional(),
      ...window,
    }),
    response: z.object({ total: count, matched: count, sources: z.array(source) }),
  },
  'sources.get': {
    request: z.object({ source: id }),
    response: z.object({ source, problems: z.array(problem) }),
  },
  /**
   * Raw lines, numbered from 1 in the file; of one with more than 4,000 characters its beginning, and at its
   * end how much that is (`…[4000/1048576]`). `marks` are the facts whose lines overlap the window.
   */
  'sources.text': {
    request: z.object({ source: id, firstLine: line, limit: z.number().int().min(1).max(5000) }),
    response: z.object({
      totalLines: count,
      firstLine: line,
      lines: z.array(z.string()),
      marks: z.array(
        z.object({ fact: id, kind: z.enum(factKinds), title: z.string(), firstLine: line, lastLine: line }),
      ),
    }),
  },
  /** Line numbers that contain a text (case ignored), at most `limit`. */
  'sources.find': {
    request: z.object({ source: id, text: z.string().min(1), limit: z.number().int().min(1).max(5000) }),
    response: z.object({ lines: z.array(line), total: count }),
  },
  'facts.get': { request: z.object({ fact: id }), response: fact },
  /** Facts of a snapshot that name a thing: a device, MAC, address, instance. */
  'facts.about': {
    request: z.object({ snapshot: id, name: z.string().min(1), limit: z.number().int().min(1).max(200) }),
    response: z.object({ facts: z.array(fact) }),
  },
} as const;
