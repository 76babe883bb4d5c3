// The interface in Electron itself, where its program is installed and there is a display to draw on.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright';
import type { ElectronApplication, Page } from 'playwright';
import { buildPart, isBuilt } from '../../build/build.ts';
import { record } from './browser.ts';

const executablePath = findElectron();
const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
/** True when the desktop app can be started here; suites skip where it cannot. */
export const hasDesktop: boolean = executablePath !== null && hasDisplay;
if (!hasDesktop) {
  const why = executablePath === null ? "Electron's program is not installed" : 'there is no display';
  console.warn(`skipped: tests in a desktop window, because ${why}`);
}

export interface OpenDesktop {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Starts the desktop app on a data folder of its own, with what would stand on its command line. */
export async function openDesktop(words: readonly string[] = []): Promise<OpenDesktop> {
  if (executablePath === null) throw new Error('no Electron: guard the suite with hasDesktop');
  for (const part of ['renderer', 'app'] as const) if (!isBuilt(part)) await buildPart(part);
  const dataFolder = mkdtempSync(join(tmpdir(), 'coldtrace-desktop-e2e-'));
  const app = await _electron.launch({
    executablePath,
    // As root, as in a container, Chromium's own sandbox cannot start.
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      resolve(import.meta.dirname, '../..'),
      ...words,
    ],
    env: { ...process.env, COLDTRACE_DATA: dataFolder } as Record<string, string>,
  });
  const page = await app.firstWindow();
  const recorded = record(app.context(), page);
  return {
    app,
    page,
    ...recorded,
    async close() {
      await app.close();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

function findElectron(): string | null {
  const folder = dirname(fileURLToPath(import.meta.resolve('electron/package.json')));
  const named = join(folder, 'path.txt');
  if (!existsSync(named)) return null;
  const path = join(folder, 'dist', readFileSync(named, 'utf8'));
  return existsSync(path) ? path : null;
}
