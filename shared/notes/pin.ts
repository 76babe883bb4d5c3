// A pin: a thing of the case, or a view of it as it was, kept for the report.
import { z } from 'zod';
import { asideCategories } from '../compare/set-aside.ts';
import { changeKinds } from '../compare/change.ts';
import { anchor, snapshotRef, withSnapshots, type SnapshotRef } from './anchor.ts';
import { drawingSchema } from '../drawing/drawing.ts';
import { author, moment, noteId } from './note.ts';

const filter = z.string().max(10_000);

/** What a pin shows. Of views it is the query, which is asked again; of a picture the shapes as they were drawn. */
export const shown = z.discriminatedUnion('kind', [
  /** A fact, a flow, a change, a device …: whatever an anchor can name. */
  z.object({ kind: z.literal('thing'), anchor }),
  z.object({
    kind: z.literal('flow-list'),
    snapshot: snapshotRef,
    bridge: z.string(),
    filter,
    /** A `FlowSort`. */
    sort: z.string().max(200),
    descending: z.boolean(),
    columns: z.array(z.string().max(200)).max(100).readonly(),
    /** Keys that flows are grouped by; empty for none. */
    grouping: z.array(z.string().max(200)).max(20).readonly(),
  }),
  z.object({
    kind: z.literal('diff'),
    /** Two snapshots one after the other, or two and more hosts beside each other. */
    between: z.enum(['snapshots', 'hosts']),
    snapshots: z.array(snapshotRef).min(2).max(1000).readonly(),
    changes: z.array(z.enum(changeKinds)).readonly().nullable(),
    include: z.array(z.enum(asideCategories)).readonly(),
    filter,
  }),
  z.object({
    kind: z.literal('path'),
    snapshot: snapshotRef,
    from: z.string().max(4000),
    /** Null is outside. */
    to: z.string().max(4000).nullable(),
  }),
  z.object({
    kind: z.literal('picture'),
    drawing: drawingSchema,
    /** What it was drawn from, and its filter and overlay in words. */
    snapshots: z.array(snapshotRef).max(1000).readonly(),
    footer: z.string().max(4000),
    /** The address (`#/…`) that shows it again in this case as it is now. */
    address: z.string().max(20_000),
  }),
]);
export type Shown = z.infer<typeof shown>;

/** The same with snapshots named anew, as `withSnapshots` does. */
export function withShownSnapshots(it: Shown, renamed: (ref: SnapshotRef) => SnapshotRef): Shown {
  switch (it.kind) {
    case 'thing':
      return { ...it, anchor: withSnapshots(it.anchor, renamed) };
    case 'flow-list':
    case 'path':
      return { ...it, snapshot: renamed(it.snapshot) };
    case 'diff':
    case 'picture':
      return { ...it, snapshots: it.snapshots.map(renamed) };
  }
}

export const pin = z.object({
  id: noteId,
  created: moment,
  author,
  title: z.string().max(1000),
  shown,
});
export type Pin = z.infer<typeof pin>;
