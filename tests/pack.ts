// Packs bytes with the real programs, where this machine has them.
import { execFileSync } from 'node:child_process';
import { gzipSync, zstdCompressSync } from 'node:zlib';

export function hasTool(tool: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(tool, args.length > 0 ? args : ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What `program` makes of its standard input. */
export function through(program: string, args: readonly string[], input: Uint8Array): Buffer {
  return execFileSync(program, args, { input, maxBuffer: 1 << 29, stdio: ['pipe', 'pipe', 'ignore'] });
}

export const gz = (bytes: Uint8Array): Buffer => gzipSync(bytes);
export const zst = (bytes: Uint8Array): Buffer => zstdCompressSync(bytes);
export const xz = (bytes: Uint8Array): Buffer => through('xz', ['-c'], bytes);
export const bz2 = (bytes: Uint8Array): Buffer => through('bzip2', ['-c'], bytes);

export const hasXz = hasTool('xz');
/** bzip2 prints its version and then packs its input. */
export const hasBzip2 = hasTool('bzip2', '--help');
