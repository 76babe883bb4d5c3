// What differs between two snapshots.
import { z } from 'zod';
import { changeKinds, changeTypes, restartScopes, restartSigns } from '../compare/change.ts';
import { rateKinds } from '../compare/rates.ts';
import { asideCategories } from '../compare/set-aside.ts';
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
    request: z.object({ from: id, to: id, include: z.array(z.enum(asideCategories)).optional() }),
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
      /** What differs and was set aside, with the reason. */
      aside: z.array(
        z.object({
          kind: z.string(),
          category: z.enum(asideCategories),
          field: z.string().nullable(),
          count,
        }),
      ),
      /** What was restarted in between: one event instead of a change of everything that it numbered anew. */
      events: z.array(
        z.object({
          event: z.literal('restart'),
          scope: z.enum(restartScopes),
          of: z.array(z.string()),
          signs: z.array(
            z.object({
              sign: z.enum(restartSigns),
              scope: z.string().nullable(),
              count,
              examples: z.array(z.string()),
            }),
          ),
        }),
      ),
    }),
  },
  /** What ports, devices and flows carried between two snapshots, per second; what stands out first. */
  'compare.rates': {
    request: z.object({ from: id, to: id, ...window }),
    response: z.object({
      total: count,
      rows: z.array(
        z.object({
          kind: z.enum(rateKinds),
          key: z.string(),
          seconds: z.number().nullable(),
          packets: z.number().nullable(),
          bytes: z.number().nullable(),
          drops: z.number().nullable(),
          errors: z.number().nullable(),
          restarted: z.boolean(),
          from: z.array(evidence).readonly(),
          to: z.array(evidence).readonly(),
        }),
      ),
    }),
  },
  /** When each thing appeared and went, over all snapshots of a host. */
  'compare.timeline': {
    request: z.object({ host: z.string(), kinds: z.array(z.enum(changeKinds)), ...window }),
    response: z.object({
      /** In order of time. */
      snapshots: z.array(id),
      total: count,
      rows: z.array(
        z.object({
          kind: z.enum(changeKinds),
          key: z.string(),
          seen: z.array(z.boolean()).readonly(),
          appeared: id.nullable(),
          went: id.nullable(),
        }),
      ),
    }),
  },
  'compare.window': {
    request: z.object({
      from: id,
      to: id,
      include: z.array(z.enum(asideCategories)).optional(),
      kinds: z.array(z.enum(changeKinds)).optional(),
      changes: z.array(z.enum(changeTypes)).optional(),
      /** Substring of key or either side's text. */
      text: z.string(),
      ...window,
    }),
    response: z.object({ total: count, matched: count, rows: z.array(change) }),
  },
} as const;
