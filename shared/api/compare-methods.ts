// What differs between two snapshots.
import { z } from 'zod';
import { changeKinds, changeTypes } from '../compare/change.ts';
import { count, evidence, id, window } from './schemas.ts';

const changeSide = z.object({
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  text: z.string(),
  evidence: z.array(evidence).readonly(),
});
const change = z.object({
  kind: z.enum(changeKinds),
  change: z.enum(changeTypes),
  key: z.string(),
  from: changeSide.nullable(),
  to: changeSide.nullable(),
  fields: z.array(z.string()).readonly(),
});

export const compareMethods = {
  'compare.summary': {
    request: z.object({ from: id, to: id }),
    response: z.object({
      kinds: z.array(
        z.object({
          kind: z.enum(changeKinds),
          added: count,
          removed: count,
          changed: count,
          moved: count,
          equal: count,
        }),
      ),
      notComparable: z.array(
        z.object({
          kind: z.enum(changeKinds),
          scope: z.string().nullable(),
          missingIn: z.enum(['from', 'to']),
          command: z.string().nullable(),
        }),
      ),
      ignored: z.array(z.string()),
    }),
  },
  'compare.window': {
    request: z.object({
      from: id,
      to: id,
      kinds: z.array(z.enum(changeKinds)).optional(),
      changes: z.array(z.enum(changeTypes)).optional(),
      /** Substring of key or either side's text. */
      text: z.string(),
      ...window,
    }),
    response: z.object({ total: count, matched: count, rows: z.array(change) }),
  },
} as const;
