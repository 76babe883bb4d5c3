// Rows of a dump of flows through a filter, and what completes the filter.
import { z } from 'zod';
import { count, evidence, filterError, flow, flowSort, id, window } from './schemas.ts';

export const flowRowMethods = {
  'flows.bridges': {
    request: z.object({ snapshot: id }),
    response: z.object({
      bridges: z.array(
        z.object({
          bridge: z.string(),
          flows: count,
          /** The dump in use, and the others of the same bridge. */
          source: id,
          sources: z.array(
            z.object({
              ...{ id, path: z.string(), commandLine: z.string().nullable(), flows: count },
              /** What could not be read in the output: lines that are no flows, fields nobody knows. */
              problems: count,
            }),
          ),
        }),
      ),
    }),
  },
  /**
   * Rows of a dump. A filter is looked through for a moment only: while not `complete`, `matched` is what was
   * found so far, and the same request goes on. In reading order the rows found so far are given; in any
   * other order there are none before all are found. Another filter ends the one before.
   */
  'flows.window': {
    request: z.object({
      source: id,
      bridge: z.string(),
      filter: z.string(),
      sort: flowSort,
      descending: z.boolean(),
      ...window,
    }),
    response: z.object({
      total: count,
      matched: count,
      complete: z.boolean(),
      rows: z.array(flow),
      error: filterError.nullable(),
    }),
  },
  'flows.raw': { request: z.object({ flow: id }), response: z.object({ text: z.string(), evidence }) },
  /**
   * Completion for the filter: values of a field in this dump, most frequent first. While not `complete`,
   * they are of the flows looked at so far, and the same request, or one with a longer prefix, goes on.
   */
  'flows.values': {
    request: z.object({ source: id, bridge: z.string(), field: z.string(), prefix: z.string() }),
    response: z.object({ values: z.array(z.object({ value: z.string(), count })), complete: z.boolean() }),
  },
} as const;
