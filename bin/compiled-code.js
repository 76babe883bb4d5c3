// Keeps what Node makes of Coldtrace's sources from one start to the next: stripping the types of two
// hundred parsers and compiling them takes longer than most bundles take to read, in every thread again.
// JavaScript, because what strips types is itself a twentieth of a second's work to load.
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * To be called before anything large is imported; threads that are started afterwards keep theirs too. A
 * folder that cannot be written to costs nothing but the time. NODE_COMPILE_CACHE, where set, is left alone.
 */
export function keepCompiledCode() {
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) return;
  const folder = join(userCacheFolder(), 'compiled');
  const { directory } = enableCompileCache(folder);
  // A thread looks for this when it starts.
  if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] = folder;
}

/** What may be deleted at any time: XDG_CACHE_HOME, or what the system's conventions say. */
function userCacheFolder() {
  const own = process.env['XDG_CACHE_HOME'];
  if (own) return join(own, 'coldtrace');
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/Coldtrace');
  if (process.platform === 'win32')
    return join(process.env['LOCALAPPDATA'] || join(homedir(), 'AppData/Local'), 'Coldtrace/Cache');
  return join(homedir(), '.cache/coldtrace');
}
