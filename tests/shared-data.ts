// Where the real deployments' bundles are: `../shared/data` beside the checkout, or COLDTRACE_SHARED.
// They stay out of the repository; tests that need them skip, saying so, where they are absent.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

const sharedRoot: string = process.env['COLDTRACE_SHARED'] ?? resolve(root, '../shared');
export const hasShared: boolean = existsSync(join(sharedRoot, 'data'));
export const fixtures: string = join(root, 'tests/fixtures');

if (!hasShared) console.warn(`skipped: tests on real bundles, because ${sharedRoot}/data is not there`);

/** A path below `shared/data`. */
export function sharedData(...parts: readonly string[]): string {
  return join(sharedRoot, 'data', ...parts);
}
