// What was named on the command line: a case to open, bundles to import into it.
import { basename, resolve } from 'node:path';
import type { EventPayload } from '../shared/api.ts';
import type { EngineLink } from './engine-link.ts';

export interface StartArguments {
  readonly casePath: string | null;
  readonly bundles: readonly string[];
}

/** Sorts plain arguments: `NAME.coldtrace` is a case (the last one named counts), the rest are bundles. */
export function readStartArguments(words: readonly string[], workingFolder: string): StartArguments {
  const paths = words.map((word) => resolve(workingFolder, word));
  const isCase = (path: string): boolean => path.endsWith('.coldtrace');
  return { casePath: paths.findLast(isCase) ?? null, bundles: paths.filter((path) => !isCase(path)) };
}

/**
 * Opens the case (a new one in the user's folder when only bundles are named) and starts the import.
 * Resolves with how the import ended, null when there is nothing to import; rejects with a CodedError.
 */
export async function importOnStart(
  link: EngineLink,
  { casePath, bundles }: StartArguments,
): Promise<EventPayload<'import.finished'> | null> {
  const [first] = bundles;
  if (casePath !== null) await link.call('case.open', { path: casePath, create: first !== undefined });
  else if (first !== undefined) await link.call('case.new', { name: caseNameFor(first) });
  if (first === undefined) return null;

  // Listening begins before the import does: a small one may have ended when its answer arrives.
  const finished = new Promise<EventPayload<'import.finished'>>((done) => {
    link.on('import.finished', done);
  });
  await link.call('import.start', {
    inputs: bundles.map((path) => ({ path })),
    label: null,
    merge: false,
  });
  return finished;
}

/** A case is called after its first bundle, without the endings of archives. */
function caseNameFor(bundle: string): string {
  const name = basename(bundle).replace(/(\.(tar|tgz|txz|gz|xz|txt|log))+$/i, '');
  return name.slice(0, 120) || 'case';
}
