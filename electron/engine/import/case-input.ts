// A case among the bundles of an import: what another engineer found out already, taken in whole.
import { CodedError } from '../../../shared/coded-error.ts';
import { openOtherCase, type OtherCase } from '../case-file/other-case.ts';
import { sameFile } from '../write-whole-file.ts';
import type { BundleInput } from './job.ts';
import { magicBytes, signedKind } from './magic.ts';
import { readHead } from './read-file.ts';

/**
 * The case that an input is; null for what is none, which a bundle's reader then says more about. Throws CodedError
 * 'newer-case', and 'bad-request' for the case that is imported into.
 */
export async function caseInput(input: BundleInput, casePath: string): Promise<OtherCase | null> {
  const path = fileOf(input);
  if (path === null) return null;
  const head = await readHead(path, magicBytes).catch(() => null);
  if (head === null || signedKind(head) !== 'case') return null;
  if (sameFile(path, casePath)) {
    throw new CodedError('bad-request', `${input.name} is the case itself.`, 'Choose another case.');
  }
  try {
    return openOtherCase(path);
  } catch (error) {
    if (error instanceof CodedError && error.code === 'not-a-case') return null;
    throw error;
  }
}

function fileOf(input: BundleInput): string | null {
  if (input.kind === 'path') return input.path;
  const [only, ...others] = input.files;
  return only === undefined || others.length > 0 ? null : only.spooled;
}
