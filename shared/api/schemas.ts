// The schemas that those of several methods are made of.
import { z } from 'zod';
import { severities } from '../evidence.ts';
import { factKinds } from '../facts.ts';
import { filterErrorCodes } from '../filter/filter-error.ts';

// Schemas are not compiled to code: the interface's content policy forbids that, and even the attempt
// is reported there. Must come before the first schema: this module is imported before all that have one.
z.config({ jitless: true });

export const id = z.number().int().positive();
export const count = z.number().int().nonnegative();
export const line = z.number().int().positive();
export const window = { offset: count, limit: z.number().int().min(1).max(2000) };

export const evidence = z.object({
  host: z.string(),
  source: z.string(),
  sourceId: id,
  firstLine: line,
  lastLine: line,
});
export const problem = z.object({
  severity: z.enum(severities),
  line: line.nullable(),
  code: z.string(),
  message: z.string(),
});

export const fact = z.object({
  id,
  kind: z.enum(factKinds),
  /** One line for people: what this fact says. */
  title: z.string(),
  /** The fact's fields, as in shared/facts.ts. */
  data: z.record(z.string(), z.unknown()),
  evidence,
});

/** How many other flows are equal to a flow, or overlap with it and do something else. */
const flowMark = z.object({
  duplicates: count,
  /** Of equal flows, the one that stays. */
  wins: z.boolean(),
  overlaps: count,
  /** The flow to go to: the equal one that stays, or one that overlaps. */
  other: id,
});

/** A table's number; its name where only that was printed. */
export const tableId = z.union([count, z.string()]);

export const flow = z.object({
  /** Unique in the case: the fact's id. */
  id,
  table: tableId,
  /** Beside its number, where that and the name are known. */
  tableName: z.string().nullable(),
  priority: count,
  match: z.string(),
  actions: z.string(),
  cookie: z.string().nullable(),
  nPackets: count.nullable(),
  nBytes: count.nullable(),
  duration: z.number().nullable(),
  idleTimeout: count.nullable(),
  hardTimeout: count.nullable(),
  idleAge: count.nullable(),
  hardAge: count.nullable(),
  evidence,
  /** Absent: nothing to say, or not yet searched. */
  mark: flowMark.optional(),
});

export const flowColumns = [
  'line',
  'table',
  'priority',
  'match',
  'actions',
  'cookie',
  'nPackets',
  'nBytes',
  'duration',
  'idleAge',
] as const;
/** What flows are sorted by: a column, or a field of the match by its printed name. */
export const flowSort = z.union([z.enum(flowColumns), z.templateLiteral(['field:', z.string()])]);

export const filterError = z.object({
  /** Where in what was typed; `to` is the end. */
  at: count,
  to: count,
  code: z.enum(filterErrorCodes),
  params: z.record(z.string(), z.string()),
  /** In English. */
  message: z.string(),
});
