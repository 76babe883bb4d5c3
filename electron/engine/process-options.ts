// What a host tells the engine when it starts it: in `workerData` of a worker thread, or as JSON in
// the last argument of a utility process. Frames then go over `parentPort` of either.
import { z } from 'zod';

export const engineProcessOptions = z.object({
  version: z.string(),
  hostKind: z.enum(['desktop', 'browser']),
  /** BCP 47. */
  locale: z.string(),
  /** The user's own folder: cases and the list of recent ones. Made when it is not there. */
  dataFolder: z.string(),
  samplesFolder: z.string(),
  /** The texts of the interface and of reports, a folder a language. */
  localesFolder: z.string(),
  /** Where the browser host spools uploads (upload-spool.ts reads it back); null on the desktop. */
  spoolFolder: z.string().nullable(),
});
export type EngineProcessOptions = z.infer<typeof engineProcessOptions>;
