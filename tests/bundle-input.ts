// A path as an import takes it.
import { basename } from 'node:path';
import type { BundleInput } from '../electron/engine/import/job.ts';

export function asInput(path: string): BundleInput {
  return { kind: 'path', name: basename(path), path };
}
