// What `npm ci` on a bare machine depends on, which npm itself does not keep for us.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const json = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));

it('package-lock.json does not ask for a compiler (npm run lock puts it back)', () => {
  const lockfile = json('package-lock.json') as { packages: Record<string, { gypfile?: boolean }> };
  expect(lockfile.packages['node_modules/better-sqlite3']?.gypfile).toBe(false);
});

it('package-lock.json names no registry', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toContain('"resolved"');
});

it('every dependency is pinned to one version', () => {
  const { dependencies, devDependencies } = json('package.json') as Record<string, Record<string, string>>;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
});
