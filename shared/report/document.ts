// A report as data: what it says, where that is from, and what all of it was made from. The engine makes it of the
// outline and the case; writers make a file of it. Whatever is from a bundle or from the user stands here as it is:
// each writer escapes for where it goes. Words that are the same in every report are not here but in the writers'
// texts (resources/locales/LOCALE/document.json).
import { z } from 'zod';
import { count, line } from '../api/schemas.ts';
import { changeTypes } from '../compare/change.ts';
import { drawingSchema } from '../drawing/drawing.ts';
import { findingSeverities } from '../findings/finding.ts';
import { noteStatuses } from '../notes/note.ts';
import { reportTemplates } from '../notes/outline.ts';
import { requestCauses } from '../requests/request.ts';

/** `html`: one file by itself; `markdown`: the text, and its pictures as SVG files beside it; `csv`, `tsv`: a file a table. */
export const reportFormats = ['html', 'markdown', 'csv', 'tsv'] as const;
export type ReportFormat = (typeof reportFormats)[number];

const text = z.string();
const texts = z.array(text).readonly();

/** Lines of a file of a bundle. */
const place = z.object({ host: text, file: text, firstLine: line, lastLine: line });

/** A snapshot by its host, label and time. */
const snapshot = z.object({ host: text, label: text.nullable(), capturedAt: text.nullable() });

/** Lines as they are in the file; `marked` are those that are meant, the others stand around them. */
const excerpt = place.extend({
  /** As typed; null where the text is a file of the node. */
  command: text.nullable(),
  lines: z.array(z.object({ number: line, text, marked: z.boolean() })).readonly(),
  /** Lines of what is meant that are not shown. */
  leftOut: count,
});

const changeSide = z.object({ text, places: z.array(place).readonly() });
const change = z.object({
  change: z.enum(changeTypes),
  /** The kind of thing, in words. */
  kind: text,
  key: text,
  /** What differs, for `changed`. */
  fields: z.array(z.object({ name: text, from: text.nullable(), to: text.nullable() })).readonly(),
  /** A number means the same on both sides; two hosts have their own, so what is printed otherwise may be alike. */
  sameNumbers: z.boolean(),
  from: changeSide.nullable(),
  to: changeSide.nullable(),
});

const hop = z.object({
  host: text,
  /** Null where it is not even named. */
  device: text.nullable(),
  /** The kind of device, in words. */
  kind: text,
  /** Tags, ports, tunnel ids, addresses: as the tools write them. */
  details: texts,
  /** How it is drawn: a bridge as a bar, a broken hop so. */
  bar: z.boolean(),
  broken: z.boolean(),
  status: z.enum(['known', 'inferred', 'missing']),
  reason: text.nullable(),
  remarks: texts,
  places: z.array(place).readonly(),
});

const block = z.discriminatedUnion('kind', [
  /** Of level 1: a section of the report begins. */
  z.object({ kind: z.literal('heading'), level: z.union([z.literal(1), z.literal(2), z.literal(3)]), text }),
  /** What someone wrote: Markdown, of which the writers take a subset. */
  z.object({ kind: z.literal('prose'), markdown: text }),
  /** Something that Coldtrace says of the report itself: what is not there any more, what was left out. */
  z.object({ kind: z.literal('remark'), text }),
  z.object({ kind: z.literal('terms'), terms: z.array(z.object({ term: text, value: text })).readonly() }),
  z.object({
    kind: z.literal('table'),
    caption: text,
    columns: z.array(z.object({ title: text, numeric: z.boolean(), mono: z.boolean() })).readonly(),
    rows: z.array(texts).readonly(),
    leftOut: count,
  }),
  z.object({ kind: z.literal('excerpt'), caption: text, excerpt }),
  z.object({
    kind: z.literal('flows'),
    caption: text,
    bridge: text,
    snapshot,
    file: text,
    filter: text,
    /** Of `total` flows, `matched` pass the filter, and the rows are the first of these. */
    total: count,
    matched: count,
    /** By what flows are put together: a row is a group then. */
    grouping: texts,
    columns: z
      .array(z.object({ title: text, numeric: z.boolean(), words: z.boolean().optional() }))
      .readonly(),
    rows: z.array(texts).readonly(),
  }),
  z.object({
    kind: z.literal('diff'),
    caption: text,
    from: snapshot,
    to: snapshot,
    filter: text,
    /** What happened as a whole: restarts. */
    events: texts,
    changes: z.array(change).readonly(),
    leftOut: count,
    /** What only one side has sources for. */
    notCompared: texts,
  }),
  z.object({
    kind: z.literal('path'),
    caption: text,
    /** There, and back. */
    ways: z
      .array(
        z.object({
          from: text,
          to: text,
          complete: z.boolean(),
          /** Why it is not complete. */
          reason: text.nullable(),
          hops: z.array(hop).readonly(),
          wants: texts,
        }),
      )
      .readonly(),
    /** What it is from. */
    footer: text,
  }),
  z.object({ kind: z.literal('picture'), caption: text, footer: text, drawing: drawingSchema }),
  z.object({
    kind: z.literal('timeline'),
    caption: text,
    rows: z
      .array(snapshot.extend({ capturedFrom: text.nullable(), bundles: texts, problems: count }))
      .readonly(),
  }),
  z.object({
    kind: z.literal('note'),
    markdown: text,
    author: text,
    /** ISO 8601. */
    updated: text,
    status: z.enum(noteStatuses),
    tags: texts,
    /** What it is about, in words; empty for the case. */
    about: text,
    snapshots: z.array(snapshot).readonly(),
  }),
  z.object({
    kind: z.literal('findings'),
    caption: text,
    findings: z
      .array(
        z.object({
          severity: z.enum(findingSeverities),
          rule: text,
          host: text,
          /** Those of the host that have it. */
          snapshots: z.array(snapshot).readonly(),
          text,
          places: z.array(place).readonly(),
          wants: texts,
        }),
      )
      .readonly(),
  }),
  /** What to ask the customer for, by host. */
  z.object({
    kind: z.literal('requests'),
    caption: text,
    hosts: z
      .array(
        z.object({
          host: text,
          requests: z
            .array(z.object({ command: text, cause: z.enum(requestCauses), reasons: texts }))
            .readonly(),
        }),
      )
      .readonly(),
  }),
]);

export const reportDocument = z.object({
  title: text,
  author: text,
  template: z.enum(reportTemplates).nullable(),
  /** BCP 47. */
  language: text,
  /** Names and addresses stand for others. */
  redacted: z.boolean(),
  /** What each item of the outline became, in its order. */
  parts: z.array(z.object({ item: text, blocks: z.array(block).readonly() })).readonly(),
  madeFrom: z.object({
    /** Version of Coldtrace. */
    version: text,
    /** ISO 8601. */
    made: text,
    case: text,
    bundles: z
      .array(z.object({ name: text, format: text, bytes: count, sha256: text, importedAt: text }))
      .readonly(),
    snapshots: z
      .array(
        snapshot.extend({
          capturedFrom: text.nullable(),
          bundles: texts,
          sources: count,
          facts: count,
          problems: count,
        }),
      )
      .readonly(),
    /** Filters in effect, each with what it filters. */
    filters: z.array(z.object({ of: text, filter: text })).readonly(),
  }),
});

export type ReportDocument = z.infer<typeof reportDocument>;
export type ReportPart = ReportDocument['parts'][number];
export type ReportBlock = z.infer<typeof block>;
export type BlockOf<K extends ReportBlock['kind']> = Extract<ReportBlock, { readonly kind: K }>;
export type ReportPlace = z.infer<typeof place>;
export type ReportSnapshot = z.infer<typeof snapshot>;
export type ReportExcerpt = z.infer<typeof excerpt>;
export type ReportChange = z.infer<typeof change>;
export type ReportHop = z.infer<typeof hop>;
