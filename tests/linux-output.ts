// Reads a fixture of Linux, libvirt and OpenStack tools, for tests.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtures } from './shared-data.ts';

/** The text of one of tests/fixtures/linux. */
export function linuxOutput(name: string): string {
  return readFileSync(join(fixtures, 'linux', name), 'utf8');
}
