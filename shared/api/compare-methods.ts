// What differs between two snapshots.
import { z } from 'zod';
import { changeTextFormats } from '../compare/change-texts.ts';
import { changeKinds, changeTypes, restartScopes, restartSigns } from '../compare/change.ts';
import { networkChangeTypes } from '../compare/network-changes.ts';
import { rateKinds } from '../compare/rates.ts';
import { asideCategories } from '../compare/set-aside.ts';
import { thing } from '../notes/thing.ts';
import { device, link } from './device-schemas.ts';
import { count, evidence, filterError, id, window } from './schemas.ts';

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

/** Two snapshots, and what is compared although it changes by itself. */
const pair = { from: id, to: id, include: z.array(z.enum(asideCategories)).optional() };
/** Which of their changes: of kinds and types, and a filter of docs/filter.md, "Changes". */
const query = {
  ...pair,
  kinds: z.array(z.enum(changeKinds)).optional(),
  changes: z.array(z.enum(changeTypes)).optional(),
  filter: z.string(),
};
/** One change by its name. */
const named = { kind: z.enum(changeKinds), key: z.string() };
const fieldChanges = z.array(
  z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() }),
);

export const compareMethods = {
  'compare.summary': {
    request: z.object(pair),
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
      /** Names of the fields that the things which changed have, in lower case: what a filter can ask. */
      fields: z.array(z.string()),
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
          /** What counts, in the later snapshot: its device where the model has it, a flow, or else the fact itself. */
          thing,
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
          /** Null: the snapshot has no output that would show it. */
          seen: z.array(z.boolean().nullable()).readonly(),
          /** What went may come again. */
          appeared: z.array(id).readonly(),
          went: z.array(id).readonly(),
          /** By which snapshots it was another than before, and in which fields. */
          changed: z.array(z.object({ at: id, fields: z.array(z.string()).readonly() })).readonly(),
          /** Each of its changes, in order of time: the two snapshots that it lies between. */
          steps: z.array(z.object({ from: id, to: id })).readonly(),
        }),
      ),
      /** What was restarted, and by which snapshot it had been. */
      restarts: z
        .array(z.object({ at: id, scope: z.enum(restartScopes), of: z.array(z.string()).readonly() }))
        .readonly(),
      /** What a snapshot did not collect. */
      gaps: z
        .array(
          z.object({
            at: id,
            kind: z.enum(changeKinds),
            scope: z.string().nullable(),
            command: z.string().nullable(),
          }),
        )
        .readonly(),
    }),
  },
  /** Changes in the comparison's order. A filter that cannot be read gives its error and no rows. */
  'compare.window': {
    request: z.object({ ...query, ...window }),
    response: z.object({
      total: count,
      matched: count,
      rows: z.array(change),
      error: filterError.nullable(),
    }),
  },
  /** One change by its name, and its place among those that a query shows; null when it is not there. */
  'compare.place': {
    request: z.object({ ...query, ...named }),
    response: z.object({ change: change.nullable(), place: count.nullable() }),
  },
  /** Which types of change are where: the changes of a query cut into `parts` of equal length. */
  'compare.ruler': {
    request: z.object({ ...query, parts: z.number().int().min(1).max(2000) }),
    response: z.object({
      marks: z.array(z.object({ part: count, first: count, types: z.array(z.enum(changeTypes)) })),
    }),
  },
  /** Values that the changes have for a name of the filter; `''` asks for names of fields. */
  'compare.values': {
    request: z.object({ ...pair, field: z.string(), prefix: z.string() }),
    response: z.object({ values: z.array(z.object({ value: z.string(), count })), complete: z.boolean() }),
  },
  /**
   * What did not change around a change: flows in the order of their tables, of everything else the lines of its
   * source. `hidden`: how many more there are before the next change.
   */
  'compare.neighbours': {
    request: z.object({ ...pair, ...named, lines: z.number().int().min(1).max(200) }),
    response: z.object({
      side: z.enum(['from', 'to']),
      before: z.array(z.object({ text: z.string(), evidence })),
      hiddenBefore: count,
      after: z.array(z.object({ text: z.string(), evidence })),
      hiddenAfter: count,
    }),
  },
  /** Changes as text to copy: those named, or all that the query shows. */
  'compare.text': {
    request: z.object({
      ...query,
      named: z.array(z.object(named)).max(20_000).nullable(),
      format: z.enum(changeTextFormats),
    }),
    response: z.object({ text: z.string(), changes: count, leftOut: count }),
  },
  /** Devices and links of a host's picture that came, went or changed. */
  'network.changes': {
    request: z.object({ from: id, to: id }),
    response: z.object({
      devices: z.array(z.object({ change: z.enum(networkChangeTypes), device, fields: fieldChanges })),
      links: z.array(z.object({ change: z.enum(networkChangeTypes), link, fields: fieldChanges })),
    }),
  },
} as const;
