// What the Flows view asks beside windows of rows: groups, marks, references, fields and texts to copy.
// Where a dump must be gone through, a call works for a moment only: while not `complete`, it tells how far
// it is (`done` of `total` flows), and the same request goes on.
import { z } from 'zod';
import { count, fact, filterError, flow, flowSort, id, tableId, window } from './schemas.ts';

const dump = { source: id, bridge: z.string() };
const progress = { complete: z.boolean(), done: count, total: count };

/** By what flows can be put together; `match` and `actions` are their shapes (shared/flows/flow-shapes.ts). */
export const flowGroupKeys = ['table', 'cookie', 'match', 'actions'] as const;
export const flowGroupColumns = ['line', 'flows', 'table', 'priority', 'nPackets', 'nBytes'] as const;
const groupKeys = z.array(z.enum(flowGroupKeys)).min(1).max(flowGroupKeys.length);

/** A shape: pieces of text with a value between each two. */
const shape = z.object({
  pieces: z.array(z.string()),
  holes: z.array(
    z.object({
      /** A field, or an argument of an action. */
      name: z.string(),
      /** Null where the flows differ. */
      value: z.string().nullable(),
      different: count,
      /** There may be more than `different`. */
      more: z.boolean(),
    }),
  ),
});
/** What is null is not the same in all flows of the group; beside it stands how many there are. */
const flowGroup = z.object({
  /** Its number, as long as dump, filter and grouping stay. */
  group: count,
  flows: count,
  nPackets: count.nullable(),
  nBytes: count.nullable(),
  /** Flows that no packet has met. */
  neverHit: count,
  table: tableId.nullable(),
  tables: count,
  priority: count.nullable(),
  priorities: count,
  cookie: z.string().nullable(),
  cookies: count,
  match: shape.nullable(),
  matchShapes: count,
  actions: shape.nullable(),
  actionShapes: count,
});

/** Flows that something refers to: how many, their packets, the first of them, and a filter that shows exactly these. */
const flowSet = z.object({
  flows: count,
  nPackets: count.nullable(),
  rows: z.array(flow),
  filter: z.string().nullable(),
});
const namedDevice = z.object({ id: z.string(), name: z.string() });
/** Where a flow leads, what it uses, or who leads to it; `set` are the flows there. */
const flowReference = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('table'),
    table: z.string(),
    by: z.enum(['resubmit', 'goto_table', 'ct']),
    /** The port that the lookup pretends; null: the packet's own. */
    inPort: z.string().nullable(),
    set: flowSet,
  }),
  z.object({
    kind: z.literal('port'),
    port: z.string(),
    device: namedDevice.nullable(),
    /** The other end of a patch: the bridge, and the port by which the packet comes in there. */
    peer: z.object({ bridge: z.string(), inPort: z.string().nullable(), device: namedDevice }).nullable(),
  }),
  /** To the port whose number the packet carries. */
  z.object({ kind: z.literal('port-in-field'), field: z.string() }),
  z.object({ kind: z.literal('group'), group: count, fact: fact.nullable(), set: flowSet }),
  z.object({ kind: z.literal('meter'), meter: count, fact: fact.nullable(), set: flowSet }),
  z.object({ kind: z.literal('controller'), controller: count }),
  z.object({ kind: z.literal('drop') }),
  /** Flows with `conj_id`. */
  z.object({ kind: z.literal('conjunction'), conjunction: count, set: flowSet }),
  z.object({
    kind: z.literal('clause'),
    conjunction: count,
    clause: count,
    clauses: count,
    set: flowSet,
  }),
  z.object({ kind: z.literal('learned'), table: z.string(), set: flowSet }),
  z.object({ kind: z.literal('learned-by'), set: flowSet }),
  /** Flows that use a group or meter. */
  z.object({ kind: z.literal('user'), set: flowSet }),
  z.object({ kind: z.literal('duplicate'), wins: z.boolean(), set: flowSet }),
  z.object({ kind: z.literal('overlap'), set: flowSet }),
]);

/** How flows can be copied: as printed, in a spelling, as commands, as a table. */
export const flowTextFormats = [
  ...['printed', 'canonical', 'OpenFlow10', 'OpenFlow13', 'OpenFlow15', 'NXM'],
  ...['add-flow', 'tsv', 'csv', 'markdown', 'json'],
] as const;

export const flowMethods = {
  /** Flows and packets of each table of a dump, whatever the filter. */
  'flows.tallies': {
    request: z.object(dump),
    response: z.object({
      tables: z.array(
        z.object({
          table: tableId,
          flows: count,
          /** Null where no flow has a counter. */
          nPackets: count.nullable(),
          nBytes: count.nullable(),
          neverHit: count,
        }),
      ),
    }),
  },
  /** The fields that matches of a dump have, by their printed names, most frequent first. */
  'flows.fields': {
    request: z.object(dump),
    response: z.object({ ...progress, fields: z.array(z.object({ name: z.string(), flows: count })) }),
  },
  'flows.groups': {
    request: z.object({
      ...dump,
      filter: z.string(),
      by: groupKeys,
      sort: z.enum(flowGroupColumns),
      descending: z.boolean(),
      ...window,
    }),
    response: z.object({
      ...progress,
      /** Of the flows that pass the filter. */
      matched: count,
      groups: count,
      rows: z.array(flowGroup),
      error: filterError.nullable(),
    }),
  },
  /** The flows of one group; throws 'not-found' for one that is not there. */
  'flows.group': {
    request: z.object({
      ...dump,
      filter: z.string(),
      by: groupKeys,
      group: count,
      sort: flowSort,
      descending: z.boolean(),
      ...window,
    }),
    response: z.object({ matched: count, rows: z.array(flow) }),
  },
  /** In which groups flows are, by their ids; those that the filter leaves out are in none. */
  'flows.groupsOf': {
    request: z.object({
      ...dump,
      filter: z.string(),
      by: groupKeys,
      flows: z.array(id).max(10_000),
    }),
    response: z.object({ complete: z.boolean(), groups: z.array(z.object({ flow: id, group: count })) }),
  },
  /** Searches for equal flows and overlaps; once complete, `flows.window` marks its rows. */
  'flows.marks': {
    request: z.object(dump),
    response: z.object({
      ...progress,
      /** Flows that are there more than once. */
      duplicates: count,
      /** Flows that overlap with one of their priority that does something else. */
      overlaps: count,
      /** Flows of tables that are too large to be searched. */
      notSearched: count,
      /** Flows whose match is not understood. */
      notUnderstood: count,
    }),
  },
  /** Where a flow leads and who leads to it; or who uses a group or a meter. */
  'flows.references': {
    request: z.object({
      subject: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('flow'), flow: id, bridge: z.string() }),
        z.object({ kind: z.literal('fact'), fact: id }),
      ]),
    }),
    response: z.object({
      ...progress,
      to: z.array(flowReference),
      from: z.array(flowReference),
      beside: z.array(flowReference),
    }),
  },
  /** Where in the filtered and sorted rows a flow is; null when the filter hides it. */
  'flows.place': {
    request: z.object({
      ...dump,
      filter: z.string(),
      sort: flowSort,
      descending: z.boolean(),
      flow: id,
    }),
    response: z.object({ place: count.nullable() }),
  },
  /** Flows as text: those named, or all that pass the filter, as many as fit. */
  'flows.text': {
    request: z.object({
      ...dump,
      filter: z.string(),
      sort: flowSort,
      descending: z.boolean(),
      flows: z.array(id).max(20_000).nullable(),
      format: z.enum(flowTextFormats),
      /** Columns of tables. */
      fields: z.array(z.string()).max(300),
    }),
    response: z.object({ text: z.string(), flows: count, leftOut: count }),
  },
} as const;

export type FlowGroupKey = (typeof flowGroupKeys)[number];
export type FlowGroupColumn = (typeof flowGroupColumns)[number];
export type FlowGroupRow = z.infer<typeof flowGroup>;
export type ShapeRow = z.infer<typeof shape>;
export type FlowSet = z.infer<typeof flowSet>;
export type FlowReference = z.infer<typeof flowReference>;
export type FlowTextFormat = (typeof flowTextFormats)[number];
