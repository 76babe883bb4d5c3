// The cases that are shipped, in samples.json beside their bundles:
//   [{ "id": "article", "titles": { "en": "…", "zh-CN": "…" }, "title": "…",
//      "imports": [{ "paths": ["article/transcript.txt"], "label": null }] }]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const sampleList = z.array(
  z.object({
    id: z.string(),
    /** By language. */
    titles: z.record(z.string(), z.string()),
    /** For any other language. */
    title: z.string(),
    /** Imported in this order; paths are relative to the folder of samples.json. */
    imports: z.array(z.object({ paths: z.array(z.string()).min(1), label: z.string().nullable() })),
  }),
);
export type Sample = z.infer<typeof sampleList>[number];

/** The samples of a folder; none where it has no list. A misshaped list is a fault of the build and throws. */
export function listSamples(samplesFolder: string): readonly Sample[] {
  let text: string;
  try {
    text = readFileSync(join(samplesFolder, 'samples.json'), 'utf8');
  } catch {
    return [];
  }
  return sampleList.parse(JSON.parse(text));
}
