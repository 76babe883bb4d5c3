// Notes, pins and the report's outline. Putting and removing are inverse to each other: each answers with what was
// there before, and whoever undoes puts that back. A note is in the file when the answer comes.
import { z } from 'zod';
import { anchor } from '../notes/anchor.ts';
import { note, noteId, noteStatuses, tag } from '../notes/note.ts';
import { outline } from '../notes/outline.ts';
import { pin } from '../notes/pin.ts';
import { resolution } from '../notes/resolution.ts';
import { thing } from '../notes/thing.ts';
import { count, id } from './schemas.ts';

export const noteMethods = {
  /** The anchor of a thing of the open case. Throws 'not-found'. */
  'notes.anchor': { request: z.object({ thing }), response: z.object({ anchor }) },
  /** Where what an anchor names is now; of devices, paths and changes this works out the network or the comparison. */
  'notes.resolve': { request: z.object({ anchor }), response: z.object({ at: resolution }) },
  /** Notes, the latest change first: those that have one of the statuses, all of the tags, the host and the text. */
  'notes.list': {
    request: z.object({
      statuses: z.array(z.enum(noteStatuses)).optional(),
      tags: z.array(tag).optional(),
      host: z.string().optional(),
      text: z.string().max(1000).optional(),
    }),
    response: z.object({
      notes: z.array(note),
      /** Of all notes of the case, whatever was asked for. */
      total: count,
      tags: z.array(z.object({ tag, notes: count })),
      hosts: z.array(z.object({ host: z.string(), notes: count })),
    }),
  },
  'notes.get': { request: z.object({ id: noteId }), response: note },
  /** Writes a note as it is given, in place of the one with its id where there is one. */
  'notes.put': {
    request: z.object({ note }),
    response: z.object({ before: note.nullable() }),
  },
  'notes.remove': { request: z.object({ id: noteId }), response: z.object({ before: note.nullable() }) },
  /**
   * Which things have notes, for the marks of a view: those of the case, and of the given snapshots. Of a change both
   * snapshots must be given. What is not found any more has no mark.
   */
  'notes.of': {
    request: z.object({ snapshots: z.array(id).max(10_000) }),
    response: z.object({
      /** By the thing's key: its notes, the latest change first. */
      marks: z.array(z.object({ key: z.string(), notes: z.array(noteId).min(1), open: count })),
    }),
  },
  /** In the order in which they were made. */
  'pins.list': { request: z.object({}), response: z.object({ pins: z.array(pin) }) },
  'pins.put': { request: z.object({ pin }), response: z.object({ before: pin.nullable() }) },
  'pins.remove': { request: z.object({ id: noteId }), response: z.object({ before: pin.nullable() }) },
  /** Null until it was arranged. */
  'report.get': { request: z.object({}), response: z.object({ outline: outline.nullable() }) },
  /** Null forgets it. */
  'report.put': {
    request: z.object({ outline: outline.nullable() }),
    response: z.object({ before: outline.nullable() }),
  },
} as const;
