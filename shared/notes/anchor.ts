// What a note is about, said so that it is found again: after the same bundle was imported anew, in another packing of
// the same host, in a copy of the case. An anchor never holds the id of a row. A snapshot is named by host, time and
// label, a source by its command line, a line by its text; devices, links, parts and changes have ids of their own that
// are the same for equal outputs. `title` is what it was called when the note was written: it says what is meant where
// the thing is not there any more.
import { z } from 'zod';
import { count, line, tableId } from '../api/schemas.ts';
import { changeKinds } from '../compare/change.ts';
import { factKinds } from '../facts.ts';

const title = z.string().max(1000);
const text = z.string().min(1).max(4000);

/** How much of a line's text an anchor keeps, in characters. */
export const anchoredText = 500;

/** A host at a time, by what a re-import gives again. */
export const snapshotRef = z.object({
  host: z.string(),
  /** ISO 8601. */
  capturedAt: z.string().nullable(),
  label: z.string().nullable(),
});

/** A file or output of a snapshot. In another packing its path is another one and its command line the same. */
export const sourceRef = z.object({
  path: z.string(),
  /** As typed; of a file of the node that was copied, `cat /its/path` or null. */
  commandLine: z.string().nullable(),
  /** The parser that read it, and what the command was asked about. */
  commandId: z.string().nullable(),
  target: z.string().nullable(),
  netns: z.string().nullable(),
});

/** A line of a source. */
export const lineRef = z.object({
  /** From 1, in the file as it was when the note was written. */
  line,
  /** Lines of the same source before it. */
  offset: count,
  /** Its text, of a long one the first `anchoredText` characters; null where the text was not kept. */
  text: z.string().max(anchoredText).nullable(),
});

const flowAnchor = z.object({
  kind: z.literal('flow'),
  snapshot: snapshotRef,
  source: sourceRef,
  at: lineRef,
  bridge: z.string(),
  table: tableId,
  priority: count,
  /** In canonical form (docs/canonical-flows.md). */
  match: z.string(),
  actions: z.string(),
  title,
});

export const anchor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('case') }),
  z.object({ kind: z.literal('snapshot'), snapshot: snapshotRef, title }),
  z.object({
    kind: z.literal('line'),
    snapshot: snapshotRef,
    source: sourceRef,
    at: lineRef,
    /** How many lines, the first included. */
    lines: z.number().int().positive(),
    title,
  }),
  z.object({
    kind: z.literal('fact'),
    snapshot: snapshotRef,
    source: sourceRef,
    at: lineRef,
    fact: z.enum(factKinds),
    /** The thing that the fact is about, as the case file keys it. */
    key: z.string(),
    /** SHA-256 of the fact's data, hexadecimal. */
    digest: z.string(),
    title,
  }),
  flowAnchor,
  /** `NetworkDevice.id` of the snapshot's host. */
  z.object({ kind: z.literal('device'), snapshot: snapshotRef, id: text, title }),
  z.object({ kind: z.literal('link'), snapshot: snapshotRef, id: text, title }),
  z.object({
    kind: z.literal('hop'),
    snapshot: snapshotRef,
    path: text,
    index: count,
    /** `Hop.device` with its host: hops before it may be known in one packing and missing in another. */
    host: z.string(),
    device: z.string().nullable(),
    title,
  }),
  z.object({ kind: z.literal('part'), snapshot: snapshotRef, id: text, title }),
  z.object({
    kind: z.literal('pipeline'),
    snapshot: snapshotRef,
    source: sourceRef,
    bridge: text,
    id: text,
    title,
  }),
  z.object({ kind: z.literal('finding'), snapshot: snapshotRef, id: text, title }),
  z.object({ kind: z.literal('route'), snapshot: snapshotRef, from: text, to: text.nullable(), title }),
  z.object({
    kind: z.literal('change'),
    from: snapshotRef,
    to: snapshotRef,
    change: z.enum(changeKinds),
    key: z.string().max(100_000),
    title,
  }),
  /** A rule of two hosts: by its flow on one of them. */
  z.object({ kind: z.literal('rule'), from: snapshotRef, to: snapshotRef, flow: flowAnchor, title }),
]);

export type SnapshotRef = z.infer<typeof snapshotRef>;
export type SourceRef = z.infer<typeof sourceRef>;
export type LineRef = z.infer<typeof lineRef>;
export type Anchor = z.infer<typeof anchor>;
export type AnchorKind = Anchor['kind'];
/** An anchor of one kind. */
export type AnchorOf<K extends AnchorKind> = Extract<Anchor, { readonly kind: K }>;

/** The snapshots that an anchor names: none for the case, two for what is compared. */
export function snapshotsOfAnchor(it: Anchor): readonly SnapshotRef[] {
  if (it.kind === 'case') return [];
  return it.kind === 'change' || it.kind === 'rule' ? [it.from, it.to] : [it.snapshot];
}

/** The same anchor with snapshots named anew: after the user corrected a host, a label or a time. */
export function withSnapshots(it: Anchor, renamed: (ref: SnapshotRef) => SnapshotRef): Anchor {
  if (it.kind === 'case') return it;
  if (it.kind === 'change') return { ...it, from: renamed(it.from), to: renamed(it.to) };
  if (it.kind === 'rule') {
    const flow = { ...it.flow, snapshot: renamed(it.flow.snapshot) };
    return { ...it, from: renamed(it.from), to: renamed(it.to), flow };
  }
  return { ...it, snapshot: renamed(it.snapshot) };
}

/** What the thing was called; empty for the case. */
export function titleOfAnchor(it: Anchor): string {
  return it.kind === 'case' ? '' : it.title;
}
