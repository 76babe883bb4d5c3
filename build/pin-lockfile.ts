// Puts back into package-lock.json what npm drops whenever it rewrites it: that better-sqlite3 is not
// to be compiled at install. The package ships its binaries and says so with `gypfile: false`; npm 10
// reads that from the lockfile only, and would otherwise ask for a C++ compiler on a user's machine.
// Run by `npm run lock` after any change of dependencies; a unit test checks the result.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '..', 'package-lock.json');

interface Lockfile {
  readonly packages: Record<string, { gypfile?: boolean }>;
}

const lockfile = JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
const entry = lockfile.packages['node_modules/better-sqlite3'];
if (entry === undefined) throw new Error('package-lock.json has no better-sqlite3');
entry.gypfile = false;
writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
