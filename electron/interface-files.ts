// The built interface as a fixed list of files: a request is looked up by its whole name, so that no
// name, however written, can lead anywhere else.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CodedError } from '../shared/coded-error.ts';
import { contentTypeOf, securityHeaders } from './content-policy.ts';

interface InterfaceFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The files below `folder` by their `/`-separated names; the empty name is `index.html`. Null for every other
 * name, and for a file that can no longer be read because a build is replacing it. Throws `not-found` when the
 * interface has not been built.
 */
export function readInterfaceFiles(folder: string): (name: string) => InterfaceFile | null {
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
  } catch {
    names = [];
  }
  if (!names.includes('index.html')) {
    throw new CodedError('not-found', `The interface is not built: ${folder}`, 'Run: npm run build');
  }
  const known = new Set(names);
  return (name) => {
    const file = name === '' ? 'index.html' : name;
    if (!known.has(file)) return null;
    try {
      return {
        body: new Uint8Array(readFileSync(join(folder, file))),
        headers: { ...securityHeaders, 'Content-Type': contentTypeOf(file) },
      };
    } catch {
      return null;
    }
  };
}
