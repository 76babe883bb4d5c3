// What to ask the customer for.
import { z } from 'zod';
import { requestCauses } from '../requests/request.ts';
import { count, id } from './schemas.ts';

export const requestMethods = {
  /** What to ask the customer for: command lines that would fill the gaps, and a script that collects them. */
  'requests.find': {
    request: z.object({
      snapshot: id,
      subject: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('snapshot') }),
        z.object({ kind: z.literal('path'), id: z.string() }),
        z.object({ kind: z.literal('bridge'), name: z.string() }),
      ]),
    }),
    response: z.object({
      host: z.string(),
      requests: z.array(
        z.object({
          command: z.string(),
          cause: z.enum(requestCauses),
          reasons: z.array(z.string()),
          sourceId: id.nullable(),
        }),
      ),
      script: z.string(),
      /** Commands that are not in the script, because their names hold characters that could not be shown. */
      leftOut: count,
    }),
  },
} as const;
