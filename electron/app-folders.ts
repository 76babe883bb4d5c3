// Where Coldtrace's own parts and the user's data are, from a checkout, a build or a package.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, sep } from 'node:path';

const manifest = findManifest(import.meta.dirname);

export interface AppFolders {
  readonly version: string;
  /** The built interface. */
  readonly renderer: string;
  readonly samples: string;
  readonly locales: string;
  /** The file that runs the engine in a worker thread or utility process. */
  readonly engineProcess: string;
}

/** The parts that belong to the program. In a package, those that a plain process reads are unpacked. */
export const appFolders: AppFolders = {
  version: manifest.version,
  renderer: join(manifest.root, 'dist/renderer'),
  samples: unpacked(join(manifest.root, 'resources/samples')),
  locales: unpacked(join(manifest.root, 'resources/locales')),
  engineProcess: unpacked(
    join(
      import.meta.dirname,
      import.meta.filename.endsWith('.ts') ? 'engine/engine-process.ts' : 'engine/engine-process.js',
    ),
  ),
};

/**
 * The folder for the user's cases and settings: COLDTRACE_DATA, or what the system's conventions say
 * (XDG Base Directory Specification; Application Support on macOS; APPDATA on Windows).
 */
export function userDataFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const own = environment['COLDTRACE_DATA'];
  if (own) return own;
  if (platform === 'darwin') return join(home, 'Library/Application Support/Coldtrace');
  if (platform === 'win32') return join(environment['APPDATA'] || join(home, 'AppData/Roaming'), 'Coldtrace');
  return join(environment['XDG_DATA_HOME'] || join(home, '.local/share'), 'coldtrace');
}

/** The package.json above `from`: a checkout has it one folder up, a build three. */
function findManifest(from: string): { readonly root: string; readonly version: string } {
  for (let folder = from; ; folder = dirname(folder)) {
    try {
      const content: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const { name, version } = content as { name?: unknown; version?: unknown };
      if (name === 'coldtrace' && typeof version === 'string') return { root: folder, version };
    } catch {
      // No manifest here: look one folder up.
    }
    if (dirname(folder) === folder) throw new Error(`no package.json of coldtrace above ${from}`);
  }
}

/** electron-builder keeps native code and what worker threads read beside the archive. */
function unpacked(path: string): string {
  return path.replace(`${sep}app.asar${sep}`, `${sep}app.asar.unpacked${sep}`);
}
