// The outline of a case's report, as the user arranged it. What its items become is the report's affair.
import { z } from 'zod';
import { findingSeverities } from '../findings/finding.ts';
import { anchor } from './anchor.ts';
import type { Shown } from './pin.ts';
import { author, noteId, noteStatuses, tag } from './note.ts';

export const reportTemplates = ['customer', 'handover', 'bug'] as const;
export type ReportTemplate = (typeof reportTemplates)[number];

/** `id` is the item's own, for arranging. */
const item = z.discriminatedUnion('kind', [
  z.object({
    id: noteId,
    kind: z.literal('heading'),
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    text: z.string().max(1000),
  }),
  /** What the user writes between; Markdown. */
  z.object({ id: noteId, kind: z.literal('text'), text: z.string().max(200_000) }),
  /** Hosts, snapshots, findings and notes in figures. */
  z.object({ id: noteId, kind: z.literal('summary') }),
  /** Snapshots in order of time. */
  z.object({ id: noteId, kind: z.literal('timeline') }),
  z.object({ id: noteId, kind: z.literal('note'), note: noteId }),
  /** All notes that are not items of their own, of a status or tag; empty lists mean any. */
  z.object({
    id: noteId,
    kind: z.literal('notes'),
    statuses: z.array(z.enum(noteStatuses)).readonly(),
    tags: z.array(tag).readonly(),
  }),
  /** `explain`: its flows in words; absent, a single flow is and a list is not. */
  z.object({ id: noteId, kind: z.literal('pin'), pin: noteId, explain: z.boolean().optional() }),
  /** Lines of a source, with some before and after. */
  z.object({
    id: noteId,
    kind: z.literal('excerpt'),
    anchor,
    context: z.number().int().min(0).max(100),
  }),
  /** What the rules found; an empty list means all severities. */
  z.object({
    id: noteId,
    kind: z.literal('findings'),
    severities: z.array(z.enum(findingSeverities)).readonly(),
  }),
  /** What to ask the customer for. */
  z.object({ id: noteId, kind: z.literal('requests') }),
]);

export const outline = z.object({
  title: z.string().max(1000),
  author,
  template: z.enum(reportTemplates).nullable(),
  /** Of the document: `en`, `zh-CN`. */
  language: z.string().max(20),
  items: z.array(item).max(10_000).readonly(),
});
export type Outline = z.infer<typeof outline>;
export type OutlineItem = z.infer<typeof item>;

/** Whether a pin has flows that can be said in words. */
export function hasFlows(shown: Shown): boolean {
  if (shown.kind === 'thing') return shown.anchor.kind === 'flow' || shown.anchor.kind === 'pipeline';
  return shown.kind === 'flow-list' && shown.grouping.length === 0;
}

/** Whether its flows are said in words: of a list that would be long, so it is asked for. */
export function isExplained(
  { explain }: Pick<Extract<OutlineItem, { readonly kind: 'pin' }>, 'explain'>,
  shown: Shown,
): boolean {
  return hasFlows(shown) && (explain ?? (shown.kind === 'thing' && shown.anchor.kind === 'flow'));
}
