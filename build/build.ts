// `npm run build`: the interface into dist/renderer, the Node side into dist/app. Run by `npm start`
// whenever a source is newer than the last build. `--renderer` builds the interface alone.
import { readdirSync, statSync } from 'node:fs';
import { rm, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { appConfigs } from './app.config.ts';
import { rendererConfig } from './renderer.config.ts';

const root = resolve(import.meta.dirname, '..');
export type BuildPart = 'renderer' | 'app';

/** What a part is made of; a change in any of it makes the part stale. */
const sources: Readonly<Record<BuildPart, readonly string[]>> = {
  renderer: ['renderer', 'shared', 'resources/locales', 'build', 'package.json'],
  app: ['electron', 'shared', 'build', 'package.json'],
};
const stamp = (part: BuildPart): string => join(root, `dist/${part}.built`);

/** Is there a build of this part that no source is newer than? */
export function isBuilt(part: BuildPart): boolean {
  const built = modified(stamp(part));
  return built > 0 && sources[part].every((source) => newest(join(root, source)) < built);
}

/** Builds a part anew and stamps it. Rejects with what Vite says when a source does not build. */
export async function buildPart(part: BuildPart): Promise<void> {
  // A build that breaks off must not pass for a finished one.
  await rm(stamp(part), { force: true });
  const begun = new Date();
  if (part === 'renderer') {
    await build({ ...rendererConfig, logLevel: 'warn' });
  } else {
    await rm(join(root, 'dist/app'), { recursive: true, force: true });
    for (const config of appConfigs) await build(config);
  }
  await writeFile(stamp(part), '');
  // What changed while the build ran is newer than it.
  await utimes(stamp(part), begun, begun);
}

function newest(path: string): number {
  const own = modified(path);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return own;
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).reduce(
    (latest, name) => Math.max(latest, modified(join(path, name))),
    own,
  );
}

/** Milliseconds; 0 when there is no such file. */
function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (import.meta.main) {
  const parts: readonly BuildPart[] = process.argv.includes('--renderer')
    ? ['renderer']
    : ['renderer', 'app'];
  for (const part of parts) await buildPart(part);
}
