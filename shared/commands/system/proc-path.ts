// Files below `/proc`, as their readers recognise them.
import { printedFile } from '../file-path.ts';

/**
 * What follows `/proc/net/` in the file that a command line prints: `bonding/bond0` of
 * `cat /proc/1234/net/bonding/bond0`. Null for every other file.
 */
export function procNetFile(argv: readonly string[]): string | null {
  return /^\/proc\/(?:self\/|thread-self\/|\d+\/)?net\/(.+)$/.exec(printedFile(argv) ?? '')?.[1] ?? null;
}
