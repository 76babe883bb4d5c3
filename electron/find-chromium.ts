// Finds a Chromium that can print a report and that the end-to-end tests can drive, without downloading one.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/**
 * Path of a Chromium that starts: CHROMIUM_PATH, one on the PATH, one where its installer puts it, or one
 * that Playwright has fetched before. Null when there is none. CHROMIUM_PATH, when set, is the only one tried.
 */
export function findChromium(): string | null {
  const own = process.env['CHROMIUM_PATH'];
  const candidates = own ? [own] : [...onPath(), ...installed(), ...fetchedByPlaywright()];
  return candidates.find((path) => existsSync(path) && starts(path)) ?? null;
}

/** Some systems have a launcher of this name that only says where to get the browser. */
function starts(path: string): boolean {
  // Chrome on Windows opens a window for --version instead of printing it.
  if (process.platform === 'win32') return true;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

function onPath(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const files = process.platform === 'win32' ? names.map((name) => `${name}.exe`) : names;
  return folders.flatMap((folder) => files.map((name) => join(folder, name)));
}

function installed(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (process.platform !== 'win32') return names.map((name) => `/usr/bin/${name}`);
  return ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((folder) => {
    const path = process.env[folder];
    return path ? [join(path, 'Google/Chrome/Application/chrome.exe')] : [];
  });
}

/** Playwright's cache may hold another version than its package asks for; any will do. */
function fetchedByPlaywright(): string[] {
  const caches = [
    process.env['PLAYWRIGHT_BROWSERS_PATH'],
    join(homedir(), '.cache/ms-playwright'),
    join(homedir(), 'Library/Caches/ms-playwright'),
    join(homedir(), 'AppData/Local/ms-playwright'),
  ];
  const executables = [
    'chrome-linux*/chrome',
    'chrome-mac*/*.app/Contents/MacOS/*',
    'chrome-win*/chrome.exe',
  ];
  return caches
    .filter((cache) => cache !== undefined && existsSync(cache))
    .flatMap((cwd) =>
      globSync(
        executables.map((name) => `chromium-*/${name}`),
        { cwd },
      ).map((found) => join(cwd ?? '', found)),
    );
}
