// A note: what the user wrote about a thing of the case.
import { z } from 'zod';
import { parseInline } from '../markdown/parse-inline.ts';
import { textOfInlines } from '../markdown/tree.ts';
import { anchor } from './anchor.ts';

export const noteStatuses = ['open', 'explained', 'needs-customer'] as const;
export type NoteStatus = (typeof noteStatuses)[number];

/** Whoever makes a note or a pin makes its id (`crypto.randomUUID()`), so that two cases can be merged. */
export const noteId = z.uuid();
export const moment = z.iso.datetime();
export const author = z.string().max(200);

export const tag = z
  .string()
  .min(1)
  .max(60)
  .refine((it) => it === it.trim() && !/[,\p{Cc}]/u.test(it), 'a tag has no comma and no space around it');

export const note = z.object({
  id: noteId,
  /** ISO 8601 in UTC. */
  created: moment,
  updated: moment,
  author,
  status: z.enum(noteStatuses),
  tags: z.array(tag).max(50).readonly(),
  /** Markdown. */
  text: z.string().max(200_000),
  anchor,
});
export type Note = z.infer<typeof note>;

/** Its first line that says anything, as a title: without its Markdown. */
export function noteTitle({ text }: Pick<Note, 'text'>): string {
  const line = text.split('\n').find((each) => each.trim() !== '') ?? '';
  const said = line.replace(/^\s*(?:#{1,6}\s+|[-*+]\s+|>\s*)*/, '').slice(0, 1000);
  return textOfInlines(parseInline(said)).replaceAll('\n', ' ').trim();
}

/** Tags out of what was typed: without spaces around them, each once. */
export function tagsOf(typed: string): readonly string[] {
  const tags = typed.split(/[,，、\n]/).map((tag) =>
    tag
      .replace(/\p{Cc}/gu, ' ')
      .trim()
      .slice(0, 60)
      .trim(),
  );
  return [...new Set(tags.filter((tag) => tag !== ''))].slice(0, 50);
}
