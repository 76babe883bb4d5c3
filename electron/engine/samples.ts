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

/** The title in the language of `locale` (BCP 47): `zh-Hans-CN` and `zh` take `zh-CN`. */
export function sampleTitle(sample: Sample, locale: string): string {
  const language = locale.split('-')[0]?.toLowerCase() ?? '';
  const match = Object.keys(sample.titles).find((key) => key.split('-')[0]?.toLowerCase() === language);
  return (match === undefined ? undefined : sample.titles[match]) ?? sample.title;
}
