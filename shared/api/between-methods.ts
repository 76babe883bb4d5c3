// Two hosts held against each other: what is left over of their flow tables when each one's own numbers have become what
// they stand for, and where hosts differ in their settings.
import { z } from 'zod';
import { changeTextFormats } from '../compare/change-texts.ts';
import { changeKinds } from '../compare/change.ts';
import { differReasons, lackReasons, ownReasons, unknownReasons } from '../compare/between/rule-reasons.ts';
import { ruleClasses } from '../compare/between/compare-nodes.ts';
import { numberSpaces } from '../compare/renaming/renaming.ts';
import { count, evidence, filterError, id, tableId, window } from './schemas.ts';

const side = z.enum(['from', 'to']);
const ofSides = z.object({ from: count, to: count });

/** A correction by hand: on a host, or on all where it is null, a number stands for `alias`. */
const byHand = z.object({
  host: z.string().nullable(),
  space: z.enum(numberSpaces),
  bridge: z.string().nullable(),
  number: count,
  alias: z.string().min(1).max(200),
});

const ruleSide = z.object({ text: z.string(), evidence: z.array(evidence).readonly() });
const rule = z.object({
  bridge: z.string(),
  class: z.enum(ruleClasses),
  table: tableId,
  priority: count,
  reason: z.enum([...ownReasons, ...lackReasons, ...unknownReasons, ...differReasons]).nullable(),
  about: z.array(z.string()).readonly(),
  missingIn: side.nullable(),
  from: ruleSide.nullable(),
  to: ruleSide.nullable(),
});

const number = z.object({
  space: z.enum(numberSpaces),
  number: count,
  /** Null: only the rules that it stands in tell. */
  name: z.string().nullable(),
  /** What the other host calls the same; null where it has no such thing. */
  other: count.nullable(),
});
/** Offsets into the match or the actions as they are printed, in order, none in another. */
const part = z.object({
  from: count,
  to: count,
  /** The other side has not the like when numbers have become what they stand for. */
  differs: z.boolean(),
  numbers: z.array(number).readonly(),
});
const sideParts = z.object({ match: z.array(part).readonly(), actions: z.array(part).readonly() });
const ruleParts = z.object({ from: sideParts.nullable(), to: sideParts.nullable() });

/** Snapshots of two hosts, and what of the renaming was corrected. */
const hosts = { from: id, to: id, rename: z.array(byHand).max(1000).optional() };
/** Snapshots of different hosts; of two nobody is in the minority. */
const manyHosts = { snapshots: z.array(id).min(3).max(500), rename: hosts.rename };
/** Which of their rules: of bridges and classes, and a filter of docs/filter.md, "Changes". */
const query = {
  ...hosts,
  bridges: z.array(z.string()).optional(),
  classes: z.array(z.enum(ruleClasses)).optional(),
  filter: z.string(),
};
/** A rule by a line of one side: the source and the first line of its evidence. */
const named = { source: id, line: z.number().int().positive() };

/** How many rules of a bridge are alike, step by step, and what became of the others. */
const counts = z.object({
  bridge: z.string(),
  rules: ofSides,
  learned: ofSides,
  asText: count,
  canonical: count,
  renamed: count,
  paired: count,
  differs: count,
  lacks: ofSides,
  own: ofSides,
  unresolved: ofSides,
});

const hostNumber = z.object({ number: count, host: z.string().nullable() });
const contradicted = {
  host: z.string().nullable(),
  space: z.enum(numberSpaces),
  number: count,
  says: hostNumber,
};
const contradiction = z.discriminatedUnion('code', [
  z.object({
    ...contradicted,
    code: z.literal('differs'),
    alias: z.string(),
    otherAlias: z.string(),
    otherSays: hostNumber,
  }),
  z.object({ ...contradicted, code: z.literal('taken'), alias: z.string(), taker: count }),
  z.object({ ...contradicted, code: z.literal('by-hand') }),
]);

export const betweenMethods = {
  'between.summary': {
    request: z.object(hosts),
    response: z.object({
      bridges: z.array(counts),
      /** What is left over of each table: rules that differ, that a side should have, or that hold unknown numbers. */
      tables: z.array(z.object({ bridge: z.string(), table: tableId, left: count })),
      renaming: z.array(
        z.object({
          space: z.enum(numberSpaces),
          bridge: z.string().nullable(),
          name: z.string(),
          from: count.nullable(),
          to: count.nullable(),
          because: z.string().nullable(),
          byHand: z.boolean(),
        }),
      ),
      unresolved: z.array(
        z.object({ side, space: z.enum(numberSpaces), bridge: z.string().nullable(), number: count }),
      ),
      contradictions: z.array(contradiction),
      notComparable: z.array(
        z.object({ bridge: z.string(), missingIn: side, command: z.string().nullable() }),
      ),
    }),
  },
  /** Rules in the comparison's order, each with what of its lines there is to say. A filter that cannot be read gives its error and no rows. */
  'between.window': {
    request: z.object({ ...query, ...window }),
    response: z.object({
      total: count,
      matched: count,
      rows: z.array(rule.extend({ parts: ruleParts })),
      error: filterError.nullable(),
    }),
  },
  /** The place of a rule among those that a query shows; null when it is not there. */
  'between.place': {
    request: z.object({ ...query, ...named }),
    response: z.object({ place: count.nullable() }),
  },
  /** Which classes are where: the rules of a query cut into `parts` of equal length. */
  'between.ruler': {
    request: z.object({ ...query, parts: z.number().int().min(1).max(2000) }),
    response: z.object({
      marks: z.array(z.object({ part: count, first: count, types: z.array(z.enum(ruleClasses)) })),
    }),
  },
  /** Rules as text to copy: those named, or all that the query shows. */
  'between.text': {
    request: z.object({
      ...query,
      named: z.array(z.object(named)).max(20_000).nullable(),
      format: z.enum(changeTextFormats),
    }),
    response: z.object({ text: z.string(), changes: count, leftOut: count }),
  },
  /**
   * Hosts held against each other by the roles of their rules: of each table what most have and one lacks, and what one
   * has alone. The host with the most that sets it apart comes first; so do tables in which hosts are not alike.
   */
  'between.matrix': {
    request: z.object(manyHosts),
    response: z.object({
      /** The snapshots in the order of their hosts. */
      snapshots: z.array(id),
      rows: z.array(
        z.object({
          bridge: z.string(),
          table: tableId,
          /** In that order; a host without flows of the bridge has none. */
          cells: z.array(z.object({ snapshot: id, rules: count, lacks: count, alone: count })),
        }),
      ),
      contradictions: z.array(contradiction),
      notComparable: z.array(z.object({ snapshot: id, bridge: z.string(), command: z.string().nullable() })),
    }),
  },
  /** The roles that set hosts apart: of all, or of one, in all tables or in one; each with a rule of it. */
  'between.roles': {
    request: z.object({
      ...manyHosts,
      snapshot: id.optional(),
      table: z.object({ bridge: z.string(), table: tableId }).optional(),
      ...window,
    }),
    response: z.object({
      total: count,
      rows: z.array(
        z.object({
          snapshot: id,
          bridge: z.string(),
          table: tableId,
          priority: count,
          what: z.enum(['lacks', 'alone']),
          /** So many of so many hosts have it. */
          having: count,
          of: count,
          /** Such a rule, of the host that has it. */
          example: ruleSide,
          exampleOf: id,
        }),
      ),
    }),
  },
  /**
   * Settings that hosts have in common and do not all have alike: of Open vSwitch, files, packages, sysctls, devices.
   * Those where one stands against the most come first.
   */
  'between.settings': {
    request: z.object({ snapshots: z.array(id).min(2).max(500), ...window }),
    response: z.object({
      /** All that at least two of the hosts have. */
      compared: count,
      total: count,
      rows: z.array(
        z.object({
          kind: z.enum(changeKinds),
          key: z.string(),
          field: z.string(),
          /** The value that most have first. Null: there is no such thing on these hosts. */
          values: z.array(
            z.object({ value: z.string().nullable(), snapshots: z.array(id), evidence: evidence.nullable() }),
          ),
        }),
      ),
    }),
  },
} as const;
