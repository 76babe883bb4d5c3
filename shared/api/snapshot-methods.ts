// What a case holds: bundles, and the hosts that they are of.
import { z } from 'zod';
import { sourceStates } from '../evidence.ts';
import { count, id, problem } from './schemas.ts';

export const snapshot = z.object({
  id,
  host: z.string(),
  label: z.string().nullable(),
  /** ISO 8601; null when the bundle does not say. */
  capturedAt: z.string().nullable(),
  /** Where host and time were read: `manifest.json`, `hostname`, `prompt`, `folder name`, `user` … */
  hostFrom: z.string(),
  capturedFrom: z.string().nullable(),
  bundles: z.array(z.string()),
  /** `sos clean` went over it: names and addresses stand for others, and nothing is joined by MAC. */
  cleaned: z.literal(true).optional(),
  sources: count,
  facts: count,
  problems: count,
  /** Sources per state. */
  states: z.partialRecord(z.enum(sourceStates), count),
  /** Bridges that have flows, for navigation. */
  bridges: z.array(z.string()),
});

export const bundle = z.object({
  id,
  name: z.string(),
  /** `folder`, `tar.xz`, `transcript` … */
  kind: z.string(),
  bytes: count,
  importedAt: z.string(),
  snapshots: z.array(id),
  /** What is wrong with the bundle as a whole: cut off, links that lead nowhere … */
  problems: z.array(problem),
});

export const snapshotMethods = {
  'bundles.list': { request: z.object({}), response: z.object({ bundles: z.array(bundle) }) },
  'snapshots.list': { request: z.object({}), response: z.object({ snapshots: z.array(snapshot) }) },
  /** Corrects what the bundle said of itself. */
  'snapshots.update': {
    request: z.object({
      id,
      host: z.string().min(1).max(253).optional(),
      label: z.string().max(120).nullable().optional(),
      capturedAt: z.iso.datetime({ offset: true }).nullable().optional(),
    }),
    response: snapshot,
  },
  /** Removes a snapshot with all that only it has. What is answered puts it back, until the case is closed. */
  'snapshots.remove': { request: z.object({ id }), response: z.object({ removal: z.string() }) },
  'snapshots.restore': { request: z.object({ removal: z.string() }), response: snapshot },
  'snapshots.merge': { request: z.object({ into: id, from: z.array(id).min(1) }), response: snapshot },
} as const;
