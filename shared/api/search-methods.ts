// Lines by their text, and things by their names.
import { z } from 'zod';
import { anchor } from '../notes/anchor.ts';
import { noteId, noteStatuses, tag } from '../notes/note.ts';
import { spellingKinds } from '../search/spellings.ts';
import { count, id, line, window } from './schemas.ts';

/** A line in which a search found something. Of a long line only what is around it is given. */
export const searchRow = z.object({
  host: z.string(),
  snapshotId: id,
  sourceId: id,
  path: z.string(),
  commandLine: z.string().nullable(),
  /** From 1, in the file as it arrived. */
  line,
  text: z.string(),
  /** Characters of the line before `text`, and of the whole line. */
  from: count,
  length: count,
  /** Where in `text` the spelling `spelling` was found, the first in the line. */
  at: count,
  spelling: z.string(),
});

export const searchMethods = {
  /**
   * Lines that hold a text, case ignored, in the kept text of all sources or of one snapshot's: an address
   * or an id in every spelling. A call works for a moment only: while neither `complete` nor `capped`,
   * `matched` is what was found so far, and the same request goes on. Another text ends the search before.
   */
  'search.text': {
    request: z.object({ text: z.string().trim().min(1).max(1000), snapshot: id.optional(), ...window }),
    response: z.object({
      /** What is looked for, the typed text first. */
      spellings: z.array(z.object({ text: z.string(), kind: z.enum(spellingKinds) })),
      matched: count,
      /** All text was looked through. */
      complete: z.boolean(),
      /** So much was found that the rest was not looked through. */
      capped: z.boolean(),
      rows: z.array(searchRow),
    }),
  },
  /**
   * Notes that have a text in what was written, a tag, the author's name or the name of what they are about: as
   * `search.text` finds it, the latest change first.
   */
  'search.notes': {
    request: z.object({ text: z.string().max(1000), limit: z.number().int().min(1).max(2000) }),
    response: z.object({
      total: count,
      notes: z.array(
        z.object({
          id: noteId,
          title: z.string(),
          status: z.enum(noteStatuses),
          tags: z.array(tag).readonly(),
          anchor,
          /** What is around what was found, where in it that is, and how it is spelled. */
          excerpt: z.string(),
          at: count,
          spelling: z.string(),
        }),
      ),
    }),
  },
  /** Names for the palette: hosts, instances, networks, routers, ports, devices, MACs, addresses, sources. */
  'names.find': {
    request: z.object({ text: z.string(), limit: z.number().int().min(1).max(200) }),
    response: z.object({
      names: z.array(
        z.object({
          name: z.string(),
          what: z.enum([
            ...['host', 'instance', 'network', 'router', 'port', 'device', 'mac', 'address'],
            ...['bridge', 'source'],
          ] as const),
          host: z.string(),
          snapshotId: id,
          sourceId: id.nullable(),
          line: line.nullable(),
        }),
      ),
    }),
  },
} as const;
