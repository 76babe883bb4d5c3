// How the case is redacted when it leaves: what would be replaced by what, and what the user adds or wants to stay.
import { z } from 'zod';
import { nameClasses } from '../redact/names.ts';
import { redactedClasses } from '../redact/redactor.ts';
import { redactionWishes } from '../redact/wishes.ts';
import { count, window } from './schemas.ts';

export const redactionMethods = {
  /**
   * What would be replaced in the case's texts and in what the user wrote: originals of a class, or those that hold a text
   * (as their stand-ins may), the most frequent first. The first call, and the first after a change, goes through all texts.
   */
  'redaction.preview': {
    request: z.object({
      ...window,
      class: z.enum(redactedClasses).optional(),
      text: z.string().max(1000).optional(),
    }),
    response: z.object({
      replacements: z.array(
        z.object({
          class: z.enum(redactedClasses),
          original: z.string(),
          standIn: z.string(),
          occurrences: count,
        }),
      ),
      /** How many fit `class` and `text`. */
      matched: count,
      /** Of each class, all originals and how often they stand. */
      classes: z.array(z.object({ class: z.enum(redactedClasses), originals: count, occurrences: count })),
      /** Names of the case that stay, as they are words of outputs, too short, or numbers. */
      kept: z.array(
        z.object({
          class: z.enum(nameClasses),
          name: z.string(),
          reason: z.enum(['word', 'short', 'number']),
        }),
      ),
      wishes: redactionWishes,
    }),
  },
  /** Sets what is to be replaced beside what is found, and what is to stay. */
  'redaction.put': {
    request: z.object({ wishes: redactionWishes }),
    response: z.object({ before: redactionWishes }),
  },
  /** Writes the redacted case to a file that is not there yet; how far it is comes as events. One at a time. */
  'redaction.export': {
    request: z.object({ path: z.string().min(1) }),
    response: z.discriminatedUnion('outcome', [
      z.object({
        outcome: z.literal('done'),
        path: z.string(),
        snapshots: count,
        sources: count,
        /** How many different originals were replaced. */
        replaced: count,
        /** Paths of texts that were not read as before when they had been redacted: they have other facts, or none. */
        unread: z.array(z.string()),
      }),
      z.object({ outcome: z.literal('cancelled') }),
    ]),
  },
  /** Ends the export that runs, if one does: it leaves no file. */
  'redaction.cancel': { request: z.object({}), response: z.object({}) },
} as const;
